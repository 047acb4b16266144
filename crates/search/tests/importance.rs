//! The indices of functions whose indices are published, given the functions themselves as the model.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::f64::consts::PI;

use etude_search::importance::band::Band;
use etude_search::importance::branch::Branch;
use etude_search::importance::surfaces::Surfaces;
use etude_search::model_space::{ModelPoint, ModelSpace};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace};
use etude_study::value::Value;

const POINTS: usize = 1 << 11;

fn float() -> Domain {
    Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }
}

fn dimension(name: &str, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: name.into(), number: 0, domain, when }
}

fn cube(dimensions: usize) -> ModelSpace {
    let named = (0..dimensions).map(|index| dimension(&format!("x{index}"), float(), None));
    ModelSpace::new(&SearchSpace::new(named.collect()))
}

fn indices(space: &ModelSpace, surfaces: &dyn Surfaces) -> Vec<f64> {
    let mut branch = Branch::new(space, surfaces, &[], POINTS, 3).unwrap();
    (0..space.dimensions().len()).map(|at| Band::of(&branch.total(at)).mean).collect()
}

/// Sobol's g-function: V_i = 1 / (3 (1 + a_i)^2); the part of the variance with `i` is V_i prod (1 + V_j).
#[test]
fn the_g_function_has_the_published_indices() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0];
    let f = |point: &ModelPoint| {
        let factors = point.coordinates.iter().zip(a);
        factors.map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product::<f64>()
    };
    let space = cube(a.len());
    let part = a.map(|a| 1.0 / (3.0 * (1.0_f64 + a).powi(2)));
    let all: f64 = part.iter().map(|part| 1.0 + part).product();
    for (at, found) in indices(&space, &f).into_iter().enumerate() {
        let expected = part[at] / (1.0 + part[at]) * all / (all - 1.0);
        assert!((found - expected).abs() < 0.01 + 0.03 * expected, "x{at}: {found}, published {expected}");
    }
    let mut branch = Branch::new(&space, &f, &[], POINTS, 3).unwrap();
    for (one, other) in [(0, 1), (1, 2), (3, 4)] {
        let found = branch.interaction(one, other)[0];
        let without = (1.0 + part[one]) * (1.0 + part[other]);
        let expected = part[one] * part[other] * all / without / (all - 1.0);
        assert!(
            (found - expected).abs() < 0.005 + 0.05 * expected,
            "x{one}, x{other}: {found}, published {expected}"
        );
    }
}

/// Ishigami & Homma 1990 with a = 7, b = 0.1: 0.5576, 0.4424, 0.2437, and one interaction, of the first and third.
#[test]
fn the_ishigami_function_has_the_published_indices() {
    let f = |point: &ModelPoint| {
        let x: Vec<f64> = point.coordinates.iter().map(|x| PI * (2.0 * x - 1.0)).collect();
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    };
    let space = cube(3);
    for (found, expected) in indices(&space, &f).into_iter().zip([0.5576, 0.4424, 0.2437]) {
        assert!((found - expected).abs() < 0.01, "{found}, published {expected}");
    }
    let mut branch = Branch::new(&space, &f, &[], POINTS, 3).unwrap();
    assert!((branch.interaction(0, 2)[0] - 0.2437).abs() < 0.01);
    assert!(branch.interaction(0, 1)[0] < 1e-12 && branch.interaction(1, 2)[0] < 1e-12);
}

/// Turned upside down and stretched, a function has the same indices.
#[test]
fn the_unit_and_the_direction_do_not_matter() {
    let f = |point: &ModelPoint| point.coordinates[0] + 2.0 * point.coordinates[1] * point.coordinates[2];
    let turned = |point: &ModelPoint| 40.0 - 1e12 * f(point);
    let space = cube(3);
    for (one, other) in indices(&space, &f).into_iter().zip(indices(&space, &turned)) {
        assert!((one - other).abs() < 1e-9);
    }
}

/// A boolean decides; a rate that is present only where it is true decides everything there, and is judged there.
#[test]
fn a_conditional_parameter_is_judged_where_it_is_present() {
    let on = Condition::equals("on", Value::Bool(true));
    let never = Condition::equals("on", Value::Int(7));
    let space = ModelSpace::new(&SearchSpace::new(vec![
        dimension("rate", float(), Some(on)),
        dimension("on", Domain::Boolean, None),
        dimension("ghost", float(), Some(never)),
    ]));
    let f = |point: &ModelPoint| {
        assert!(point.active[0] || point.coordinates[0].abs() < 1e-12, "an absent coordinate says nothing");
        if point.active[0] { point.coordinates[0] } else { 0.0 }
    };
    let mut branch = Branch::new(&space, &f, &[0], POINTS, 3).unwrap();
    assert!((branch.total(0)[0] - 1.0).abs() < 0.01);
    // Over the whole space: E Var(f | rate) = 1/4 * mean of rate^2 = 1/12, of a variance of 1/6 - 1/16.
    let mut whole = Branch::new(&space, &f, &[], POINTS, 3).unwrap();
    assert!((whole.total(1)[0] - (1.0 / 12.0) / (1.0 / 6.0 - 1.0 / 16.0)).abs() < 0.01);
    assert!(Branch::new(&space, &f, &[2], POINTS, 3).is_none(), "it never is");
}

#[test]
fn a_flat_function_has_no_indices_and_no_nan() {
    let space = cube(2);
    assert_eq!(indices(&space, &|_: &ModelPoint| 3.0), [0.0, 0.0]);
}

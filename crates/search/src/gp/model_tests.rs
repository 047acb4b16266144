//! Tests of the model: fit, posterior, leave-one-out, draws.

use etude_stats::random::Random;
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};

use super::embedding::Embedding;
use super::evidence::{Data, evidence};
use super::hyperparameters::Hyperparameters;
use super::regression::{Regression, standardized};
use crate::conformance_distinct::every_kind;
use crate::model_space::{ModelPoint, ModelSpace};

fn numbers(count: u32) -> ModelSpace {
    let domain = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
    let dimension =
        |number| Dimension { name: format!("x{number}"), number, domain: domain.clone(), when: None };
    ModelSpace::new(&SearchSpace::new((0..count).map(dimension).collect()))
}

fn drawn(space: &ModelSpace, count: usize) -> Vec<ModelPoint> {
    let mut random = Random::new(11);
    let mut unit = || UnitPoint::new(space.dimensions().iter().map(|_| random.uniform()).collect());
    (0..count).map(|_| space.read(&unit())).collect()
}

fn data(space: &ModelSpace, points: &[ModelPoint], targets: &[f64], replicates: &[u32]) -> (Embedding, Data) {
    let embedding = Embedding::new(space);
    let features: Vec<Vec<f64>> = points.iter().map(|point| embedding.features(point)).collect();
    let (data, _) = standardized(&embedding, &features, targets, replicates).expect("whole");
    (embedding, data)
}

/// A function of every kind of dimension.
fn mixed_targets(points: &[ModelPoint]) -> Vec<f64> {
    let weights = [1.0, -0.7, 0.4, 2.0, -1.0];
    let target = |point: &ModelPoint| -> f64 {
        let parts = point.coordinates.iter().zip(&point.active).zip(weights);
        parts.map(|((x, active), weight)| if *active { weight * (3.0 * x).sin() } else { 0.2 }).sum()
    };
    points.iter().map(target).collect()
}

#[test]
fn the_gradient_is_that_of_finite_differences() {
    let space = ModelSpace::new(&every_kind());
    let points = drawn(&space, 17);
    let targets = mixed_targets(&points);
    let replicates: Vec<u32> = (0..17).map(|index| 1 + index % 3).collect();
    let (embedding, data) = data(&space, &points, &targets, &replicates);
    let count = embedding.len();
    assert_eq!(count, 7, "five dimensions, and two conditions");
    let vector: Vec<f64> =
        (0..=count).map(|index| if index == count { -3.0 } else { 0.3 * index as f64 - 1.0 }).collect();
    let (_, gradient) = evidence(&embedding, &data, &vector).expect("positive definite");
    for index in 0..=count {
        let value = |step: f64| {
            let mut moved = vector.clone();
            moved[index] += step;
            evidence(&embedding, &data, &moved).expect("positive definite").0
        };
        let expected = (value(1e-5) - value(-1e-5)) / 2e-5;
        assert!((gradient[index] - expected).abs() < 1e-6, "{index}: {} is not {expected}", gradient[index]);
    }
}

/// Two points, worked out with pencil and paper.
#[test]
fn the_posterior_of_two_points_is_the_one_on_paper() {
    let space = numbers(1);
    let point = |x: f64| space.read(&UnitPoint::new(vec![x]));
    let (embedding, data) = data(&space, &[point(0.2), point(0.6)], &[-1.0, 1.0], &[1, 2]);
    let hyperparameters = Hyperparameters { log_lengths: vec![0.5_f64.ln()], log_noise: 0.1_f64.ln() };
    let (_, standard) =
        standardized(&embedding, &[vec![0.2], vec![0.6]], &[-1.0, 1.0], &[1, 2]).expect("whole");
    let regression =
        Regression::condition(embedding, hyperparameters, data, standard).expect("positive definite");
    let correlation = |distance: f64| {
        let a = 5.0_f64.sqrt() * distance / 0.5;
        (1.0 + a + a * a / 3.0) * (-a).exp()
    };
    // R is [[2 + 0.1, 1 + c], [1 + c, 2 + 0.05]].
    let (first_entry, beside, last_entry) = (2.1, 1.0 + correlation(0.4), 2.05);
    let determinant = first_entry * last_entry - beside * beside;
    let solve = |first: f64, second: f64| {
        (
            (last_entry * first - beside * second) / determinant,
            (first_entry * second - beside * first) / determinant,
        )
    };
    let solved = solve(-1.0, 1.0);
    let near = (1.0 + correlation(0.1), 1.0 + correlation(0.3));
    let signal = (1.0 + (solved.1 - solved.0)) / 3.0;
    let explained = solve(near.0, near.1);
    let prediction = regression.predict(&point(0.3));
    assert!((prediction.mean - (near.0 * solved.0 + near.1 * solved.1)).abs() < 1e-12);
    let variance = signal * (2.0 - near.0 * explained.0 - near.1 * explained.1);
    assert!((prediction.variance - variance).abs() < 1e-12);
    assert!((regression.noise_variance() - 0.1 * signal).abs() < 1e-12);
}

#[test]
fn leaving_one_out_is_what_it_says() {
    let space = ModelSpace::new(&every_kind());
    let points = drawn(&space, 15);
    let targets = mixed_targets(&points);
    let replicates = [1, 2, 1, 1, 3, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1];
    let regression = Regression::fit(&space, &points, &targets, &replicates).expect("fitted");
    let left_out = regression.leave_one_out();
    for index in 0..15 {
        let others: Vec<usize> = (0..15).filter(|other| *other != index).collect();
        let (embedding, standard) = (regression.embedding.clone(), regression.standard);
        let data = regression.data.subset(&others);
        let hyperparameters = regression.hyperparameters.clone();
        let without =
            Regression::condition(embedding, hyperparameters, data, standard).expect("positive definite");
        let expected = targets[index] - without.predict(&points[index]).mean;
        assert!((left_out.residuals[index] - expected).abs() < 1e-7, "{index}");
    }
}

#[test]
fn a_smooth_function_is_learnt_and_noise_is_not() {
    let space = numbers(3);
    let points = drawn(&space, 60);
    let smooth = |point: &ModelPoint| {
        let x = &point.coordinates;
        5.0 + (4.0 * x[0]).sin() + 3.0 * x[1] * x[1]
    };
    let targets: Vec<f64> = points.iter().map(smooth).collect();
    let regression = Regression::fit(&space, &points, &targets, &[1; 60]).expect("fitted");
    assert!(regression.leave_one_out().r_squared.expect("not constant") > 0.99);
    assert!(regression.noise_variance() < 1e-4);
    let lengths = regression.length_scales();
    assert!(lengths[2] > 3.0 * lengths[0], "the third does nothing: {lengths:?}");
    for point in drawn(&space, 80).iter().skip(60) {
        let prediction = regression.predict(point);
        let off = prediction.mean - smooth(point);
        assert!(off.abs() < 0.2 && off.abs() < 6.0 * prediction.variance.sqrt() + 1e-3, "{off} at {point:?}");
    }
    let mut random = Random::new(3);
    let noise: Vec<f64> = (0..60).map(|_| random.normal()).collect();
    let regression = Regression::fit(&space, &points, &noise, &[1; 60]).expect("fitted");
    assert!(regression.leave_one_out().r_squared.expect("not constant") < 0.3);
}

#[test]
fn draws_scatter_as_the_posterior_does() {
    let space = ModelSpace::new(&every_kind());
    let points = drawn(&space, 25);
    let regression =
        Regression::fit(&space, &points[..20], &mixed_targets(&points[..20]), &[1; 20]).expect("fitted");
    let draws: Vec<_> = (0..500).map(|seed| regression.draw(seed)).collect();
    for point in &points[20..] {
        let values: Vec<f64> = draws.iter().map(|draw| draw.value(point)).collect();
        let mean = values.iter().sum::<f64>() / 500.0;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 499.0;
        let expected = regression.predict(point);
        let error = (expected.variance / 500.0).sqrt();
        assert!((mean - expected.mean).abs() < 5.0 * error, "{mean} is not {}", expected.mean);
        assert!((variance / expected.variance - 1.0).abs() < 0.5, "{variance} is not {}", expected.variance);
    }
    assert_eq!(
        regression.draw(4).value(&points[22]).to_bits(),
        regression.draw(4).value(&points[22]).to_bits()
    );
}

#[test]
fn scales_do_not_matter() {
    let space = numbers(2);
    let points = drawn(&space, 12);
    let targets: Vec<f64> = points.iter().map(|point| point.coordinates[0]).collect();
    let plain = Regression::fit(&space, &points, &targets, &[1; 12]).expect("fitted");
    let huge: Vec<f64> = targets.iter().map(|target| (target - 0.5) * 1.6e308).collect();
    let scaled = Regression::fit(&space, &points, &huge, &[1; 12]).expect("fitted");
    let (a, b) = (plain.predict(&points[3]).mean, scaled.predict(&points[3]).mean);
    assert!(((a - 0.5) * 1.6e308 / b - 1.0).abs() < 1e-6, "{a} and {b}");
    let constant = Regression::fit(&space, &points, &[7.0; 12], &[1; 12]).expect("fitted");
    assert!((constant.predict(&points[0]).mean - 7.0).abs() < 1e-9);
    assert_eq!(constant.leave_one_out().r_squared, None);
    assert!(Regression::fit(&space, &[], &[], &[]).is_none());
    assert!(Regression::fit(&space, &points[..1], &[f64::NAN], &[1]).is_none());
    assert!(Regression::fit(&space, &points[..1], &[2.0], &[1]).is_some());
}

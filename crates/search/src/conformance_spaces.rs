//! The spaces that every sampler is tried on.

use etude_study::space::{Condition, Dimension, Domain, Requirement, Scale, SearchSpace, Test};
use etude_study::value::Value;

use crate::conformance_distinct::{every_kind, small};

/// Every space of [`crate::conformance::check`]: of no parameter, of one, of 60; with conditions, children first and parents
/// first; of few points; with a category of 200 values.
pub(crate) fn all() -> Vec<SearchSpace> {
    vec![
        space_of(&[]),
        space_of(&[0]),
        space_of(&[2]),
        space_of(&[0, 1, 2, 3]),
        space_of(&(0..60).collect::<Vec<u32>>()),
        every_kind(),
        reversed(&every_kind()),
        small(),
        layered(),
        of_200_categories(),
    ]
}

/// A space whose dimensions have these numbers and, in turn, every kind of domain.
pub(crate) fn space_of(numbers: &[u32]) -> SearchSpace {
    let dimension = |&number: &u32| {
        let three = || [1, 2, 4].map(Value::Int).to_vec();
        let domain = match number % 8 {
            0 => Domain::Float { low: 1e-5, high: 1.0, scale: Scale::Log },
            1 => Domain::Int { low: 1, high: 6, scale: Scale::Linear },
            2 => Domain::Boolean,
            3 => Domain::Float { low: 0.0, high: 0.7, scale: Scale::Linear },
            4 => Domain::Float { low: 0.5, high: 0.999, scale: Scale::ReverseLog },
            5 => Domain::IntSteps { low: 16, high: 64, step: 16 },
            6 => Domain::Ordered { choices: three() },
            _ => Domain::FloatSteps { low: 0.1, high: 0.5, step: 0.1 },
        };
        Dimension { name: format!("parameter_{number}"), number, domain, when: None }
    };
    SearchSpace::new(numbers.iter().map(dimension).collect())
}

/// 24 points without conditions.
pub(crate) fn flat() -> SearchSpace {
    SearchSpace::new(vec![
        dimension(0, "layers", Domain::Int { low: 1, high: 4, scale: Scale::Linear }, None),
        dimension(1, "bias", Domain::Boolean, None),
        dimension(2, "activation", choices(3), None),
    ])
}

/// A category of 200 values beside a float.
pub(crate) fn of_200_categories() -> SearchSpace {
    SearchSpace::new(vec![
        dimension(0, "word", choices(200), None),
        dimension(1, "rate", Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log }, None),
    ])
}

/// Widths of as many layers as there are, and a number that is seldom drawn high.
pub(crate) fn layered() -> SearchSpace {
    let width = |layer: i64| {
        let when = Condition::all([Requirement { parameter: "layers".into(), test: Test::AtLeast(layer) }]);
        let domain = Domain::IntSteps { low: 16, high: 48, step: 16 };
        dimension(layer as u32, &format!("width.{layer}"), domain, when)
    };
    let layers = dimension(0, "layers", Domain::Int { low: 1, high: 3, scale: Scale::Log }, None);
    let units = dimension(9, "units", Domain::Int { low: 1, high: 40, scale: Scale::Log }, None);
    SearchSpace::new((1..=3).map(width).chain([layers, units]).collect())
}

/// The same space, its dimensions in the opposite order.
fn reversed(space: &SearchSpace) -> SearchSpace {
    SearchSpace::new(space.dimensions().iter().rev().cloned().collect())
}

fn choices(count: u32) -> Domain {
    Domain::Choice { choices: (0..count).map(|word| Value::Text(format!("word-{word}"))).collect() }
}

fn dimension(number: u32, name: &str, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: name.into(), number, domain, when }
}

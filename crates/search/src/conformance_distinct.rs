//! The checks of [`crate::conformance`] about distinct points, in spaces with every kind of domain and condition.

use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::{Condition, Dimension, Domain, Requirement, Scale, SearchSpace, Test, UnitPoint};
use etude_study::value::Value;

use crate::conformance_spaces::layered;
use crate::distinct;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// Checks the points that [`distinct::suggest`] makes of a sampler's: all different, none of those that were taken, each in
/// the space and on its steps, with every parameter present whose condition holds and no other; the same drawn alone, in
/// batches or after a resume; and in a small space every point there is, once. For samplers that do not learn; those that do
/// see to it themselves ([`crate::conformance::check_learning`]).
///
/// # Panics
///
/// If a promise is broken, or the sampler learns.
pub fn check_distinct(sampler: &dyn Sampler) {
    assert!(!sampler.learns(), "{}: one that learns sees to it itself", sampler.name());
    for (space, budget) in [(small(), 26), (layered(), 60), (every_kind(), 64)] {
        let whole = draw(sampler, (&space, budget), (0, budget), &[]).len();
        let all = values_of(sampler, (&space, budget), (0, whole as u64), &[]);
        for values in &all {
            assert!(space.contains(values), "{}: {values:?} is no point of {space:?}", sampler.name());
        }
        assert_different(sampler, &all);
        check_resume(sampler, (&space, budget), &all);
        // What is taken is left out, and the rest keeps its order.
        let taken = [all[0].clone(), all[2].clone()];
        let rest = values_of(sampler, (&space, budget), (0, whole as u64 - 2), &taken);
        let expected: Vec<Values> = all.iter().filter(|values| !taken.contains(values)).cloned().collect();
        assert_eq!(rest, expected, "{}: what was taken is left out", sampler.name());
    }
    let small = small();
    let exhausted = request((&small, 1 << 10), (0, 27));
    let points = distinct::suggest(sampler, &exhausted, &[]);
    let expected = SuggestError::SpaceExhausted { first_index: 0, count: 27, points: 26 };
    assert_eq!(points, Err(expected), "{}: 26 points are all there are", sampler.name());
}

fn check_resume(sampler: &dyn Sampler, place: (&SearchSpace, u64), all: &[Values]) {
    let length = all.len() as u64;
    for index in [0, 1, length / 2, length - 1] {
        let alone = values_of(sampler, place, (index, 1), &[]);
        assert_eq!(alone[0], all[index as usize], "{}: point {index} alone", sampler.name());
        let rest = values_of(sampler, place, (index, length - index), &[]);
        assert_eq!(rest, all[index as usize..], "{}: resumed at {index}", sampler.name());
    }
}

fn assert_different(sampler: &dyn Sampler, all: &[Values]) {
    for (index, values) in all.iter().enumerate() {
        assert!(!all[..index].contains(values), "{}: {values:?} twice", sampler.name());
    }
}

/// Space and budget; first index and count.
fn request((space, budget): (&SearchSpace, u64), (first_index, count): (u64, u64)) -> SuggestRequest<'_> {
    SuggestRequest {
        space,
        direction: Direction::Minimize,
        history: &[],
        first_index,
        count: count as usize,
        budget,
        seed: 77,
    }
}

/// As many distinct points as there are, up to the count.
fn draw(
    sampler: &dyn Sampler,
    place: (&SearchSpace, u64),
    (first_index, count): (u64, u64),
    taken: &[Values],
) -> Vec<UnitPoint> {
    match distinct::suggest(sampler, &request(place, (first_index, count)), taken) {
        Ok(points) => points,
        // A grid has fewer points than its budget allows.
        Err(SuggestError::SpaceExhausted { points, .. }) if first_index < points && points < count => {
            draw(sampler, place, (first_index, points - first_index), taken)
        }
        Err(error) => panic!("{}: {error}, in {:?}", sampler.name(), place.0),
    }
}

fn values_of(
    sampler: &dyn Sampler,
    place: (&SearchSpace, u64),
    part: (u64, u64),
    taken: &[Values],
) -> Vec<Values> {
    let points = draw(sampler, place, part, taken);
    points.iter().map(|point| place.0.values_at(point, &Values::new())).collect()
}

fn dimension(number: u32, name: &str, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: name.into(), number, domain, when }
}

fn word(text: &str) -> Value {
    Value::Text(text.into())
}

/// 26 points: 2 without dropout, 4 x 6 with it.
pub(crate) fn small() -> SearchSpace {
    let on = Some(Condition::equals("dropout", Value::Bool(true)));
    SearchSpace::new(vec![
        dimension(0, "rate", Domain::FloatSteps { low: 0.1, high: 0.4, step: 0.1 }, on.clone()),
        dimension(1, "dropout", Domain::Boolean, None),
        dimension(2, "size", Domain::Ordered { choices: [1, 2, 4].map(Value::Int).to_vec() }, on),
        dimension(3, "bias", Domain::Choice { choices: vec![word("no"), word("yes")] }, None),
    ])
}

/// Every kind of domain, endless, with a condition two levels deep.
pub(crate) fn every_kind() -> SearchSpace {
    let requirement = |parameter: &str, test| Requirement { parameter: parameter.into(), test };
    let optimizers = vec![word("adam"), word("sgd"), word("nesterov")];
    let sgd = requirement("optimizer", Test::OneOf(vec![word("sgd"), word("nesterov")]));
    let averaging = requirement("averaging", Test::Equals(Value::Bool(true)));
    let linear = |low, high| Domain::Float { low, high, scale: Scale::Linear };
    SearchSpace::new(vec![
        dimension(4, "from", linear(0.1, 0.9), Condition::all([averaging, sgd.clone()])),
        dimension(0, "averaging", Domain::Boolean, Condition::all([sgd])),
        dimension(7, "optimizer", Domain::Choice { choices: optimizers }, None),
        dimension(2, "momentum", Domain::Float { low: 0.5, high: 0.999, scale: Scale::ReverseLog }, None),
        dimension(5, "layers", Domain::Int { low: 1, high: 6, scale: Scale::Linear }, None),
    ])
}

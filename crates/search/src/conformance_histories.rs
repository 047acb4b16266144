//! The histories that every sampler is told.

use etude_study::score::Score;
use etude_study::space::UnitPoint;

use crate::random;
use crate::sampler::{Observation, ObservedOutcome};

/// Every history of [`crate::conformance::check`] in a space of so many dimensions, with what is said of it when a promise is
/// broken.
pub(crate) fn all(dimensions: usize) -> Vec<(&'static str, Vec<Observation>)> {
    let of = |count, outcome: &dyn Fn(usize) -> ObservedOutcome| history(dimensions, count, outcome);
    let pending = |_: usize| ObservedOutcome::Pending;
    let mut told_and_64_pending = of(12, &mixed);
    told_and_64_pending.extend(of(76, &pending).drain(12..));
    vec![
        ("nothing", Vec::new()),
        ("one pending", of(1, &pending)),
        ("64 pending", of(64, &pending)),
        ("one score", of(1, &|_| score(0.5))),
        ("infeasible points only", of(12, &|_| ObservedOutcome::Infeasible)),
        (
            "one score among infeasible points",
            of(12, &|index| {
                if index == 7 { score(0.1) } else { ObservedOutcome::Infeasible }
            }),
        ),
        ("equal scores", of(20, &|_| score(0.5))),
        ("scores, infeasible and pending points", of(24, &mixed)),
        ("scores, infeasible points, and 64 pending", told_and_64_pending),
        ("scores to 1e300", of(20, &|index| score(1e300 * (index as f64 - 9.5) / 10.0))),
        ("scores of 1e-300", of(20, &|index| score(1e-300 * (index + 1) as f64))),
        ("scores from 1e-300 to 1e300", of(20, &|index| score(10_f64.powf(31.0 * index as f64 - 300.0)))),
        ("replicates", replicates(dimensions)),
    ]
}

/// So many points, each with its outcome.
pub(crate) fn history(
    dimensions: usize,
    count: usize,
    outcome: &dyn Fn(usize) -> ObservedOutcome,
) -> Vec<Observation> {
    (0..count).map(|index| Observation { point: point(dimensions, index), outcome: outcome(index) }).collect()
}

/// Of four points, one is pending, one infeasible, two have a score.
pub(crate) fn mixed(index: usize) -> ObservedOutcome {
    match index % 4 {
        0 => ObservedOutcome::Pending,
        1 => ObservedOutcome::Infeasible,
        _ => score(1e3 / (index + 1) as f64),
    }
}

/// Six configurations, each measured four times; of one, a measurement is infeasible, of another, one is pending.
pub(crate) fn replicates(dimensions: usize) -> Vec<Observation> {
    let outcome = |index: usize| match index {
        7 => ObservedOutcome::Infeasible,
        20 => ObservedOutcome::Pending,
        _ => score((index % 6) as f64 + 0.1 * (index / 6) as f64),
    };
    let observation = |index| Observation { point: point(dimensions, index % 6), outcome: outcome(index) };
    (0..24).map(observation).collect()
}

/// The same history with every score's sign changed.
pub(crate) fn negated(history: &[Observation]) -> Vec<Observation> {
    let outcome = |outcome| match outcome {
        ObservedOutcome::Score(value) => score(-value.get()),
        other => other,
    };
    history
        .iter()
        .map(|each| Observation { point: each.point.clone(), outcome: outcome(each.outcome) })
        .collect()
}

/// A score; of a number that is none, infeasible.
pub(crate) fn score(value: f64) -> ObservedOutcome {
    Score::new(value).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score)
}

fn point(dimensions: usize, index: usize) -> UnitPoint {
    UnitPoint::new(
        (0..dimensions as u32).map(|number| random::coordinate(41, number, index as u64)).collect(),
    )
}

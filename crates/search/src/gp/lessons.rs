//! What a model is taught: scores and labels, which of them, and how often it is fitted anew.
//!
//! Length scales are fitted to prefixes of fixed lengths (every one up to 20, then each a tenth longer), so that few suggestions pay
//! for a fit; the posterior always has all. Of many lessons the better half is kept and an even part of the others, so that
//! the cost is bounded however long a study lasts.

use super::embedding::Embedding;
use super::evidence::Data;
use super::hyperparameters::NoisePrior;
use super::known::{Known, Measured};
use super::memo::Memo;
use super::regression::{Regression, Standard, standardized};
use super::warp;
use crate::model_space::ModelPoint;

/// A model holds at most so many points.
const MOST_POINTS: usize = 400;
/// Length scales are fitted to at most so many.
const MOST_FITTED: usize = 200;

/// A label or score to learn from.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    features: Vec<f64>,
    target: f64,
    replicates: u32,
}

/// Scores, warped, in the order of their first measurement.
pub(super) fn of_scores(embedding: &Embedding, feasible: &[Measured]) -> Vec<Lesson> {
    let values: Vec<f64> = feasible.iter().map(|measured| measured.mean).collect();
    let warped = warp::half_rank(&values);
    let lesson = |(measured, target): (&Measured, f64)| Lesson {
        features: embedding.features(&measured.point),
        target,
        replicates: measured.replicates,
    };
    feasible.iter().zip(warped).map(lesson).collect()
}

/// Labels in the order of the history: +1 feasible, -1 infeasible.
pub(super) fn of_labels(embedding: &Embedding, known: &Known) -> Vec<Lesson> {
    let lesson =
        |point: &ModelPoint, target| Lesson { features: embedding.features(point), target, replicates: 1 };
    let feasible = known.feasible.iter().map(|measured| (measured.place, lesson(&measured.point, 1.0)));
    let infeasible = known.infeasible.iter().map(|(place, point)| (*place, lesson(point, -1.0)));
    let mut lessons: Vec<(usize, Lesson)> = feasible.chain(infeasible).collect();
    lessons.sort_by_key(|(place, _)| *place);
    lessons.into_iter().map(|(_, lesson)| lesson).collect()
}

/// A model with the length scales of the first lessons and the posterior of all.
pub(super) fn model(
    embedding: &Embedding,
    (first, lessons): (&[Lesson], &[Lesson]),
    memo: &Memo,
) -> Option<Regression> {
    let (part, _) = data(embedding, first, MOST_FITTED)?;
    let hyperparameters = memo.fit(embedding, &part)?;
    let (data, standard) = data(embedding, lessons, MOST_POINTS)?;
    Regression::condition(embedding.clone(), hyperparameters, data, standard)
}

fn data(embedding: &Embedding, lessons: &[Lesson], most: usize) -> Option<(Data, Standard)> {
    let kept: Vec<&Lesson> = thinned(lessons, most);
    let features: Vec<Vec<f64>> = kept.iter().map(|lesson| lesson.features.clone()).collect();
    let targets: Vec<f64> = kept.iter().map(|lesson| lesson.target).collect();
    let replicates: Vec<u32> = kept.iter().map(|lesson| lesson.replicates).collect();
    let (data, standard) = standardized(embedding, &features, &targets, &replicates)?;
    Some((Data { noise: NoisePrior::expecting(), ..data }, standard))
}

/// How many of the first lessons length scales are fitted to: all of up to 20, then in steps of a tenth.
pub(super) fn prefix(count: usize) -> usize {
    let mut prefix = count.min(20);
    while prefix + (prefix / 10).max(1) <= count {
        prefix += (prefix / 10).max(1);
    }
    prefix
}

/// At most so many: the best half of them, and of the others every so many-th.
fn thinned(lessons: &[Lesson], most: usize) -> Vec<&Lesson> {
    if lessons.len() <= most {
        return lessons.iter().collect();
    }
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    order.sort_by(|a, b| lessons[*a].target.total_cmp(&lessons[*b].target));
    let (best, others) = order.split_at(most / 2);
    let mut others = others.to_vec();
    others.sort_unstable();
    let wanted = most - best.len();
    let spread = (0..wanted).map(|index| others[index * others.len() / wanted]);
    let mut kept: Vec<usize> = best.iter().copied().chain(spread).collect();
    kept.sort_unstable();
    kept.into_iter().map(|index| &lessons[index]).collect()
}

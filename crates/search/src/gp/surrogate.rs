//! What the sampler believes: a model of the scores, one of feasibility, and how promising a point is by both.
//!
//! ```text
//! a(x) = ln EI(x) + ln P_ok(x)       P_ok(x) = Phi(m(x) / sqrt(v(x) + 0.05))
//! ```
//!
//! where `m` and `v` are mean and variance of a Gaussian process on labels (+1 feasible, -1 infeasible). Infeasible points have
//! no score, and none is imputed: it would push the search away from the edge at which the best learning rates lie. (Gelbart,
//! Snoek & Adams 2014, *Bayesian optimization with unknown constraints*, arXiv 1403.5607; regression on labels instead of a
//! probit: cheap, and as good here.) The best value to improve on is the best posterior mean of a point that was measured, not
//! the luckiest measurement.
//!
//! Pending points are believed to be what the mean says (Ginsbourger, Le Riche & Carraro 2010, *Kriging is well-suited to
//! parallelize optimization*): the mean stays, and the deviation around them shrinks.

use super::embedding::Embedding;
use super::evidence::Data;
use super::improvement::{log_improvement, log_probability};
use super::known::{Known, Measured};
use super::memo::Memo;
use super::regression::{Local, Prediction, Regression, standardized};
use super::settings::Settings;
use super::warp;
use crate::model_space::ModelPoint;

/// A model holds at most so many points.
const MOST_POINTS: usize = 400;
/// Length scales are fitted to at most so many.
const MOST_FITTED: usize = 256;
/// The number of feasible points from which scores are modelled.
pub(super) const LEAST_FEASIBLE: usize = 3;

/// The models of a history.
#[derive(Debug)]
pub(super) struct Surrogate {
    pub(super) embedding: Embedding,
    /// Of warped scores, lower is better; none before there are enough feasible points.
    scores: Option<Regression>,
    /// Of labels; none where every point was feasible.
    labels: Option<Regression>,
    /// The best posterior mean.
    best: f64,
    settings: Settings,
    /// The least quantile of feasibility that goes unpunished.
    caution: f64,
}

/// A label or score to learn from.
struct Lesson {
    features: Vec<f64>,
    target: f64,
    replicates: u32,
}

impl Surrogate {
    /// Fits both models, or takes the fits from the memo.
    pub(super) fn new(embedding: &Embedding, known: &Known, memo: &Memo, settings: &Settings) -> Surrogate {
        let mut scores = None;
        if known.feasible.len() >= LEAST_FEASIBLE {
            let first = prefix(known.feasible.len());
            let lessons = |measured: &[Measured]| score_lessons(embedding, measured, settings);
            scores = model(
                embedding,
                (&lessons(&known.feasible[..first]), &lessons(&known.feasible)),
                memo,
                settings,
            );
        }
        let mut labels = None;
        if !known.infeasible.is_empty() {
            let lessons = label_lessons(embedding, known);
            let mut settings = *settings;
            settings.prior.length_precision = settings.label_precision;
            labels = model(embedding, (&lessons[..prefix(lessons.len())], &lessons), memo, &settings);
        }
        let mut surrogate = Surrogate {
            embedding: embedding.clone(),
            scores,
            labels,
            best: f64::INFINITY,
            settings: *settings,
            caution: caution(known, settings),
        };
        if let Some(scores) = &surrogate.scores {
            surrogate.best = scores.fitted_means().into_iter().fold(f64::INFINITY, f64::min);
        }
        for point in &known.pending {
            surrogate.believe(point);
        }
        surrogate
    }

    /// Takes a pending point for what the models expect of it.
    pub(super) fn believe(&mut self, point: &ModelPoint) {
        let features = self.embedding.features(point);
        for model in [&mut self.scores, &mut self.labels].into_iter().flatten() {
            model.believe(&features);
        }
    }

    /// How promising points are: the higher the better.
    pub(super) fn values(&self, features: &[Vec<f64>]) -> Vec<f64> {
        let mut values = vec![0.0; features.len()];
        if let Some(scores) = &self.scores {
            for (value, prediction) in values.iter_mut().zip(scores.predict_features(features)) {
                let deviation = prediction.variance.sqrt();
                *value += deviation.ln() + log_improvement((self.best - prediction.mean) / deviation).0;
            }
        }
        if let Some(labels) = &self.labels {
            for (value, prediction) in values.iter_mut().zip(labels.predict_features(features)) {
                *value += self.log_feasibility(self.quantile(&prediction)).0;
            }
        }
        values
    }

    /// How promising a point is, and the slopes along its features (of categories 0).
    pub(super) fn value_with_slopes(&self, features: &[f64]) -> (f64, Vec<f64>) {
        let mut value = 0.0;
        let mut slopes = vec![0.0; features.len()];
        if let Some(scores) = &self.scores {
            let Local { prediction, mean_slopes, variance_slopes } = scores.local(features);
            let deviation = prediction.variance.sqrt();
            let z = (self.best - prediction.mean) / deviation;
            let (log_h, slope) = log_improvement(z);
            value += deviation.ln() + log_h;
            for ((total, mean), variance) in slopes.iter_mut().zip(&mean_slopes).zip(&variance_slopes) {
                let deviation_slope = variance / (2.0 * deviation);
                *total += deviation_slope / deviation - slope * (mean + z * deviation_slope) / deviation;
            }
        }
        if let Some(labels) = &self.labels {
            let Local { prediction, mean_slopes, variance_slopes } = labels.local(features);
            let (log_probability, slope) = self.log_feasibility(self.quantile(&prediction));
            value += log_probability;
            let spread = prediction.variance + self.settings.label_variance;
            for ((total, mean), variance) in slopes.iter_mut().zip(&mean_slopes).zip(&variance_slopes) {
                *total += slope * (mean - 0.5 * prediction.mean * variance / spread) / spread.sqrt();
            }
        }
        (value, slopes)
    }

    /// ln P_ok less what is taken off where it is too small, and the derivative by the quantile.
    fn log_feasibility(&self, quantile: f64) -> (f64, f64) {
        let (value, slope) = log_probability(quantile);
        let missing = (self.caution - quantile).max(0.0);
        let weight = self.settings.caution.2;
        (value - weight * missing * missing, slope + 2.0 * weight * missing)
    }

    /// What the standard normal is asked for the probability that a point is feasible.
    fn quantile(&self, label: &Prediction) -> f64 {
        label.mean / (label.variance + self.settings.label_variance).sqrt()
    }

    /// The posterior means of points, the lower the better; 0 where scores are not modelled.
    pub(super) fn means(&self, features: &[Vec<f64>]) -> Vec<f64> {
        let Some(scores) = &self.scores else { return vec![0.0; features.len()] };
        scores.predict_features(features).iter().map(|prediction| prediction.mean).collect()
    }
}

/// The more of the last results were infeasible, the more.
fn caution(known: &Known, settings: &Settings) -> f64 {
    let mut places: Vec<(usize, f64)> = known.feasible.iter().map(|measured| (measured.place, 0.0)).collect();
    places.extend(known.infeasible.iter().map(|(place, _)| (*place, 1.0)));
    places.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    let last: Vec<f64> = places.iter().take(12).map(|(_, bad)| *bad).collect();
    let share = last.iter().sum::<f64>() / last.len().max(1) as f64;
    let part = ((share - 0.1) / 0.3).clamp(0.0, 1.0);
    let (least, most, _) = settings.caution;
    if known.feasible.len() < LEAST_FEASIBLE { f64::NEG_INFINITY } else { least + part * (most - least) }
}

fn score_lessons(embedding: &Embedding, feasible: &[Measured], settings: &Settings) -> Vec<Lesson> {
    let values: Vec<f64> = feasible.iter().map(|measured| measured.mean).collect();
    let warped = if settings.warp == 0 { warp::linear(&values) } else { warp::half_rank(&values) };
    let lesson = |(measured, target): (&Measured, f64)| Lesson {
        features: embedding.features(&measured.point),
        target,
        replicates: measured.replicates,
    };
    feasible.iter().zip(warped).map(lesson).collect()
}

fn label_lessons(embedding: &Embedding, known: &Known) -> Vec<Lesson> {
    let lesson =
        |point: &ModelPoint, target| Lesson { features: embedding.features(point), target, replicates: 1 };
    let feasible = known.feasible.iter().map(|measured| (measured.place, lesson(&measured.point, 1.0)));
    let infeasible = known.infeasible.iter().map(|(place, point)| (*place, lesson(point, -1.0)));
    let mut lessons: Vec<(usize, Lesson)> = feasible.chain(infeasible).collect();
    lessons.sort_by_key(|(place, _)| *place);
    lessons.into_iter().map(|(_, lesson)| lesson).collect()
}

/// Length scales of a prefix, posterior of all.
fn model(
    embedding: &Embedding,
    (first, lessons): (&[Lesson], &[Lesson]),
    memo: &Memo,
    settings: &Settings,
) -> Option<Regression> {
    let (part, _) = data(embedding, first, MOST_FITTED)?;
    let hyperparameters = memo.fit(embedding, &part, &settings.prior)?;
    let (data, standard) = data(embedding, lessons, MOST_POINTS)?;
    Regression::condition(embedding.clone(), hyperparameters, data, standard)
}

fn data(
    embedding: &Embedding,
    lessons: &[Lesson],
    most: usize,
) -> Option<(Data, super::regression::Standard)> {
    let kept: Vec<&Lesson> = thinned(lessons, most);
    let features: Vec<Vec<f64>> = kept.iter().map(|lesson| lesson.features.clone()).collect();
    let targets: Vec<f64> = kept.iter().map(|lesson| lesson.target).collect();
    let replicates: Vec<u32> = kept.iter().map(|lesson| lesson.replicates).collect();
    standardized(embedding, &features, &targets, &replicates)
}

/// How many of the first lessons length scales are fitted to: all of up to 20, then in steps of a tenth.
fn prefix(count: usize) -> usize {
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

//! What a trial's curves say, as quantities: read once, when the trial ends, since curves of ended trials are not kept in
//! the history.
//!
//! Differences come with the standard error that noise alone would give them, and no threshold is applied: whether a
//! curve *is* still improving, or overfits, is a question of the checklist. What cannot be read, since there are too few
//! evaluations or the program does not report it, is absent. Values are turned so that a positive gain is a gain whatever
//! the direction of the metric.

use serde::{Deserialize, Serialize};

use crate::measurement::PositionUnit;

/// Fewer evaluations of a metric than these say nothing of its noise (methods 6).
pub const LEAST_EVALUATIONS: u32 = 20;

/// Fewest evaluations of a short course.
pub const LEAST_OF_SHORT: u32 = 8;

/// A difference in the metric's unit, and the standard error it would have by noise alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// Its standard error, not negative.
    pub standard_error: f64,
}

/// What the curves of a trial that ended say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveReading {
    /// How often the objective was reported as a finite number, at different positions of one unit.
    pub evaluations: u32,
    /// What positions count.
    #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
    pub unit: PositionUnit,
    /// The position of the first evaluation.
    pub first: f64,
    /// The position of the last.
    pub last: f64,
    /// The position of the best.
    pub best: f64,
    /// The steps between evaluations; none for fewer than five evaluations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spacing: Option<Spacing>,
    /// The late part of the objective; none for fewer than [`LEAST_EVALUATIONS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<LateCourse>,
    /// The whole course, where it has fewer than [`LEAST_EVALUATIONS`] and at least [`LEAST_OF_SHORT`] values: its noise is told
    /// by those of other trials with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<ShortCourse>,
    /// The training loss; none where it was reported fewer times than [`LEAST_EVALUATIONS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<TrainingCourse>,
    /// Whether the objective repeats itself with the epochs; none where there are not several evaluations an epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch_cycle: Option<EpochCycle>,
    /// Norms of the gradient; none where too few were reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradient: Option<GradientNorms>,
}

/// The objective over a training of few evaluations, turned so that smaller is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortCourse {
    /// Where each was made.
    pub positions: Vec<f64>,
    /// Its values.
    pub falling: Vec<f64>,
}

/// The steps between evaluations. The last one is left out: a training may end anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spacing {
    /// How many steps there are.
    pub gaps: u32,
    /// Those that are no whole multiple of the median step, to 2 %.
    pub uneven: u32,
    /// The shortest.
    pub shortest: f64,
    /// The median.
    pub median: f64,
    /// The longest.
    pub longest: f64,
}

/// The objective late in training, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LateCourse {
    /// Standard deviation of single evaluations about their course, over the last 60 %.
    pub noise_sd: f64,
    /// By how much neighbours' likeness widens the standard error of a mean; at least 1.
    pub inflation: f64,
    /// By how much the last fifth is better than the fifth before it.
    pub gain: Difference,
    /// How many evaluations that fifth has.
    pub compared: u32,
    /// By how much the last fifth is worse than the best stretch before it; none where the best stretch is at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rise: Option<RiseAfterBest>,
    /// Where a stretch ends that is as good as the best one, within the margin or what noise explains: from there on, no
    /// more was gained.
    pub level_from: f64,
    /// Standard deviation of single evaluations over the last 40 %, widened by their likeness: how much the choice of the
    /// epoch is worth by luck.
    pub step_deviation: f64,
}

/// By how much a metric got worse after its best stretch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RiseAfterBest {
    /// By how much.
    #[serde(flatten)]
    pub by: Difference,
    /// The last position of the best stretch.
    pub after: f64,
}

/// The training loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingCourse {
    /// Under which name it was reported.
    pub name: String,
    /// How often.
    pub reports: u32,
    /// The slope of its last half over its standard error; positive where it rises.
    pub slope_z: f64,
    /// By how much a straight line through the last half rises.
    pub rise: f64,
    /// By how much it fell from its first value to its lowest.
    pub drop: f64,
    /// Spikes in the first tenth of the training, from which it recovered.
    pub early_spikes: u32,
    /// Spikes later, from which it recovered.
    pub later_spikes: u32,
    /// Jumps from which it did not recover.
    pub jumps: u32,
    /// The height of the highest spike, in deviations above what came before it; 0 without any.
    pub highest_spike: f64,
}

/// Whether the objective repeats itself with the epochs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EpochCycle {
    /// Evaluations an epoch.
    pub evaluations: u32,
    /// Autocorrelation at that distance, the trend taken away.
    pub autocorrelation: f64,
    /// How probable so high a one is without a cycle.
    pub p_value: f64,
}

/// Norms of the gradient, as reported.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GradientNorms {
    /// How many.
    pub reports: u32,
    /// Their median.
    pub median: f64,
    /// Their 90th percentile.
    pub percentile_90: f64,
    /// The largest.
    pub largest: f64,
    /// The threshold at which the configuration clips them, where it names one, and the share of norms above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clipped: Option<Clipped>,
}

/// How often a gradient is clipped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clipped {
    /// At which norm.
    pub threshold: f64,
    /// The share of reported norms above it, in [0, 1].
    pub share: f64,
}

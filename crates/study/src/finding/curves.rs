//! What the checklist says of training curves (P50-P57), with the evidence of each answer.
//!
//! Where a check looks at the study's best trial alone, the evidence still says of how many trials a curve was read.

use serde::{Deserialize, Serialize};

use crate::curve_reading::{Clipped, Difference};
use crate::ids::TrialId;
use crate::measurement::PositionUnit;

/// P55: the best trial was still improving when it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StillImproving {
    /// The best trial.
    pub trial: TrialId,
    /// By how much its last evaluations are better than those before.
    pub gain: Difference,
    /// How many evaluations each of the two means has.
    pub compared: u32,
    /// Trials of the study that were still improving.
    pub improving: u32,
    /// Trials whose curve was read.
    pub looked_at: u32,
}

/// P51, P52: the metric of the best trial got worse after its best stretch, by more than noise and margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overfitting {
    /// The best trial.
    pub trial: TrialId,
    /// By how much.
    pub rise: Difference,
    /// From where on.
    pub after: f64,
    /// What that counts.
    #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
    pub unit: PositionUnit,
    /// Trials whose curve was read.
    pub looked_at: u32,
}

/// P53: more trials overfit than false alarms explain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverfittingShare {
    /// Trials that overfit.
    pub overfitting: u32,
    /// Trials whose curve was read.
    pub looked_at: u32,
    /// How probable so many are if none did.
    pub p_value: f64,
}

/// P54: late in training, the metric scatters more from one evaluation to the next than what it is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LateDeviation {
    /// The best trial.
    pub trial: TrialId,
    /// Its scatter, a standard deviation.
    pub deviation: f64,
    /// What that exceeds.
    pub against: Yardstick,
    /// Its size.
    pub yardstick: f64,
    /// Trials whose curve was read.
    pub looked_at: u32,
}

/// What a scatter from evaluation to evaluation is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Yardstick {
    /// The difference between the best trials of the round's best two scientific values.
    Difference,
    /// The spread between seeds, as an earlier round found it.
    SeedSpread,
    /// The smallest gain worth having.
    Margin,
}

/// P56: the best trial gained no more long before its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaturatedEarly {
    /// The best trial.
    pub trial: TrialId,
    /// Where it had come to its best level.
    pub level_from: f64,
    /// Its last position.
    pub last: f64,
    /// What they count.
    #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
    pub unit: PositionUnit,
    /// Trials whose curve was read.
    pub looked_at: u32,
}

/// S28, S29: what the best epochs of the best trials say of the length of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LengthAdvice {
    /// Best trials looked at: the best fifth, at least five.
    pub top: u32,
    /// The length they had.
    pub max_epochs: u32,
    /// What follows.
    #[serde(flatten)]
    pub action: LengthAction,
}

/// What follows for the length of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "length", rename_all = "snake_case")]
pub enum LengthAction {
    /// S28: every best epoch was early.
    Reduce {
        /// The latest best epoch, as a share of the length.
        latest: f64,
        /// The share up to which all lie.
        early: f64,
        /// The length proposed.
        proposed: u32,
    },
    /// S29: best epochs are usually late, and the curves still improve.
    Lengthen {
        /// The median best epoch, as a share of the length.
        median: f64,
        /// The share from which most lie.
        late: f64,
        /// How many of the best trials were still improving.
        improving: u32,
        /// The length proposed.
        proposed: u32,
    },
}

/// P57: the training loss rises in the second half of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingLossRising {
    /// The best trial, if it rises there; else the one in which it rises most clearly.
    pub trial: TrialId,
    /// Whether that is the best trial.
    pub is_best: bool,
    /// By how much.
    pub rise: f64,
    /// By how much it had fallen from its first value.
    pub drop: f64,
    /// Trials in which it rises.
    pub rising: u32,
    /// Trials whose training loss was read.
    pub looked_at: u32,
}

/// P108: spikes of the best trial's training loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LossSpikes {
    /// The best trial.
    pub trial: TrialId,
    /// Its spikes in the first tenth of training.
    pub early: u32,
    /// Its later spikes.
    pub later: u32,
    /// Its jumps without recovery.
    pub jumps: u32,
    /// Trials with any of them.
    pub with_spikes: u32,
    /// Trials whose training loss was read.
    pub looked_at: u32,
}

/// P76: evaluations are not at even steps, as when a clock triggers them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnevenEvaluation {
    /// Trials with uneven steps.
    pub uneven: u32,
    /// Trials with enough evaluations to tell.
    pub looked_at: u32,
    /// The shortest step of one of them.
    pub shortest: f64,
    /// Its longest.
    pub longest: f64,
    /// What they count.
    #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
    pub unit: PositionUnit,
}

/// P78: the best trial's metric repeats itself with the epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatsEachEpoch {
    /// The best trial.
    pub trial: TrialId,
    /// Evaluations an epoch.
    pub evaluations: u32,
    /// Autocorrelation an epoch apart.
    pub autocorrelation: f64,
    /// How probable so high a one is without a cycle.
    pub p_value: f64,
}

/// P115, P116: what the best trial's gradient norms say of clipping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradientAdvice {
    /// The best trial.
    pub trial: TrialId,
    /// Norms reported.
    pub reports: u32,
    /// Their median.
    pub median: f64,
    /// The largest.
    pub largest: f64,
    /// What follows.
    #[serde(flatten)]
    pub action: GradientAction,
}

/// What follows for clipping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "clipping", rename_all = "snake_case")]
pub enum GradientAction {
    /// P115: some norms are far out; clip at the 90th percentile, and tune that.
    ClipAt {
        /// The 90th percentile.
        threshold: f64,
    },
    /// P116: most updates are clipped; a lower learning rate does the same openly.
    LowerLearningRate(Clipped),
}

impl LengthAdvice {
    pub(super) fn is_to_lengthen(&self) -> bool {
        matches!(self.action, LengthAction::Lengthen { .. })
    }

    /// The length proposed, in epochs.
    pub fn proposed(&self) -> u32 {
        match self.action {
            LengthAction::Reduce { proposed, .. } | LengthAction::Lengthen { proposed, .. } => proposed,
        }
    }

    /// The rule it follows.
    pub(super) fn rule(&self) -> &'static str {
        match self.action {
            LengthAction::Reduce { .. } => "S28",
            LengthAction::Lengthen { .. } => "S29",
        }
    }
}

impl GradientAdvice {
    /// The rule it follows.
    pub(super) fn rule(&self) -> &'static str {
        match self.action {
            GradientAction::ClipAt { .. } => "P115",
            GradientAction::LowerLearningRate(_) => "P116",
        }
    }
}

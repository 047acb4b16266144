//! The closed list of answers of the checklist.

use serde::{Deserialize, Serialize};

use super::boundary::BoundaryAction;
use super::curves::{
    GradientAdvice, LateDeviation, LengthAdvice, LossSpikes, Overfitting, OverfittingShare, RepeatsEachEpoch,
    SaturatedEarly, StillImproving, TrainingLossRising, UnevenEvaluation,
};
use super::severity::Severity;
use crate::space::Side;

/// What a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question<'a> {
    Border {
        parameter: &'a str,
        side: Side,
    },
    InfeasibleShare,
    FailedTrials,
    CancelledTrials,
    PrunedTrials,
    /// One of training curves, each with an answer of its own.
    Curves(std::mem::Discriminant<Answer>),
}

/// The closed list of answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Answer {
    /// S20, P43-P45: do the best points lie near a border of the space?
    Boundary {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// Median rank position of the best `top` trials along the dimension, in (0, 1).
        median_position: f64,
        /// How many best trials were looked at.
        top: u32,
        /// Probability of so extreme a median if the dimension did not matter (exact rank test, methods 3).
        p_value: f64,
        /// What follows.
        action: BoundaryAction,
    },
    /// S20: the best points lie at an end of a dimension, and there are too few points, or too few different values among
    /// them, for the rank test ever to tell that from chance.
    BoundaryUntested {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// How many best trials were looked at: all of them lie there.
        top: u32,
        /// Trials with a score and a value of the dimension.
        points: u32,
        /// Different values among them.
        values: u32,
    },
    /// S20: most of the best points lie at an end of a dimension, and were put there by a sampler that learns: nothing is
    /// tested, since such points crowd near good ones.
    BoundaryLook {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// How many best trials were looked at: their median lies there.
        top: u32,
    },
    /// P39: how many of the study's trials were infeasible?
    InfeasibleShare {
        /// Infeasible trials.
        infeasible: u32,
        /// Trials that ended feasible, infeasible or pruned.
        ended: u32,
    },
    /// Trials that failed for good: every allowed attempt broke, and nothing was learned from them.
    FailedTrials {
        /// How many.
        failed: u32,
    },
    /// Trials that the round's pruner stopped: never candidates, and known only up to their last epoch.
    PrunedTrials {
        /// How many.
        pruned: u32,
        /// Trials that ended feasible, infeasible or pruned.
        ended: u32,
    },
    /// Trials that a person gave up: nothing was learned from them, and whoever gave them up may have seen their curves.
    CancelledTrials {
        /// How many.
        cancelled: u32,
    },
    /// P55: was the best trial still improving when it ended?
    StillImproving(StillImproving),
    /// P51, P52: does the best trial overfit?
    Overfitting(Overfitting),
    /// P53: how many of all trials overfit?
    OverfittingShare(OverfittingShare),
    /// P54: does the metric scatter late in training more than what is compared?
    LateDeviation(LateDeviation),
    /// P56: had the best trial come to its level long before its end?
    SaturatedEarly(SaturatedEarly),
    /// S28, S29: is training too long or too short?
    LengthAdvice(LengthAdvice),
    /// P57: does the training loss rise?
    TrainingLossRising(TrainingLossRising),
    /// P108: does the training loss have spikes?
    LossSpikes(LossSpikes),
    /// P76: is the metric evaluated at even steps?
    UnevenEvaluation(UnevenEvaluation),
    /// P78: does the metric repeat itself with the epochs?
    RepeatsEachEpoch(RepeatsEachEpoch),
    /// P115, P116: should gradients be clipped, or less of them?
    GradientAdvice(GradientAdvice),
}

impl Answer {
    pub(super) fn question(&self) -> Question<'_> {
        match self {
            Answer::Boundary { parameter, side, .. }
            | Answer::BoundaryUntested { parameter, side, .. }
            | Answer::BoundaryLook { parameter, side, .. } => Question::Border { parameter, side: *side },
            Answer::InfeasibleShare { .. } => Question::InfeasibleShare,
            Answer::FailedTrials { .. } => Question::FailedTrials,
            Answer::CancelledTrials { .. } => Question::CancelledTrials,
            Answer::PrunedTrials { .. } => Question::PrunedTrials,
            Answer::StillImproving(_)
            | Answer::Overfitting(_)
            | Answer::OverfittingShare(_)
            | Answer::LateDeviation(_)
            | Answer::SaturatedEarly(_)
            | Answer::LengthAdvice(_)
            | Answer::TrainingLossRising(_)
            | Answer::LossSpikes(_)
            | Answer::UnevenEvaluation(_)
            | Answer::RepeatsEachEpoch(_)
            | Answer::GradientAdvice(_) => Question::Curves(std::mem::discriminant(self)),
        }
    }

    pub(super) fn is_expansion(&self) -> bool {
        matches!(self, Answer::Boundary { action: BoundaryAction::Expand { .. }, .. })
    }

    /// The rule of the method that it follows, by its number in the playbook: what an override names.
    pub fn rule(&self) -> &'static str {
        match self {
            Answer::Boundary { action: BoundaryAction::Unstable { .. }, .. } => "P46",
            Answer::Boundary { .. } | Answer::BoundaryUntested { .. } | Answer::BoundaryLook { .. } => "S20",
            Answer::InfeasibleShare { .. } => "P39",
            Answer::FailedTrials { .. } | Answer::CancelledTrials { .. } => "P36",
            Answer::PrunedTrials { .. } => "S25",
            Answer::StillImproving(_) => "P55",
            Answer::Overfitting(_) => "P52",
            Answer::OverfittingShare(_) => "P53",
            Answer::LateDeviation(_) => "P54",
            Answer::SaturatedEarly(_) => "P56",
            Answer::LengthAdvice(advice) => advice.rule(),
            Answer::TrainingLossRising(_) => "P57",
            Answer::LossSpikes(_) => "P108",
            Answer::UnevenEvaluation(_) => "P76",
            Answer::RepeatsEachEpoch(_) => "P78",
            Answer::GradientAdvice(advice) => advice.rule(),
        }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Answer::Overfitting(_) => Severity::Blocking,
            Answer::TrainingLossRising(rising) if rising.is_best => Severity::Blocking,
            Answer::LossSpikes(spikes) if spikes.later + spikes.jumps == 0 => Severity::Note,
            Answer::LengthAdvice(advice) if !advice.is_to_lengthen() => Severity::Note,
            Answer::Boundary {
                action: BoundaryAction::Expand { .. } | BoundaryAction::NoFurtherGain,
                ..
            }
            | Answer::InfeasibleShare { .. }
            | Answer::PrunedTrials { .. }
            | Answer::SaturatedEarly(_)
            | Answer::RepeatsEachEpoch(_)
            | Answer::GradientAdvice(_) => Severity::Note,
            Answer::Boundary { .. }
            | Answer::BoundaryUntested { .. }
            | Answer::BoundaryLook { .. }
            | Answer::FailedTrials { .. }
            | Answer::CancelledTrials { .. }
            | Answer::StillImproving(_)
            | Answer::OverfittingShare(_)
            | Answer::LateDeviation(_)
            | Answer::LengthAdvice(_)
            | Answer::TrainingLossRising(_)
            | Answer::LossSpikes(_)
            | Answer::UnevenEvaluation(_) => Severity::Warning,
        }
    }
}

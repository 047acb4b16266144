//! The closed list of answers of the checklist.

use serde::{Deserialize, Serialize};

use super::boundary::BoundaryAction;
use super::curves::{
    GradientAdvice, LateDeviation, LengthAdvice, LossSpikes, Overfitting, OverfittingShare, RepeatsEachEpoch,
    SaturatedEarly, StillImproving, TrainingLossRising, UnevenEvaluation,
};
use super::evidence::{Effort, Interaction, Margin, Separation};
use super::severity::Severity;
use crate::ids::TrialId;
use crate::space::Side;
use crate::value::Value;

/// Beyond this share of infeasible trials the space should be changed (P40).
const MANY_INFEASIBLE: f64 = 0.3;
/// Beyond this one, values cannot be compared (methods 3).
const MOST_INFEASIBLE: f64 = 0.5;
/// A study with fewer trials a nuisance than this is thin (S11).
const TRIALS_A_NUISANCE: u32 = 5;
/// With fewer than this, hardly anything of the space is seen.
const FEWEST_TRIALS_A_NUISANCE: u32 = 2;

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
    InfeasibleAnywhere,
    FarWorse,
    DrawnAnew,
    Effort,
    Sampled,
    Nuisances,
    TrainedTwice,
    ValidationSet,
    Seeds,
    SameSeed,
    Fixed {
        parameter: &'a str,
    },
    LengthTransfer,
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
        /// Where they lie: the one or two dimensions that tell them best from the others.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        where_they_lie: Vec<Separation>,
        /// Whether the round compares values of a question by points that cover their spaces evenly.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        compared: bool,
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
    /// P41: infeasible trials lie everywhere, so that no parameter is to blame: most likely the program is.
    InfeasibleAnywhere {
        /// Infeasible trials.
        infeasible: u32,
        /// Trials that ended feasible, infeasible or pruned.
        ended: u32,
    },
    /// P42: trials that ended with a score, and one that is far worse than all others: diverged in all but name.
    FarWorse {
        /// Which, the worst first.
        trials: Vec<TrialId>,
        /// Scores beyond this one are far worse: six interquartile ranges beyond the worst quarter.
        fence: f64,
    },
    /// P36: points were drawn in the place of trials that failed.
    DrawnAnew {
        /// Trials that failed.
        failed: u32,
        /// Points drawn in their place.
        more: u32,
    },
    /// P36: values of the question were not tuned with the same effort.
    UnequalEffort {
        /// What each got, in the order of the studies.
        efforts: Vec<Effort>,
        /// The least trials that one value has as a share of the median.
        least_share: f64,
        /// Points drawn anew for it; none where it was only told.
        #[serde(default, skip_serializing_if = "is_zero")]
        more: u32,
    },
    /// P47-P49: the space was sampled too thinly: as many points again would find a better best.
    SampledThinly {
        /// Points with a score.
        points: u32,
        /// Gain to expect from as many again, in the metric's unit.
        gain: f64,
        /// The gain is not larger than this, with 90 % confidence.
        gain_most: f64,
        /// Points in the good region: within the margin and two standard deviations between seeds of the best.
        good: u32,
        /// The smallest gain worth having; none where nothing says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        margin: Option<Margin>,
        /// Points drawn for it; none where it was only told.
        #[serde(default, skip_serializing_if = "is_zero")]
        more: u32,
    },
    /// S11: many nuisances are tuned at once with few trials.
    ManyNuisances {
        /// Dimensions tuned at once.
        nuisances: u32,
        /// Trials planned for them.
        trials: u32,
    },
    /// P47: configurations were trained twice in one study, and told their noise only.
    TrainedTwice {
        /// Configurations that were trained more than once.
        configurations: u32,
        /// Trials that repeat an earlier one.
        repeats: u32,
    },
    /// P77: the validation set is too small for the difference between the leaders.
    ValidationSetTooSmall {
        /// Examples in it.
        examples: u32,
        /// Difference between the two leading scores, as an error rate.
        gap: f64,
        /// Standard deviation of such a difference, from the number of examples alone.
        noise: f64,
    },
    /// S22: other seeds change nothing: every retraining gave the same score to the last bit.
    SeedsDoNothing {
        /// Configurations that were trained with several seeds.
        configurations: u32,
        /// Trainings of them.
        trainings: u32,
    },
    /// P97: the same configuration with the same seed gave another score: something beside the seed decides.
    SameSeedDiffers {
        /// One training.
        first: TrialId,
        /// The other.
        second: TrialId,
        /// By how much they differ.
        difference: f64,
    },
    /// P31: a parameter is fixed though its best value depends on the question.
    FixedInteracts {
        /// The fixed parameter.
        parameter: String,
        /// Its value.
        value: Value,
        /// The parameter in question.
        question: String,
        /// How that is known.
        evidence: Interaction,
    },
    /// P27: the learning rate is fixed while values of a question are compared that each need their own.
    LearningRateFixed {
        /// The learning rate's name.
        parameter: String,
        /// The parameter in question.
        question: String,
    },
    /// P71: do short trainings rank configurations as long ones do? Asked when an earlier round's are trained for longer.
    LengthTransfer {
        /// The earlier round's name.
        earlier: String,
        /// Epochs of its trainings.
        from: u32,
        /// Epochs of the longer ones.
        to: u32,
        /// Configurations that were trained at both lengths.
        pairs: u32,
        /// Spearman's correlation of their scores.
        correlation: f64,
        /// An interval that holds the true one with about 95 % coverage.
        interval: (f64, f64),
        /// Whether what shorter rounds found carries over.
        carries: bool,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
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
            Answer::InfeasibleAnywhere { .. } => Question::InfeasibleAnywhere,
            Answer::FarWorse { .. } => Question::FarWorse,
            Answer::DrawnAnew { .. } => Question::DrawnAnew,
            Answer::UnequalEffort { .. } => Question::Effort,
            Answer::SampledThinly { .. } => Question::Sampled,
            Answer::ManyNuisances { .. } => Question::Nuisances,
            Answer::TrainedTwice { .. } => Question::TrainedTwice,
            Answer::ValidationSetTooSmall { .. } => Question::ValidationSet,
            Answer::SeedsDoNothing { .. } => Question::Seeds,
            Answer::SameSeedDiffers { .. } => Question::SameSeed,
            Answer::FixedInteracts { parameter, .. } | Answer::LearningRateFixed { parameter, .. } => {
                Question::Fixed { parameter }
            }
            Answer::LengthTransfer { .. } => Question::LengthTransfer,
        }
    }

    /// Whether more trials were drawn for it, so that it says what was done and not what is wrong.
    pub fn is_remedied(&self) -> bool {
        match self {
            Answer::DrawnAnew { more, .. }
            | Answer::UnequalEffort { more, .. }
            | Answer::SampledThinly { more, .. } => *more > 0,
            _ => self.is_expansion(),
        }
    }

    pub(super) fn is_expansion(&self) -> bool {
        matches!(self, Answer::Boundary { action: BoundaryAction::Expand { .. }, .. })
    }

    /// The rule of the method that it follows, by its number in the playbook: what an override names.
    pub fn rule(&self) -> &'static str {
        match self {
            Answer::Boundary {
                action: BoundaryAction::Unstable { .. } | BoundaryAction::EdgeOfStability { .. },
                ..
            } => "P46",
            Answer::Boundary { .. } | Answer::BoundaryUntested { .. } | Answer::BoundaryLook { .. } => "S20",
            Answer::InfeasibleShare { .. } => "P39",
            Answer::FailedTrials { .. }
            | Answer::CancelledTrials { .. }
            | Answer::DrawnAnew { .. }
            | Answer::UnequalEffort { .. } => "P36",
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
            Answer::InfeasibleAnywhere { .. } => "P41",
            Answer::FarWorse { .. } => "P42",
            Answer::SampledThinly { .. } => "P49",
            Answer::ManyNuisances { .. } => "S11",
            Answer::TrainedTwice { .. } => "P47",
            Answer::ValidationSetTooSmall { .. } => "P77",
            Answer::SeedsDoNothing { .. } => "S22",
            Answer::SameSeedDiffers { .. } => "P97",
            Answer::FixedInteracts { .. } => "P31",
            Answer::LearningRateFixed { .. } => "P27",
            Answer::LengthTransfer { .. } => "P71",
        }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Answer::Overfitting(_) | Answer::SeedsDoNothing { .. } => Severity::Blocking,
            Answer::TrainingLossRising(rising) if rising.is_best => Severity::Blocking,
            Answer::LossSpikes(spikes) if spikes.later + spikes.jumps == 0 => Severity::Note,
            Answer::LengthAdvice(advice) if !advice.is_to_lengthen() => Severity::Note,
            Answer::Boundary {
                action: BoundaryAction::Expand { .. } | BoundaryAction::NoFurtherGain,
                ..
            }
            | Answer::PrunedTrials { .. }
            | Answer::SaturatedEarly(_)
            | Answer::GradientAdvice(_)
            | Answer::DrawnAnew { .. }
            | Answer::TrainedTwice { .. }
            | Answer::SameSeedDiffers { .. }
            | Answer::LengthTransfer { carries: true, .. } => Severity::Note,
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
            | Answer::UnevenEvaluation(_)
            | Answer::InfeasibleAnywhere { .. }
            | Answer::FarWorse { .. }
            | Answer::RepeatsEachEpoch(_)
            | Answer::ValidationSetTooSmall { .. }
            | Answer::FixedInteracts { .. }
            | Answer::LearningRateFixed { .. }
            | Answer::LengthTransfer { .. } => Severity::Warning,
            Answer::InfeasibleShare { infeasible, ended, compared, .. } => {
                infeasible_weighs(f64::from(*infeasible) / f64::from((*ended).max(1)), *compared)
            }
            Answer::UnequalEffort { least_share, more, .. } => match () {
                () if *more > 0 => Severity::Note,
                () if *least_share < 0.5 => Severity::Blocking,
                () => Severity::Note,
            },
            Answer::SampledThinly { gain, margin, more, .. } => match margin {
                Some(margin) if *more == 0 && *gain >= margin.value => Severity::Warning,
                _ => Severity::Note,
            },
            Answer::ManyNuisances { nuisances, trials }
                if trials < &(FEWEST_TRIALS_A_NUISANCE * nuisances) =>
            {
                Severity::Warning
            }
            Answer::ManyNuisances { .. } => Severity::Note,
        }
    }

    /// Whether so many trials are few for so many nuisances (S11).
    pub fn are_many_nuisances(nuisances: u32, trials: u32) -> bool {
        trials < TRIALS_A_NUISANCE * nuisances
    }
}

fn infeasible_weighs(share: f64, compared: bool) -> Severity {
    match () {
        () if share > MOST_INFEASIBLE && compared => Severity::Blocking,
        () if share > MANY_INFEASIBLE => Severity::Warning,
        () => Severity::Note,
    }
}

//! What the curves of one trial show, by the thresholds of the checklist: for looking at a single trial.

use etude_study::curve_reading::{CurveReading, Difference, EpochCycle, RiseAfterBest, Spacing};
use etude_study::finding::GradientAction;

use super::{
    gradient_norms, overfitting, periodicity, saturated, spikes, still_improving, training_loss,
    uneven_evaluation,
};

/// One thing that the curves of a trial show.
#[derive(Debug, Clone, PartialEq)]
pub enum CurveSign {
    /// P51: the metric got worse after its best stretch.
    Overfits(RiseAfterBest),
    /// P55: it was still improving at the end.
    StillImproves(Difference),
    /// P56: it had come to its level before half of the training, at this position.
    Saturated {
        /// Where.
        level_from: f64,
    },
    /// P57: the training loss rises in the second half.
    TrainingLossRises {
        /// By how much.
        rise: f64,
        /// By how much it had fallen.
        drop: f64,
    },
    /// P108: spikes of the training loss, and jumps without recovery.
    Spikes {
        /// In the first tenth of training.
        early: u32,
        /// Later.
        later: u32,
        /// Without recovery.
        jumps: u32,
    },
    /// P76: it was evaluated at uneven steps.
    UnevenEvaluation(Spacing),
    /// P78: the metric repeats itself with the epochs.
    RepeatsEachEpoch(EpochCycle),
    /// P115, P116: what its gradient norms say of clipping.
    Gradient(GradientAction),
}

/// Everything that the curves of a trial show, in the order of the rules. `margin` is the smallest gain worth having, in the
/// metric's unit. A single trial has the false alarms of a single curve: at most 7 % a sign.
pub fn curve_signs(reading: &CurveReading, margin: f64) -> Vec<CurveSign> {
    let overfits = overfitting::overfits(reading, margin);
    let level = saturated::is_saturated(reading, margin).filter(|_| overfits.is_none());
    let spikes = spikes::has_spikes(reading).map(|training| CurveSign::Spikes {
        early: training.early_spikes,
        later: training.later_spikes,
        jumps: training.jumps,
    });
    let rising = training_loss::rises(reading)
        .map(|training| CurveSign::TrainingLossRises { rise: training.rise, drop: training.drop });
    let signs = [
        overfits.map(CurveSign::Overfits),
        still_improving::still_improves(reading, margin).map(CurveSign::StillImproves),
        level.map(|late| CurveSign::Saturated { level_from: late.level_from }),
        rising,
        spikes,
        uneven_evaluation::is_uneven(reading).map(CurveSign::UnevenEvaluation),
        periodicity::repeats(reading).map(CurveSign::RepeatsEachEpoch),
        reading.gradient.as_ref().and_then(gradient_norms::advice).map(CurveSign::Gradient),
    ];
    signs.into_iter().flatten().collect()
}

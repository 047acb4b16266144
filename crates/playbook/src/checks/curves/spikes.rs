//! Does the best trial's training loss have spikes? (P108) Then training is near its edge of stability: early ones ask for a
//! warm-up, later ones for clipping, and both for a lower learning rate.
//!
//! A spike lies above the median of the 25 reports before it by more than six of their deviations (methods 6).

use etude_study::curve_reading::{CurveReading, TrainingCourse};
use etude_study::finding::LossSpikes;

use super::StudyCurves;

/// The training loss, if it has spikes; none where too little is known.
pub(super) fn has_spikes(reading: &CurveReading) -> Option<&TrainingCourse> {
    let training = reading.training.as_ref()?;
    (training.early_spikes + training.later_spikes + training.jumps > 0).then_some(training)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<LossSpikes> {
    let best = curves.best?;
    let training = has_spikes(best.reading)?;
    let (with_spikes, looked_at) =
        curves.count(|reading| reading.training.as_ref().map(|_| has_spikes(reading).is_some()));
    Some(LossSpikes {
        trial: best.trial,
        early: training.early_spikes,
        later: training.later_spikes,
        jumps: training.jumps,
        with_spikes,
        looked_at,
    })
}

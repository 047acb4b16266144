//! Does the best trial's metric repeat itself with the epochs? (P78) Then the order of the data shows in it: data that are
//! not shuffled, a last batch that is weighted wrongly, a state that is carried over.
//!
//! The autocorrelation an epoch apart exceeds 0.5 with p < 0.01 (methods 6).

use etude_study::curve_reading::{CurveReading, EpochCycle};
use etude_study::finding::RepeatsEachEpoch;

use super::StudyCurves;

const LEAST_AUTOCORRELATION: f64 = 0.5;
const LEVEL: f64 = 0.01;

/// The cycle, if it is one; none where too little is known.
pub(super) fn repeats(reading: &CurveReading) -> Option<EpochCycle> {
    reading.epoch_cycle.filter(|cycle| cycle.autocorrelation > LEAST_AUTOCORRELATION && cycle.p_value < LEVEL)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<RepeatsEachEpoch> {
    let best = curves.best?;
    let cycle = repeats(best.reading)?;
    Some(RepeatsEachEpoch {
        trial: best.trial,
        evaluations: cycle.evaluations,
        autocorrelation: cycle.autocorrelation,
        p_value: cycle.p_value,
    })
}

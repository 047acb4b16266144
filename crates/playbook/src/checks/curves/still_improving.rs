//! Was the best trial still improving when it ended? (P55) Then the comparison is one of short trainings.
//!
//! The mean of its last fifth is better than that of the fifth before by more than the margin and by more than 2.25 standard
//! errors (methods 6).

use etude_study::curve_reading::{CurveReading, Difference};
use etude_study::finding::StillImproving;

use super::StudyCurves;

/// Standard errors of noise that a gain must exceed: two for any one curve (methods 6), and a little more for that of the
/// best trial, whose last evaluations are more often low since it was chosen for its lowest.
const STANDARD_ERRORS: f64 = 2.25;

/// The gain, if it is one; none where too little is known.
pub(super) fn still_improves(reading: &CurveReading, margin: f64) -> Option<Difference> {
    let gain = reading.late?.gain;
    (gain.value > margin.max(STANDARD_ERRORS * gain.standard_error)).then_some(gain)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<StillImproving> {
    let best = curves.best?;
    let gain = still_improves(best.reading, curves.margin)?;
    let improves = |reading: &CurveReading| still_improves(reading, curves.margin).is_some();
    let (improving, looked_at) = curves.count(|reading| reading.late.map(|_| improves(reading)));
    let compared = best.reading.late?.compared;
    Some(StillImproving { trial: best.trial, gain, compared, improving, looked_at })
}

//! Had the best trial come to its level long before its end? (P56) Then shorter trainings would have told as much.
//!
//! A stretch that ends before half of the training is as good as the best one, within the margin or what noise explains,
//! and the end is not still improving.

use etude_study::curve_reading::{CurveReading, LateCourse};
use etude_study::finding::SaturatedEarly;

use super::{StudyCurves, still_improving};

/// The share of the training before which the level must be reached.
const BEFORE: f64 = 0.5;

/// The late course of a curve that is level since before half of it; none where too little is known.
pub(super) fn is_saturated(reading: &CurveReading, margin: f64) -> Option<LateCourse> {
    let late = reading.late?;
    let early = late.level_from <= BEFORE * reading.last;
    (early && still_improving::still_improves(reading, margin).is_none()).then_some(late)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<SaturatedEarly> {
    let best = curves.best?;
    let late = is_saturated(best.reading, curves.margin)?;
    Some(SaturatedEarly {
        trial: best.trial,
        level_from: late.level_from,
        last: best.reading.last,
        unit: best.reading.unit,
        looked_at: curves.looked_at(),
    })
}

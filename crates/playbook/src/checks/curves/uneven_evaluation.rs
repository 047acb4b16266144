//! Is the metric evaluated at even steps? (P76) Where a clock triggers evaluations, fast trials are evaluated at other steps
//! than slow ones, and the best of more evaluations is luckier.

use etude_study::curve_reading::{CurveReading, Spacing};
use etude_study::finding::UnevenEvaluation;

use super::StudyCurves;

/// The share of steps that must be uneven: evaluating every so many steps and at the end of each epoch is regular.
const SHARE: f64 = 0.5;

/// The steps, if they are uneven; none where too little is known.
pub(super) fn is_uneven(reading: &CurveReading) -> Option<Spacing> {
    let spacing = reading.spacing?;
    (f64::from(spacing.uneven) > SHARE * f64::from(spacing.gaps)).then_some(spacing)
}

/// Told where it is so in most of the trials.
pub(super) fn check(curves: &StudyCurves<'_>) -> Option<UnevenEvaluation> {
    let (uneven, looked_at) = curves.count(|reading| reading.spacing.map(|_| is_uneven(reading).is_some()));
    let (example, spacing) =
        curves.read.iter().find_map(|read| Some((read.reading, is_uneven(read.reading)?)))?;
    let finding = UnevenEvaluation {
        uneven,
        looked_at,
        shortest: spacing.shortest,
        longest: spacing.longest,
        unit: example.unit,
    };
    (2 * uneven > looked_at).then_some(finding)
}

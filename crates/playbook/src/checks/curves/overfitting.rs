//! Does the best trial overfit, so that a regulariser must come before any comparison? (P51, P52)
//!
//! Its metric, over the last fifth of the training, is worse than over its best stretch by more than the margin and by more
//! than 3.5 standard errors: three for any one curve (methods 6), and a little more here, since the best trial was chosen for
//! its lowest evaluation and has a lower best stretch by luck, and since its answer blocks. The last value against the lowest would be worse on every second plateau.

use etude_study::curve_reading::{CurveReading, RiseAfterBest};
use etude_study::finding::Overfitting;

use super::StudyCurves;

/// Standard errors of noise that a rise must exceed: three, since the best stretch was chosen from several.
const STANDARD_ERRORS: f64 = 3.0;
/// The same for the best trial.
const STANDARD_ERRORS_OF_BEST: f64 = 3.5;

/// The rise, if it is one; none where too little is known.
pub(super) fn overfits(reading: &CurveReading, margin: f64) -> Option<RiseAfterBest> {
    let rise = reading.late?.rise?;
    (rise.by.value > margin.max(STANDARD_ERRORS * rise.by.standard_error)).then_some(rise)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<Overfitting> {
    let best = curves.best?;
    let rise = overfits(best.reading, curves.margin)?;
    if rise.by.value <= STANDARD_ERRORS_OF_BEST * rise.by.standard_error {
        return None;
    }
    Some(Overfitting {
        trial: best.trial,
        rise: rise.by,
        after: rise.after,
        unit: best.reading.unit,
        looked_at: curves.looked_at(),
    })
}

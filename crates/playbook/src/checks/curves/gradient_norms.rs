//! What do the best trial's gradient norms say of clipping? Some far out: clip at the 90th percentile, and tune that
//! (P115). More than half clipped: a lower learning rate does the same openly (P116).

use etude_study::curve_reading::GradientNorms;
use etude_study::finding::{GradientAction, GradientAdvice};

use super::StudyCurves;

/// A norm is far out when it exceeds so many medians (methods 6).
const FAR_OUT: f64 = 10.0;
/// The share of clipped updates that is too large.
const MOST: f64 = 0.5;

/// What follows, if anything; none where too little is known.
pub(super) fn advice(norms: &GradientNorms) -> Option<GradientAction> {
    match norms.clipped {
        Some(clipped) => (clipped.share > MOST).then_some(GradientAction::LowerLearningRate(clipped)),
        None => (norms.largest > FAR_OUT * norms.median)
            .then_some(GradientAction::ClipAt { threshold: norms.percentile_90 }),
    }
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<GradientAdvice> {
    let best = curves.best?;
    let norms = best.reading.gradient.as_ref()?;
    let (reports, median, largest) = (norms.reports, norms.median, norms.largest);
    Some(GradientAdvice { trial: best.trial, reports, median, largest, action: advice(norms)? })
}

//! Do many trials overfit, whichever is best? (P53) Then the search favours whatever hinders training, such as a tiny
//! learning rate, and hides it by its choice.

use etude_stats::binomial;
use etude_study::curve_reading::CurveReading;
use etude_study::finding::OverfittingShare;

use super::{COUNT_LEVEL, StudyCurves, overfitting};

/// The largest share of plateaus that are called overfitting, over the noises of methods 6.
const FALSE_ALARMS: f64 = 0.05;

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<OverfittingShare> {
    let overfits = |reading: &CurveReading| overfitting::overfits(reading, curves.margin).is_some();
    let (overfitting, looked_at) = curves.count(|reading| reading.late.map(|_| overfits(reading)));
    let p_value = binomial::at_least(overfitting, looked_at, FALSE_ALARMS);
    (p_value < COUNT_LEVEL && overfitting > 1).then_some(OverfittingShare { overfitting, looked_at, p_value })
}

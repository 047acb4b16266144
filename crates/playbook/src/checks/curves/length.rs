//! Is training too long, or too short? (S28, S29) By the best epochs of the best fifth of the trials, five at least.
//!
//! If all of them are early, twice the latest of them is proposed. If their median is late, that alone
//! proves nothing: on a flat noisy curve every second best epoch is (methods 0.1). Only where half of these trials were
//! still improving by more than noise and margin, too, is a longer training proposed (methods 8); else nothing is said.

use etude_study::finding::{LengthAction, LengthAdvice};
use etude_study::measurement::PositionUnit;
use etude_study::trial::BestEpoch;

use super::{ReadTrial, StudyCurves, still_improving};

/// Fewest trials that are looked at.
const LEAST: usize = 5;
/// The part of the trials that are.
const TOP: f64 = 0.2;

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<LengthAdvice> {
    let top = ((TOP * curves.feasible.len() as f64).ceil() as usize).max(LEAST);
    let max_epochs = curves.length.max_epochs;
    let best = curves.feasible.get(..top)?;
    let mut places: Vec<f64> =
        best.iter().map(|(_, best)| share_of_length(best, max_epochs)).collect::<Option<_>>()?;
    places.sort_by(f64::total_cmp);
    let rule = curves.length.best_epoch_rule;
    let advice = |action| Some(LengthAdvice { top: top as u32, max_epochs, action });
    let (latest, median) = (*places.last()?, places[places.len() / 2]);
    if latest <= rule.early {
        let proposed = (2.0 * latest * f64::from(max_epochs)).ceil().max(1.0) as u32;
        let reduce = LengthAction::Reduce { latest, early: rule.early, proposed };
        return advice(reduce).filter(|_| proposed < max_epochs);
    }
    if median < rule.late {
        return None;
    }
    let of_top = curves.read.iter().filter(|read| best.iter().any(|(trial, _)| *trial == read.trial));
    let improves =
        |read: &&ReadTrial<'_>| still_improving::still_improves(read.reading, curves.margin).is_some();
    let improving = of_top.filter(improves).count();
    let proposed = max_epochs.saturating_mul(2);
    let lengthen = LengthAction::Lengthen { median, late: rule.late, improving: improving as u32, proposed };
    advice(lengthen).filter(|_| 2 * improving >= top)
}

/// Where the best epoch lies, as a share of the length; of a training that counts steps, of its own.
fn share_of_length(best: &BestEpoch, max_epochs: u32) -> Option<f64> {
    let whole = match best.unit {
        PositionUnit::Epoch => f64::from(max_epochs),
        PositionUnit::Step => best.last_position?,
    };
    (whole > 0.0).then_some(best.position? / whole)
}

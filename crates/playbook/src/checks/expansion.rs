//! How far a range is widened, and how many points its slab gets (methods 3).
//!
//! On a log scale by a decade or half the log-width, the larger; on a linear one by half the width; whole numbers by the
//! width (the range doubles). Never past a hard limit; without one, a linear range of positive numbers stays positive, a
//! share within [0, 1] stays a share and a count from 1 stays a count. Only the slab is sampled, with
//! `ceil(n * added width / old width)` points (of whole numbers: added count / old count), so that the union of old and
//! new is evenly covered.

use etude_study::space::{Domain, Range, Scale, Side};

/// An addition smaller than this share of the old width is not worth a slab.
const SMALLEST_ADDITION: f64 = 0.01;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Widening {
    /// The range ends at a limit already.
    AtLimit(f64),
    /// The range goes on.
    Slab { from: Range, to: Range, slab: Range, trials: u32 },
}

/// Widens a numeric domain at one side. `drawn` points cover it so far.
pub(super) fn widen(domain: &Domain, side: Side, hard: (Option<f64>, Option<f64>), drawn: u32) -> Widening {
    let (from, scale, whole) = match domain {
        Domain::Float { low, high, scale } => (Range { low: *low, high: *high }, *scale, false),
        Domain::Int { low, high, scale } => (Range { low: *low as f64, high: *high as f64 }, *scale, true),
        Domain::Choice { .. } | Domain::Boolean => return Widening::AtLimit(f64::NAN),
    };
    let (low, high) = (scale.forward(from.low), scale.forward(from.high));
    let width = high - low;
    // A whole number takes an equal share of the axis, from half below it to half above.
    let (step, half) = if whole { (1.0, 0.5) } else { (0.0, 0.0) };
    let length = |range: Range| scale.forward(range.high + half) - scale.forward(range.low - half);
    let addition = match (scale, whole) {
        (Scale::Log, _) => std::f64::consts::LN_10.max(width / 2.0),
        (Scale::Linear, false) => width / 2.0,
        (Scale::Linear, true) => width.max(1.0),
    };
    let limit = limit(domain, from, side, hard);
    let end = match side {
        Side::Low => clean(scale.backward(low - addition), domain, addition).max(limit),
        Side::High => clean(scale.backward(high + addition), domain, addition).min(limit),
    };
    let (to, slab) = match side {
        Side::Low => (Range { low: end, ..from }, Range { low: end, high: from.low - step }),
        Side::High => (Range { high: end, ..from }, Range { low: from.high + step, high: end }),
    };
    let share = length(slab) / length(from);
    if share < SMALLEST_ADDITION || share <= 0.0 {
        return Widening::AtLimit(limit);
    }
    let trials = (f64::from(drawn.max(1)) * share).ceil() as u32;
    Widening::Slab { from, to, slab, trials }
}

/// The furthest an end may go: the user's hard limit, or the natural one of the range's kind, or the largest number.
fn limit(domain: &Domain, range: Range, side: Side, hard: (Option<f64>, Option<f64>)) -> f64 {
    let linear = matches!(domain, Domain::Float { scale: Scale::Linear, .. });
    let whole = matches!(domain, Domain::Int { .. });
    let log =
        matches!(domain, Domain::Float { scale: Scale::Log, .. } | Domain::Int { scale: Scale::Log, .. });
    let share = linear && range.low >= 0.0 && range.high <= 1.0;
    match (side, hard) {
        (Side::Low, (Some(limit), _)) if whole => limit.ceil(),
        (Side::High, (_, Some(limit))) if whole => limit.floor(),
        (Side::Low, (Some(limit), _)) | (Side::High, (_, Some(limit))) => limit,
        (Side::Low, _) if whole && range.low >= 1.0 => 1.0,
        (Side::Low, _) if (linear || whole) && range.low >= 0.0 => 0.0,
        (Side::Low, _) if log => f64::MIN_POSITIVE,
        (Side::Low, _) => f64::MIN,
        (Side::High, _) if share => 1.0,
        (Side::High, _) => f64::MAX,
    }
}

/// An end that reads well: whole, or with three significant digits (on a linear scale, three of what was added, since a
/// narrow range far from 0 differs only in its last digits).
fn clean(end: f64, domain: &Domain, addition: f64) -> f64 {
    let words = match domain {
        Domain::Float { scale: Scale::Log, .. } => format!("{end:.2e}"),
        Domain::Float { scale: Scale::Linear, .. } => {
            let decimals = (2.0 - addition.log10().floor()).max(0.0) as usize;
            format!("{end:.decimals$}")
        }
        _ => return end.round(),
    };
    words.parse().unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_LIMITS: (Option<f64>, Option<f64>) = (None, None);

    fn log(low: f64, high: f64) -> Domain {
        Domain::Float { low, high, scale: Scale::Log }
    }

    fn slab(widening: Widening) -> (Range, u32) {
        match widening {
            Widening::Slab { slab, trials, .. } => (slab, trials),
            Widening::AtLimit(limit) => panic!("at {limit}"),
        }
    }

    #[test]
    fn a_log_range_grows_by_a_decade_or_half_its_width() {
        let (added, trials) = slab(widen(&log(1e-3, 1e-1), Side::High, NO_LIMITS, 16));
        assert_eq!((added, trials), (Range { low: 1e-1, high: 1.0 }, 8));
        let (added, trials) = slab(widen(&log(1e-6, 1.0), Side::Low, NO_LIMITS, 16));
        assert_eq!((added, trials), (Range { low: 1e-9, high: 1e-6 }, 8));
    }

    #[test]
    fn whole_numbers_double_and_stay_counts() {
        let layers = Domain::Int { low: 2, high: 6, scale: Scale::Linear };
        let (added, trials) = slab(widen(&layers, Side::High, NO_LIMITS, 16));
        assert_eq!((added, trials), (Range { low: 7.0, high: 10.0 }, 13), "four values beside five");
        assert_eq!(slab(widen(&layers, Side::Low, NO_LIMITS, 16)).0, Range { low: 1.0, high: 1.0 });
        let from_one = Domain::Int { low: 1, high: 6, scale: Scale::Linear };
        assert_eq!(widen(&from_one, Side::Low, NO_LIMITS, 16), Widening::AtLimit(1.0));
    }

    #[test]
    fn a_narrow_range_far_from_zero_grows_as_any_other() {
        let beta2 = Domain::Float { low: 0.999, high: 0.9999, scale: Scale::Linear };
        assert_eq!(slab(widen(&beta2, Side::Low, NO_LIMITS, 16)), (Range { low: 0.99855, high: 0.999 }, 8));
        let far = Domain::Float { low: 1000.0, high: 1001.0, scale: Scale::Linear };
        assert_eq!(slab(widen(&far, Side::High, NO_LIMITS, 16)).0, Range { low: 1001.0, high: 1001.5 });
    }

    #[test]
    fn a_hard_limit_between_whole_numbers_is_the_last_one_inside() {
        let layers = |high| Domain::Int { low: 1, high, scale: Scale::Linear };
        let hard = (None, Some(7.5));
        assert_eq!(slab(widen(&layers(6), Side::High, hard, 12)), (Range { low: 7.0, high: 7.0 }, 2));
        assert_eq!(widen(&layers(7), Side::High, hard, 14), Widening::AtLimit(7.0));
    }

    #[test]
    fn ends_stay_finite() {
        let huge = widen(&log(1e300, 1e308), Side::High, NO_LIMITS, 16);
        assert_eq!(slab(huge).0.high.to_bits(), f64::MAX.to_bits());
        assert!(slab(widen(&log(1e-307, 1e-300), Side::Low, NO_LIMITS, 16)).0.low > 0.0);
    }

    #[test]
    fn hard_and_natural_limits_hold() {
        assert_eq!(widen(&log(1e-3, 1e-1), Side::High, (None, Some(0.1)), 16), Widening::AtLimit(0.1));
        let (added, trials) = slab(widen(&log(1e-3, 1e-1), Side::High, (None, Some(0.2)), 16));
        assert_eq!((added, trials), (Range { low: 0.1, high: 0.2 }, 3));
        let share = Domain::Float { low: 0.05, high: 0.7, scale: Scale::Linear };
        assert_eq!(slab(widen(&share, Side::High, NO_LIMITS, 10)).0, Range { low: 0.7, high: 1.0 });
        assert_eq!(slab(widen(&share, Side::Low, NO_LIMITS, 10)).0, Range { low: 0.0, high: 0.05 });
    }
}

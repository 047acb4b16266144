//! How far a range is widened, and how many points its slab gets (methods 3).
//!
//! On a log scale by a decade or half the log-width, the larger; on a reverse-log one by a decade of `1 - x`, or half the
//! width there; on a linear one by half the width; whole numbers by the width (the range doubles); steps as their kind of
//! number, by whole steps. Whole numbers on a log scale are mostly sizes (units, layers, channels), and what is ten times as
//! large costs up to a hundred times as much: by half the log-width, but at least twice and at most four times as far. Never past a hard limit; without one, a range of positive numbers stays positive, a
//! share within [0, 1] stays a share, a count from 1 stays a count, and a reverse-log range never reaches 1. Only the slab
//! is sampled, with `ceil(n * added width / old width)` points (of whole numbers and steps: added count / old count), so
//! that the union of old and new is evenly covered.

use std::f64::consts::{LN_2, LN_10};

use etude_study::space::{Domain, Range, Scale, Side};

/// An addition smaller than this share of the old width is not worth a slab.
const SMALLEST_ADDITION: f64 = 0.01;

/// By how many doublings whole numbers on a log scale grow at most at once.
const LARGEST_GROWTH: f64 = 2.0;
/// Whole numbers up to here are exact as floats; a project file has none beyond.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
/// By how much a whole number of points may come out too large.
const ROUNDING: f64 = 1e-9;

/// A range that can be widened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    range: Range,
    scale: Scale,
    grain: Grain,
}

/// What lies between two neighbouring values.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Grain {
    /// Others.
    Continuous,
    /// Nothing: they are whole numbers.
    Whole,
    /// Nothing: they are this far apart.
    Step(f64),
    /// The same, of whole numbers.
    WholeStep(f64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Widening {
    /// The range ends at a limit already.
    AtLimit(f64),
    /// The range goes on.
    Slab { from: Range, to: Range, slab: Range, trials: u32 },
}

impl Axis {
    /// The axis of a numeric domain; lists and booleans have none.
    pub(super) fn of(domain: &Domain) -> Option<Axis> {
        let (scale, grain) = match domain {
            Domain::Float { scale, .. } => (*scale, Grain::Continuous),
            Domain::Int { scale, .. } => (*scale, Grain::Whole),
            Domain::FloatSteps { step, .. } => (Scale::Linear, Grain::Step(*step)),
            Domain::IntSteps { step, .. } => (Scale::Linear, Grain::WholeStep(*step as f64)),
            Domain::Choice { .. } | Domain::Ordered { .. } | Domain::Boolean => return None,
        };
        Some(Axis { range: domain.range()?, scale, grain })
    }

    /// Widens it at one side. `drawn` points cover it so far.
    pub(super) fn widen(&self, side: Side, hard: (Option<f64>, Option<f64>), drawn: u32) -> Widening {
        let from = self.range;
        let limit = self.limit(side, hard);
        let end = self.end(side, limit);
        let (to, slab) = match side {
            Side::Low => (Range { low: end, ..from }, Range { low: end, high: self.stepped(from.low, -1.0) }),
            Side::High => {
                (Range { high: end, ..from }, Range { low: self.stepped(from.high, 1.0), high: end })
            }
        };
        let share = self.length(slab) / self.length(from);
        if share < SMALLEST_ADDITION || share <= 0.0 {
            let declared = if side == Side::Low { hard.0 } else { hard.1 };
            let is_stepped = matches!(self.grain, Grain::Step(_) | Grain::WholeStep(_));
            // The last step before a natural limit is where such a range ends.
            return Widening::AtLimit(if is_stepped && declared.is_none() { end } else { limit });
        }
        let trials = (f64::from(drawn.max(1)) * share - ROUNDING).ceil() as u32;
        Widening::Slab { from, to, slab, trials }
    }

    /// The distance of neighbouring values; 0 where there are always others between.
    fn step(&self) -> f64 {
        match self.grain {
            Grain::Continuous => 0.0,
            Grain::Whole => 1.0,
            Grain::Step(step) | Grain::WholeStep(step) => step,
        }
    }

    /// The value so many steps from one; the same one where there are no steps.
    fn stepped(&self, from: f64, steps: f64) -> f64 {
        let sum = from + steps * self.step();
        // Whole numbers add exactly; of other sums, the last digits are the addition's.
        if matches!(self.grain, Grain::Step(_)) { format!("{sum:.13e}").parse().unwrap_or(sum) } else { sum }
    }

    /// A part's length on the axis. A value of whole numbers and steps takes an equal share of it, from half below it to
    /// half above.
    fn length(&self, part: Range) -> f64 {
        let half = self.step() / 2.0;
        self.scale.forward(part.high + half) - self.scale.forward(part.low - half)
    }

    /// Where the widened range ends.
    fn end(&self, side: Side, limit: f64) -> f64 {
        let (low, high) = (self.scale.forward(self.range.low), self.scale.forward(self.range.high));
        let width = high - low;
        let addition = match (self.scale, self.grain) {
            (Scale::Log, Grain::Whole) => (width / 2.0).clamp(LN_2, LARGEST_GROWTH * LN_2),
            (Scale::Log | Scale::ReverseLog, _) => LN_10.max(width / 2.0),
            (Scale::Linear, Grain::Continuous) => width / 2.0,
            (Scale::Linear, Grain::Whole) => width.max(1.0),
            (Scale::Linear, Grain::Step(step)) => {
                return self.end_in_steps(side, limit, (width / step / 2.0, step));
            }
            (Scale::Linear, Grain::WholeStep(step)) => {
                return self.end_in_steps(side, limit, (width / step, step));
            }
        };
        match side {
            Side::Low => self.clean(self.scale.backward(low - addition), addition).max(limit),
            Side::High => self.clean(self.scale.backward(high + addition), addition).min(limit),
        }
    }

    /// So many steps further, at least one, or as many as the limit leaves room for.
    fn end_in_steps(&self, side: Side, limit: f64, (steps, step): (f64, f64)) -> f64 {
        let room = |distance: f64| (distance / step + 1e-6).floor().max(0.0);
        let wanted = (steps - 1e-6).ceil().max(1.0);
        match side {
            Side::Low => self.stepped(self.range.low, -wanted.min(room(self.range.low - limit))),
            Side::High => self.stepped(self.range.high, wanted.min(room(limit - self.range.high))),
        }
    }

    /// The furthest an end may go: the user's hard limit, or the natural one of the range's kind, or the largest number.
    fn limit(&self, side: Side, hard: (Option<f64>, Option<f64>)) -> f64 {
        let range = self.range;
        let whole = matches!(self.grain, Grain::Whole | Grain::WholeStep(_));
        let log = self.scale == Scale::Log;
        let share = !whole && self.scale == Scale::Linear && range.low >= 0.0 && range.high <= 1.0;
        match (side, hard) {
            (Side::Low, (Some(limit), _)) if whole => limit.ceil(),
            (Side::High, (_, Some(limit))) if whole => limit.floor(),
            (Side::Low, (Some(limit), _)) | (Side::High, (_, Some(limit))) => limit,
            (Side::Low, _) if whole && range.low >= 1.0 => 1.0,
            (Side::Low, _) if log && !whole => f64::MIN_POSITIVE,
            (Side::Low, _) if range.low >= 0.0 => 0.0,
            (Side::Low, _) if whole => -LARGEST_WHOLE,
            (Side::Low, _) => f64::MIN,
            (Side::High, _) if share => 1.0,
            (Side::High, _) if self.scale == Scale::ReverseLog => 1.0 - f64::EPSILON,
            (Side::High, _) if whole => LARGEST_WHOLE,
            (Side::High, _) => f64::MAX,
        }
    }

    /// An end that reads well: whole, or with three significant digits (on a linear scale, three of what was added, since
    /// a narrow range far from 0 differs only in its last digits; on a reverse-log one, three of `1 - x`).
    fn clean(&self, end: f64, addition: f64) -> f64 {
        let three = |number: f64| format!("{number:.2e}").parse::<f64>().unwrap_or(number);
        match (self.grain, self.scale) {
            (Grain::Continuous, Scale::Log) => three(end),
            (Grain::Continuous, Scale::ReverseLog) => 1.0 - three(1.0 - end),
            (Grain::Continuous, Scale::Linear) => {
                let decimals = (2.0 - addition.log10().floor()).max(0.0) as usize;
                format!("{end:.decimals$}").parse().unwrap_or(end)
            }
            _ => end.round(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_LIMITS: (Option<f64>, Option<f64>) = (None, None);

    fn widen(domain: &Domain, side: Side, hard: (Option<f64>, Option<f64>), drawn: u32) -> Widening {
        Axis::of(domain).expect("numeric").widen(side, hard, drawn)
    }

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
    fn sizes_on_a_log_scale_grow_twice_to_four_times_at_once() {
        let units = |low, high| Domain::Int { low, high, scale: Scale::Log };
        assert_eq!(
            slab(widen(&units(16, 64), Side::High, NO_LIMITS, 16)).0,
            Range { low: 65.0, high: 128.0 }
        );
        assert_eq!(slab(widen(&units(32, 48), Side::High, NO_LIMITS, 16)).0, Range { low: 49.0, high: 96.0 });
        assert_eq!(
            slab(widen(&units(16, 1024), Side::High, NO_LIMITS, 16)).0,
            Range { low: 1025.0, high: 4096.0 }
        );
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

    #[test]
    fn a_reverse_log_range_comes_a_decade_closer_to_one_and_never_reaches_it() {
        let momentum = |low, high| Domain::Float { low, high, scale: Scale::ReverseLog };
        let (added, trials) = slab(widen(&momentum(0.9, 0.999), Side::High, NO_LIMITS, 16));
        assert_eq!((added, trials), (Range { low: 0.999, high: 0.9999 }, 8));
        let (added, _) = slab(widen(&momentum(0.99, 0.999), Side::Low, NO_LIMITS, 16));
        assert_eq!(added, Range { low: 0.9, high: 0.99 });
        let (added, _) = slab(widen(&momentum(0.5, 0.999), Side::Low, NO_LIMITS, 16));
        assert_eq!(added, Range { low: 0.0, high: 0.5 }, "a momentum stays at or above 0");
        assert_eq!(widen(&momentum(0.0, 0.9), Side::Low, NO_LIMITS, 16), Widening::AtLimit(0.0));
        let mut high = 0.9;
        for _ in 0..40 {
            match widen(&momentum(0.5, high), Side::High, NO_LIMITS, 16) {
                Widening::Slab { to, .. } => high = to.high,
                Widening::AtLimit(limit) => assert!(limit < 1.0),
            }
            assert!(high < 1.0);
        }
        let hard = (None, Some(0.9995));
        assert_eq!(
            slab(widen(&momentum(0.9, 0.999), Side::High, hard, 16)).0.high.to_bits(),
            0.9995_f64.to_bits()
        );
    }

    #[test]
    fn a_stepped_range_grows_by_whole_steps_and_its_slab_begins_a_step_further() {
        let tenths = Domain::FloatSteps { low: 0.2, high: 0.6, step: 0.1 };
        let (added, trials) = slab(widen(&tenths, Side::High, NO_LIMITS, 15));
        assert_eq!((added, trials), (Range { low: 0.7, high: 0.8 }, 6), "two values beside five");
        assert_eq!(slab(widen(&tenths, Side::Low, NO_LIMITS, 15)).0, Range { low: 0.0, high: 0.1 });
        let hard = (None, Some(0.75));
        assert_eq!(slab(widen(&tenths, Side::High, hard, 15)).0, Range { low: 0.7, high: 0.7 });
        assert_eq!(widen(&tenths, Side::High, (None, Some(0.65)), 15), Widening::AtLimit(0.65));
        let width = Domain::IntSteps { low: 16, high: 64, step: 16 };
        let (added, trials) = slab(widen(&width, Side::High, NO_LIMITS, 16));
        assert_eq!((added, trials), (Range { low: 80.0, high: 112.0 }, 12), "three values beside four");
        assert_eq!(widen(&width, Side::Low, NO_LIMITS, 16), Widening::AtLimit(16.0));
    }

    /// Whatever is widened, however often: the slab is new, on the steps, and within the wider range.
    #[test]
    fn slabs_are_new_and_belong_to_the_wider_range() {
        let kinds = [
            Domain::FloatSteps { low: 0.1, high: 0.7, step: 0.1 },
            Domain::FloatSteps { low: -3.7, high: 2.6, step: 0.7 },
            Domain::IntSteps { low: 7, high: 70, step: 7 },
            Domain::Int { low: 3, high: 9, scale: Scale::Log },
            Domain::Int { low: -2, high: 2, scale: Scale::Linear },
            Domain::Float { low: 0.3, high: 0.99, scale: Scale::ReverseLog },
            Domain::Float { low: -4.0, high: 0.9, scale: Scale::ReverseLog },
            log(1e-5, 1e-2),
        ];
        for kind in kinds {
            for side in [Side::Low, Side::High] {
                let mut domain = kind.clone();
                for _ in 0..8 {
                    let Widening::Slab { to, slab, trials, .. } = widen(&domain, side, NO_LIMITS, 16) else {
                        break;
                    };
                    let (wider, slab) = (domain.with_range(to), domain.with_range(slab));
                    assert!(trials >= 1);
                    for part in 0..32 {
                        let value = slab.value_at(f64::from(part) / 32.0 + 0.01);
                        assert!(wider.contains(&value), "{value} is not in {wider}");
                        let is_new = !domain.contains(&value) || domain.count().is_none();
                        assert!(is_new, "{value} was in {domain} already");
                        let first = kind.value_at(0.5);
                        assert!(wider.contains(&first), "{first} was lost from {wider}");
                    }
                    domain = wider;
                }
            }
        }
    }

    #[test]
    fn lists_have_no_axis() {
        let ordered = Domain::Ordered { choices: [1, 2, 4].map(etude_study::value::Value::Int).to_vec() };
        assert_eq!(Axis::of(&ordered), None);
        assert_eq!(Axis::of(&Domain::Boolean), None);
    }
}

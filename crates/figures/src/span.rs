//! Where an axis begins and ends, so that the numbers at hand are seen.

use crate::scale::Scale;

/// Two different ends of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Room left at both ends, as a share of the axis.
const ROOM: f64 = 0.04;
/// Beyond so many interquartile ranges from the quartile a number is left outside (Tukey's far out values).
const FENCE: f64 = 3.0;
/// The same for curves.
const FAR_FENCE: f64 = 20.0;

impl Span {
    /// The span of the numbers that the scale admits, with a little room at both ends; one unit (or a decade) around a
    /// single one, and around nothing a span that the scale can show.
    pub fn of(scale: Scale, values: impl IntoIterator<Item = f64>) -> Span {
        Span::exact(scale, values).with_room(scale)
    }

    /// The same without the room: for numbers that are ends themselves.
    pub fn exact(scale: Scale, values: impl IntoIterator<Item = f64>) -> Span {
        let shown = values.into_iter().filter(|value| scale.admits(*value));
        let ends = shown.fold(None, |ends: Option<(f64, f64)>, value| match ends {
            Some((low, high)) => Some((low.min(value), high.max(value))),
            None => Some((value, value)),
        });
        match ends {
            Some((low, high)) if apart(scale, low, high) => Span { low, high },
            Some((low, _)) => around(scale, low),
            None if scale == Scale::Linear => Span { low: 0.0, high: 1.0 },
            None => Span { low: 0.1, high: 0.9 },
        }
    }

    /// The span of scores of which a few may be far worse than all others: those are left outside. `worse_is_high`
    /// says at which end the bad ones are; the other end keeps everything.
    pub fn of_most(values: &[f64], worse_is_high: bool) -> Span {
        Span::within(values, worse_is_high, FENCE)
    }

    /// The same for curves, whose first values are worse than the rest as a matter of course: only what is out of all
    /// proportion is left outside.
    pub fn of_curves(values: &[f64], worse_is_high: bool) -> Span {
        Span::within(values, worse_is_high, FAR_FENCE)
    }

    fn within(values: &[f64], worse_is_high: bool, fence: f64) -> Span {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let quartile = |quarter: usize| sorted.get((sorted.len().saturating_sub(1)) * quarter / 4).copied();
        let (Some(low), Some(high)) = (quartile(1), quartile(3)) else { return Span::of(Scale::Linear, []) };
        let reach = fence * (high - low);
        let inside = |value: &f64| {
            !reach.is_finite()
                || reach <= 0.0
                || (if worse_is_high { *value <= high + reach } else { *value >= low - reach })
        };
        Span::of(Scale::Linear, sorted.iter().copied().filter(inside))
    }

    /// The span with room at both ends, as far as the scale reaches.
    #[must_use]
    pub fn with_room(self, scale: Scale) -> Span {
        let wider = Span { low: scale.at(-ROOM, self), high: scale.at(1.0 + ROOM, self) };
        if scale.admits(wider.low) && scale.admits(wider.high) && wider.low < wider.high {
            wider
        } else {
            self
        }
    }

    /// The span that also holds this number, where it is one.
    #[must_use]
    pub fn with(self, value: f64) -> Span {
        if value.is_finite() { Span { low: self.low.min(value), high: self.high.max(value) } } else { self }
    }
}

/// Whether two ends are far enough apart to be told from each other.
fn apart(scale: Scale, low: f64, high: f64) -> bool {
    let (low, high) = (scale.forward(low), scale.forward(high));
    high - low > 1e-9 * low.abs().max(high.abs()).max(f64::MIN_POSITIVE)
}

fn around(scale: Scale, value: f64) -> Span {
    let span = match scale {
        Scale::Linear => {
            let reach = if value == 0.0 { 1.0 } else { 0.1 * value.abs() };
            Span { low: value - reach, high: value + reach }
        }
        Scale::Log => Span { low: value / 3.0, high: value * 3.0 },
        Scale::ReverseLog => {
            let left = 1.0 - value;
            Span { low: 1.0 - 3.0 * left, high: 1.0 - left / 3.0 }
        }
    };
    if scale.admits(span.low) && scale.admits(span.high) && span.low < span.high {
        return span;
    }
    // At the end of what numbers can be: towards the middle.
    let other = match scale {
        Scale::Log if value < 1.0 => value * 10.0,
        _ => value / 2.0,
    };
    Span { low: value.min(other), high: value.max(other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_span() {
        for scale in [Scale::Linear, Scale::Log, Scale::ReverseLog] {
            for values in
                [vec![], vec![0.5], vec![0.5, 0.5], vec![f64::NAN, f64::INFINITY], vec![1e-300, 0.9]]
            {
                let span = Span::of(scale, values.clone());
                assert!(span.low < span.high, "{scale:?} {values:?}: {span:?}");
                assert!(scale.admits(span.low) && scale.admits(span.high), "{scale:?} {values:?}: {span:?}");
            }
        }
        for extreme in [1e300, -1e300, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 0.0] {
            let span = Span::of(Scale::Linear, [extreme, extreme]);
            assert!(
                span.low < span.high && span.low.is_finite() && span.high.is_finite(),
                "{extreme}: {span:?}"
            );
        }
        let widest = Span::of(Scale::Linear, [f64::MIN, f64::MAX]);
        assert_eq!((widest.low, widest.high), (f64::MIN, f64::MAX));
    }

    #[test]
    fn a_few_catastrophes_do_not_hide_the_rest_and_the_best_is_never_outside() {
        let mut errors: Vec<f64> = (0..20).map(|index| 0.1 + f64::from(index) / 100.0).collect();
        errors.push(1e300);
        let span = Span::of_most(&errors, true);
        assert!(span.low < 0.1 && span.high > 0.29 && span.high < 0.4, "{span:?}");
        let accuracies: Vec<f64> = errors.iter().map(|error| -error).collect();
        let span = Span::of_most(&accuracies, false);
        assert!(span.high > -0.1 && span.low > -0.4, "{span:?}");
        let mut lucky = vec![1e-9];
        lucky.extend((0..20).map(|index| 100.0 + f64::from(index)));
        assert!(Span::of_most(&lucky, true).low < 1e-9);
    }
}

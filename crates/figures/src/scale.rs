//! How numbers are spread along an axis: evenly, by ratio, or by the ratio of what is left to one.

use crate::span::Span;

/// The spread of numbers along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences are equally far apart.
    #[default]
    Linear,
    /// Equal ratios are equally far apart; positive numbers only.
    Log,
    /// Equal ratios of `1 - x` are equally far apart, as for a momentum; numbers below 1 only.
    ReverseLog,
}

impl Scale {
    /// Whether the scale has a place for this number.
    pub fn admits(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Scale::Linear => true,
                Scale::Log => value > 0.0,
                Scale::ReverseLog => value < 1.0,
            }
    }

    /// Where a value lies between the ends of a span (0 and 1; outside beyond them); `None` where it has no place.
    pub fn share(self, value: f64, span: Span) -> Option<f64> {
        if ![value, span.low, span.high].into_iter().all(|each| self.admits(each)) {
            return None;
        }
        let [value, low, high] = [value, span.low, span.high].map(|each| self.forward(each));
        let share = (value - low) / (high - low);
        share.is_finite().then_some(share)
    }

    /// The value at a share of a span; the inverse of [`Scale::share`].
    pub fn at(self, share: f64, span: Span) -> f64 {
        let (low, high) = (self.forward(span.low), self.forward(span.high));
        self.backward(low * (1.0 - share) + high * share)
    }

    /// A quarter where the numbers are as they are, so that a difference of two never overflows.
    pub(crate) fn forward(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value / 4.0,
            Scale::Log => value.ln(),
            Scale::ReverseLog => -(-value).ln_1p(),
        }
    }

    pub(crate) fn backward(self, position: f64) -> f64 {
        match self {
            Scale::Linear => position * 4.0,
            Scale::Log => position.exp(),
            Scale::ReverseLog => -(-position).exp_m1(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(low: f64, high: f64) -> Span {
        Span { low, high }
    }

    #[test]
    fn ends_are_ends_and_the_middle_is_where_the_scale_says() {
        for (scale, low, middle, high) in [
            (Scale::Linear, 0.0, 0.5, 1.0),
            (Scale::Log, 0.01, 0.1, 1.0),
            (Scale::ReverseLog, 0.9, 0.99, 0.999),
        ] {
            for (value, share) in [(low, 0.0), (middle, 0.5), (high, 1.0)] {
                let found = scale.share(value, span(low, high)).expect("a place");
                assert!((found - share).abs() < 1e-9, "{scale:?} {value}: {found}");
            }
        }
    }

    #[test]
    fn what_has_no_place_is_told_and_the_largest_numbers_do_not_overflow() {
        assert_eq!(Scale::Log.share(0.0, span(0.1, 1.0)), None);
        assert_eq!(Scale::ReverseLog.share(1.0, span(0.1, 0.9)), None);
        assert_eq!(Scale::Linear.share(f64::NAN, span(0.0, 1.0)), None);
        assert_eq!(Scale::Linear.share(0.0, span(f64::MIN, f64::MAX)), Some(0.5));
    }

    proptest! {
        #[test]
        fn a_share_comes_back(low in 1e-6_f64..0.4, width in 1e-3_f64..0.5, share in 0.0_f64..1.0) {
            for scale in [Scale::Linear, Scale::Log, Scale::ReverseLog] {
                let span = span(low, low + width);
                let again = scale.share(scale.at(share, span), span).expect("inside");
                prop_assert!((again - share).abs() < 1e-6, "{scale:?}: {share} {again}");
            }
        }
    }
}

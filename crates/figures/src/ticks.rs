//! Which numbers an axis names: round ones, few enough to be read.
//!
//! Evenly spread axes have steps of 1, 2 or 5 times a power of ten; axes by ratio have powers of ten, with 2 and 5 times
//! them where there are less than two, and the same of `1 - x` on a reverse one.

use crate::number::tick_label;
use crate::scale::Scale;
use crate::span::Span;

/// A number that an axis names.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The number.
    pub at: f64,
    /// As it is written.
    pub label: String,
}

/// The ticks of an axis, ascending: about `most`, never more than one beyond, and never none.
pub fn ticks(scale: Scale, span: Span, most: usize) -> Vec<Tick> {
    let most = most.max(2);
    let found = match scale {
        Scale::Linear => Vec::new(),
        Scale::Log => powers(span.low, span.high, most),
        Scale::ReverseLog => {
            let mut left = powers(1.0 - span.high, 1.0 - span.low, most);
            left.reverse();
            left.into_iter().map(|tick| reverse(tick.at)).collect()
        }
    };
    let found: Vec<Tick> = found.into_iter().filter(|tick| scale.admits(tick.at)).collect();
    if found.len() >= 2 { found } else { even(span, most) }
}

fn reverse(left: f64) -> Tick {
    Tick { at: 1.0 - left, label: tick_label(1.0 - left, left.min(1.0)) }
}

/// Steps of 1, 2 or 5 times a power of ten.
fn even(span: Span, most: usize) -> Vec<Tick> {
    let rough = span.high / most as f64 - span.low / most as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let round =
        [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999_999);
    let step = round.unwrap_or(10.0 * power);
    let first = (span.low / step - 1e-9).ceil();
    let ends = || [span.low, span.high].map(|at| Tick { at, label: tick_label(at, at.abs()) }).to_vec();
    // So far from 0 that the step is lost in the number's last digits.
    if !step.is_finite() || step <= 0.0 || first.abs() > 1e12 {
        return ends();
    }
    let reach = span.high / step + 1e-9;
    let numbers = (0..=most).map(|index| first + index as f64).take_while(|number| *number <= reach);
    let found: Vec<Tick> =
        numbers.map(|number| number * step).map(|at| Tick { at, label: tick_label(at, step) }).collect();
    if found.is_empty() { ends() } else { found }
}

/// Powers of ten, every so many; where there are less than two, also 2 and 5 times them.
fn powers(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (first, last) = ((low.log10() - 1e-9).ceil() as i32, (high.log10() + 1e-9).floor() as i32);
    let tick = |at: f64| Tick { at, label: tick_label(at, at) };
    let count = (last - first + 1).max(0) as usize;
    if count >= 2 {
        let each = count.div_ceil(most).max(1);
        return (first..=last).step_by(each).map(|power| tick(ten_to(power))).collect();
    }
    let within = |value: &f64| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value);
    let around = (first - 2)..=(last + 1);
    around
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * ten_to(power)))
        .filter(within)
        .map(tick)
        .collect()
}

/// By way of the decimal form, so that 1e-5 is the number that people write.
fn ten_to(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(scale: Scale, low: f64, high: f64, most: usize) -> String {
        let labels: Vec<String> =
            ticks(scale, Span { low, high }, most).into_iter().map(|tick| tick.label).collect();
        labels.join(" ")
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(Scale::Linear, 0.0, 1.0, 5), "0 0.2 0.4 0.6 0.8 1");
        assert_eq!(labels(Scale::Linear, 0.113, 0.187, 5), "0.12 0.14 0.16 0.18");
        assert_eq!(labels(Scale::Linear, -3.0, 12.0, 4), "0 5 10");
        assert_eq!(labels(Scale::Log, 1e-4, 1.0, 6), "0.0001 0.001 0.01 0.1 1");
        assert_eq!(labels(Scale::Log, 1e-12, 1.0, 5), "1e-12 1e-9 1e-6 0.001 1");
        assert_eq!(labels(Scale::Log, 0.02, 0.3, 6), "0.02 0.05 0.1 0.2");
        assert_eq!(labels(Scale::ReverseLog, 0.9, 0.999, 6), "0.9 0.99 0.999");
        assert_eq!(labels(Scale::Linear, 0.0, 1e300, 5), "0 2e299 4e299 6e299 8e299 1e300");
    }

    #[test]
    fn extremes_have_ticks_too() {
        for (low, high) in [(f64::MIN, f64::MAX), (1e300, 1.1e300), (1.0, 1.0 + 1e-12), (5e-324, 1e-320)] {
            for scale in [Scale::Linear, Scale::Log] {
                let span = Span { low: if scale == Scale::Log { low.max(1e-300) } else { low }, high };
                if span.low < span.high {
                    assert!(!ticks(scale, span, 5).is_empty(), "{scale:?} {low} {high}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn they_lie_inside_in_order_and_are_few(low in -1e6_f64..1e6, width in 1e-6_f64..1e6, most in 2_usize..12) {
            let span = Span { low, high: low + width };
            let found = ticks(Scale::Linear, span, most);
            prop_assert!(!found.is_empty() && found.len() <= most + 1);
            prop_assert!(found.windows(2).all(|pair| pair[0].at < pair[1].at));
            prop_assert!(found.iter().all(|tick| tick.at >= low - 1e-6 * width && tick.at <= span.high + 1e-6 * width));
        }
    }
}

//! From a default to a range around it.

use super::knowledge::Rule;
use super::proposal::ProposedValues;

/// A range, and the baseline in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranged {
    /// The range.
    pub(super) values: ProposedValues,
    /// The baseline, as the project file has it.
    pub(super) baseline: String,
    /// Whether the default lies in the range; where it does not, the baseline is another value.
    pub(super) holds_default: bool,
}

/// Defaults beyond these are no settings of a training, and their ranges no numbers.
const LARGEST: f64 = 1e12;
const SMALLEST: f64 = 1e-30;
const LOG: Option<&str> = Some("log");

/// The range that a rule makes around a default; none for choices, and for a default that no range can be made of.
pub(super) fn range_around(rule: Rule, default: f64) -> Option<Ranged> {
    if !default.is_finite() || default.abs() > LARGEST || (default != 0.0 && default.abs() < SMALLEST) {
        return None;
    }
    let within = |low: f64, high: f64| (low.min(default), high.max(default));
    match rule {
        Rule::LearningRate if default > 0.0 => {
            let high = (default * 100.0).min((default * 10.0).max(1.0));
            Some(numbers((default / 100.0, high), LOG, default))
        }
        Rule::NearOne if (0.0..1.0).contains(&default) => {
            let low = if default < 0.5 { 0.0 } else { 0.5 };
            let high = if default < 0.99 { 0.99 } else { 0.9999 };
            Some(numbers(within(if default > 0.99 { 0.9 } else { low }, high), Some("reverse-log"), default))
        }
        Rule::WeightDecay => Some(log_or_instead(within_log(1e-6, 1e-1, default), default, 1e-4)),
        Rule::Epsilon => Some(log_or_instead(within_log(1e-10, 1e-3, default), default, 1e-8)),
        Rule::TenfoldEitherWay => {
            let around = if default > 0.0 { (default / 10.0, default * 10.0) } else { (0.1, 10.0) };
            Some(log_or_instead(around, default, 1.0))
        }
        Rule::UpTo(most) if default >= 0.0 => {
            let high = f64::from(most) / 1000.0;
            let low = if most >= 1000 { 0.1 } else { 0.0 };
            Some(numbers(within(low, high), None, default))
        }
        Rule::Width if default >= 1.0 => Some(whole(((default / 4.0).max(1.0), default * 4.0), LOG, default)),
        Rule::Depth if default >= 1.0 => Some(whole((1.0, (default * 2.0).max(4.0)), None, default)),
        Rule::Warmup if default >= 1.0 => Some(whole((0.0, default * 10.0), None, default)),
        Rule::Warmup => Some(Ranged { holds_default: false, ..whole((0.0, 1000.0), None, 100.0) }),
        _ => None,
    }
}

fn within_log(low: f64, high: f64, default: f64) -> (f64, f64) {
    if default > 0.0 { (low.min(default), high.max(default)) } else { (low, high) }
}

/// A logarithmic range around a default above 0. Where the default is 0, another value is the baseline.
fn log_or_instead(range: (f64, f64), default: f64, instead: f64) -> Ranged {
    if default > 0.0 {
        numbers(range, LOG, default)
    } else {
        Ranged { holds_default: false, ..numbers(range, LOG, instead) }
    }
}

fn numbers((low, high): (f64, f64), scale: Option<&'static str>, baseline: f64) -> Ranged {
    let shown = |end: f64| if end.to_bits() == baseline.to_bits() { exact(end) } else { rounded(end) };
    let values = ProposedValues::Range { low: shown(low), high: shown(high), scale, whole: false };
    Ranged { values, baseline: exact(baseline), holds_default: true }
}

fn whole((low, high): (f64, f64), scale: Option<&'static str>, baseline: f64) -> Ranged {
    let text = |number: f64| format!("{number:.0}");
    let values =
        ProposedValues::Range { low: text(low.floor()), high: text(high.ceil()), scale, whole: true };
    Ranged { values, baseline: text(baseline), holds_default: true }
}

/// An end of a range without the last digits that a division leaves.
fn rounded(number: f64) -> String {
    exact(format!("{number:.4e}").parse().unwrap_or(number))
}

/// A number as TOML has it, with all its digits.
pub(super) fn exact(number: f64) -> String {
    format!("{number:?}")
}

//! The one place that makes sentences of findings, verdicts and outcomes.

mod advice;
mod advice_on_training;
mod answer;
mod batch_size;
mod checklist;
mod curves;
mod ending;
mod evidence;
mod finding;
mod front;
mod length;
mod number;
mod plan;
mod sampler;
mod staleness;
mod study;
mod verdict;

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::value::Value;

pub use advice::{AdviceInWords, advice};
pub use answer::answer;
pub use batch_size::batch_size;
pub use curves::curves_say;
pub use ending::{crash, ending, outcome, ruling, short_end};
pub use evidence::{evidence, looks, one_more};
pub use finding::{finding, how_to_accept};
pub use front::{front, not_on_front};
pub use length::why_anew;
pub use number::{count, duration, limit, number, position, range, signed, size, whole};
pub use plan::{bought, plan_remark};
pub use sampler::{sampler, sampler_reason};
pub use staleness::stale;
pub use study::{question, study, uneven_dimensions};
pub use verdict::{arm, caveat, decision, launched_in, published, verdict};

/// Values on one line: `activation=relu, learning_rate=0.02`.
pub fn values(values: &Values) -> String {
    let words: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    words.join(", ")
}

/// Named numbers on one line: `test_error 0.1405, test_loss 0.4386`.
pub fn metrics(metrics: &BTreeMap<String, f64>) -> String {
    let words: Vec<String> =
        metrics.iter().map(|(name, value)| format!("{name} {}", number(*value))).collect();
    words.join(", ")
}

/// A value, or a dash.
pub fn optional(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".into(), ToString::to_string)
}

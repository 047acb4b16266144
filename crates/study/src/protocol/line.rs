//! Reading what a training program prints: one JSON object a line is a report, anything else is ordinary output.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::visible_text::visible;
use crate::measurement::{Measurement, MetricValue, parse_name};

/// Longest line that is looked at as a report; a longer one is ordinary output.
const LONGEST_REPORT: usize = 64 * 1024;
/// Metrics one report may carry.
const MOST_METRICS: usize = 1000;

/// What a line of output is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A report.
    Measurement(Measurement),
    /// The program declares its point unusable.
    Infeasible {
        /// Its words.
        reason: String,
    },
    /// Anything else.
    Output,
}

/// Reads one line, without its line end. Never fails: what is not a report is ordinary output.
///
/// A report is a JSON object with a number `epoch` or `step`. Its other numbers are metrics; bare `NaN`, `Infinity`
/// and `-Infinity`, as Python prints them, are accepted; other values are ignored. Negative or non-finite epochs make
/// the line ordinary output.
pub fn parse_line(line: &[u8]) -> Line {
    let Some(object) = parse_object(line) else { return Line::Output };
    match object.get("infeasible") {
        Some(Json::String(reason)) => return Line::Infeasible { reason: reason.clone() },
        Some(Json::Bool(true)) => return Line::Infeasible { reason: "no reason given".into() },
        // `false` and `null` declare nothing.
        _ => {}
    }
    let epoch = object.get("epoch").and_then(Json::as_f64).filter(|epoch| epoch.is_finite() && *epoch >= 0.0);
    let step = object.get("step").and_then(whole_step);
    if epoch.is_none() && step.is_none() {
        return Line::Output;
    }
    let checkpoint = object.get("checkpoint").and_then(Json::as_str).map(str::to_owned);
    Line::Measurement(Measurement { epoch, step, metrics: metrics(&object), checkpoint })
}

fn metrics(object: &Map<String, Json>) -> BTreeMap<String, MetricValue> {
    object
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "epoch" | "step" | "checkpoint"))
        .filter_map(|(name, value)| Some((name.clone(), MetricValue(as_number(value)?))))
        .take(MOST_METRICS)
        .collect()
}

fn as_number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(name) => parse_name(name),
        _ => None,
    }
}

/// A step: a whole number, also as Python's `3.0`.
fn whole_step(value: &Json) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().and_then(as_step))
}

/// A number that counts steps.
pub(super) fn as_step(number: f64) -> Option<u64> {
    (number >= 0.0 && number < 2_f64.powi(63) && number.fract() == 0.0).then_some(number as u64)
}

fn parse_object(line: &[u8]) -> Option<Map<String, Json>> {
    let text = visible(std::str::from_utf8(line).ok()?);
    let text = text.trim();
    if !text.starts_with('{') || !text.ends_with('}') || text.len() > LONGEST_REPORT {
        return None;
    }
    let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&name_bare_numbers(text)));
    match parsed {
        Ok(Json::Object(object)) => Some(object),
        _ => None,
    }
}

/// Puts quotes around bare `NaN`, `Infinity` and `-Infinity` outside of strings.
fn name_bare_numbers(text: &str) -> String {
    let mut named = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let (mut in_string, mut escaped) = (false, false);
    while let Some(character) = rest.chars().next() {
        let bare =
            ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| !in_string && rest.starts_with(word));
        if let Some(word) = bare {
            named.push('"');
            named.push_str(word);
            named.push('"');
            rest = &rest[word.len()..];
            continue;
        }
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        named.push(character);
        rest = &rest[character.len_utf8()..];
    }
    named
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measured(line: &str) -> Measurement {
        match parse_line(line.as_bytes()) {
            Line::Measurement(measurement) => measurement,
            other => panic!("{line} is {other:?}"),
        }
    }

    #[test]
    fn a_report_has_an_epoch_or_a_step() {
        let report =
            measured(r#"{"epoch": 3, "val_error": 0.12, "checkpoint": "epoch-3.pt", "note": "fine"}"#);
        assert_eq!((report.epoch, report.checkpoint.as_deref()), (Some(3.0), Some("epoch-3.pt")));
        assert_eq!(report.metric("val_error"), Some(0.12));
        assert_eq!(report.metrics.len(), 1);
        assert_eq!(measured(r#"{"step": 500.0, "loss": 1}"#).step, Some(500));
        for output in
            ["epoch 3", r#"{"val_error": 0.1}"#, "[1]", r#"{"epoch": -1}"#, r#"{"epoch": "3"}"#, "{", ""]
        {
            assert_eq!(parse_line(output.as_bytes()), Line::Output, "{output}");
        }
    }

    #[test]
    fn python_s_bare_nan_is_a_number_and_a_quoted_word_stays_a_word() {
        let report = measured(
            r#"{"epoch": 1, "a": NaN, "b": -Infinity, "c": Infinity, "\"NaN": 2, "d": "no NaN here"}"#,
        );
        assert!(report.metric("a").unwrap().is_nan());
        assert_eq!(report.metric("b"), Some(f64::NEG_INFINITY));
        assert_eq!(report.metric("c"), Some(f64::INFINITY));
        assert_eq!(report.metric("\"NaN"), Some(2.0));
        assert_eq!(report.metric("d"), None);
    }

    #[test]
    fn infeasible_is_declared_in_words() {
        let declared = parse_line(br#"{"infeasible": "out of memory"}"#);
        assert_eq!(declared, Line::Infeasible { reason: "out of memory".into() });
        assert_eq!(
            parse_line(br#"{"infeasible": true}"#),
            Line::Infeasible { reason: "no reason given".into() }
        );
        assert!(matches!(parse_line(br#"{"epoch": 1, "infeasible": false}"#), Line::Measurement(_)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(line in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse_line(&line);
        }

        #[test]
        fn no_near_json_makes_it_panic(line in r#"\{("epoch"|"a\\"|NaN|[-"\\{}:,0-9eE.é]){0,40}\}"#) {
            let _ = parse_line(line.as_bytes());
        }

        #[test]
        fn every_metric_value_survives_the_spool(bits in any::<u64>()) {
            let value = MetricValue(f64::from_bits(bits));
            let text = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<MetricValue>(&text).unwrap(), value);
        }
    }
}

//! Lines that a program meant as reports and that are none: the commonest first mistakes with the trial protocol.

use std::fmt;

use etude_study::protocol::{Line, parse_line};
use serde_json::Value as Json;

/// What is wrong with a line that was meant as a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissedReport {
    /// Nothing: it was printed to standard error.
    OnStandardError,
    /// Python's way to print a dictionary: single quotes.
    PythonDictionary,
    /// It has numbers, and neither an epoch nor a step.
    NoEpoch,
    /// A number stands in quotes.
    NumberInQuotes {
        /// Its name.
        name: String,
    },
    /// Bytes in it are no UTF-8.
    NotText,
}

/// What is wrong with a line of the output of a program that never reported its metric; none for a line that was not
/// meant as a report.
pub fn missed_report(line: &str) -> Option<MissedReport> {
    let line = line.trim();
    if !(line.starts_with('{') && line.ends_with('}')) {
        return None;
    }
    if line.contains('\u{fffd}') {
        return Some(MissedReport::NotText);
    }
    let Ok(Json::Object(object)) = serde_json::from_str::<Json>(line) else {
        let is_dictionary = line.contains("'epoch'") || line.contains("'step'");
        return is_dictionary.then_some(MissedReport::PythonDictionary);
    };
    let in_quotes = |value: &Json| value.as_str().is_some_and(|text| text.trim().parse::<f64>().is_ok());
    if let Some((name, _)) = object.iter().find(|(name, value)| *name != "checkpoint" && in_quotes(value)) {
        return Some(MissedReport::NumberInQuotes { name: name.clone() });
    }
    match parse_line(line.as_bytes()) {
        Line::Measurement(report) if !report.metrics.is_empty() => Some(MissedReport::OnStandardError),
        Line::Output if object.values().any(Json::is_number) => Some(MissedReport::NoEpoch),
        _ => None,
    }
}

impl MissedReport {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        let words = match self {
            MissedReport::OnStandardError => {
                "print reports to standard output: print(json.dumps({\"epoch\": 1, ...}), flush=True)"
            }
            MissedReport::PythonDictionary => {
                "print it with json.dumps: print(json.dumps({\"epoch\": 1, ...}), flush=True)"
            }
            MissedReport::NoEpoch => "add the epoch, from 1, or the step: {\"epoch\": 1, ...}",
            MissedReport::NumberInQuotes { name } => {
                return format!("print {name} as a number; in Python, float({name}) before json.dumps");
            }
            MissedReport::NotText => "print reports as UTF-8; json.dumps without ensure_ascii=False does",
        };
        words.into()
    }
}

impl fmt::Display for MissedReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MissedReport::OnStandardError => {
                write!(out, "it prints its reports to standard error, where nobody reads them")
            }
            MissedReport::PythonDictionary => {
                write!(out, "it prints a Python dictionary, with single quotes, which is no JSON")
            }
            MissedReport::NoEpoch => write!(out, "its reports have neither an epoch nor a step"),
            MissedReport::NumberInQuotes { name } => {
                write!(out, "in its reports {name} is a text in quotes, no number")
            }
            MissedReport::NotText => write!(out, "its reports hold bytes that are no UTF-8"),
        }
    }
}

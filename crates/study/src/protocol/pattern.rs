//! A regular expression that finds a metric in a line of output.
//!
//! Of `regex-lite`: it is linear in the length of the line whatever the pattern, has no dependencies, and nothing of
//! what its larger sibling adds (Unicode classes, literal search) is needed for a training's log.

use regex_lite::{Regex, RegexBuilder};
use thiserror::Error;

use super::visible_text::visible;

/// Longest pattern, in bytes.
const LONGEST_PATTERN: usize = 1000;
/// Largest compiled pattern, in bytes: what one line can cost is bounded by it.
const LARGEST_COMPILED: usize = 1 << 18;

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternProblem {
    /// It is no regular expression.
    #[error("is no regular expression: {0}")]
    NotARegex(String),
    /// It is longer, or compiles to more, than one line of output is worth.
    #[error("is too large a regular expression")]
    TooLarge,
    /// It does not say where the number stands.
    #[error("has no group in parentheses for the number")]
    NoGroup,
    /// It has more than one group without a name.
    #[error("has {0} groups in parentheses, and only one can be the number")]
    SeveralGroups(usize),
    /// It has a group whose name means nothing.
    #[error("has a group named `{0}`, which means nothing")]
    UnknownGroup(String),
}

impl PatternProblem {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            PatternProblem::NotARegex(_) => {
                r"mend it; in '...' (single quotes) a backslash needs no second one: 'val err: (\S+)'".into()
            }
            PatternProblem::TooLarge => {
                format!("write at most {LONGEST_PATTERN} letters and no large repetition such as {{1000}}")
            }
            PatternProblem::NoGroup => r"put parentheses around the number: 'val err: (\S+)'".into(),
            PatternProblem::SeveralGroups(_) => {
                "write (?:...) for parentheses that only group, and keep (...) for the number".into()
            }
            PatternProblem::UnknownGroup(_) => {
                r"beside the number, (?P<epoch>\d+) and (?P<step>\d+) may have a name".into()
            }
        }
    }
}

/// What a pattern finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finds {
    /// A metric of its name.
    Metric,
    /// The epoch of what follows.
    Epoch,
    /// The step of what follows.
    Step,
}

/// A compiled pattern and the name it stands for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) name: String,
    pub(super) finds: Finds,
    regex: Regex,
    number_group: usize,
}

/// What a pattern found in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) value: f64,
    pub(super) epoch: Option<f64>,
    pub(super) step: Option<f64>,
}

/// Checks a pattern of `[workload.metrics]`.
pub fn check_pattern(name: &str, pattern: &str) -> Result<(), PatternProblem> {
    Pattern::new(name, pattern).map(drop)
}

impl Pattern {
    pub(super) fn new(name: &str, pattern: &str) -> Result<Pattern, PatternProblem> {
        if pattern.len() > LONGEST_PATTERN {
            return Err(PatternProblem::TooLarge);
        }
        let regex = RegexBuilder::new(pattern).size_limit(LARGEST_COMPILED).build().map_err(|error| {
            let words = error.to_string();
            if words.contains("size limit") {
                PatternProblem::TooLarge
            } else {
                PatternProblem::NotARegex(words)
            }
        })?;
        let mut number_groups = Vec::new();
        for (index, group) in regex.capture_names().enumerate().skip(1) {
            match group {
                None => number_groups.push(index),
                Some("epoch" | "step") => {}
                Some(other) => return Err(PatternProblem::UnknownGroup(other.into())),
            }
        }
        let number_group = match number_groups[..] {
            [] => return Err(PatternProblem::NoGroup),
            [only] => only,
            _ => return Err(PatternProblem::SeveralGroups(number_groups.len())),
        };
        let finds = match name {
            "epoch" => Finds::Epoch,
            "step" => Finds::Step,
            _ => Finds::Metric,
        };
        Ok(Pattern { name: name.into(), finds, regex, number_group })
    }

    /// The first match in a line, if its group holds a number.
    pub(super) fn find(&self, line: &str) -> Option<Found> {
        self.find_in(line, |_, text| number(text)).or_else(|| self.find_word(line))
    }

    fn find_in(&self, line: &str, value: impl Fn(usize, &str) -> Option<f64>) -> Option<Found> {
        let captures = self.regex.captures(line)?;
        let group = captures.get(self.number_group)?;
        let named = |name| captures.name(name).and_then(|group| number(group.as_str()));
        Some(Found {
            value: value(group.start(), group.as_str())?,
            epoch: named("epoch"),
            step: named("step"),
        })
    }

    /// A pattern that was written for digits also finds `nan` and `inf` in their place: a divergence must not be
    /// missed because nobody thought of it.
    fn find_word(&self, line: &str) -> Option<Found> {
        let (digits, words) = words_as_digits(line)?;
        self.find_in(&digits, |at, _| words.iter().find(|(place, _)| *place == at).map(|(_, value)| *value))
    }
}

/// The number a group holds; what punctuation clings to it is ignored.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches([',', ';', ':', ')', ']', '}', '%']);
    text.parse().ok()
}

/// The line with `0` in place of each word that names no finite number, and where those words stand now.
fn words_as_digits(line: &str) -> Option<(String, Vec<(usize, f64)>)> {
    let names_none = |bytes: &[u8]| bytes.eq_ignore_ascii_case(b"nan") || bytes.eq_ignore_ascii_case(b"inf");
    if !line.as_bytes().windows(3).any(names_none) {
        return None;
    }
    let mut digits = String::with_capacity(line.len());
    let mut words = Vec::new();
    let mut rest = line;
    let mut before = None;
    while let Some(letter) = rest.chars().next() {
        let is_start = before.is_none_or(|before: char| !before.is_alphanumeric() && before != '_');
        let word = rest.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        let names_none = ["nan", "inf", "infinity"].iter().any(|name| word.eq_ignore_ascii_case(name));
        let ends =
            rest[word.len()..].chars().next().is_none_or(|after| !after.is_alphanumeric() && after != '_');
        if is_start && names_none && ends {
            // A sign before it belongs to it.
            let sign = digits.ends_with(['-', '+']).then(|| digits.pop()).flatten();
            let value: f64 = word.parse().ok()?;
            words.push((digits.len(), if sign == Some('-') { -value } else { value }));
            digits.push('0');
            rest = &rest[word.len()..];
            before = Some('0');
        } else {
            digits.push(letter);
            rest = &rest[letter.len_utf8()..];
            before = Some(letter);
        }
    }
    (!words.is_empty()).then_some((digits, words))
}

/// The text that patterns are looked for in: what a terminal would show of the bytes.
pub(super) fn text_of(line: &[u8]) -> String {
    visible(&String::from_utf8_lossy(line)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(pattern: &str, line: &str) -> Option<f64> {
        Pattern::new("val_error", pattern).unwrap().find(line).map(|found| found.value)
    }

    #[test]
    fn the_number_is_the_one_group() {
        assert_eq!(value(r"val err: ([0-9.eE+-]+)", "epoch 3: val err: 1.5e-3, train 7"), Some(1.5e-3));
        assert_eq!(value(r"val err: (\S+)", "val err: 0.25, lr 0.1"), Some(0.25));
        assert_eq!(value(r"acc: (\S+)", "(acc: 93.5%)"), Some(93.5));
        assert_eq!(value(r"(?:val|valid) err: (\S+)", "valid err: -2"), Some(-2.0));
        assert_eq!(value(r"val err: (\S+)", "val err: none"), None);
        assert_eq!(value(r"val err: (\S+)", "train err: 1"), None);
    }

    #[test]
    fn what_is_no_finite_number_is_found_by_a_pattern_for_digits_too() {
        let digits = r"val err: ([0-9.eE+-]+)";
        assert!(value(digits, "val err: nan").unwrap().is_nan());
        assert!(value(digits, "lr nan val err: -NaN, next").unwrap().is_nan());
        assert_eq!(value(digits, "val err: inf"), Some(f64::INFINITY));
        assert_eq!(value(digits, "val err: -Infinity;"), Some(f64::NEG_INFINITY));
        assert_eq!(value(r"val err: (\S+)", "val err: -inf"), Some(f64::NEG_INFINITY));
        // Another number's `nan` is none of this pattern's business.
        assert_eq!(value(digits, "train err: nan, val err: 0.5"), Some(0.5));
        assert_eq!(value(digits, "train err: nan"), None);
        assert_eq!(value(digits, "val err: nano"), None);
        assert_eq!(value(digits, "val err: information"), None);
    }

    #[test]
    fn named_groups_tell_the_position() {
        let pattern =
            Pattern::new("val_error", r"Epoch (?P<epoch>\d+)/\d+ step (?P<step>\d+) err (\S+)").unwrap();
        let found = pattern.find("Epoch 3/10 step 700 err 0.5").unwrap();
        assert_eq!((found.value, found.epoch, found.step), (0.5, Some(3.0), Some(700.0)));
    }

    #[test]
    fn a_pattern_that_cannot_be_used_says_why() {
        let problem = |pattern: &str| check_pattern("val_error", pattern).unwrap_err();
        assert!(matches!(problem("val (err"), PatternProblem::NotARegex(_)));
        assert_eq!(problem("val err"), PatternProblem::NoGroup);
        assert_eq!(problem(r"(val|valid) err: (\S+)"), PatternProblem::SeveralGroups(2));
        assert_eq!(problem(r"(?P<value>\S+)"), PatternProblem::UnknownGroup("value".into()));
        assert_eq!(problem(r"(?P<epoch>\d+)"), PatternProblem::NoGroup);
        assert_eq!(problem(&"a".repeat(1001)), PatternProblem::TooLarge);
        assert_eq!(problem(r"((?:a{500}){500})"), PatternProblem::TooLarge);
    }
}

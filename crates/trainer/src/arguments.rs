//! From command-line arguments to the values of flags: the texts are checked here, once.

use std::collections::BTreeMap;

use crate::error::TrainerError;
use crate::flags::{self, Flag};

/// What was given: the values of flags by name in snake case. Every name is a flag's, every value in its domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Given(BTreeMap<String, String>);

impl Given {
    /// Reads `--name=value` and `--name value`, with hyphens or underscores within names.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, TrainerError> {
        let mut given = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let Some(body) = argument.strip_prefix("--").filter(|body| !body.is_empty()) else {
                return Err(TrainerError::UnexpectedArgument { value: argument.clone() });
            };
            let (name, attached) = match body.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (body, None),
            };
            let name = name.replace('-', "_");
            let flag = known(&name)?;
            let value = match attached {
                Some(value) => value,
                None => rest.next().filter(|next| !next.starts_with("--")).ok_or_else(|| {
                    TrainerError::MissingValue { flag: name.clone(), expected: flag.domain.to_string() }
                })?,
            };
            given.insert(name, value)?;
        }
        Ok(given)
    }

    /// Adds one value, checking name and domain.
    pub(crate) fn insert(&mut self, name: String, value: &str) -> Result<(), TrainerError> {
        let domain = known(&name)?.domain;
        if !domain.holds(value) {
            let expected = domain.to_string();
            return Err(TrainerError::BadValue { flag: name, value: value.to_owned(), expected });
        }
        match self.0.insert(name.clone(), value.to_owned()) {
            None => Ok(()),
            Some(first) => Err(TrainerError::RepeatedFlag { flag: name, first, second: value.to_owned() }),
        }
    }

    /// The text given for the flag `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All names and values, in the order of the names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn known(name: &str) -> Result<&'static Flag, TrainerError> {
    flags::find(name).ok_or_else(|| TrainerError::UnknownFlag {
        flag: name.to_owned(),
        nearest: nearest(name).map(str::to_owned),
    })
}

/// The flag whose name is at most two edits away, or which `name` abbreviates.
fn nearest(name: &str) -> Option<&'static str> {
    flags::all()
        .map(|flag| (edits(name, flag.name), flag.name))
        .filter(|(distance, known)| *distance <= 2 || (name.len() > 2 && known.starts_with(name)))
        .min()
        .map(|(_, known)| known)
}

/// Levenshtein's distance: insertions, deletions and substitutions that make `b` of `a`.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Given, TrainerError> {
        Given::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    fn message(line: &str) -> String {
        parse(line).unwrap_err().to_string()
    }

    #[test]
    fn both_spellings_are_read() {
        let given = parse("--learning-rate=0.1 --dropout on --width_2=32").unwrap();
        assert_eq!(given.get("learning_rate"), Some("0.1"));
        assert_eq!(given.get("dropout"), Some("on"));
        assert_eq!(given.get("width_2"), Some("32"));
        assert_eq!(given.get("momentum"), None);
    }

    #[test]
    fn a_mistake_names_value_flag_expected_and_remedy() {
        assert_eq!(
            message("--learnin_rate=0.1"),
            "unknown flag `--learnin_rate` (did you mean `--learning_rate`?); \
             `etude train fashion --help` lists the flags"
        );
        assert_eq!(message("--lr=0.1"), "unknown flag `--lr`; `etude train fashion --help` lists the flags");
        assert_eq!(
            message("--layers=9"),
            "`9` is no value for `--layers`: expected a whole number from 0 to 8"
        );
        assert_eq!(
            message("--momentum -0.5"),
            "`-0.5` is no value for `--momentum`: expected a number of at least 0 and below 1"
        );
        assert_eq!(
            message("--dropout --layers=1"),
            "`--dropout` has no value: write `--dropout=VALUE`, where VALUE is off or on"
        );
        assert_eq!(message("--width=3 --width=4"), "`--width` is given twice, as `3` and as `4`: remove one");
        assert!(message("fast").starts_with("unexpected argument `fast`: give settings as"));
    }
}

//! The `flag` of a parameter: a name, or a table with a word for each value.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::error::{Problem, ProjectFileError};
use super::layers::LAYER;
use super::parameters::never_a_parameter;
use super::section::{Section, as_written, bad_value, wrong_type};
use crate::space::{Domain, Flag};

type Read<T> = Result<T, ProjectFileError>;

const EXPECTED: &str = "a name in quotes, or a table with a word for each value";

/// Whether a value can be the `flag` of a parameter that passes words; a parameter within a scope has more than strings.
pub(super) fn is_table_of_words(value: &Spanned<DeValue<'_>>) -> bool {
    value
        .get_ref()
        .as_table()
        .is_some_and(|table| table.values().all(|word| matches!(word.get_ref(), DeValue::String(_))))
}

pub(super) fn read_flag(section: &Section<'_>, domain: &Domain, has_layers: bool) -> Read<Option<Flag>> {
    let Some(value) = section.raw("flag") else { return Ok(None) };
    match value.get_ref() {
        DeValue::String(_) => {
            let Some(name) = section.words("flag")? else { return Ok(None) };
            check_text(&name.value, has_layers, &name.place)?;
            Ok(Some(Flag::Name(name.value)))
        }
        DeValue::Table(table) => {
            let Some(values) = values_of(domain) else {
                let reason = format!("has words for single values, and the parameter has a range, {domain}");
                let remedy =
                    "give the flag's name, flag = \"--name\", or list the parameter's values as `choices`";
                return Err(bad_value("flag", &as_written(value), reason, remedy.into(), value.span()));
            };
            let mut words = BTreeMap::new();
            for (key, word) in table {
                let DeValue::String(text) = word.get_ref() else {
                    return Err(wrong_type(&format!("flag.{}", key.get_ref()), "a word in quotes", word));
                };
                if !values.iter().any(|value| value == key.get_ref()) {
                    let name = key.get_ref().to_string();
                    let problem = Problem::UnknownName { what: "value in `flag`", name, known: values };
                    return Err(ProjectFileError { problem, place: key.span() });
                }
                check_word(key.get_ref(), text, &word.span())?;
                check_text(text, has_layers, &word.span())?;
                words.insert(key.get_ref().to_string(), text.to_string());
            }
            check_all_told_apart(&values, &words, value)?;
            Ok(Some(Flag::Words(words)))
        }
        _ => Err(wrong_type("flag", EXPECTED, value)),
    }
}

/// The values of a domain that lists them, as they are printed.
fn values_of(domain: &Domain) -> Option<Vec<String>> {
    match domain {
        Domain::Choice { choices } | Domain::Ordered { choices } => {
            Some(choices.iter().map(ToString::to_string).collect())
        }
        Domain::Boolean => Some(vec!["false".into(), "true".into()]),
        Domain::Float { .. } | Domain::Int { .. } | Domain::FloatSteps { .. } | Domain::IntSteps { .. } => {
            None
        }
    }
}

/// Refuses a word that is none.
fn check_word(value: &str, word: &str, place: &Range<usize>) -> Read<()> {
    if !word.trim().is_empty() {
        return Ok(());
    }
    let key = format!("flag.{value}");
    let remedy = format!("write a word between the quotes, or leave {value} out: it then passes no word");
    Err(bad_value(&key, &format!("{word:?}"), "says nothing".into(), remedy, place.clone()))
}

/// Refuses a text that belongs to the batch size or the length, and a layer's number out of place.
fn check_text(text: &str, has_layers: bool, place: &Range<usize>) -> Read<()> {
    let (reason, remedy) = match (never_a_parameter(text), has_layers, text.contains(LAYER)) {
        (Some(problem), ..) => return Err(ProjectFileError { problem, place: place.clone() }),
        (None, true, false) => {
            ("is one flag for every layer", "let the layer's number stand in it: flag = \"--width{layer}\"")
        }
        (None, false, true) => {
            ("has the number of a layer, and there are none", "delete {layer}, or add `per`")
        }
        (None, ..) => return Ok(()),
    };
    Err(bad_value("flag", &format!("{text:?}"), reason.into(), remedy.into(), place.clone()))
}

/// Refuses words by which the program could not tell two values apart: one word twice, or none twice.
fn check_all_told_apart(
    values: &[String],
    words: &BTreeMap<String, String>,
    written: &Spanned<DeValue<'_>>,
) -> Read<()> {
    for (index, first) in values.iter().enumerate() {
        let same = |second: &&String| *second != first && words.get(*second) == words.get(first);
        let Some(second) = values[index + 1..].iter().find(same) else { continue };
        let reason = match words.get(first) {
            Some(word) => {
                format!("has {word} for both {first} and {second}, so the program could not tell them apart")
            }
            None => format!(
                "has no word for {first} and none for {second}, so the program could not tell them apart"
            ),
        };
        let remedy =
            "give every value a word of its own; one of them may be left out, and then passes no word";
        return Err(bad_value("flag", &as_written(written), reason, remedy.into(), written.span()));
    }
    Ok(())
}

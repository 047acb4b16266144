//! Typed reading of a TOML table, with a place for every complaint.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Problem, ProjectFileError};
use crate::value::Value;

/// A value with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) place: Range<usize>,
}

const LIST_OF_VALUES: &str = "a list of strings, finite numbers or booleans";

/// One table of the file.
pub(super) struct Section<'a> {
    name: String,
    table: &'a DeTable<'a>,
    place: Range<usize>,
}

type Read<T> = Result<T, ProjectFileError>;

impl<'a> Section<'a> {
    pub(super) fn new(name: impl Into<String>, table: &'a DeTable<'a>, place: Range<usize>) -> Section<'a> {
        Section { name: name.into(), table, place }
    }

    /// A section from a value that must be a table.
    pub(super) fn from_value(
        (key, expected): (&str, &'static str),
        name: String,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Read<Section<'a>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(Section::new(name, table, value.span())),
            _ => Err(wrong_type(key, expected, value)),
        }
    }

    pub(super) fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    pub(super) fn raw(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// All keys with their places, for a table whose keys are names of the user's own.
    pub(super) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'a Spanned<Cow<'a, str>>, &'a Spanned<DeValue<'a>>)> {
        self.table.iter()
    }

    /// Where an entry of a subtable stands; the section itself when there is none.
    pub(super) fn entry_place(&self, key: &'static str, entry: &str) -> Range<usize> {
        let table = self.raw(key).and_then(|value| value.get_ref().as_table());
        let entry = table.and_then(|table| table.keys().find(|name| name.get_ref() == entry));
        entry.map_or_else(|| self.place(), Spanned::span)
    }

    pub(super) fn section(&self, key: &'static str) -> Read<Option<Section<'a>>> {
        self.raw(key)
            .map(|value| Section::from_value((key, "a table"), format!("[{key}]"), value))
            .transpose()
    }

    pub(super) fn string(&self, key: &'static str) -> Read<Option<Located<String>>> {
        self.text(key, "a string in quotes")
    }

    /// A string of which there is more to say than that it is one.
    pub(super) fn text(&self, key: &'static str, expected: &'static str) -> Read<Option<Located<String>>> {
        self.read(key, expected, |value| match value {
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        })
    }

    pub(super) fn number(&self, key: &'static str) -> Read<Option<Located<f64>>> {
        self.read(key, "a finite number", |value| number(value).filter(|number| number.is_finite()))
    }

    pub(super) fn whole(&self, key: &'static str) -> Read<Option<Located<i64>>> {
        self.read(key, "a whole number", |value| match value {
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        })
    }

    pub(super) fn boolean(&self, key: &'static str) -> Read<Option<Located<bool>>> {
        self.read(key, "true or false", |value| match value {
            DeValue::Boolean(value) => Some(*value),
            _ => None,
        })
    }

    /// A whole number from 1 to `most`.
    pub(super) fn count(&self, key: &'static str, most: u32) -> Read<Option<Located<u32>>> {
        let Some(found) = self.whole(key)? else { return Ok(None) };
        match u32::try_from(found.value).ok().filter(|count| (1..=most).contains(count)) {
            Some(value) => Ok(Some(Located { value, place: found.place })),
            None => Err(bad_value(
                key,
                &found.value.to_string(),
                format!("is not between 1 and {most}"),
                format!("choose a whole number from 1 to {most}"),
                found.place,
            )),
        }
    }

    pub(super) fn strings(&self, key: &'static str) -> Read<Option<Vec<Located<String>>>> {
        let Some(value) = self.raw(key) else { return Ok(None) };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(wrong_type(key, "a list of strings", value));
        };
        let text = |item: &'a Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::String(text) => Ok(Located { value: text.to_string(), place: item.span() }),
            _ => Err(wrong_type(key, "a list of strings", item)),
        };
        items.iter().map(text).collect::<Read<Vec<_>>>().map(Some)
    }

    pub(super) fn values(&self, key: &'static str) -> Read<Option<Vec<Located<Value>>>> {
        let Some(value) = self.raw(key) else { return Ok(None) };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(wrong_type(key, LIST_OF_VALUES, value));
        };
        items
            .iter()
            .map(|item| located_value((key, LIST_OF_VALUES), item))
            .collect::<Read<Vec<_>>>()
            .map(Some)
    }

    pub(super) fn value(&self, key: &'static str) -> Read<Option<Located<Value>>> {
        let expected = "a string, a finite number or a boolean";
        self.raw(key).map(|value| located_value((key, expected), value)).transpose()
    }

    /// A string with something in it.
    pub(super) fn words(&self, key: &'static str) -> Read<Option<Located<String>>> {
        let found = self.string(key)?;
        match &found {
            Some(text) if text.value.trim().is_empty() => {
                let remedy = format!("write something between the quotes, or delete `{key}`");
                let value = format!("{:?}", text.value);
                Err(bad_value(key, &value, "says nothing".into(), remedy, text.place.clone()))
            }
            _ => Ok(found),
        }
    }

    /// The value of a key that must be there.
    pub(super) fn required<T>(&self, key: &'static str, found: Option<T>, example: &'static str) -> Read<T> {
        found.ok_or_else(|| ProjectFileError {
            problem: Problem::MissingKey { key, section: self.name.clone(), example },
            place: self.place(),
        })
    }

    /// Refuses the first key that means nothing here. To be asked before anything is read: a misspelt key would else be
    /// reported as a missing one.
    pub(super) fn only(&self, known: &[&'static str]) -> Read<()> {
        let unknown = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        match unknown.min_by_key(|key| key.span().start) {
            None => Ok(()),
            Some(key) => Err(ProjectFileError {
                problem: Problem::UnknownKey {
                    key: key.get_ref().to_string(),
                    section: self.name.clone(),
                    known: known.to_vec(),
                },
                place: key.span(),
            }),
        }
    }

    fn read<T>(
        &self,
        key: &'static str,
        expected: &'static str,
        convert: impl Fn(&DeValue<'a>) -> Option<T>,
    ) -> Read<Option<Located<T>>> {
        let Some(value) = self.raw(key) else { return Ok(None) };
        match convert(value.get_ref()) {
            Some(converted) => Ok(Some(Located { value: converted, place: value.span() })),
            None => Err(wrong_type(key, expected, value)),
        }
    }
}

/// A complaint about a value that cannot be.
pub(super) fn bad_value(
    key: &str,
    value: &str,
    reason: String,
    remedy: String,
    place: Range<usize>,
) -> ProjectFileError {
    let problem = Problem::BadValue { key: key.into(), value: value.into(), reason, remedy };
    ProjectFileError { problem, place }
}

pub(super) fn wrong_type(
    key: &str,
    expected: &'static str,
    value: &Spanned<DeValue<'_>>,
) -> ProjectFileError {
    let found = match value.get_ref() {
        DeValue::String(text) => format!("the string \"{}\"", shorten(text)),
        DeValue::Integer(integer) => {
            let fits = i64::from_str_radix(integer.as_str(), integer.radix()).is_ok();
            let remark = if fits { "" } else { ", which does not fit in 64 bits" };
            format!("the whole number {}{remark}", shorten(integer.as_str()))
        }
        DeValue::Float(float) => format!("the number {}", shorten(float.as_str())),
        DeValue::Boolean(boolean) => format!("the boolean {boolean}"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => format!("the list {}", as_written(value)),
        DeValue::Table(_) => format!("the table {}", as_written(value)),
    };
    ProjectFileError { problem: Problem::WrongType { key: key.into(), expected, found }, place: value.span() }
}

/// A value on one line, shortened, for a complaint.
pub(super) fn as_written(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(text) => format!("{:?}", shorten(text)),
        DeValue::Integer(integer) => shorten(integer.as_str()),
        DeValue::Float(float) => shorten(float.as_str()),
        DeValue::Boolean(boolean) => boolean.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(as_written).collect();
            shorten(&format!("[{}]", items.join(", ")))
        }
        DeValue::Table(table) if table.is_empty() => "{}".into(),
        DeValue::Table(table) => {
            let entry = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
                format!("{} = {}", key.get_ref(), as_written(value))
            };
            let entries: Vec<String> = table.iter().map(entry).collect();
            shorten(&format!("{{ {} }}", entries.join(", ")))
        }
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.into()
    } else {
        text.chars().take(57).chain("...".chars()).collect()
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(whole) => Some(whole as f64),
            Err(_) => integer.as_str().parse().ok(),
        },
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}

pub(super) fn located_value(
    (key, expected): (&str, &'static str),
    item: &Spanned<DeValue<'_>>,
) -> Read<Located<Value>> {
    let value = match item.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Boolean(boolean) => Some(Value::Bool(*boolean)),
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Value::Int)
        }
        DeValue::Float(_) => number(item.get_ref()).filter(|number| number.is_finite()).map(Value::Float),
        _ => None,
    };
    match value {
        Some(value) => Ok(Located { value, place: item.span() }),
        None => Err(wrong_type(key, expected, item)),
    }
}

//! JSON whose objects keep the order in which they were written, and its translation to TOML.
//!
//! The order of a space's parameters matters: their dimension numbers follow it. And what reads a project's parameters reads
//! TOML, so that a mistake has the same words everywhere.

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value; numbers keep their form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OrderedJson {
    Null,
    Boolean(bool),
    Whole(i64),
    /// Beyond an `i64`.
    Large(u64),
    Number(f64),
    Text(String),
    List(Vec<OrderedJson>),
    Object(Vec<(String, OrderedJson)>),
}

impl OrderedJson {
    /// What it is, in a user's words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            OrderedJson::Null => "null",
            OrderedJson::Boolean(_) => "a boolean",
            OrderedJson::Whole(_) | OrderedJson::Large(_) => "a whole number",
            OrderedJson::Number(_) => "a number",
            OrderedJson::Text(_) => "a string",
            OrderedJson::List(_) => "a list",
            OrderedJson::Object(_) => "an object",
        }
    }

    /// The value in TOML, on one line. TOML knows no null: a key that has it is left out.
    pub(crate) fn to_toml(&self) -> String {
        match self {
            OrderedJson::Null => quoted("null"),
            OrderedJson::Boolean(value) => value.to_string(),
            OrderedJson::Whole(value) => value.to_string(),
            OrderedJson::Large(value) => value.to_string(),
            OrderedJson::Number(value) => format!("{value:?}"),
            OrderedJson::Text(text) => quoted(text),
            OrderedJson::List(items) => {
                let items: Vec<String> = items.iter().map(OrderedJson::to_toml).collect();
                format!("[{}]", items.join(", "))
            }
            OrderedJson::Object(entries) => {
                let entries = entries.iter().filter(|(_, value)| *value != OrderedJson::Null);
                let entries: Vec<String> =
                    entries.map(|(key, value)| format!("{} = {}", quoted(key), value.to_toml())).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}

/// A text as a basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = OrderedJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<OrderedJson, E> {
        Ok(OrderedJson::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<OrderedJson, E> {
        Ok(OrderedJson::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<OrderedJson, E> {
        Ok(OrderedJson::Whole(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<OrderedJson, E> {
        Ok(i64::try_from(value).map_or(OrderedJson::Large(value), OrderedJson::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<OrderedJson, E> {
        Ok(OrderedJson::Number(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OrderedJson, E> {
        Ok(OrderedJson::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OrderedJson, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(OrderedJson::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<OrderedJson, A::Error> {
        let mut object: Vec<(String, OrderedJson)> = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, OrderedJson>()? {
            if object.iter().any(|(earlier, _)| *earlier == key) {
                return Err(A::Error::custom(format!("`{key}` is there twice")));
            }
            object.push((key, value));
        }
        Ok(OrderedJson::Object(object))
    }
}

impl<'de> Deserialize<'de> for OrderedJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OrderedJson, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

//! Numbers that SQLite would alter, kept as text: it makes NULL of NaN and 0.0 of -0.0, and has no whole number from
//! 2^63.

use etude_study::measurement::parse_name;
use rusqlite::types::{Value, ValueRef};

use crate::error::UnreadableEntry;

/// A float as a column of type ANY keeps it.
pub(crate) fn float(value: f64) -> Value {
    match value {
        value if value.is_nan() => Value::Text("NaN".into()),
        f64::INFINITY => Value::Text("Infinity".into()),
        f64::NEG_INFINITY => Value::Text("-Infinity".into()),
        value if value == 0.0 && value.is_sign_negative() => Value::Text("-0.0".into()),
        value => Value::Real(value),
    }
}

/// A whole number as a column of type ANY keeps it.
pub(crate) fn whole(value: u64) -> Value {
    i64::try_from(value).map_or_else(|_| Value::Text(value.to_string()), Value::Integer)
}

/// The inverse of [`float`]; nothing for NULL.
pub(crate) fn read_float(stored: ValueRef<'_>) -> Result<Option<f64>, UnreadableEntry> {
    match stored {
        ValueRef::Null => Ok(None),
        ValueRef::Real(value) => Ok(Some(value)),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let value = if text == "-0.0" { Some(-0.0) } else { parse_name(&text) };
            value.map(Some).ok_or_else(|| UnreadableEntry::Number(text.into_owned()))
        }
        other => Err(UnreadableEntry::Number(format!("{other:?}"))),
    }
}

/// The inverse of [`whole`]; nothing for NULL.
pub(crate) fn read_whole(stored: ValueRef<'_>) -> Result<Option<u64>, UnreadableEntry> {
    let unreadable = |shown: String| UnreadableEntry::Number(shown);
    match stored {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => u64::try_from(value).map(Some).map_err(|_| unreadable(value.to_string())),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            text.parse().map(Some).map_err(|_| unreadable(text.into_owned()))
        }
        other => Err(unreadable(format!("{other:?}"))),
    }
}

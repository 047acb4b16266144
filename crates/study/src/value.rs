//! One parameter's value, printed exactly as a training program will read it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of a parameter. Integers print without a decimal point, floats as their shortest exact form and booleans
/// as `true` and `false`, on the command line and in JSON alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// A word from a list of choices.
    Text(String),
}

impl Value {
    /// The value as a number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            Value::Bool(_) | Value::Text(_) => None,
        }
    }

    /// What kind of value it is, in a user's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Text(_) => "a string",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.into())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Float(value) => f.write_str(&shortest(*value)),
            Value::Text(value) => f.write_str(value),
        }
    }
}

/// The shortest decimal form that reads back as the same number, with an exponent where that is shorter to read.
fn shortest(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        format!("{value:e}")
    } else {
        format!("{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_a_program_reads_it() {
        let shown = |value: Value| value.to_string();
        assert_eq!(shown(Value::Int(3)), "3");
        assert_eq!(shown(Value::Float(1.0)), "1.0");
        assert_eq!(shown(Value::Float(0.1)), "0.1");
        assert_eq!(shown(Value::Float(1e-5)), "1e-5");
        assert_eq!(shown(Value::Bool(true)), "true");
        assert_eq!(shown(Value::Text("relu".into())), "relu");
    }

    #[test]
    fn json_keeps_integers_and_floats_apart() {
        let values = vec![Value::Int(1), Value::Float(1.0), Value::Bool(false), Value::Text("1".into())];
        let text = serde_json::to_string(&values).unwrap();
        assert_eq!(text, r#"[1,1.0,false,"1"]"#);
        assert_eq!(serde_json::from_str::<Vec<Value>>(&text).unwrap(), values);
    }
}

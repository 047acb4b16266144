//! How a value stands on the command line: after a name, or as a word of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// The command line's side of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Flag {
    /// `--lr`, `optimizer.lr`, `+lr=`: a name before the value, dashes included; `=` at its end changes nothing.
    Name(String),
    /// `--nesterov` for true, `--no-nesterov` for false: a whole word for each value, by the value as it is printed. A
    /// value that has none passes no word at all.
    Words(BTreeMap<String, String>),
}

impl Flag {
    /// The word that carries a value; none where the value passes no word.
    pub fn argument(&self, value: &Value) -> Option<String> {
        match self {
            Flag::Name(name) => Some(format!("{}={value}", bare(name))),
            Flag::Words(words) => words.get(&value.to_string()).cloned(),
        }
    }

    /// What a placeholder of the parameter becomes: the value itself, or the word that stands for it.
    pub fn filled_in(&self, value: &Value) -> Option<String> {
        match self {
            Flag::Name(_) => Some(value.to_string()),
            Flag::Words(words) => words.get(&value.to_string()).cloned(),
        }
    }

    /// The names that a program knows it by, without values: `--lr`, or `--nesterov` and `--no-nesterov`.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Flag::Name(name) => vec![bare(name)],
            Flag::Words(words) => words.values().map(|word| name_in(word)).collect(),
        }
    }

    /// The same flag with another text in it: `{layer}` with the layer's number.
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Flag {
        match self {
            Flag::Name(name) => Flag::Name(change(name)),
            Flag::Words(words) => {
                Flag::Words(words.iter().map(|(value, word)| (value.clone(), change(word))).collect())
            }
        }
    }
}

impl From<&str> for Flag {
    fn from(name: &str) -> Flag {
        Flag::Name(name.to_owned())
    }
}

/// A name without the `=` that may stand at its end.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_suffix('=').unwrap_or(name)
}

/// The name in a word: `--opt` of `--opt=sgd`.
pub(crate) fn name_in(word: &str) -> &str {
    word.split('=').next().unwrap_or(word)
}

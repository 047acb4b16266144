//! When a parameter is present: tests on the values of its parents, all of which must hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::configuration::Values;
use crate::value::Value;

/// A parameter that is present only under others' values. Every requirement must hold. Of a parameter of a project,
/// those of its parents are among them, so that no parent need be asked whether it is present itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Condition {
    requirements: Vec<Requirement>,
}

/// One test on one parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// The parent: a list of choices, a boolean or a whole number.
    pub parameter: String,
    /// What its value must be.
    #[serde(flatten)]
    pub test: Test,
}

/// What a parent's value must be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// This value.
    Equals(Value),
    /// One of these values.
    OneOf(Vec<Value>),
    /// A whole number no smaller than this one.
    AtLeast(i64),
}

/// As it is stored: a single requirement without a list around it, as the first version had it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    One(Requirement),
    Several(Vec<Requirement>),
}

impl From<Stored> for Condition {
    fn from(stored: Stored) -> Condition {
        match stored {
            Stored::One(requirement) => Condition { requirements: vec![requirement] },
            Stored::Several(requirements) => Condition { requirements },
        }
    }
}

impl From<Condition> for Stored {
    fn from(condition: Condition) -> Stored {
        match <[Requirement; 1]>::try_from(condition.requirements) {
            Ok([requirement]) => Stored::One(requirement),
            Err(requirements) => Stored::Several(requirements),
        }
    }
}

impl Condition {
    /// Requirements that must all hold, each named once; `None` where nothing is required.
    pub fn all(requirements: impl IntoIterator<Item = Requirement>) -> Option<Condition> {
        let mut distinct: Vec<Requirement> = Vec::new();
        for requirement in requirements {
            if !distinct.contains(&requirement) {
                distinct.push(requirement);
            }
        }
        (!distinct.is_empty()).then_some(Condition { requirements: distinct })
    }

    /// The condition that one parameter has one value.
    pub fn equals(parameter: impl Into<String>, value: Value) -> Condition {
        let requirement = Requirement { parameter: parameter.into(), test: Test::Equals(value) };
        Condition { requirements: vec![requirement] }
    }

    /// The requirements.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Whether every requirement holds, given the parents' values. One without a value does not hold.
    pub fn holds<'a>(&self, value: impl Fn(&str) -> Option<&'a Value>) -> bool {
        self.requirements.iter().all(|requirement| requirement.holds(value(&requirement.parameter)))
    }

    /// The first requirement that these values do not meet.
    pub fn unmet(&self, values: &Values) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| !requirement.holds(values.get(&requirement.parameter)))
    }

    /// Whether the two can never hold together, since some parameter cannot have both values asked for.
    pub fn excludes(&self, other: &Condition) -> bool {
        self.requirements.iter().any(|mine| {
            let same = other.requirements.iter().filter(|theirs| theirs.parameter == mine.parameter);
            same.clone().any(|theirs| mine.test.excludes(&theirs.test))
        })
    }
}

impl Requirement {
    /// Whether the parent's value, if it has one, is what it must be.
    pub fn holds(&self, value: Option<&Value>) -> bool {
        value.is_some_and(|value| self.test.holds(value))
    }
}

impl Test {
    /// Whether a value passes.
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Test::Equals(wanted) => value == wanted,
            Test::OneOf(wanted) => wanted.contains(value),
            Test::AtLeast(least) => matches!(value, Value::Int(number) if number >= least),
        }
    }

    /// Whether no value passes both.
    fn excludes(&self, other: &Test) -> bool {
        match (self.values(), other.values()) {
            (Some(values), _) => !values.iter().any(|value| other.holds(value)),
            (None, Some(values)) => !values.iter().any(|value| self.holds(value)),
            (None, None) => false,
        }
    }

    /// The values that pass, where they are listed.
    pub fn values(&self) -> Option<&[Value]> {
        match self {
            Test::Equals(value) => Some(std::slice::from_ref(value)),
            Test::OneOf(values) => Some(values),
            Test::AtLeast(_) => None,
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            Test::Equals(value) => write!(f, "{} = {value}", self.parameter),
            Test::OneOf(values) => {
                let words: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "{} = {}", self.parameter, words.join(" or "))
            }
            Test::AtLeast(least) => write!(f, "{} >= {least}", self.parameter),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.requirements.iter().map(ToString::to_string).collect();
        f.write_str(&words.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of(parameter: &str, values: &[&str]) -> Requirement {
        let values = values.iter().map(|value| Value::Text((*value).into())).collect();
        Requirement { parameter: parameter.into(), test: Test::OneOf(values) }
    }

    fn at_least(parameter: &str, least: i64) -> Requirement {
        Requirement { parameter: parameter.into(), test: Test::AtLeast(least) }
    }

    #[test]
    fn a_condition_of_the_first_version_is_read_and_written_as_it_was() {
        let text = r#"{"parameter":"dropout","equals":"on"}"#;
        let condition: Condition = serde_json::from_str(text).unwrap();
        assert_eq!(condition, Condition::equals("dropout", Value::Text("on".into())));
        assert_eq!(serde_json::to_string(&condition).unwrap(), text);
    }

    #[test]
    fn every_condition_comes_back_from_its_json() {
        let several = Condition::all([one_of("optimizer", &["sgd", "nesterov"]), at_least("layers", 3)]);
        for condition in [several, Condition::all([at_least("layers", 3)])] {
            let text = serde_json::to_string(&condition).unwrap();
            assert_eq!(serde_json::from_str::<Option<Condition>>(&text).unwrap(), condition, "{text}");
        }
    }

    #[test]
    fn all_requirements_must_hold() {
        let condition = Condition::all([one_of("a", &["x", "y"]), at_least("n", 3)]).unwrap();
        let holds = |a: &str, n: i64| {
            let values = Values::from([("a".into(), Value::Text(a.into())), ("n".into(), Value::Int(n))]);
            condition.holds(|name| values.get(name))
        };
        assert!(holds("y", 3) && !holds("y", 2) && !holds("z", 3));
        assert!(!condition.holds(|_| None), "a parent without a value");
        assert_eq!(condition.to_string(), "a = x or y and n >= 3");
    }

    #[test]
    fn conditions_exclude_each_other_only_where_no_value_passes_both() {
        let condition = |requirement: Requirement| Condition::all([requirement]).unwrap();
        let small = Condition::equals("n", Value::Int(2));
        assert!(small.excludes(&condition(at_least("n", 3))));
        assert!(condition(at_least("n", 3)).excludes(&small));
        assert!(!small.excludes(&condition(at_least("n", 2))));
        assert!(!condition(at_least("n", 2)).excludes(&condition(at_least("n", 9))));
        assert!(condition(one_of("a", &["x"])).excludes(&condition(one_of("a", &["y", "z"]))));
        assert!(!condition(one_of("a", &["x", "y"])).excludes(&condition(one_of("a", &["y"]))));
        assert!(!condition(one_of("a", &["x"])).excludes(&condition(one_of("b", &["y"]))));
    }
}

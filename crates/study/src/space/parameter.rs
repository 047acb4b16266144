//! A parameter as the project declares it: domain, hard limits, baseline, condition.

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::domain::Domain;
use super::flag::Flag;
use super::group::Group;
use crate::configuration::Values;
use crate::value::Value;

/// One hyperparameter of the project. Its role belongs to a round, not to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name, its path where it stands in a scope (`adam.lr`) or belongs to a layer (`width.2`): in JSON, and on
    /// the command line unless `flag` says otherwise. Another path, another parameter (P32).
    pub name: String,
    /// The values a round explores unless it narrows or widens them.
    pub domain: Domain,
    /// An expansion never goes below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_low: Option<f64>,
    /// An expansion never goes above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_high: Option<f64>,
    /// The value of the first incumbent.
    pub baseline: Value,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// What carries it on the command line, where that is not `--name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flag>,
    /// When it is present at all: its own requirements and those of all its parents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Parameter {
    /// Whether the parameter is present under these values.
    pub fn is_active(&self, values: &Values) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(|name| values.get(name)))
    }

    /// What it is about: as declared, or else as its name tells.
    pub fn topic(&self) -> Option<Group> {
        self.group.or_else(|| Group::of_name(&self.name))
    }

    /// What carries it on the command line.
    pub fn flag(&self) -> Flag {
        self.flag.clone().unwrap_or_else(|| Flag::Name(format!("--{}", self.name)))
    }
}

/// The values of the active parameters among `values`: what a program is told.
pub fn active_values(parameters: &[Parameter], values: &Values) -> Values {
    parameters
        .iter()
        .filter(|parameter| parameter.is_active(values))
        .filter_map(|parameter| Some((parameter.name.clone(), values.get(&parameter.name)?.clone())))
        .collect()
}

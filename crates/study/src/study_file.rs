//! A bare study as a file keeps it: one JSON object a line, first what it is, then what was asked and told, in order.

use serde::{Deserialize, Serialize};

use crate::configuration::Values;
use crate::score::Direction;
use crate::space::{SearchSpace, UnitPoint};
use crate::told::Told;

/// The version of the format that this Etude writes. It reads those up to it.
pub const FORMAT_VERSION: u32 = 1;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudyLine {
    /// The first: what is searched, and how.
    Study(Box<StudyHeader>),
    /// A trial was asked for.
    Asked(AskedLine),
    /// A trial ended.
    Told(ToldLine),
}

/// What a study is from its first to its last trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyHeader {
    /// [`FORMAT_VERSION`] of who wrote it.
    pub version: u32,
    /// Whether smaller or larger scores are better.
    pub direction: Direction,
    /// The sampler's name.
    pub sampler: String,
    /// The version of its algorithm when the study began.
    pub sampler_version: u32,
    /// The seed.
    pub seed: u64,
    /// About how many trials there will be.
    pub budget: u64,
    /// The space.
    pub space: SearchSpace,
    /// The first trial's values, where there is a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Values>,
}

/// A trial that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedLine {
    /// Its number: from 0, without gaps.
    pub id: u64,
    /// The values of the parameters that are present.
    pub point: Values,
    /// The point as the sampler gave it, from which it goes on.
    pub unit: UnitPoint,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToldLine {
    /// Its number.
    pub id: u64,
    /// What was told.
    #[serde(flatten)]
    pub told: Told,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that files out there have.
    #[test]
    fn lines_read_as_they_were_written() {
        let header = r#"{"study":{"version":1,"direction":"minimize","sampler":"gp","sampler_version":1,"seed":7,"budget":100,"space":{"dimensions":[{"name":"x","number":0,"domain":{"type":"float","low":0.0,"high":1.0,"scale":"linear"}}]}}}"#;
        let asked = r#"{"asked":{"id":0,"point":{"x":0.25},"unit":[0.2500001]}}"#;
        let told = r#"{"told":{"id":0,"score":0.1}}"#;
        let infeasible = r#"{"told":{"id":0,"infeasible":"diverged"}}"#;
        for line in [header, asked, told, infeasible] {
            let read: StudyLine = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), line);
        }
    }
}

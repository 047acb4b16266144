//! What a project file says is optimised: the metric's direction, and further objectives beside it.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::error::ProjectFileError;
use super::section::{Section, bad_value, wrong_type};
use crate::objective::Objective;
use crate::score::Direction;

type Read<T> = Result<T, ProjectFileError>;

/// Words that mean something else in a report and are never a metric.
pub(super) const NO_METRICS: [&str; 4] = ["epoch", "step", "checkpoint", "infeasible"];

pub(super) fn read_direction(project: &Section<'_>) -> Read<Direction> {
    let found = project.string("direction")?;
    let found = project.required("direction", found, "direction = \"minimize\"")?;
    direction("direction", &found.value, found.place)
}

fn direction(key: &str, written: &str, place: Range<usize>) -> Read<Direction> {
    match written {
        "minimize" => Ok(Direction::Minimize),
        "maximize" => Ok(Direction::Maximize),
        other => Err(bad_value(
            key,
            &format!("{other:?}"),
            "is no direction".into(),
            "write \"minimize\" for errors and losses, \"maximize\" for accuracies".into(),
            place,
        )),
    }
}

/// The further objectives, by name. `patterns` are those by which metrics are found, if the program prints no JSON.
pub(super) fn read_also(
    project: &Section<'_>,
    metric: &str,
    patterns: &BTreeMap<String, String>,
) -> Read<Vec<Objective>> {
    let Some(section) = project.section("also")? else { return Ok(Vec::new()) };
    let mut objectives = Vec::new();
    for (name, value) in section.entries() {
        let key = name.get_ref().as_ref();
        let DeValue::String(written) = value.get_ref() else {
            return Err(wrong_type(key, "\"minimize\" or \"maximize\"", value));
        };
        let refused = |reason: &str, remedy: String| {
            Err(bad_value(key, &format!("{written:?}"), reason.into(), remedy, name.span()))
        };
        if key == metric {
            let remedy = "name the numbers beside it, such as inference_ms".into();
            return refused("is the project's metric already", remedy);
        }
        if NO_METRICS.contains(&key) || key.trim().is_empty() {
            let remedy = "name a number that the program reports beside the metric".into();
            return refused("names no metric", remedy);
        }
        if !patterns.is_empty() && !patterns.contains_key(key) {
            let remedy = format!("add it to [workload.metrics]: {key} = '{key}: (\\S+)'");
            return refused("has no pattern that finds it", remedy);
        }
        objectives.push(Objective::new(key, direction(key, written, value.span())?));
    }
    objectives.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(objectives)
}

//! Reading `etude.toml`. Unknown keys are errors; every complaint has a place and a remedy.

use std::ops::Range;

use toml::de::DeTable;

use super::Project;
use super::error::{Problem, ProjectFileError};
use super::flags::check_flags;
use super::length::read_length;
use super::objectives::{NO_METRICS, read_also, read_direction};
use super::parameters::read_parameters;
use super::rounds::read_rounds;
use super::section::{Section, bad_value};
use super::slots::read_slots;
use super::workload::read_workload;
use crate::batch_size::BatchSize;

/// What may stand at the top of the file.
pub(super) const TABLES: [&str; 7] =
    ["project", "workload", "length", "batch_size", "slots", "parameters", "rounds"];

type Read<T> = Result<T, ProjectFileError>;

/// Reads a project file.
///
/// # Errors
/// The first problem found, with its place: not TOML, a key that is unknown, missing or of the wrong type, a value
/// that cannot be, or something that a rule of the method refuses.
pub fn parse_project(text: &str) -> Read<Project> {
    let document = DeTable::parse(text).map_err(|error| not_toml(text, &error))?;
    let root = Section::new("the project file", document.get_ref(), 0..0);
    root.only(&TABLES)?;
    let parameters = read_parameters(&root)?;
    let project_key = root.section("project")?;
    let project = root.required("project", project_key, "[project] and below it name = \"digits\"")?;
    let workload_key = root.section("workload")?;
    let workload = root.required(
        "workload",
        workload_key,
        "[workload] and below it command = [\"python3\", \"train.py\", \"{args}\"]",
    )?;
    let length_key = root.section("length")?;
    let length = root.required("length", length_key, "[length] and below it max_epochs = 30")?;
    let batch_size = root.section("batch_size")?.map(|section| read_batch_size(&section)).transpose()?;
    check_flags(&root, &parameters, batch_size.as_ref())?;
    let length = read_length(&length, &parameters)?;
    let rounds = read_rounds(&root, &parameters, &length)?;
    project.only(&[
        "name",
        "metric",
        "direction",
        "also",
        "min_improvement",
        "chance_level",
        "validation_examples",
        "seed",
        "budget",
    ])?;
    let name = project.words("name")?;
    let metric = read_metric(&project)?;
    let workload = read_workload(&workload, &parameters, &metric)?;
    let slots = read_slots(&root, &workload)?;
    let also = read_also(&project, &metric, &workload.metrics)?;
    let result = Project {
        name: project.required("name", name, "name = \"digits\"")?.value,
        metric,
        direction: read_direction(&project)?,
        also,
        min_improvement: read_min_improvement(&project)?,
        chance_level: project.number("chance_level")?.map(|level| level.value),
        validation_examples: project.count("validation_examples", u32::MAX)?.map(|count| count.value),
        seed: read_seed(&project)?,
        budget: project.count("budget", u32::MAX)?.map(|budget| budget.value),
        workload,
        length,
        batch_size,
        slots: slots.count,
        devices: slots.devices,
        parameters,
        rounds,
    };
    Ok(result)
}

/// A mistake of syntax. One between two characters is shown by its line.
pub(super) fn not_toml(text: &str, error: &toml::de::Error) -> ProjectFileError {
    let place = error.span().filter(|place| text.get(place.clone()).is_some()).unwrap_or(0..0);
    let place = if place.is_empty() { line_around(text, place.start) } else { place };
    let message = match error.message() {
        "duplicate key" => format!("`{}` is defined twice", &text[place.clone()]),
        message => message.to_owned(),
    };
    ProjectFileError { problem: Problem::NotToml(message), place }
}

/// The words of the line around a place, or of the last line before it that has some.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let end = text[..line_end].trim_end().len();
    let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = text[start..end].len() - text[start..end].trim_start().len();
    start + indent..end
}

/// The metric's name. The words that mean something else in a report can never be a metric.
fn read_metric(project: &Section<'_>) -> Read<String> {
    let found = project.words("metric")?;
    let found = project.required("metric", found, "metric = \"val_error\"")?;
    if NO_METRICS.contains(&found.value.as_str()) {
        let reason = "means something else in a report and is never a metric".into();
        let remedy =
            "name the number that the program reports after each epoch, such as \"val_error\"".into();
        return Err(bad_value("metric", &format!("{:?}", found.value), reason, remedy, found.place));
    }
    Ok(found.value)
}

fn read_min_improvement(project: &Section<'_>) -> Read<f64> {
    match project.number("min_improvement")? {
        Some(found) if found.value < 0.0 => Err(bad_value(
            "min_improvement",
            &found.value.to_string(),
            "is negative".into(),
            "give the smallest gain worth an added feature, in the metric's unit; 0 if any gain is".into(),
            found.place,
        )),
        found => Ok(found.map_or(0.0, |found| found.value)),
    }
}

fn read_seed(project: &Section<'_>) -> Read<u64> {
    match project.whole("seed")? {
        None => Ok(0),
        Some(found) => u64::try_from(found.value).map_err(|_| {
            let remedy = "choose a whole number from 0 on".into();
            bad_value("seed", &found.value.to_string(), "is negative".into(), remedy, found.place)
        }),
    }
}

fn read_batch_size(section: &Section<'_>) -> Read<BatchSize> {
    section.only(&["flag", "value"])?;
    let value = section.count("value", 1 << 30)?;
    Ok(BatchSize {
        flag: section.words("flag")?.map_or_else(|| "--batch_size".into(), |flag| flag.value),
        value: section.required("value", value, "value = 64")?.value,
    })
}

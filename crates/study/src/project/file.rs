//! Reading `etude.toml`. Unknown keys are errors; every complaint has a place and a remedy.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::duration::parse_duration;
use super::error::{Problem, ProjectFileError};
use super::parameters::read_parameters;
use super::rounds::read_rounds;
use super::section::{Section, bad_value, wrong_type};
use super::{BatchSize, KeepCheckpoints, Length, Program, Project, Workload, command};
use crate::score::Direction;
use crate::space::Parameter;

type Read<T> = Result<T, ProjectFileError>;

/// Reads a project file.
///
/// # Errors
/// The first problem found, with its place: not TOML, a key that is unknown, missing or of the wrong type, a value
/// that cannot be, or something that a rule of the method refuses.
pub fn parse_project(text: &str) -> Read<Project> {
    let document = DeTable::parse(text).map_err(|error| ProjectFileError {
        place: error.span().unwrap_or(0..0),
        problem: Problem::NotToml(error.message().to_owned()),
    })?;
    let root = Section::new("the project file", document.get_ref(), 0..0);
    let parameters = read_parameters(&root)?;
    let project_key = root.section("project")?;
    let project = root.required("project", project_key, "[project]\nname = \"digits\"")?;
    let workload_key = root.section("workload")?;
    let workload = root.required(
        "workload",
        workload_key,
        "[workload]\ncommand = [\"python3\", \"train.py\", \"{args}\"]",
    )?;
    let length_key = root.section("length")?;
    let length = root.required("length", length_key, "[length]\nmax_epochs = 30")?;
    let rounds = read_rounds(&root, &parameters)?;
    let name = project.string("name")?;
    let metric = project.string("metric")?;
    let result = Project {
        name: project.required("name", name, "name = \"digits\"")?.value,
        metric: project.required("metric", metric, "metric = \"val_error\"")?.value,
        direction: read_direction(&project)?,
        min_improvement: read_min_improvement(&project)?,
        chance_level: project.number("chance_level")?.map(|level| level.value),
        seed: read_seed(&project)?,
        workload: read_workload(&workload, &parameters)?,
        length: read_length(&length)?,
        batch_size: root.section("batch_size")?.map(|section| read_batch_size(&section)).transpose()?,
        slots: root.section("slots")?.map_or(Ok(1), |section| read_slots(&section))?,
        parameters,
        rounds,
    };
    project.finish()?;
    root.finish()?;
    Ok(result)
}

fn read_direction(project: &Section<'_>) -> Read<Direction> {
    let found = project.string("direction")?;
    let found = project.required("direction", found, "direction = \"minimize\"")?;
    match found.value.as_str() {
        "minimize" => Ok(Direction::Minimize),
        "maximize" => Ok(Direction::Maximize),
        other => Err(bad_value(
            "direction",
            &format!("{other:?}"),
            "is no direction".into(),
            "write \"minimize\" for errors and losses, \"maximize\" for accuracies".into(),
            found.place,
        )),
    }
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

fn read_workload(workload: &Section<'_>, parameters: &[Parameter]) -> Read<Workload> {
    let command = read_template(workload, "command")?;
    let builtin = workload.string("builtin")?;
    let program = match (command, builtin) {
        (Some(command), None) => Program::Command(command),
        (None, Some(builtin)) => Program::Builtin(builtin.value),
        (Some(_), Some(builtin)) => {
            let reason = "stands beside a `command`".into();
            let remedy = "keep the one that is to be trained and delete the other".into();
            return Err(bad_value("builtin", &format!("{:?}", builtin.value), reason, remedy, builtin.place));
        }
        (None, None) => {
            workload.required("command", None, "command = [\"python3\", \"train.py\", \"{args}\"]")?
        }
    };
    if let Program::Command(template) = &program {
        command::check_template(template, parameters).map_err(|problem| ProjectFileError {
            problem,
            place: workload.raw("command").map_or_else(|| workload.place(), toml::Spanned::span),
        })?;
    }
    let read = Workload {
        program,
        directory: workload.string("directory")?.map_or_else(|| ".".into(), |directory| directory.value),
        environment: read_environment(workload)?,
        time_limit_seconds: read_time_limit(workload)?,
        attempts: workload.count("attempts", 20)?.map_or(2, |attempts| attempts.value),
        test_command: read_template(workload, "test_command")?,
    };
    workload.finish()?;
    Ok(read)
}

fn read_template(workload: &Section<'_>, key: &'static str) -> Read<Option<Vec<String>>> {
    let Some(words) = workload.strings(key)? else { return Ok(None) };
    if words.first().is_none_or(|program| program.value.trim().is_empty()) {
        let place = workload.raw(key).map_or_else(|| workload.place(), toml::Spanned::span);
        let remedy = "name a program and its arguments: [\"python3\", \"train.py\", \"{args}\"]".into();
        return Err(bad_value(key, "[]", "names no program".into(), remedy, place));
    }
    Ok(Some(words.into_iter().map(|word| word.value).collect()))
}

fn read_environment(workload: &Section<'_>) -> Read<BTreeMap<String, String>> {
    let Some(section) = workload.section("environment")? else { return Ok(BTreeMap::new()) };
    let mut environment = BTreeMap::new();
    for (name, value) in section.entries() {
        let DeValue::String(text) = value.get_ref() else {
            return Err(wrong_type(name.get_ref(), "a string in quotes", value));
        };
        environment.insert(name.get_ref().to_string(), text.to_string());
    }
    Ok(environment)
}

fn read_time_limit(workload: &Section<'_>) -> Read<Option<f64>> {
    let Some(found) = workload.string("time_limit")? else { return Ok(None) };
    match parse_duration(&found.value) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(bad_value(
            "time_limit",
            &format!("{:?}", found.value),
            "is no duration".into(),
            "write a number and a unit: \"90s\", \"30m\", \"2h\", \"1d\"".into(),
            found.place,
        )),
    }
}

fn read_length(length: &Section<'_>) -> Read<Length> {
    let max_epochs = length.count("max_epochs", 10_000_000)?;
    let max_epochs = length.required("max_epochs", max_epochs, "max_epochs = 30")?.value;
    let keep_checkpoints = match length.string("keep_checkpoints")? {
        None => KeepCheckpoints::default(),
        Some(found) => match found.value.as_str() {
            "best-and-last" => KeepCheckpoints::BestAndLast,
            "all" => KeepCheckpoints::All,
            other => {
                let reason = "is no rule for keeping checkpoints".into();
                let remedy = "write \"best-and-last\" or \"all\"".into();
                return Err(bad_value(
                    "keep_checkpoints",
                    &format!("{other:?}"),
                    reason,
                    remedy,
                    found.place,
                ));
            }
        },
    };
    length.finish()?;
    Ok(Length { max_epochs, keep_checkpoints })
}

fn read_batch_size(section: &Section<'_>) -> Read<BatchSize> {
    let value = section.count("value", 1 << 30)?;
    let read = BatchSize {
        flag: section.string("flag")?.map_or_else(|| "--batch_size".into(), |flag| flag.value),
        value: section.required("value", value, "value = 64")?.value,
    };
    section.finish()?;
    Ok(read)
}

fn read_slots(section: &Section<'_>) -> Read<u32> {
    let count = section.count("count", 4096)?.map_or(1, |count| count.value);
    section.finish()?;
    Ok(count)
}

//! The `[workload]` of a project file: the program that trains, and how to run it.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::duration::parse_duration;
use super::error::ProjectFileError;
use super::metrics::read_metrics;
use super::section::{Section, as_written, bad_value, wrong_type};
use super::{Program, Workload, command};
use crate::space::Parameter;

type Read<T> = Result<T, ProjectFileError>;

/// `objective` is the project's metric.
pub(super) fn read_workload(
    workload: &Section<'_>,
    parameters: &[Parameter],
    objective: &str,
) -> Read<Workload> {
    workload.only(&[
        "command",
        "builtin",
        "directory",
        "environment",
        "virtual_environment",
        "metrics",
        "time_limit",
        "stall_after",
        "attempts",
        "test_command",
    ])?;
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
            let example = "command = [\"python3\", \"train.py\", \"{args}\"], or builtin = \"fashion\"";
            workload.required("command", None, example)?
        }
    };
    if let Program::Command(template) = &program {
        command::check_template(template, parameters).map_err(|problem| ProjectFileError {
            problem,
            place: workload.raw("command").map_or_else(|| workload.place(), toml::Spanned::span),
        })?;
    }
    Ok(Workload {
        program,
        directory: workload.string("directory")?.map_or_else(|| ".".into(), |directory| directory.value),
        environment: read_environment(workload)?,
        virtual_environment: workload.words("virtual_environment")?.map(|folder| folder.value),
        metrics: read_metrics(workload, objective)?,
        time_limit_seconds: read_duration(workload, "time_limit")?,
        stall_after_seconds: read_duration(workload, "stall_after")?,
        attempts: workload.count("attempts", 20)?.map_or(2, |attempts| attempts.value),
        test_command: read_test_command(workload)?,
    })
}

fn read_template(workload: &Section<'_>, key: &'static str) -> Read<Option<Vec<String>>> {
    let Some(words) = workload.strings(key)? else { return Ok(None) };
    if words.first().is_none_or(|program| program.value.trim().is_empty()) {
        let (written, place) = workload
            .raw(key)
            .map_or_else(|| ("[]".into(), workload.place()), |value| (as_written(value), value.span()));
        let remedy = "name a program and its arguments: [\"python3\", \"train.py\", \"{args}\"]".into();
        return Err(bad_value(key, &written, "names no program".into(), remedy, place));
    }
    Ok(Some(words.into_iter().map(|word| word.value).collect()))
}

fn read_test_command(workload: &Section<'_>) -> Read<Option<Vec<String>>> {
    let Some(template) = read_template(workload, "test_command")? else { return Ok(None) };
    command::check_test_template(&template).map_err(|problem| ProjectFileError {
        problem,
        place: workload.raw("test_command").map_or_else(|| workload.place(), toml::Spanned::span),
    })?;
    Ok(Some(template))
}

fn read_environment(workload: &Section<'_>) -> Read<BTreeMap<String, String>> {
    let Some(section) = workload.section("environment")? else { return Ok(BTreeMap::new()) };
    let mut environment = BTreeMap::new();
    for (name, value) in section.entries() {
        let DeValue::String(text) = value.get_ref() else {
            return Err(wrong_type(name.get_ref(), "a string in quotes", value));
        };
        if name.get_ref().is_empty() || name.get_ref().contains(['=', '\0']) || text.contains('\0') {
            let reason = "is no environment variable".into();
            let remedy =
                "write NAME = \"value\", without `=` in the name and without a zero character".into();
            return Err(bad_value(
                &format!("{:?}", name.get_ref()),
                &format!("{text:?}"),
                reason,
                remedy,
                name.span(),
            ));
        }
        environment.insert(name.get_ref().to_string(), text.to_string());
    }
    Ok(environment)
}

fn read_duration(workload: &Section<'_>, key: &'static str) -> Read<Option<f64>> {
    let Some(found) = workload.text(key, "a duration in quotes, such as \"2h\"")? else {
        return Ok(None);
    };
    match parse_duration(&found.value) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(bad_value(
            key,
            &format!("{:?}", found.value),
            "is no duration".into(),
            "write numbers with their units: \"90s\", \"30m\", \"2h30m\", \"1.5d\"".into(),
            found.place,
        )),
    }
}

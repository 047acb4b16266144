//! The `[parameters]` of a project file.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::domain::{in_quotes, read_domain, show};
use super::error::{Problem, ProjectFileError};
use super::section::{Located, Section, as_written, bad_value, wrong_type};
use crate::space::{Condition, Domain, Group, Parameter, Scale};
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

/// Names under which the batch size hides.
const BATCH_SIZE_NAMES: [&str; 6] =
    ["batch_size", "batchsize", "batch", "bs", "train_batch_size", "per_device_train_batch_size"];
/// Names that mean something else in a command.
const RESERVED_NAMES: [&str; 6] =
    ["args", "seed", "data_seed", "checkpoint_dir", "resume_from", "checkpoint"];
/// Names under which the length of training hides.
const LENGTH_NAMES: [&str; 11] = [
    "epochs",
    "epoch",
    "max_epochs",
    "num_epochs",
    "n_epochs",
    "num_train_epochs",
    "max_steps",
    "train_steps",
    "num_steps",
    "max_train_steps",
    "num_train_steps",
];

pub(super) fn read_parameters(root: &Section<'_>) -> Read<Vec<Parameter>> {
    let Some(section) = root.section("parameters")? else { return Ok(Vec::new()) };
    let mut located = Vec::new();
    for (name, value) in section.entries() {
        let parameter = read_parameter(name.get_ref(), name.span(), value)?;
        located.push((value, parameter));
    }
    // A table's own order is alphabetical; the file's order is the order of places.
    located.sort_by_key(|(value, _)| value.span().start);
    let parameters: Vec<Parameter> = located.iter().map(|(_, parameter)| parameter.clone()).collect();
    for (value, parameter) in &located {
        let when = value.get_ref().as_table().and_then(|table| table.get("when"));
        if let (Some(written), Some(condition)) = (when, &parameter.when) {
            check_condition(parameter, condition, written, &parameters)?;
        }
    }
    Ok(parameters)
}

fn read_parameter(name: &str, name_place: Range<usize>, value: &Spanned<DeValue<'_>>) -> Read<Parameter> {
    refuse_name(name, &name_place)?;
    let section = Section::from_value(
        (name, "a table with low, high and baseline"),
        format!("[parameters.{name}]"),
        value,
    )?;
    section.only(&[
        "type",
        "low",
        "high",
        "scale",
        "choices",
        "baseline",
        "hard_low",
        "hard_high",
        "group",
        "flag",
        "when",
    ])?;
    let domain = read_domain(&section, None)?;
    let baseline = section.value("baseline")?;
    let baseline = section.required("baseline", baseline, "baseline = 0.01")?;
    let parameter = Parameter {
        name: name.to_owned(),
        baseline: read_baseline(&domain, &baseline)?,
        hard_low: read_hard_limit(&section, "hard_low", &domain)?,
        hard_high: read_hard_limit(&section, "hard_high", &domain)?,
        group: read_group(&section)?,
        flag: read_flag(&section)?,
        when: read_condition(&section)?,
        domain,
    };
    Ok(parameter)
}

fn refuse_name(name: &str, place: &Range<usize>) -> Read<()> {
    if let Some(problem) = never_a_parameter(name) {
        return Err(ProjectFileError { problem, place: place.clone() });
    }
    let plain = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let (reason, remedy) = if RESERVED_NAMES.contains(&name) {
        (
            "is a placeholder of commands",
            "call it something else; another name on the command line goes into `flag`",
        )
    } else if name.is_empty() || !name.chars().all(plain) {
        (
            "is no parameter name",
            "use letters, digits, `_`, `-` and `.`; another name on the command line goes into `flag`",
        )
    } else {
        return Ok(());
    };
    Err(bad_value("name", &format!("{name:?}"), reason.into(), remedy.into(), place.clone()))
}

/// What the method does not tune, whatever it is called.
fn never_a_parameter(name: &str) -> Option<Problem> {
    let plain = name.trim_start_matches('-').to_lowercase().replace('-', "_");
    if BATCH_SIZE_NAMES.contains(&plain.as_str()) {
        Some(Problem::BatchSizeIsNoParameter { name: name.into() })
    } else if LENGTH_NAMES.contains(&plain.as_str()) {
        Some(Problem::LengthIsNoParameter { name: name.into() })
    } else {
        None
    }
}

fn read_flag(section: &Section<'_>) -> Read<Option<String>> {
    let Some(flag) = section.words("flag")? else { return Ok(None) };
    match never_a_parameter(&flag.value) {
        Some(problem) => Err(ProjectFileError { problem, place: flag.place }),
        None => Ok(Some(flag.value)),
    }
}

/// A baseline of the domain's own kind: `1` is a fine baseline for a float.
fn read_baseline(domain: &Domain, baseline: &Located<Value>) -> Read<Value> {
    let value = match (domain, &baseline.value) {
        (Domain::Float { .. }, Value::Int(whole)) => Value::Float(*whole as f64),
        (_, value) => value.clone(),
    };
    if domain.contains(&value) {
        return Ok(value);
    }
    let remedy = "the incumbent starts from the baseline, so it must be one of the parameter's values".into();
    Err(bad_value(
        "baseline",
        &in_quotes(&value),
        format!("is not in {domain}"),
        remedy,
        baseline.place.clone(),
    ))
}

fn read_hard_limit(section: &Section<'_>, key: &'static str, domain: &Domain) -> Read<Option<f64>> {
    let Some(found) = section.number(key)? else { return Ok(None) };
    let log =
        matches!(domain, Domain::Float { scale: Scale::Log, .. } | Domain::Int { scale: Scale::Log, .. });
    let fits = domain.range().is_some_and(|range| match key {
        "hard_low" => found.value <= range.low,
        _ => found.value >= range.high,
    });
    let reason = match (fits, log && found.value <= 0.0) {
        (true, false) => return Ok(Some(found.value)),
        (true, true) => "has no logarithm".into(),
        (false, _) => format!("lies within the range, {domain}"),
    };
    let remedy = "a hard limit lies at or beyond the end of the range, and above 0 on a log scale".into();
    Err(bad_value(key, &show(found.value), reason, remedy, found.place))
}

fn read_group(section: &Section<'_>) -> Read<Option<Group>> {
    let Some(found) = section.string("group")? else { return Ok(None) };
    match found.value.as_str() {
        "optimizer" => Ok(Some(Group::Optimizer)),
        "regularization" => Ok(Some(Group::Regularization)),
        "architecture" => Ok(Some(Group::Architecture)),
        "schedule" => Ok(Some(Group::Schedule)),
        "data" => Ok(Some(Group::Data)),
        other => {
            let remedy = "write optimizer, regularization, architecture, schedule or data".into();
            Err(bad_value("group", &format!("{other:?}"), "is no group".into(), remedy, found.place))
        }
    }
}

fn read_condition(section: &Section<'_>) -> Read<Option<Condition>> {
    let Some(when) = section.section("when")? else { return Ok(None) };
    let mut entries = when.entries();
    let (Some((name, value)), None) = (entries.next(), entries.next()) else {
        let remedy = "name one parent and its value: when = { dropout = \"on\" }".into();
        let written = section.raw("when").map_or_else(String::new, as_written);
        return Err(bad_value("when", &written, "is not one condition".into(), remedy, when.place()));
    };
    let equals = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(boolean) => Value::Bool(*boolean),
        DeValue::Integer(whole) => match i64::from_str_radix(whole.as_str(), whole.radix()) {
            Ok(whole) => Value::Int(whole),
            Err(_) => return Err(wrong_type("when", "a value of the parent", value)),
        },
        _ => return Err(wrong_type("when", "a string, a whole number or a boolean", value)),
    };
    Ok(Some(Condition { parameter: name.get_ref().to_string(), equals }))
}

fn check_condition(
    parameter: &Parameter,
    when: &Condition,
    written: &Spanned<DeValue<'_>>,
    all: &[Parameter],
) -> Read<()> {
    let place = written.span();
    let Some(parent) = all.iter().find(|candidate| candidate.name == when.parameter) else {
        let others = all.iter().filter(|other| other.name != parameter.name);
        let known = others.map(|other| other.name.clone()).collect();
        let problem = Problem::UnknownName { what: "parameter", name: when.parameter.clone(), known };
        return Err(ProjectFileError { problem, place });
    };
    let (reason, remedy) = if parent.name == parameter.name {
        ("hangs the parameter on itself".into(), "name another parameter, or delete `when`")
    } else if parent.when.is_some() {
        (
            format!("hangs on {}, which is itself conditional", parent.name),
            "conditions go one level deep: hang both on the same parent",
        )
    } else if !parent.domain.contains(&when.equals) {
        (
            format!("can never hold: {} is {}", parent.name, parent.domain),
            "write one of the parent's values; a parent is a list of choices or of whole numbers",
        )
    } else {
        return Ok(());
    };
    Err(bad_value("when", &as_written(written), reason, remedy.into(), place))
}

//! The `[parameters]` of a project file.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::conditions::{Stated, read_when, resolve};
use super::domain::{in_quotes, read_domain, show};
use super::error::{Problem, ProjectFileError};
use super::layers::{Layers, named, read_layers, tell_layers_apart};
use super::read_flag::{is_table_of_words, read_flag};
use super::section::{Located, Section, bad_value};
use crate::space::{Domain, Group, Parameter, Scale, name_in};
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

/// A parameter as its table has it, before layers are told apart and conditions resolved.
pub(super) struct Declared {
    pub(super) parameter: Parameter,
    pub(super) has_baseline: bool,
    /// The baselines of its layers, where they are listed.
    pub(super) baselines: Option<Located<Vec<Value>>>,
    pub(super) stated: Option<Stated>,
    pub(super) layers: Option<Located<Layers>>,
    pub(super) place: Range<usize>,
}

/// Whose parameters they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A project's: each has a baseline, and what the method never tunes is none.
    Project,
    /// A bare study's, which knows of no method: any name, and a baseline only where there is one.
    BareStudy,
}

pub(super) fn read_parameters(root: &Section<'_>) -> Read<Vec<Parameter>> {
    Ok(read_parameters_of(Owner::Project, root)?.0)
}

/// The parameters, and the names of those that have no baseline of their own: theirs is the middle of the domain.
pub(super) fn read_parameters_of(owner: Owner, root: &Section<'_>) -> Read<(Vec<Parameter>, Vec<String>)> {
    let Some(section) = root.section("parameters")? else { return Ok((Vec::new(), Vec::new())) };
    let mut declared = Vec::new();
    read_scope(owner, &section, "", &mut declared)?;
    // A table's own order is alphabetical; the file's order is the order of places.
    declared.sort_by_key(|declared| declared.place.start);
    let bare = declared.iter().filter(|declared| !declared.has_baseline);
    let bare: Vec<String> = bare.map(|declared| declared.parameter.name.clone()).collect();
    let (mut parameters, stated) = tell_layers_apart(declared)?;
    resolve(&mut parameters, &stated)?;
    let bare = bare.iter().flat_map(|name| named(name, &parameters)).map(|bare| bare.name.clone()).collect();
    Ok((parameters, bare))
}

/// Reads the parameters of a table. A table of tables only is a scope: its name becomes a part of their path.
fn read_scope(owner: Owner, section: &Section<'_>, scope: &str, declared: &mut Vec<Declared>) -> Read<()> {
    for (name, value) in section.entries() {
        let path = format!("{scope}{}", name.get_ref());
        if is_scope(value) {
            refuse_name(owner, &path, &name.span())?;
            let inner = Section::from_value((&path, PARAMETER), format!("[parameters.{path}]"), value)?;
            read_scope(owner, &inner, &format!("{path}."), declared)?;
        } else {
            refuse_name(owner, &path, &name.span())?;
            declared.push(read_parameter(owner, &path, value)?);
        }
    }
    Ok(())
}

const PARAMETER: &str = "a table with low, high and baseline";

/// Whether a table holds parameters and is none itself. Of a parameter's own keys only `when` and `flag` are tables.
fn is_scope(value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().as_table().is_some_and(|table| {
        !table.is_empty()
            && !table.contains_key("when")
            && !table.get("flag").is_some_and(is_table_of_words)
            && table.values().all(|inner| inner.get_ref().is_table())
    })
}

fn read_parameter(owner: Owner, name: &str, value: &Spanned<DeValue<'_>>) -> Read<Declared> {
    let section = Section::from_value((name, PARAMETER), format!("[parameters.{name}]"), value)?;
    section.only(&[
        "type",
        "low",
        "high",
        "scale",
        "step",
        "choices",
        "ordered",
        "baseline",
        "hard_low",
        "hard_high",
        "group",
        "flag",
        "when",
        "per",
    ])?;
    let domain = read_domain(&section, None)?;
    let layers = read_layers(&section)?;
    let has_baseline = owner == Owner::Project || section.raw("baseline").is_some();
    let (baseline, baselines) = if has_baseline {
        read_baselines(&section, &domain, layers.is_some())?
    } else {
        (domain.value_at(0.5), None)
    };
    let parameter = Parameter {
        name: name.to_owned(),
        baseline,
        hard_low: read_hard_limit(&section, "hard_low", &domain)?,
        hard_high: read_hard_limit(&section, "hard_high", &domain)?,
        group: read_group(&section)?,
        flag: read_flag(&section, &domain, layers.is_some())?,
        when: None,
        domain,
    };
    Ok(Declared {
        parameter,
        has_baseline,
        baselines,
        stated: read_when(&section)?,
        layers,
        place: value.span(),
    })
}

fn refuse_name(owner: Owner, name: &str, place: &Range<usize>) -> Read<()> {
    let is_of_project = owner == Owner::Project;
    let last = name.rsplit('.').next().unwrap_or(name);
    if let Some(problem) = never_a_parameter(last).filter(|_| is_of_project) {
        return Err(ProjectFileError { problem, place: place.clone() });
    }
    let plain = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let (reason, remedy) = if !is_of_project && !name.is_empty() {
        return Ok(());
    } else if RESERVED_NAMES.contains(&name) {
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
pub(super) fn never_a_parameter(name: &str) -> Option<Problem> {
    let plain = name_in(name).trim_start_matches(['-', '+']).to_lowercase().replace('-', "_");
    if BATCH_SIZE_NAMES.contains(&plain.as_str()) {
        Some(Problem::BatchSizeIsNoParameter { name: name.into() })
    } else if LENGTH_NAMES.contains(&plain.as_str()) {
        Some(Problem::LengthIsNoParameter { name: name.into() })
    } else {
        None
    }
}

/// The baseline; of a parameter with layers the first one's, and all of them where they are listed.
fn read_baselines(
    section: &Section<'_>,
    domain: &Domain,
    has_layers: bool,
) -> Read<(Value, Option<Located<Vec<Value>>>)> {
    let listed = section.raw("baseline").filter(|value| has_layers && value.get_ref().is_array());
    let Some(listed) = listed else {
        let baseline = section.value("baseline")?;
        let baseline = section.required("baseline", baseline, "baseline = 0.01")?;
        return Ok((read_baseline(domain, &baseline)?, None));
    };
    let values = section.values("baseline")?.unwrap_or_default();
    let values: Vec<Value> = values.iter().map(|value| read_baseline(domain, value)).collect::<Read<_>>()?;
    let Some(first) = values.first().cloned() else {
        let remedy = "give one value, or one a layer".into();
        return Err(bad_value("baseline", "[]", "has no value".into(), remedy, listed.span()));
    };
    Ok((first, Some(Located { value: values, place: listed.span() })))
}

/// A baseline of the domain's own kind: `1` is a fine baseline for a float.
fn read_baseline(domain: &Domain, baseline: &Located<Value>) -> Read<Value> {
    if let Some(value) = domain.own(&baseline.value) {
        return Ok(value);
    }
    let value = match (domain, &baseline.value) {
        (Domain::Float { .. } | Domain::FloatSteps { .. }, Value::Int(whole)) => Value::Float(*whole as f64),
        (_, value) => value.clone(),
    };
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
    let scale = match domain {
        Domain::Float { scale, .. } | Domain::Int { scale, .. } => *scale,
        _ => Scale::Linear,
    };
    let fits = domain.range().is_some_and(|range| match key {
        "hard_low" => found.value <= range.low,
        _ => found.value >= range.high,
    });
    let (reason, remedy) = match (fits, scale) {
        (false, _) => (format!("lies within the range, {domain}"), BEYOND),
        (true, Scale::Log) if found.value <= 0.0 => ("has no logarithm".into(), BEYOND),
        (true, Scale::ReverseLog) if found.value >= 1.0 => (
            "is not below 1, as everything on a reverse-log scale is".into(),
            "lower it below 1, or delete it: a reverse-log range never reaches 1 anyway",
        ),
        (true, _) => return Ok(Some(found.value)),
    };
    Err(bad_value(key, &show(found.value), reason, remedy.into(), found.place))
}

const BEYOND: &str = "a hard limit lies at or beyond the end of the range, and above 0 on a log scale";

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

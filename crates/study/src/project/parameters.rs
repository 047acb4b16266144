//! The `[parameters]` of a project file.

use toml::Spanned;
use toml::de::DeValue;

use super::error::{Problem, ProjectFileError};
use super::section::{Located, Section, bad_value, wrong_type};
use crate::space::{Condition, Domain, Group, Parameter, Scale};
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

/// Names under which the batch size hides.
const BATCH_SIZE_NAMES: [&str; 6] =
    ["batch_size", "batchsize", "batch", "bs", "train_batch_size", "per_device_train_batch_size"];
/// Whole numbers up to here are exact as floats.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
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
        located.push(Located { value: parameter, place: value.span() });
    }
    // A table's own order is alphabetical; the file's order is the order of places.
    located.sort_by_key(|parameter| parameter.place.start);
    let parameters: Vec<Parameter> = located.iter().map(|parameter| parameter.value.clone()).collect();
    for parameter in &located {
        check_condition(parameter, &parameters)?;
    }
    Ok(parameters)
}

fn read_parameter(
    name: &str,
    name_place: std::ops::Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Read<Parameter> {
    refuse_name(name, &name_place)?;
    let section = Section::from_value(name, format!("[parameters.{name}]"), value)?;
    let domain = read_domain(&section, None)?;
    let baseline = section.value("baseline")?;
    let baseline = section.required("baseline", baseline, "baseline = 0.01")?;
    let parameter = Parameter {
        name: name.to_owned(),
        baseline: read_baseline(&domain, &baseline)?,
        hard_low: read_hard_limit(&section, "hard_low", &domain)?,
        hard_high: read_hard_limit(&section, "hard_high", &domain)?,
        group: read_group(&section)?,
        flag: section.string("flag")?.map(|flag| flag.value),
        when: read_condition(&section)?,
        domain,
    };
    section.finish()?;
    Ok(parameter)
}

fn refuse_name(name: &str, place: &std::ops::Range<usize>) -> Read<()> {
    let plain = name.to_lowercase().replace('-', "_");
    let problem = if BATCH_SIZE_NAMES.contains(&plain.as_str()) {
        Problem::BatchSizeIsNoParameter { name: name.into() }
    } else if LENGTH_NAMES.contains(&plain.as_str()) {
        Problem::LengthIsNoParameter { name: name.into() }
    } else if name.is_empty()
        || !name.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
    {
        let remedy =
            "use letters, digits, `_`, `-` and `.`; another name on the command line goes into `flag`".into();
        return Err(bad_value(
            "name",
            &format!("{name:?}"),
            "is no parameter name".into(),
            remedy,
            place.clone(),
        ));
    } else {
        return Ok(());
    };
    Err(ProjectFileError { problem, place: place.clone() })
}

/// Reads a domain. `inherited` is the parameter's own where a round overrides a part of it.
pub(super) fn read_domain(section: &Section<'_>, inherited: Option<&Domain>) -> Read<Domain> {
    if let Some(choices) = section.values("choices")? {
        return choice_domain(section, choices);
    }
    let low = section.number("low")?;
    let high = section.number("high")?;
    let inherited_range = inherited.and_then(Domain::range);
    let place = low.as_ref().or(high.as_ref()).map_or_else(|| section.place(), |end| end.place.clone());
    let low = low.map(|end| end.value).or(inherited_range.map(|range| range.low));
    let high = high.map(|end| end.value).or(inherited_range.map(|range| range.high));
    let low = section.required("low", low, "low = 1e-4, or choices = [\"off\", \"on\"]")?;
    let high = section.required("high", high, "high = 1.0")?;
    let scale = read_scale(section, inherited)?;
    if low >= high {
        let remedy = "give a `low` that is smaller than `high`".into();
        return Err(bad_value("low", &low.to_string(), format!("is not below high = {high}"), remedy, place));
    }
    if scale == Scale::Log && low <= 0.0 {
        let remedy = "raise `low` above 0, or use scale = \"linear\"".into();
        return Err(bad_value("low", &low.to_string(), "has no logarithm".into(), remedy, place));
    }
    if !read_is_int(section, inherited)? {
        return Ok(Domain::Float { low, high, scale });
    }
    match [low, high].into_iter().find(|end| end.fract() != 0.0 || end.abs() > LARGEST_WHOLE) {
        None => Ok(Domain::Int { low: low as i64, high: high as i64, scale }),
        Some(end) => {
            let remedy = "give whole ends (below 2^53), or take type = \"float\"".into();
            Err(bad_value("type", "\"int\"", format!("does not go with the end {end}"), remedy, place))
        }
    }
}

fn choice_domain(section: &Section<'_>, choices: Vec<Located<Value>>) -> Read<Domain> {
    for (index, choice) in choices.iter().enumerate() {
        if choices[..index].iter().any(|earlier| earlier.value == choice.value) {
            let remedy = "name every choice once".into();
            let reason = "is in the list twice".into();
            return Err(bad_value(
                "choices",
                &choice.value.to_string(),
                reason,
                remedy,
                choice.place.clone(),
            ));
        }
    }
    if choices.len() < 2 {
        let remedy = "name at least two values to choose from".into();
        return Err(bad_value("choices", "[...]", "leaves no choice".into(), remedy, section.place()));
    }
    let values: Vec<Value> = choices.into_iter().map(|choice| choice.value).collect();
    if values.iter().all(|value| matches!(value, Value::Bool(_))) {
        return Ok(Domain::Boolean);
    }
    Ok(Domain::Choice { choices: values })
}

fn read_scale(section: &Section<'_>, inherited: Option<&Domain>) -> Read<Scale> {
    let Some(found) = section.string("scale")? else {
        return Ok(match inherited {
            Some(Domain::Float { scale, .. } | Domain::Int { scale, .. }) => *scale,
            _ => Scale::Linear,
        });
    };
    match found.value.as_str() {
        "linear" => Ok(Scale::Linear),
        "log" => Ok(Scale::Log),
        other => {
            let remedy = "write \"linear\" or \"log\"".into();
            Err(bad_value("scale", &format!("{other:?}"), "is no scale".into(), remedy, found.place))
        }
    }
}

fn read_is_int(section: &Section<'_>, inherited: Option<&Domain>) -> Read<bool> {
    match section.string("type")? {
        None => Ok(matches!(inherited, Some(Domain::Int { .. }))),
        Some(found) => match found.value.as_str() {
            "int" => Ok(true),
            "float" => Ok(false),
            other => {
                let remedy = "write \"float\" or \"int\"; a list of values is `choices`".into();
                Err(bad_value("type", &format!("{other:?}"), "is no type".into(), remedy, found.place))
            }
        },
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
        &value.to_string(),
        format!("is not in {domain}"),
        remedy,
        baseline.place.clone(),
    ))
}

fn read_hard_limit(section: &Section<'_>, key: &'static str, domain: &Domain) -> Read<Option<f64>> {
    let Some(found) = section.number(key)? else { return Ok(None) };
    let fits = domain.range().is_some_and(|range| match key {
        "hard_low" => found.value <= range.low,
        _ => found.value >= range.high,
    });
    let scale = match domain {
        Domain::Float { scale, .. } | Domain::Int { scale, .. } => *scale,
        Domain::Choice { .. } | Domain::Boolean => Scale::Linear,
    };
    if fits && (scale == Scale::Linear || found.value > 0.0) {
        return Ok(Some(found.value));
    }
    let remedy = "a hard limit lies at or beyond the end of the range, and above 0 on a log scale".into();
    Err(bad_value(key, &found.value.to_string(), format!("does not enclose {domain}"), remedy, found.place))
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
        return Err(bad_value("when", "{...}", "is not one condition".into(), remedy, when.place()));
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

fn check_condition(parameter: &Located<Parameter>, all: &[Parameter]) -> Read<()> {
    let Some(when) = &parameter.value.when else { return Ok(()) };
    let place = parameter.place.clone();
    let Some(parent) = all.iter().find(|candidate| candidate.name == when.parameter) else {
        let known =
            all.iter().map(|other| other.name.clone()).filter(|name| *name != parameter.value.name).collect();
        let problem = Problem::UnknownName { what: "parameter", name: when.parameter.clone(), known };
        return Err(ProjectFileError { problem, place });
    };
    let shown = format!("{{ {} = {:?} }}", when.parameter, when.equals.to_string());
    if parent.when.is_some() || parent.name == parameter.value.name {
        let reason = "hangs on a parameter that is itself conditional".into();
        let remedy = "conditions go one level deep: hang both on the same parent".into();
        return Err(bad_value("when", &shown, reason, remedy, place));
    }
    if !parent.domain.contains(&when.equals) {
        let reason = format!("can never hold: {} is {}", parent.name, parent.domain);
        let remedy = "write one of the parent's values".into();
        return Err(bad_value("when", &shown, reason, remedy, place));
    }
    Ok(())
}

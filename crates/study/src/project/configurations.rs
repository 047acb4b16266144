//! The `configurations` of a round: what is trained, written by hand instead of drawn by a sampler (S19).

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::domain::in_quotes;
use super::error::ProjectFileError;
use super::layers::named;
use super::rounds::{MOST_TRIALS, check_name};
use super::section::{Located, Section, as_written, bad_value, located_value, wrong_type};
use crate::configuration::Values;
use crate::design::MOST_STUDIES;
use crate::round::{BY_HAND, Role, RoundDefinition};
use crate::space::{Condition, Parameter};
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

const TABLES: &str = "a list of tables, such as [{ learning_rate = 0.01 }, { learning_rate = 0.1 }]";
const VALUE: &str = "a string, a finite number or a boolean";

/// Reads `configurations` into a round, whose roles and spaces are known.
pub(super) fn read_configurations(
    section: &Section<'_>,
    parameters: &[Parameter],
    round: &mut RoundDefinition,
) -> Read<()> {
    let Some(written) = section.raw("configurations") else { return Ok(()) };
    let other = ["trials", "sampler"].into_iter().find_map(|key| Some((key, section.raw(key)?)));
    if let Some((key, value)) = other {
        let reason = "stands beside `configurations`, which are all that is trained".into();
        let remedy = format!("delete `{key}`, or delete `configurations` and let a sampler draw them");
        return Err(bad_value(key, &as_written(value), reason, remedy, value.span()));
    }
    let DeValue::Array(items) = written.get_ref() else {
        return Err(wrong_type("configurations", TABLES, written));
    };
    let refuse = |shown: &str, reason: String, remedy: &str, place: Range<usize>| {
        Err(bad_value("configurations", shown, reason, remedy.into(), place))
    };
    if items.is_empty() || items.len() > MOST_TRIALS as usize {
        let shown = format!("[{} configurations]", items.len());
        let reason = format!("is not between 1 and {MOST_TRIALS} configurations");
        return refuse(&shown, reason, "write them down, or let a sampler draw them", written.span());
    }
    for item in items {
        let values = read_configuration(item, parameters, round)?;
        if round.configurations.contains(&values) {
            let remedy = "name every configuration once: another seed comes when the winner is retrained";
            return refuse(&as_written(item), "is in the list twice".into(), remedy, item.span());
        }
        round.configurations.push(values);
    }
    round.trials = equal_counts(round, written)?;
    round.sampler = BY_HAND.into();
    Ok(())
}

fn read_configuration<'a>(
    item: &'a Spanned<DeValue<'a>>,
    parameters: &[Parameter],
    round: &RoundDefinition,
) -> Read<Values> {
    let section = Section::from_value(("configurations", TABLES), "configurations".into(), item)?;
    let mut values = Values::new();
    read_values(&section, "", (parameters, round), &mut values)?;
    let missing = round.scientific.as_ref().filter(|name| !values.contains_key(*name));
    if let Some(name) = missing {
        let reason = format!("does not say which value of {name} it is for");
        let remedy = format!("every configuration names the parameter in question: {{ {name} = ... }}");
        return Err(bad_value("configurations", &as_written(item), reason, remedy, item.span()));
    }
    check_active(&values, parameters, round, item)?;
    Ok(values)
}

/// Reads the values of one table. A table inside is a scope: `adam.lr = 0.1` is `{ adam = { lr = 0.1 } }`.
fn read_values(
    section: &Section<'_>,
    scope: &str,
    (parameters, round): (&[Parameter], &RoundDefinition),
    values: &mut Values,
) -> Read<()> {
    for (name, value) in section.entries() {
        let path = format!("{scope}{}", name.get_ref());
        if value.get_ref().is_table() {
            let inner = Section::from_value((&path, VALUE), path.clone(), value)?;
            read_values(&inner, &format!("{path}."), (parameters, round), values)?;
            continue;
        }
        let found = located_value((&path, VALUE), value)?;
        let layers = named(&path, parameters);
        if layers.is_empty() {
            check_name(&Located { value: path.clone(), place: name.span() }, parameters)?;
        }
        for parameter in layers {
            values.insert(parameter.name.clone(), own_value(parameter, &found, round)?);
        }
    }
    Ok(())
}

fn own_value(parameter: &Parameter, found: &Located<Value>, round: &RoundDefinition) -> Read<Value> {
    let (reason, remedy) = if round.role(&parameter.name) == Role::Fixed {
        (
            "is a value of a parameter that the round does not vary".to_owned(),
            format!("put {} into `nuisance`, or leave it out", parameter.name),
        )
    } else {
        let domain = round.domain(parameter);
        match domain.own(&found.value) {
            Some(value) => return Ok(value),
            None => {
                (format!("is not in {domain}"), "write one of the parameter's values, or widen them".into())
            }
        }
    };
    Err(bad_value(&parameter.name, &in_quotes(&found.value), reason, remedy, found.place.clone()))
}

/// Refuses a value of a parameter that another value of the same configuration switches off.
fn check_active(
    values: &Values,
    parameters: &[Parameter],
    round: &RoundDefinition,
    item: &Spanned<DeValue<'_>>,
) -> Read<()> {
    let named = parameters.iter().filter(|parameter| values.contains_key(&parameter.name));
    for parameter in named {
        let requirements = parameter.when.iter().flat_map(Condition::requirements);
        let unmet = requirements
            .filter(|needed| round.role(&needed.parameter) != Role::Fixed)
            .find(|needed| values.get(&needed.parameter).is_some_and(|value| !needed.test.holds(value)));
        if let Some(unmet) = unmet {
            let reason = format!("has a value of {}, which is present only when {unmet}", parameter.name);
            let remedy = format!("leave {} out of it", parameter.name);
            return Err(bad_value("configurations", &as_written(item), reason, remedy, item.span()));
        }
    }
    Ok(())
}

/// How many configurations every scientific value has: the same number (P36).
fn equal_counts(round: &RoundDefinition, written: &Spanned<DeValue<'_>>) -> Read<u32> {
    let Some(name) = &round.scientific else { return Ok(round.configurations.len() as u32) };
    let mut counts: Vec<(&Value, u32)> = Vec::new();
    for value in round.configurations.iter().filter_map(|values| values.get(name)) {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    let shown = counts.iter().map(|(value, count)| format!("{} {count}", in_quotes(value)));
    let shown = format!("[{}]", shown.collect::<Vec<_>>().join(", "));
    let (reason, remedy) = match counts.as_slice() {
        [] | [_] => (
            format!("compares nothing: it has one value of {name}"),
            "name configurations of at least two values",
        ),
        more if more.len() as u64 > MOST_STUDIES => (
            format!("has {} values of {name}, and each is a study", more.len()),
            "name at most 12 values of the parameter in question",
        ),
        [(_, first), rest @ ..] if rest.iter().all(|(_, count)| count == first) => return Ok(*first),
        _ => (
            format!(
                "gives the values of {name} unequal numbers of configurations, which is no fair comparison (P36)"
            ),
            "write as many configurations for each value",
        ),
    };
    Err(bad_value("configurations", &shown, reason, remedy.into(), written.span()))
}

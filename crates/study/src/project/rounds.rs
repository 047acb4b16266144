//! The `[[rounds]]` of a project file, and the rules that refuse some.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::configurations::read_configurations;
use super::confirmation::{read_plan, read_reruns};
use super::design::{check_number_of_studies, read_design};
use super::domain::{read_domain, show};
use super::error::{Problem, ProjectFileError};
use super::ladder::{check_ladder, read_continuing};
use super::layers::named;
use super::length::fewer_epochs;
use super::pruner::{read_allow, read_pruner};
use super::section::{Located, Section, as_written, bad_value, wrong_type};
use crate::design::Design;
use crate::length::Length;
use crate::round::{Phase, RoundDefinition, SAMPLERS};
use crate::sampler::{WHILE_EXPLOITING, WHILE_EXPLORING};
use crate::seed::MAX_ROUNDS;
use crate::space::{Condition, Domain, Parameter};

type Read<T> = Result<T, ProjectFileError>;

const TABLES: &str = "a list of tables, each opened by [[rounds]]";
/// Most points of one study: the quasi-random sequence has 2^16.
pub(super) const MOST_TRIALS: u32 = 1 << 16;

pub(super) fn read_rounds(
    root: &Section<'_>,
    parameters: &[Parameter],
    length: &Length,
) -> Read<Vec<RoundDefinition>> {
    let Some(value) = root.raw("rounds") else { return Ok(Vec::new()) };
    let DeValue::Array(items) = value.get_ref() else {
        return Err(wrong_type("rounds", TABLES, value));
    };
    let mut rounds: Vec<RoundDefinition> = Vec::new();
    for item in items {
        let section = Section::from_value(("rounds", TABLES), "[[rounds]]".into(), item)?;
        let round = read_round(&section, parameters, length)?;
        if rounds.iter().any(|earlier| earlier.name == round.name) {
            let remedy = "name every round once: its name is how the history knows it".into();
            let reason = "is the name of two rounds".into();
            let place = section.raw("name").map_or_else(|| section.place(), toml::Spanned::span);
            return Err(bad_value("name", &format!("{:?}", round.name), reason, remedy, place));
        }
        rounds.push(round);
        check_ladder(&section, length, &rounds)?;
    }
    if rounds.len() >= MAX_ROUNDS as usize {
        let remedy = format!("a project has fewer than {MAX_ROUNDS} rounds: begin another project");
        return Err(bad_value("rounds", "[...]", "has too many rounds".into(), remedy, value.span()));
    }
    Ok(rounds)
}

fn read_round(section: &Section<'_>, parameters: &[Parameter], length: &Length) -> Read<RoundDefinition> {
    section.only(&[
        "name",
        "goal",
        "phase",
        "scientific",
        "nuisance",
        "trials",
        "sampler",
        "space",
        "configurations",
        "pruner",
        "reruns",
        "plan",
        "allow",
        "interaction",
        "ablation",
        "reuse",
        "remedies",
        "epochs",
        "continues",
    ])?;
    let name = section.words("name")?;
    let name = section.required("name", name, "name = \"dropout\"")?.value;
    let goal = section.string("goal")?.map(|goal| goal.value).filter(|goal| !goal.trim().is_empty());
    let goal = goal.ok_or_else(|| refuse(Problem::NoGoal { round: name.clone() }, section.place()))?;
    let scientific = section.strings("scientific")?.unwrap_or_default();
    let nuisance = every_layer(section.strings("nuisance")?.unwrap_or_default(), parameters);
    let design = read_design(section, parameters, (&scientific, &nuisance))?;
    if section.raw("continues").is_none() {
        check_roles(&name, (&scientific, &nuisance), &design, section.place())?;
    }
    for parameter in scientific.iter().chain(&nuisance) {
        check_name(parameter, parameters)?;
    }
    check_parents(&scientific, &nuisance, parameters)?;
    let varied: Vec<String> =
        scientific.iter().chain(&nuisance).map(|parameter| parameter.value.clone()).collect();
    let phase = read_phase(section)?;
    let mut round = RoundDefinition {
        goal,
        phase,
        scientific: scientific.first().map(|parameter| parameter.value.clone()),
        nuisance: nuisance.into_iter().map(|parameter| parameter.value).collect(),
        trials: 0,
        sampler: read_sampler(section, phase)?,
        space: read_spaces(section, parameters, &varied)?,
        configurations: Vec::new(),
        pruner: None,
        reruns: read_reruns(section)?,
        plan: read_plan(section)?,
        allow: Vec::new(),
        design,
        fresh: section.boolean("reuse")?.is_some_and(|reuse| !reuse.value),
        remedies: section.boolean("remedies")?.is_none_or(|remedies| remedies.value),
        epochs: fewer_epochs(section, "epochs", length.max_epochs)?,
        continues: section.words("continues")?.map(|earlier| earlier.value),
        name,
    };
    round.pruner = read_pruner(section, length.epochs_of(&round))?;
    round.allow = read_allow(section, &round)?;
    if round.is_continuing() {
        read_continuing(section, &mut round)?;
    } else if section.raw("configurations").is_some() {
        read_configurations(section, parameters, &mut round)?;
    } else {
        let trials = section.count("trials", MOST_TRIALS)?;
        round.trials = section.required("trials", trials, "trials = 16")?.value;
        check_number_of_studies(section, &mut round, parameters)?;
    }
    Ok(round)
}

/// The names in a list of roles, with those of all layers where a parameter has layers.
fn every_layer(names: Vec<Located<String>>, parameters: &[Parameter]) -> Vec<Located<String>> {
    let layers = |name: Located<String>| {
        let all: Vec<Located<String>> = named(&name.value, parameters)
            .into_iter()
            .map(|parameter| Located { value: parameter.name.clone(), place: name.place.clone() })
            .collect();
        if all.is_empty() { vec![name] } else { all }
    };
    names.into_iter().flat_map(layers).collect()
}

/// The question must be present in every trial, so nothing that the round tunes may switch it off.
fn check_parents(
    scientific: &[Located<String>],
    nuisance: &[Located<String>],
    parameters: &[Parameter],
) -> Read<()> {
    scientific.iter().try_for_each(|question| check_parents_of(question, nuisance, parameters))
}

fn check_parents_of(
    question: &Located<String>,
    nuisance: &[Located<String>],
    parameters: &[Parameter],
) -> Read<()> {
    let when = parameters.iter().find(|parameter| parameter.name == question.value);
    let needed =
        when.and_then(|parameter| parameter.when.as_ref()).into_iter().flat_map(Condition::requirements);
    for requirement in needed {
        if nuisance.iter().any(|name| name.value == requirement.parameter) {
            let parent = &requirement.parameter;
            let reason = format!("is present only when {requirement}, and the round tunes {parent}");
            let remedy = format!(
                "take {parent} out of `nuisance`, so that it keeps the incumbent's value, or ask about {parent} itself"
            );
            let name = format!("[{:?}]", question.value);
            return Err(bad_value("scientific", &name, reason, remedy, question.place.clone()));
        }
    }
    Ok(())
}

fn check_roles(
    round: &str,
    (scientific, nuisance): (&[Located<String>], &[Located<String>]),
    design: &Design,
    place: Range<usize>,
) -> Read<()> {
    let round = round.to_owned();
    if scientific.len() > 1 && design.is_usual() {
        let names = scientific.iter().map(|parameter| parameter.value.clone()).collect();
        return Err(refuse(Problem::TwoScientificParameters { round, names }, scientific[1].place.clone()));
    }
    if scientific.is_empty() && nuisance.is_empty() && design.is_usual() {
        return Err(refuse(Problem::NothingVaries { round }, place));
    }
    for (index, parameter) in nuisance.iter().enumerate() {
        let name = &parameter.value;
        if scientific.iter().any(|other| other.value == *name) {
            return Err(refuse(
                Problem::TwoRoles { round, parameter: name.clone() },
                parameter.place.clone(),
            ));
        }
        if nuisance[..index].iter().any(|earlier| earlier.value == *name) {
            let remedy = "name every parameter once".into();
            let reason = "is in the list twice".into();
            return Err(bad_value("nuisance", &format!("{name:?}"), reason, remedy, parameter.place.clone()));
        }
    }
    Ok(())
}

pub(super) fn check_name(name: &Located<String>, parameters: &[Parameter]) -> Read<()> {
    if parameters.iter().any(|parameter| parameter.name == name.value) {
        return Ok(());
    }
    let known = parameters.iter().map(|parameter| parameter.name.clone()).collect();
    Err(refuse(
        Problem::UnknownName { what: "parameter", name: name.value.clone(), known },
        name.place.clone(),
    ))
}

fn read_phase(section: &Section<'_>) -> Read<Phase> {
    let Some(found) = section.string("phase")? else { return Ok(Phase::Explore) };
    match found.value.as_str() {
        "explore" => Ok(Phase::Explore),
        "exploit" => Ok(Phase::Exploit),
        other => {
            let remedy = "write \"explore\" for broad questions, \"exploit\" for narrow ones".into();
            Err(bad_value("phase", &format!("{other:?}"), "is no phase".into(), remedy, found.place))
        }
    }
}

fn read_sampler(section: &Section<'_>, phase: Phase) -> Read<String> {
    let Some(found) = section.string("sampler")? else {
        let usual = match phase {
            Phase::Explore => WHILE_EXPLORING,
            Phase::Exploit => WHILE_EXPLOITING,
        };
        return Ok(usual.into());
    };
    if SAMPLERS.contains(&found.value.as_str()) {
        return Ok(found.value);
    }
    let known = SAMPLERS.map(str::to_owned).to_vec();
    Err(refuse(Problem::UnknownName { what: "sampler", name: found.value, known }, found.place))
}

fn read_spaces(
    section: &Section<'_>,
    parameters: &[Parameter],
    varied: &[String],
) -> Read<BTreeMap<String, Domain>> {
    let mut domains = BTreeMap::new();
    if let Some(space) = section.section("space")? {
        read_space(&space, "", (parameters, varied), &mut domains)?;
    }
    Ok(domains)
}

/// Reads the domains of one table. A table of tables only is a scope: `adam.lr = { ... }` is `{ adam = { lr = { ... } } }`.
fn read_space(
    space: &Section<'_>,
    scope: &str,
    (parameters, varied): (&[Parameter], &[String]),
    domains: &mut BTreeMap<String, Domain>,
) -> Read<()> {
    for (name, value) in space.entries() {
        let located = Located { value: format!("{scope}{}", name.get_ref()), place: name.span() };
        let part = |value| {
            Section::from_value(
                (&located.value, "a table, such as { low = 1e-3, high = 0.3 }"),
                format!("space.{}", located.value),
                value,
            )
        };
        if let DeValue::Table(table) = value.get_ref()
            && !table.is_empty()
            && table.values().all(|inner| inner.get_ref().is_table())
        {
            read_space(&part(value)?, &format!("{}.", located.value), (parameters, varied), domains)?;
            continue;
        }
        let mut layers = named(&located.value, parameters);
        if layers.is_empty() {
            check_name(&located, parameters)?;
        }
        layers.retain(|parameter| varied.contains(&parameter.name));
        if layers.is_empty() {
            let reason = "is the space of a parameter that the round does not vary".into();
            let remedy = format!("put {} into `nuisance`, or delete this line", located.value);
            let key = format!("space.{}", located.value);
            return Err(bad_value(&key, &as_written(value), reason, remedy, located.place));
        }
        let part = part(value)?;
        part.only(&["low", "high", "scale", "step", "choices", "ordered"])?;
        for parameter in layers {
            let domain = read_domain(&part, Some(&parameter.domain))?;
            check_hard_limits(parameter, &domain, &part)?;
            domains.insert(parameter.name.clone(), domain);
        }
    }
    Ok(())
}

/// A round's range stays within the parameter's hard limits, as every expansion does.
fn check_hard_limits(parameter: &Parameter, domain: &Domain, part: &Section<'_>) -> Read<()> {
    let Some(range) = domain.range() else { return Ok(()) };
    let ends = [
        ("low", range.low, parameter.hard_low.filter(|limit| range.low < *limit)),
        ("high", range.high, parameter.hard_high.filter(|limit| range.high > *limit)),
    ];
    for (key, end, limit) in ends {
        if let Some(limit) = limit {
            let reason = format!("lies beyond hard_{key} = {} of {}", show(limit), parameter.name);
            let remedy = format!("stay within the hard limits, or move hard_{key}");
            let place = part.raw(key).map_or_else(|| part.place(), toml::Spanned::span);
            return Err(bad_value(key, &show(end), reason, remedy, place));
        }
    }
    Ok(())
}

pub(super) fn refuse(problem: Problem, place: Range<usize>) -> ProjectFileError {
    ProjectFileError { problem, place }
}

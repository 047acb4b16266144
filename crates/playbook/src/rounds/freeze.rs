//! Starting a round: roles become studies, and everything its conclusions will rest on is frozen.

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::history::History;
use etude_study::ids::{RoundId, StudyId};
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Role, RoundDefinition, StudyDefinition};
use etude_study::space::{Dimension, Domain, Parameter, SearchSpace};
use etude_study::value::Value;
use thiserror::Error;

/// A round ready to start.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRound {
    /// Its number.
    pub id: RoundId,
    /// Parameters that get a dimension number with it.
    pub new_dimensions: Vec<String>,
    /// All it rests on.
    pub frozen: FrozenRound,
}

/// Why a round cannot start, though its file is in order: it depends on the incumbent of the day.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RoundError {
    /// The question is about a parameter that the incumbent does not use.
    #[error(
        "round `{round}` asks about `{parameter}`, which is present only when {parent} = {equals}, and the incumbent \
         has {parent} = {found}"
    )]
    QuestionIsInactive {
        /// The round.
        round: String,
        /// The scientific parameter.
        parameter: String,
        /// Its parent.
        parent: String,
        /// The parent's value under which it is present.
        equals: Value,
        /// The incumbent's value of the parent.
        found: Value,
    },
    /// No study varies anything, and there is only one.
    #[error("round `{round}` varies nothing: all its nuisance parameters are inactive under the incumbent")]
    NothingVaries {
        /// The round.
        round: String,
    },
}

/// Makes studies of a round: one a scientific value, the incumbent's among them (P33), each with its own space over the
/// nuisance parameters that are present under that value (S18, P29, P32) and the same number of trials (P36).
pub fn freeze_round(
    project: &Project,
    history: &History,
    round: &RoundDefinition,
) -> Result<NewRound, RoundError> {
    let id = RoundId(history.rounds.len() as u32 + 1);
    let incumbent = complete(history.incumbent().cloned().unwrap_or_default(), project);
    check_question(project, round, &incumbent)?;
    let (numbers, new_dimensions) = number_dimensions(project, history, round);
    let mut studies = Vec::new();
    for value in scientific_values(project, round, &incumbent) {
        let mut fixed = incumbent.clone();
        if let (Some(name), Some(value)) = (&round.scientific, &value) {
            fixed.insert(name.clone(), value.clone());
        }
        let holds_incumbent = fixed == incumbent;
        let space = study_space(project, round, &fixed, &numbers);
        let trials = if space.dimensions().is_empty() { 1 } else { round.trials };
        let points = if holds_incumbent { trials - 1 } else { trials };
        let study = StudyId { round: id, study: studies.len() as u32 + 1 };
        studies.push(StudyDefinition { id: study, fixed, space, holds_incumbent, trials: points });
    }
    if studies.len() == 1 && studies[0].space.dimensions().is_empty() {
        return Err(RoundError::NothingVaries { round: round.name.clone() });
    }
    let frozen = FrozenRound {
        definition: round.clone(),
        parameters: project.parameters.clone(),
        metric: project.metric.clone(),
        direction: project.direction,
        min_improvement: project.min_improvement,
        length: project.length.clone(),
        batch_size: project.batch_size.clone(),
        project_seed: project.seed,
        incumbent,
        studies,
    };
    Ok(NewRound { id, new_dimensions, frozen })
}

/// The incumbent's values, with the baseline of every parameter that was added to the project since.
fn complete(incumbent: Values, project: &Project) -> Values {
    let mut values = project.baseline();
    values.extend(
        incumbent.into_iter().filter(|(name, _)| project.parameters.iter().any(|known| known.name == *name)),
    );
    values
}

/// A conditional parameter can be in question only where it is present.
fn check_question(project: &Project, round: &RoundDefinition, incumbent: &Values) -> Result<(), RoundError> {
    let question =
        project.parameters.iter().find(|parameter| Some(&parameter.name) == round.scientific.as_ref());
    let Some((parameter, when)) = question.and_then(|parameter| Some((parameter, parameter.when.as_ref()?)))
    else {
        return Ok(());
    };
    match incumbent.get(&when.parameter) {
        Some(found) if *found != when.equals => Err(RoundError::QuestionIsInactive {
            round: round.name.clone(),
            parameter: parameter.name.clone(),
            parent: when.parameter.clone(),
            equals: when.equals.clone(),
            found: found.clone(),
        }),
        _ => Ok(()),
    }
}

/// The values that get a study each; one `None` for a round that only tunes. The incumbent's is always among them, also
/// where the round asks for others only: without a baseline that is as well tuned as the candidate, tuning would pass
/// for an effect of the question (P60).
fn scientific_values(project: &Project, round: &RoundDefinition, incumbent: &Values) -> Vec<Option<Value>> {
    let question =
        project.parameters.iter().find(|parameter| Some(&parameter.name) == round.scientific.as_ref());
    let Some(parameter) = question else { return vec![None] };
    let mut values: Vec<Value> = match round_domain(round, parameter) {
        Domain::Int { low, high, .. } => (*low..=*high).map(Value::Int).collect(),
        other => other.all_values().unwrap_or_default(),
    };
    let left_out = incumbent.get(&parameter.name).filter(|value| !values.contains(value)).cloned();
    values.extend(left_out);
    values.into_iter().map(Some).collect()
}

fn round_domain<'a>(round: &'a RoundDefinition, parameter: &'a Parameter) -> &'a Domain {
    round.space.get(&parameter.name).unwrap_or(&parameter.domain)
}

/// The nuisance parameters that can be present under a study's fixed values. One whose parent is itself a nuisance
/// stays in: the point decides.
fn study_space(
    project: &Project,
    round: &RoundDefinition,
    fixed: &Values,
    numbers: &BTreeMap<String, u32>,
) -> SearchSpace {
    let varied = |name: &str| round.role(name) == Role::Nuisance;
    let nuisances =
        round.nuisance.iter().filter_map(|name| project.parameters.iter().find(|known| known.name == *name));
    let present = nuisances.filter(|parameter| {
        parameter.when.as_ref().is_none_or(|when| varied(&when.parameter)) || parameter.is_active(fixed)
    });
    let dimension = |parameter: &Parameter| Dimension {
        name: parameter.name.clone(),
        number: numbers.get(&parameter.name).copied().unwrap_or_default(),
        domain: round_domain(round, parameter).clone(),
        when: parameter.when.clone().filter(|when| varied(&when.parameter)),
    };
    SearchSpace::new(present.map(dimension).collect())
}

/// Dimension numbers of the round's nuisances: those given before, and the next ones for names that are new.
fn number_dimensions(
    project: &Project,
    history: &History,
    round: &RoundDefinition,
) -> (BTreeMap<String, u32>, Vec<String>) {
    let mut numbers = history.dimension_numbers.clone();
    let mut new = Vec::new();
    for name in
        round.nuisance.iter().filter(|name| project.parameters.iter().any(|known| known.name == **name))
    {
        if !numbers.contains_key(name) {
            numbers.insert(name.clone(), numbers.len() as u32);
            new.push(name.clone());
        }
    }
    (numbers, new)
}

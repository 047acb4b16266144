//! Starting a round: roles become studies, and everything its conclusions will rest on is frozen.

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::history::History;
use etude_study::ids::{RoundId, StudyId};
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Role, RoundDefinition, StudyDefinition};
use etude_study::space::{Condition, Dimension, Parameter, Requirement, SearchSpace};
use etude_study::value::Value;
use thiserror::Error;

use super::carried::carry_over;
use super::points::Draft;

/// Scientific values a project file allows; those of one it accepted are listed whatever their number.
const MOST_SCIENTIFIC_VALUES: u64 = 1 << 10;

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
        "round `{round}` asks about `{parameter}`, which is present only when {needed}, and the incumbent has {} = \
         {found}", .needed.parameter
    )]
    QuestionIsInactive {
        /// The round.
        round: String,
        /// The scientific parameter.
        parameter: String,
        /// What it needs of a parent.
        needed: Box<Requirement>,
        /// The incumbent's value of the parent.
        found: Value,
    },
    /// No study varies anything, and there is only one.
    #[error("round `{round}` varies nothing: all its nuisance parameters are inactive under the incumbent")]
    NothingVaries {
        /// The round.
        round: String,
    },
    /// Not even the smallest grid fits in the trials of a study.
    #[error(
        "round `{round}` asks for a grid of {trials} trials, and the smallest one over a study's space has {smallest}: raise \
         `trials`, or tune fewer parameters at once"
    )]
    GridTooLarge {
        /// The round.
        round: String,
        /// Points of the smallest grid: all choices, and two levels of every number.
        smallest: u64,
        /// Trials the round allows each study.
        trials: u32,
    },
    /// The incumbent's value would be the only one that is not tuned (P60).
    #[error(
        "round `{round}` has no configuration with {parameter} = {found}, the incumbent's value: write {trials} for it too, so \
         that the comparison is fair (P36)"
    )]
    ConfigurationsMissing {
        /// The round.
        round: String,
        /// The scientific parameter.
        parameter: String,
        /// The incumbent's value, as written.
        found: String,
        /// Configurations that every other value has.
        trials: u32,
    },
    /// A configuration by hand has a value that no program would be told.
    #[error(
        "round `{round}` has a configuration with a value of `{parameter}`, which is present only when {needed}"
    )]
    ConfigurationInactive {
        /// The round.
        round: String,
        /// The absent parameter.
        parameter: String,
        /// What it needs.
        needed: String,
    },
    /// Two configurations by hand are one: the incumbent has the values that one of them leaves out.
    #[error(
        "round `{round}` has {configuration} twice: the incumbent's values complete another one to the same"
    )]
    ConfigurationTwice {
        /// The round.
        round: String,
        /// The second of them.
        configuration: String,
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
        let draft = Draft {
            round,
            parameters: &project.parameters,
            incumbent: &incumbent,
            fixed: &fixed,
            space: &space,
            holds_incumbent,
        };
        let trials = draft.points()?;
        let study = StudyId { round: id, study: studies.len() as u32 + 1 };
        studies.push(StudyDefinition {
            id: study,
            fixed,
            space,
            holds_incumbent,
            trials,
            carried: Vec::new(),
        });
    }
    if studies.len() == 1 && studies[0].space.dimensions().is_empty() {
        return Err(RoundError::NothingVaries { round: round.name.clone() });
    }
    let mut frozen = FrozenRound {
        definition: round.clone(),
        parameters: project.parameters.clone(),
        metric: project.metric.clone(),
        direction: project.direction,
        also: project.also.clone(),
        min_improvement: project.min_improvement,
        length: project.length.clone(),
        batch_size: project.batch_size.clone(),
        project_seed: project.seed,
        validation_examples: project.validation_examples,
        incumbent,
        studies,
        sampler: None,
    };
    carry_over(project, history, &mut frozen);
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
    let unmet = question.and_then(|parameter| Some((parameter, parameter.when.as_ref()?.unmet(incumbent)?)));
    let unmet =
        unmet.and_then(|(parameter, unmet)| Some((parameter, unmet, incumbent.get(&unmet.parameter)?)));
    match unmet {
        Some((parameter, needed, found)) => Err(RoundError::QuestionIsInactive {
            round: round.name.clone(),
            parameter: parameter.name.clone(),
            needed: Box::new(needed.clone()),
            found: found.clone(),
        }),
        None => Ok(()),
    }
}

/// The values that get a study each; one `None` for a round that only tunes. The incumbent's is always among them, also
/// where the round asks for others only: without a baseline that is as well tuned as the candidate, tuning would pass
/// for an effect of the question (P60).
fn scientific_values(project: &Project, round: &RoundDefinition, incumbent: &Values) -> Vec<Option<Value>> {
    let question =
        project.parameters.iter().find(|parameter| Some(&parameter.name) == round.scientific.as_ref());
    let Some(parameter) = question else { return vec![None] };
    let mut values = if round.is_by_hand() {
        let named = round.configurations.iter().filter_map(|values| values.get(&parameter.name));
        let mut distinct: Vec<Value> = Vec::new();
        named.for_each(|value| {
            if !distinct.contains(value) {
                distinct.push(value.clone());
            }
        });
        distinct
    } else {
        round.domain(parameter).values(MOST_SCIENTIFIC_VALUES).unwrap_or_default()
    };
    let left_out = incumbent.get(&parameter.name).filter(|value| !values.contains(value)).cloned();
    values.extend(left_out);
    values.into_iter().map(Some).collect()
}

/// The nuisance parameters that can be present under a study's fixed values. Of their conditions, what is about other
/// nuisances stays: the point decides.
fn study_space(
    project: &Project,
    round: &RoundDefinition,
    fixed: &Values,
    numbers: &BTreeMap<String, u32>,
) -> SearchSpace {
    let varied = |name: &str| round.role(name) == Role::Nuisance;
    let nuisances =
        round.nuisance.iter().filter_map(|name| project.parameters.iter().find(|known| known.name == *name));
    let needed = |parameter: &Parameter| {
        parameter.when.iter().flat_map(Condition::requirements).cloned().collect::<Vec<Requirement>>()
    };
    let present = nuisances.filter(|parameter| {
        needed(parameter).iter().all(|requirement| {
            varied(&requirement.parameter) || requirement.holds(fixed.get(&requirement.parameter))
        })
    });
    let dimension = |parameter: &Parameter| Dimension {
        name: parameter.name.clone(),
        number: numbers.get(&parameter.name).copied().unwrap_or_default(),
        domain: round.domain(parameter).clone(),
        when: Condition::all(needed(parameter).into_iter().filter(|needed| varied(&needed.parameter))),
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

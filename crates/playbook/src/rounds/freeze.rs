//! Starting a round: roles become studies, and everything its conclusions will rest on is frozen.

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::history::History;
use etude_study::ids::{RoundId, StudyId};
use etude_study::length::Length;
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Role, RoundDefinition, StudyDefinition};
use etude_study::space::{Condition, Dimension, Parameter, Requirement, SearchSpace};
use etude_study::value::Value;
use thiserror::Error;

use super::carried::carry_over;
use super::continued::with_continued;
use super::points::Draft;
use super::reuse::reuse;
use super::sketch::{Sketch, sketches, with_features};

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
    /// Whether a feature still earns its place is asked against the margin.
    #[error(
        "round `{round}` asks which features earn their place, and `min_improvement` in [project] is 0: say what a feature must \
         gain, so that one that does nothing can be removed"
    )]
    AblationWithoutMargin {
        /// The round.
        round: String,
    },
    /// The incumbent is what the project began with, as far as the round does not tune it.
    #[error(
        "round `{round}` puts adopted features back, and after {launches} adoptions the incumbent has none that the round does \
         not tune: take it out of the file, or run it later"
    )]
    NothingAdopted {
        /// The round.
        round: String,
        /// Launches after the first.
        launches: u32,
    },
    /// A feature that the file names is not in use, or is as the project began.
    #[error(
        "round `{round}` puts `{feature}` back, but the incumbent has its baseline value, or does not use it: take it out of \
         `ablation`"
    )]
    FeatureNotAdopted {
        /// The round.
        round: String,
        /// The feature.
        feature: String,
    },
    /// A round trains the configurations of an earlier one for longer, and there is none by that name with a verdict.
    #[error(
        "round `{round}` continues `{earlier}`, and no round of that name has come to its verdict: name one that has, or put \
         it after that round"
    )]
    NothingToContinue {
        /// The round.
        round: String,
        /// The name it gives.
        earlier: String,
    },
    /// The earlier round crosses or removes features, so that its configurations are no list.
    #[error(
        "round `{round}` continues `{earlier}`, whose studies cross or put back features: repeat that round instead, by deleting \
         `continues` and writing its lines"
    )]
    CannotContinue {
        /// The round.
        round: String,
        /// The earlier round.
        earlier: String,
    },
    /// More features than a round has studies for.
    #[error(
        "round `{round}` would put back {} features, each a study: name at most 11, such as ablation = [{}]",
        .features.len(), quoted(.features)
    )]
    TooManyFeatures {
        /// The round.
        round: String,
        /// The features.
        features: Vec<String>,
    },
}

/// The first few names, in quotation marks.
fn quoted(names: &[String]) -> String {
    names.iter().take(3).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
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
    let round = &with_features(project, history, round, &incumbent)?;
    let round = &with_continued(history, round)?;
    check_questions(project, round, &incumbent)?;
    let (numbers, new_dimensions) = number_dimensions(project, history, round);
    let mut studies = Vec::new();
    for Sketch { fixed, over_range, trials } in sketches(project, round, &incumbent) {
        let holds_incumbent = fixed == incumbent;
        let space = study_space(project, round, (&fixed, over_range), &numbers);
        let draft = Draft {
            round,
            parameters: &project.parameters,
            incumbent: &incumbent,
            fixed: &fixed,
            space: &space,
            holds_incumbent,
            trials,
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
            reused: Vec::new(),
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
        length: Length { max_epochs: project.length.epochs_of(round), ..project.length.clone() },
        batch_size: project.batch_size.clone(),
        program: Some(project.workload.program.clone()),
        project_seed: project.seed,
        validation_examples: project.validation_examples,
        incumbent,
        studies,
        sampler: None,
    };
    carry_over(project, history, &mut frozen);
    reuse(project, history, &mut frozen);
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
fn check_questions(project: &Project, round: &RoundDefinition, incumbent: &Values) -> Result<(), RoundError> {
    for name in round.questions() {
        let question = project.parameters.iter().find(|parameter| parameter.name == name);
        let needed = question.and_then(|parameter| parameter.when.as_ref()?.unmet(incumbent));
        let found = needed.and_then(|needed| Some((needed, incumbent.get(&needed.parameter)?)));
        if let Some((needed, found)) = found {
            return Err(RoundError::QuestionIsInactive {
                round: round.name.clone(),
                parameter: name.to_owned(),
                needed: Box::new(needed.clone()),
                found: found.clone(),
            });
        }
    }
    Ok(())
}

/// The nuisance parameters that can be present under a study's fixed values, after the parameter in question where the study
/// covers its range. Of their conditions, what is about other dimensions stays: the point decides.
fn study_space(
    project: &Project,
    round: &RoundDefinition,
    (fixed, over_range): (&Values, bool),
    numbers: &BTreeMap<String, u32>,
) -> SearchSpace {
    let question = round.scientific.as_ref().filter(|_| over_range);
    let varied =
        |name: &str| round.role(name) == Role::Nuisance || question.is_some_and(|asked| asked == name);
    let names = question.into_iter().chain(&round.nuisance);
    let nuisances = names.filter_map(|name| project.parameters.iter().find(|known| known.name == *name));
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

/// Dimension numbers of what the round's studies vary: those given before, and the next ones for names that are new.
fn number_dimensions(
    project: &Project,
    history: &History,
    round: &RoundDefinition,
) -> (BTreeMap<String, u32>, Vec<String>) {
    let mut numbers = history.dimension_numbers.clone();
    let mut new = Vec::new();
    let ranged = round.scientific.iter().filter(|_| round.ranged().is_some());
    let varied = ranged.chain(&round.nuisance);
    for name in varied.filter(|name| project.parameters.iter().any(|known| known.name == **name)) {
        if !numbers.contains_key(name) {
            numbers.insert(name.clone(), numbers.len() as u32);
            new.push(name.clone());
        }
    }
    (numbers, new)
}

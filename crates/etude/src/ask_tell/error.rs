//! What can be wrong with what is asked of or told to a bare study.

use etude_search::catalogue::UnknownSampler;
use etude_search::sampler::SuggestError;
use etude_study::project::ProjectFileError;
use thiserror::Error;

/// Why a bare study cannot do what it was asked.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum StudyError {
    /// The space is wrong.
    #[error("{}{error}: {}", in_parameter(parameter.as_ref()), error.problem.remedy())]
    Space {
        /// The parameter with the mistake, where it is one's.
        parameter: Option<String>,
        /// The mistake, as in a project file.
        error: Box<ProjectFileError>,
    },
    /// No sampler has that name.
    #[error(transparent)]
    UnknownSampler(#[from] UnknownSampler),
    /// The sampler cannot search this space with this budget.
    #[error("the sampler cannot go on: {0}")]
    Sampler(#[from] SuggestError),
    /// No trial has that number.
    #[error("there is no trial {id}: {}", so_far(*trials))]
    UnknownTrial {
        /// The number.
        id: u64,
        /// How many trials were asked for.
        trials: u64,
    },
    /// A trial has ended once.
    #[error("trial {id} has ended already ({told}); a trial is told once: ask for another")]
    ToldAlready {
        /// Its number.
        id: u64,
        /// What was told, in words.
        told: String,
    },
    /// A trial ended that never said what it scores.
    #[error("trial {id} reported nothing that could be its score: report one after each epoch, or tell it")]
    NothingReported {
        /// Its number.
        id: u64,
    },
    /// One score where there are several objectives.
    #[error(
        "trial {id} has a score for each objective, {}: tell all of them, as `scores`",
        objectives.join(" and ")
    )]
    SeveralObjectives {
        /// The trial's number.
        id: u64,
        /// The objectives.
        objectives: Vec<String>,
    },
    /// Several scores where there is one objective.
    #[error("trial {id} has one score, as the study has one objective: tell it as `score`")]
    OneObjective {
        /// The trial's number.
        id: u64,
    },
    /// A score of something that is no objective.
    #[error("trial {id} has no objective `{name}`: the study's are {}", objectives.join(" and "))]
    UnknownObjective {
        /// The trial's number.
        id: u64,
        /// What was told.
        name: String,
        /// The objectives.
        objectives: Vec<String>,
    },
    /// No score of one of the objectives.
    #[error(
        "the scores of trial {id} lack `{name}`: tell all objectives at once, or the trial `infeasible` or `failed`"
    )]
    MissingObjective {
        /// The trial's number.
        id: u64,
        /// The objective.
        name: String,
    },
    /// A share that is none, or all.
    #[error("`repeats = {share}` is no share of the budget: choose from 0 to below 1, such as 0.2")]
    WrongRepeats {
        /// What was asked for.
        share: f64,
    },
    /// No parameter of the trial has that name.
    #[error("trial {id} has no parameter `{name}`; it has {}", known.join(", "))]
    UnknownParameter {
        /// The trial's number.
        id: u64,
        /// The name that was asked for.
        name: String,
        /// The parameters that are present in this trial.
        known: Vec<String>,
    },
    /// A value of another kind than was asked for.
    #[error("`{name}` is {value}, {found}, and no {wanted}: ask for its own kind")]
    OtherKind {
        /// The parameter.
        name: String,
        /// Its value, as text.
        value: String,
        /// What kind it is.
        found: &'static str,
        /// What was asked for.
        wanted: &'static str,
    },
}

fn in_parameter(parameter: Option<&String>) -> String {
    parameter.map(|name| format!("parameter `{name}`: ")).unwrap_or_default()
}

/// Which numbers there are.
fn so_far(trials: u64) -> String {
    match trials {
        0 => "none was asked for yet".into(),
        1 => "only trial 0 was asked for so far".into(),
        trials => format!("trials 0 to {} were asked for so far", trials - 1),
    }
}

//! What a bare study searches for: the best of one number, or the front of several.

use std::collections::BTreeMap;

use etude_study::objective::Objective;
use etude_study::score::{Direction, Score};
use etude_study::told::Told;

use super::error::StudyError;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Goal {
    /// The best of one number.
    One(Direction),
    /// What no other beats in all of these.
    Several(Vec<Objective>),
}

impl Goal {
    /// Whether smaller or larger is better; with several objectives, of the first.
    pub(crate) fn direction(&self) -> Direction {
        match self {
            Goal::One(direction) => *direction,
            Goal::Several(objectives) => {
                objectives.first().map_or(Direction::Minimize, |first| first.direction)
            }
        }
    }

    /// The direction of each objective, in their order.
    pub(crate) fn directions(&self) -> Vec<Direction> {
        match self {
            Goal::One(direction) => vec![*direction],
            Goal::Several(objectives) => objectives.iter().map(|objective| objective.direction).collect(),
        }
    }

    /// A score for each objective, in their order; nothing where one is missing.
    pub(crate) fn in_order(&self, scores: &BTreeMap<String, Score>) -> Option<Vec<Score>> {
        match self {
            Goal::One(_) => None,
            Goal::Several(objectives) => {
                objectives.iter().map(|objective| scores.get(&objective.name).copied()).collect()
            }
        }
    }

    /// Whether a trial of this study can end so: with a score where there is one objective, with one for each where there
    /// are several.
    pub(super) fn check(&self, id: u64, told: &Told) -> Result<(), StudyError> {
        match (self, told) {
            (_, Told::Infeasible(_) | Told::Failed(_)) | (Goal::One(_), Told::Score(_)) => Ok(()),
            (Goal::One(_), Told::Scores(_)) => Err(StudyError::OneObjective { id }),
            (Goal::Several(_), Told::Score(_)) => {
                Err(StudyError::SeveralObjectives { id, objectives: self.names() })
            }
            (Goal::Several(_), Told::Scores(scores)) => {
                let objectives = self.names();
                let unknown = scores.keys().find(|name| !objectives.contains(name));
                let missing = objectives.iter().find(|name| !scores.contains_key(*name));
                match (unknown, missing) {
                    (Some(name), _) => {
                        Err(StudyError::UnknownObjective { id, name: name.clone(), objectives })
                    }
                    (None, Some(name)) => Err(StudyError::MissingObjective { id, name: name.clone() }),
                    (None, None) => Ok(()),
                }
            }
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Goal::One(_) => Vec::new(),
            Goal::Several(objectives) => objectives.iter().map(|objective| objective.name.clone()).collect(),
        }
    }
}

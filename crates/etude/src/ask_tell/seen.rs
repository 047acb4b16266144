//! What a sampler sees of a bare study: the trials that teach or may yet, in the order in which they were asked for.

use etude_search::objectives::{Measured, MeasuredOutcome};
use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::space::UnitPoint;
use etude_study::told::Told;

use super::goal::Goal;

/// The trials that are seen.
#[derive(Debug)]
pub(super) enum Seen {
    /// With one objective.
    One(Vec<Observation>),
    /// With several.
    Several(Vec<Measured>),
}

impl Seen {
    pub(super) fn nothing(goal: &Goal) -> Seen {
        match goal {
            Goal::One(_) => Seen::One(Vec::new()),
            Goal::Several(_) => Seen::Several(Vec::new()),
        }
    }

    /// A trial was asked for.
    pub(super) fn asked(&mut self, point: UnitPoint) {
        match self {
            Seen::One(seen) => seen.push(Observation { point, outcome: ObservedOutcome::Pending }),
            Seen::Several(seen) => seen.push(Measured { point, outcome: MeasuredOutcome::Pending }),
        }
    }

    /// The trial in this place ended. What is told fits the goal. One that failed teaches nothing, but its place stays taken:
    /// without it a sampler that learns would be asked the same question again, and answer with the same point.
    pub(super) fn ended(&mut self, place: usize, goal: &Goal, told: &Told) {
        match (self, told) {
            (Seen::One(seen), Told::Score(score)) => seen[place].outcome = ObservedOutcome::Score(*score),
            (Seen::One(seen), Told::Infeasible(_)) => seen[place].outcome = ObservedOutcome::Infeasible,
            (Seen::Several(seen), Told::Infeasible(_)) => seen[place].outcome = MeasuredOutcome::Infeasible,
            (Seen::Several(seen), Told::Scores(scores)) => {
                if let Some(scores) = goal.in_order(scores) {
                    seen[place].outcome = MeasuredOutcome::Scores(scores);
                }
            }
            (_, Told::Failed(_) | Told::Score(_) | Told::Scores(_)) => {}
        }
    }

    /// As one objective's history; empty where there are several.
    pub(super) fn history(&self) -> &[Observation] {
        match self {
            Seen::One(seen) => seen,
            Seen::Several(_) => &[],
        }
    }
}

//! Findings: what a check answered, as data. One place, the front end, makes sentences of them.

use serde::{Deserialize, Serialize};

use crate::ids::StudyId;
use crate::space::{Range, Side};
use crate::value::Value;

/// One answer of the checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The study it is about.
    pub study: StudyId,
    /// The question, the evidence and the answer.
    #[serde(flatten)]
    pub answer: Answer,
}

impl Finding {
    /// Whether a later check of the same study answers the same question again, so that only its answer stands. An
    /// expansion stands for ever: it was done.
    pub fn is_answered_again_by(&self, later: &Finding) -> bool {
        self.study == later.study
            && !self.answer.is_expansion()
            && self.answer.question() == later.answer.question()
    }
}

/// The findings that stand, in their order: of a question that was answered in several checks, expansions and the last
/// answer.
pub fn standing(findings: &[Finding]) -> Vec<&Finding> {
    let stands = |(index, finding): &(usize, &Finding)| {
        !findings[index + 1..].iter().any(|later| finding.is_answered_again_by(later))
    };
    findings.iter().enumerate().filter(stands).map(|(_, finding)| finding).collect()
}

/// What a check asks of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question<'a> {
    Border { parameter: &'a str, side: Side },
    InfeasibleShare,
    FailedTrials,
    CancelledTrials,
    PrunedTrials,
}

/// The closed list of answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Answer {
    /// S20, P43-P45: do the best points lie near a border of the space?
    Boundary {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// Median rank position of the best `top` trials along the dimension, in (0, 1).
        median_position: f64,
        /// How many best trials were looked at.
        top: u32,
        /// Probability of so extreme a median if the dimension did not matter (exact rank test, methods 3).
        p_value: f64,
        /// What follows.
        action: BoundaryAction,
    },
    /// S20: the best points lie at an end of a dimension, and there are too few points, or too few different values among
    /// them, for the rank test ever to tell that from chance.
    BoundaryUntested {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// How many best trials were looked at: all of them lie there.
        top: u32,
        /// Trials with a score and a value of the dimension.
        points: u32,
        /// Different values among them.
        values: u32,
    },
    /// S20: most of the best points lie at an end of a dimension, and were put there by a sampler that learns: nothing is
    /// tested, since such points crowd near good ones.
    BoundaryLook {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// How many best trials were looked at: their median lies there.
        top: u32,
    },
    /// P39: how many of the study's trials were infeasible?
    InfeasibleShare {
        /// Infeasible trials.
        infeasible: u32,
        /// Trials that ended feasible, infeasible or pruned.
        ended: u32,
    },
    /// Trials that failed for good: every allowed attempt broke, and nothing was learned from them.
    FailedTrials {
        /// How many.
        failed: u32,
    },
    /// Trials that the round's pruner stopped: never candidates, and known only up to their last epoch.
    PrunedTrials {
        /// How many.
        pruned: u32,
        /// Trials that ended feasible, infeasible or pruned.
        ended: u32,
    },
    /// Trials that a person gave up: nothing was learned from them, and whoever gave them up may have seen their curves.
    CancelledTrials {
        /// How many.
        cancelled: u32,
    },
}

impl Answer {
    fn question(&self) -> Question<'_> {
        match self {
            Answer::Boundary { parameter, side, .. }
            | Answer::BoundaryUntested { parameter, side, .. }
            | Answer::BoundaryLook { parameter, side, .. } => Question::Border { parameter, side: *side },
            Answer::InfeasibleShare { .. } => Question::InfeasibleShare,
            Answer::FailedTrials { .. } => Question::FailedTrials,
            Answer::CancelledTrials { .. } => Question::CancelledTrials,
            Answer::PrunedTrials { .. } => Question::PrunedTrials,
        }
    }

    fn is_expansion(&self) -> bool {
        matches!(self, Answer::Boundary { action: BoundaryAction::Expand { .. }, .. })
    }
}

/// What is done about best points at a border.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BoundaryAction {
    /// The range is widened by itself and the new slab sampled.
    Expand {
        /// The range so far.
        from: Range,
        /// The range from now on.
        to: Range,
        /// Points drawn from the slab, so that the union stays evenly sampled.
        trials: u32,
    },
    /// The range already ends at the user's hard limit.
    HardLimit {
        /// The limit.
        limit: f64,
    },
    /// The range ends where values of its kind end: a share at 0 or 1, a count at 1, a positive number at 0.
    NaturalLimit {
        /// The limit.
        limit: f64,
    },
    /// More than half of the last slab was infeasible: a question of stability, not of range (P46).
    Unstable {
        /// Infeasible trials of the slab.
        infeasible: u32,
        /// Trials of the slab.
        slab: u32,
    },
    /// A list ends there: only its owner knows what lies beyond.
    EndOfList {
        /// The value at its end.
        value: Value,
    },
    /// A grid is laid out once.
    GridStays,
    /// The last two expansions brought less than the smallest gain worth having.
    NoFurtherGain,
    /// The study has been expanded as often as one study may be.
    ExpansionsUsedUp {
        /// How often.
        expansions: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RoundId;

    fn finding(answer: Answer) -> Finding {
        Finding { study: StudyId { round: RoundId(1), study: 0 }, answer }
    }

    fn border(parameter: &str, side: Side, action: BoundaryAction) -> Finding {
        let parameter = parameter.to_owned();
        finding(Answer::Boundary { parameter, side, median_position: 0.9, top: 5, p_value: 0.01, action })
    }

    #[test]
    fn of_a_question_asked_again_expansions_and_the_last_answer_stand() {
        let widened = |from: f64, to: f64| BoundaryAction::Expand {
            from: Range { low: 0.0, high: from },
            to: Range { low: 0.0, high: to },
            trials: 3,
        };
        let limit = |limit| BoundaryAction::HardLimit { limit };
        let share = |infeasible, ended| finding(Answer::InfeasibleShare { infeasible, ended });
        let all = [
            border("rate", Side::High, widened(1.0, 2.0)),
            border("momentum", Side::High, limit(0.9)),
            share(1, 8),
            border("rate", Side::High, widened(2.0, 4.0)),
            border("momentum", Side::Low, limit(0.1)),
            share(2, 12),
            border("rate", Side::High, BoundaryAction::NoFurtherGain),
            border("momentum", Side::High, limit(0.9)),
        ];
        let standing: Vec<usize> = standing(&all)
            .into_iter()
            .map(|found| all.iter().position(|finding| std::ptr::eq(finding, found)).unwrap())
            .collect();
        assert_eq!(standing, [0, 3, 4, 5, 6, 7]);
    }
}

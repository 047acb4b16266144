//! Findings: what a check answered, as data. One place, the front end, makes sentences of them.

mod answer;
mod boundary;
mod curves;
mod evidence;
mod rules;
mod severity;

pub use answer::Answer;
pub use boundary::BoundaryAction;
pub use curves::{
    GradientAction, GradientAdvice, LateDeviation, LengthAction, LengthAdvice, LossSpikes, Overfitting,
    OverfittingShare, RepeatsEachEpoch, SaturatedEarly, StillImproving, TrainingLossRising, UnevenEvaluation,
    Yardstick,
};
pub use evidence::{Effort, Interaction, Margin, MarginBasis, Part, Separation};
pub use rules::{RULES_OF_FINDINGS, is_rule_of_a_finding};
use serde::{Deserialize, Serialize};
pub use severity::Severity;

use crate::ids::StudyId;

/// One answer of the checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The study it is about; none where it is about the round as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<StudyId>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RoundId;
    use crate::space::{Range, Side};

    fn finding(answer: Answer) -> Finding {
        Finding { study: Some(StudyId { round: RoundId(1), study: 0 }), answer }
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
        let share = |infeasible, ended| {
            finding(Answer::InfeasibleShare {
                infeasible,
                ended,
                where_they_lie: Vec::new(),
                compared: false,
            })
        };
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

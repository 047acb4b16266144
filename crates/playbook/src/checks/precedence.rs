//! Which finding is told first: the heaviest; of two alike, the cause before what follows from it.
//!
//! Findings come in crowds: a program that runs out of memory makes most trials infeasible, unequal efforts of what is left,
//! and too few points. Only the first of them names what to mend. So
//!
//! 1. a finding that explains another weighs at least as much as that one, and comes before it ([`explains`]);
//! 2. among equals, what makes all others meaningless comes before what they rest on: the program, the data, training, the
//!    design of the round, its spaces, effort, length, density ([`place`]);
//! 3. what was mended by itself comes after what is still to do.

use std::cmp::Reverse;

use etude_study::finding::{Answer, BoundaryAction, Finding, Severity};

/// The findings in the order in which to tell them. Those of the same rank keep their order.
pub fn in_order(mut findings: Vec<&Finding>) -> Vec<&Finding> {
    let all = findings.clone();
    findings.sort_by_key(|finding| {
        (Reverse(weight(finding, &all)), is_explained(finding, &all), place(&finding.answer))
    });
    findings
}

/// A finding's own severity, or that of the heaviest finding it explains. A note stays one: it does not explain what is
/// wrong.
pub fn weight(finding: &Finding, all: &[&Finding]) -> Severity {
    let own = finding.answer.severity();
    if own == Severity::Note {
        return own;
    }
    let explained = all.iter().filter(|other| is_cause_of(finding, other));
    explained.map(|other| other.answer.severity()).fold(own, Severity::max)
}

/// Whether one that is at least a warning explains it.
fn is_explained(finding: &Finding, all: &[&Finding]) -> bool {
    all.iter().any(|other| other.answer.severity() > Severity::Note && is_cause_of(other, finding))
}

fn is_cause_of(cause: &Finding, symptom: &Finding) -> bool {
    let at_the_same_place = match (cause.study, symptom.study) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    at_the_same_place && explains(&cause.answer, &symptom.answer)
}

/// Whether the one, where it is true, is why the other is.
fn explains(cause: &Answer, symptom: &Answer) -> bool {
    match symptom {
        Answer::InfeasibleShare { .. } => matches!(
            cause,
            Answer::InfeasibleAnywhere { .. }
                | Answer::Boundary {
                    action: BoundaryAction::EdgeOfStability { .. } | BoundaryAction::Unstable { .. },
                    ..
                }
        ),
        Answer::UnequalEffort { .. } => {
            matches!(cause, Answer::FailedTrials { .. } | Answer::CancelledTrials { .. })
        }
        Answer::SampledThinly { .. } => {
            matches!(cause, Answer::ManyNuisances { .. } | Answer::InfeasibleAnywhere { .. })
        }
        Answer::LateDeviation(_) => matches!(cause, Answer::ValidationSetTooSmall { .. }),
        Answer::OverfittingShare(_) => matches!(cause, Answer::Overfitting(_)),
        _ => false,
    }
}

/// What stands before what; smaller is earlier.
fn place(answer: &Answer) -> u8 {
    if answer.is_remedied() {
        return u8::MAX;
    }
    match answer {
        Answer::SeedsDoNothing { .. }
        | Answer::InfeasibleAnywhere { .. }
        | Answer::TrainingLossRising(_)
        | Answer::FailedTrials { .. }
        | Answer::RepeatsEachEpoch(_)
        | Answer::UnevenEvaluation(_)
        | Answer::SameSeedDiffers { .. } => 0,
        Answer::ValidationSetTooSmall { .. } => 1,
        Answer::Boundary {
            action: BoundaryAction::EdgeOfStability { .. } | BoundaryAction::Unstable { .. },
            ..
        }
        | Answer::FarWorse { .. }
        | Answer::LossSpikes(_)
        | Answer::GradientAdvice(_)
        | Answer::Overfitting(_)
        | Answer::OverfittingShare(_) => 2,
        Answer::LearningRateFixed { .. }
        | Answer::FixedInteracts { .. }
        | Answer::ManyNuisances { .. }
        | Answer::TrainedTwice { .. } => 3,
        Answer::InfeasibleShare { .. }
        | Answer::Boundary { .. }
        | Answer::BoundaryUntested { .. }
        | Answer::BoundaryLook { .. } => 4,
        Answer::UnequalEffort { .. }
        | Answer::DrawnAnew { .. }
        | Answer::CancelledTrials { .. }
        | Answer::PrunedTrials { .. } => 5,
        Answer::LengthAdvice(_) | Answer::StillImproving(_) | Answer::SaturatedEarly(_) => 6,
        _ => 7,
    }
}

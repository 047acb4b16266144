//! How many trials were infeasible, and where do they lie (P39, P40)? How many were pruned, failed, given up by a person?

use etude_study::finding::{Answer, Finding, Separation};
use etude_study::history::{History, RoundRecord, StudyRecord, TrialState};

use super::SampledPoint;
use super::separation::separations;
use crate::rounds::trials_of;

/// Beyond this share of infeasible trials it is told where they lie.
const MANY: f64 = 0.3;
/// So sharp a cut is no chance.
const LEVEL: f64 = 0.05;
/// So many dimensions are told at most.
const MOST_DIMENSIONS: usize = 2;

pub(super) fn check(
    history: &History,
    round: &RoundRecord,
    study: &StudyRecord,
    points: &[SampledPoint<'_>],
) -> Vec<Finding> {
    let all = trials_of(history, round, study);
    let ended_as = |state: TrialState| {
        let ended = all.iter().filter_map(|trial| history.trials.get(trial));
        ended.filter(|trial| trial.state() == state).count() as u32
    };
    let infeasible = ended_as(TrialState::Infeasible);
    let pruned = ended_as(TrialState::Pruned);
    let ended = infeasible + pruned + ended_as(TrialState::Feasible);
    let failed = ended_as(TrialState::Failed);
    let finding = |answer| Finding { study: Some(study.definition.id), answer };
    let mut findings = Vec::new();
    if infeasible > 0 {
        let is_many = f64::from(infeasible) > MANY * f64::from(ended);
        findings.push(finding(Answer::InfeasibleShare {
            infeasible,
            ended,
            where_they_lie: if is_many { where_they_lie(study, points) } else { Vec::new() },
            compared: is_compared(round),
        }));
    }
    if pruned > 0 {
        findings.push(finding(Answer::PrunedTrials { pruned, ended }));
    }
    if failed > 0 {
        findings.push(finding(Answer::FailedTrials { failed }));
    }
    let cancelled = ended_as(TrialState::Cancelled);
    if cancelled > 0 {
        findings.push(finding(Answer::CancelledTrials { cancelled }));
    }
    findings
}

/// The one or two dimensions that tell them best from the others.
fn where_they_lie(study: &StudyRecord, points: &[SampledPoint<'_>]) -> Vec<Separation> {
    let sharp = separations(study.space.dimensions(), points).into_iter().filter(|cut| cut.p_value <= LEVEL);
    sharp.take(MOST_DIMENSIONS).collect()
}

/// Whether values of a question are compared by points that cover their spaces evenly: the share of a search that learns
/// says where it went, not what the space is like.
fn is_compared(round: &RoundRecord) -> bool {
    let definition = &round.frozen.definition;
    definition.scientific.is_some() && !round.frozen.learns() && !definition.is_by_hand()
}

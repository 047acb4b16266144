//! How many trials were infeasible (P39), pruned, failed, and how many did a person give up?

use etude_study::finding::{Answer, Finding};
use etude_study::history::{History, RoundRecord, StudyRecord, TrialState};

use crate::rounds::trials_of;

pub(super) fn check(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<Finding> {
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
        findings.push(finding(Answer::InfeasibleShare { infeasible, ended }));
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

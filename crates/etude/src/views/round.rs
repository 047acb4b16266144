//! A round, from its goal to its verdict.

use etude_playbook::rounds::{Cost, round_cost, trials_of};
use etude_study::answer::RoundAnswer;
use etude_study::design::Design;
use etude_study::finding::{Finding, standing};
use etude_study::history::{History, RoundRecord, StudyRecord, TrialState};
use etude_study::launch::LaunchEvidence;
use etude_study::round::{Allowance, Phase, Role};
use etude_study::space::active_values;
use etude_study::trial::Outcome;
use etude_study::value::Value;
use etude_study::verdict::{ConfirmationPlan, Verdict};
use serde::Serialize;

use super::checklist::{ChecklistLine, checklist};
use super::plan::{ParameterPlan, varied};
use super::sampler::SamplerView;
use crate::words;

/// Where a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundState {
    /// Trials of its studies are being run.
    Searching,
    /// A finding stands in the way of its verdict.
    Blocked,
    /// Candidate and baseline are being retrained.
    Confirming,
    /// It has its verdict.
    Concluded,
}

/// A started round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundView {
    /// Its number.
    pub round: u32,
    /// Its name.
    pub name: String,
    /// What it wants to learn.
    pub goal: String,
    /// Exploration or exploitation.
    pub phase: Phase,
    /// Where it is.
    pub state: RoundState,
    /// The parameter in question.
    pub scientific: Option<String>,
    /// The question by its parameters, of which there may be several; none where the round only tunes.
    pub question: Option<String>,
    /// By which studies it is answered.
    #[serde(flatten)]
    pub design: Design,
    /// The parameters tuned for every scientific value.
    pub nuisance: Vec<String>,
    /// The parameters that kept the incumbent's value.
    pub fixed: Vec<String>,
    /// What draws its points.
    pub sampler: SamplerView,
    /// What may stop trials early, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pruner: Option<String>,
    /// Rules that it overrides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
    /// Findings of the running round that were accepted after it had started.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Allowance>,
    /// Every finding that stands, the heaviest first.
    pub checklist: Vec<ChecklistLine>,
    /// Its studies.
    pub studies: Vec<StudyView>,
    /// What it was planned to cost.
    pub cost: Cost,
    /// Trainings requested so far.
    pub trainings: u32,
    /// The retraining, once it was planned.
    pub confirmation: Option<ConfirmationView>,
    /// The answer.
    pub verdict: Option<Verdict>,
    /// The word of a person over the verdict, with its reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overruled: Option<String>,
    /// What the answer rests on, in sentences, the most important first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The answer in one sentence.
    pub sentence: Option<String>,
    /// What a round of several questions found for each, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers_in_words: Vec<String>,
}

/// One study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyView {
    /// Its number in the round.
    pub study: u32,
    /// What it stands for in the round's question, in words.
    pub name: String,
    /// Its scientific value.
    pub value: Option<Value>,
    /// The dimensions varied, with their ranges as they are now.
    pub space: Vec<ParameterPlan>,
    /// Trials, those of earlier rounds that count as its own among them.
    pub trials: u32,
    /// Trials of earlier rounds that count as its own, and were not trained again.
    pub reused_trials: u32,
    /// Trials of earlier rounds that the search began with; they are not among `trials`.
    pub earlier_trials: u32,
    /// Trials that ended feasible.
    pub feasible: u32,
    /// Trials that ended infeasible.
    pub infeasible: u32,
    /// Trials that were stopped in favour of their peers.
    pub pruned: u32,
    /// Trials that failed for good.
    pub failed: u32,
    /// How often its space was widened.
    pub expansions: u32,
    /// Its best observed score: selected, so too good by construction.
    pub best_observed: Option<f64>,
    /// The trial that had it.
    pub best_trial: Option<u32>,
    /// What the checklist said.
    pub findings: Vec<Finding>,
    /// The same in sentences.
    pub findings_in_words: Vec<String>,
}

/// The plan of a confirmation and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfirmationView {
    /// As it was stored before the first comparison.
    pub plan: ConfirmationPlan,
    /// Retrainings requested so far.
    pub trainings: u32,
}

/// All started rounds.
pub fn rounds(history: &History) -> Vec<RoundView> {
    history.rounds.iter().map(|record| round(history, record)).collect()
}

fn evidence(record: &RoundRecord) -> Vec<String> {
    let frozen = &record.frozen;
    let lines = |verdict| words::evidence(verdict, &frozen.metric, frozen.direction);
    record.verdict.as_ref().map(lines).unwrap_or_default()
}

/// The latest launch of a person over the verdict of this round, in a sentence.
fn overruled(history: &History, record: &RoundRecord) -> Option<String> {
    let parameters = &record.frozen.parameters;
    history.launches.iter().rev().find_map(|launch| match &launch.evidence {
        LaunchEvidence::Person { round: Some(round), reason, .. } if *round == record.id => Some(format!(
            "Overruled by hand: the incumbent became {} ({reason}).",
            words::values(&active_values(parameters, &launch.values))
        )),
        _ => None,
    })
}

/// One started round.
pub fn round(history: &History, record: &RoundRecord) -> RoundView {
    let frozen = &record.frozen;
    let definition = &frozen.definition;
    let confirmation = record.confirmation.as_ref().map(|confirmation| ConfirmationView {
        plan: confirmation.plan.clone(),
        trainings: confirmation.trials.len() as u32,
    });
    let told = |answer: &RoundAnswer| words::answer(answer, &frozen.metric, frozen.direction);
    let checklist = checklist(history, record);
    let searched: u32 = record.studies.iter().map(|study| study.trials.len() as u32).sum();
    let replicates = record.reruns.as_ref().map_or(0, |reruns| reruns.replicates.len() as u32);
    let fixed = frozen.parameters.iter().filter(|parameter| definition.role(&parameter.name) == Role::Fixed);
    RoundView {
        round: record.id.0,
        name: definition.name.clone(),
        goal: definition.goal.clone(),
        phase: definition.phase,
        state: state(record, &checklist),
        scientific: definition.scientific.clone(),
        question: words::question(frozen),
        design: definition.design.clone(),
        nuisance: definition.nuisance.clone(),
        fixed: fixed.map(|parameter| parameter.name.clone()).collect(),
        sampler: SamplerView::of_round(record),
        pruner: definition.pruner.map(|pruner| pruner.to_string()),
        allow: definition.allow.clone(),
        accepted: record.accepted.clone(),
        checklist,
        studies: record.studies.iter().map(|each| study(history, record, each)).collect(),
        cost: round_cost(frozen, history),
        trainings: searched
            + replicates
            + confirmation.as_ref().map_or(0, |confirmation| confirmation.trainings),
        confirmation,
        sentence: record
            .verdict
            .as_ref()
            .map(|verdict| words::verdict(verdict, &frozen.metric, frozen.direction)),
        answers_in_words: record.verdict.iter().flat_map(|verdict| &verdict.answers).map(told).collect(),
        evidence: evidence(record),
        overruled: overruled(history, record),
        verdict: record.verdict.clone(),
    }
}

/// Where a round is. It is blocked only once its trials have ended and the checklist was gone through: until then, remedies
/// may come by themselves.
fn state(record: &RoundRecord, checklist: &[ChecklistLine]) -> RoundState {
    let blocks = checklist.iter().any(|line| line.blocks);
    let unended: u32 = record.studies.iter().map(|study| study.unended).sum();
    let was_checked = record.checked.is_some() && unended == 0;
    match (&record.verdict, &record.confirmation) {
        (Some(_), _) => RoundState::Concluded,
        (None, Some(confirmation)) if blocks && was_checked && confirmation.unended == 0 => {
            RoundState::Blocked
        }
        (None, None) if blocks && was_checked => RoundState::Blocked,
        (None, Some(_)) => RoundState::Confirming,
        (None, None) => RoundState::Searching,
    }
}

fn study(history: &History, round: &RoundRecord, record: &StudyRecord) -> StudyView {
    let scientific = round.frozen.definition.scientific.as_ref();
    let all = trials_of(history, round, record);
    let trials = || all.iter().filter_map(|trial| Some((*trial, history.trials.get(trial)?)));
    let count = |state| trials().filter(|(_, trial)| trial.state() == state).count() as u32;
    let scored = trials().filter_map(|(id, trial)| match trial.outcome() {
        Some(Outcome::Feasible(best)) => Some((id, best.score)),
        _ => None,
    });
    let best = scored.min_by(|a, b| round.frozen.direction.best_first(a.1, b.1));
    let findings = standing(&record.findings);
    StudyView {
        study: record.definition.id.study,
        name: words::study(&round.frozen, &record.definition),
        value: scientific.and_then(|name| record.definition.fixed.get(name).cloned()),
        space: varied(&record.space),
        trials: all.len() as u32,
        reused_trials: (all.len() - record.trials.len()) as u32,
        earlier_trials: record.definition.carried.len() as u32,
        feasible: count(TrialState::Feasible),
        infeasible: count(TrialState::Infeasible),
        pruned: count(TrialState::Pruned),
        failed: count(TrialState::Failed),
        expansions: record.segments.len() as u32 - 1,
        best_observed: best.map(|(_, score)| score.get()),
        best_trial: best.map(|(trial, _)| trial.0),
        findings_in_words: findings.iter().map(|finding| words::finding(finding)).collect(),
        findings: findings.into_iter().cloned().collect(),
    }
}

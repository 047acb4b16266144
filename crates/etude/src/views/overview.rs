//! Where a project stands, and what to do next.

use etude_playbook::advance::next_round;
use etude_playbook::next::{Evidence, next_steps};
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord, TestRecord, TrialState};
use etude_study::launch::LaunchEvidence;
use etude_study::project::Project;
use etude_study::score::Direction;
use etude_study::space::active_values;
use etude_study::trial::Arm;
use etude_study::verdict::PublishedScore;
use serde::Serialize;

use super::file_changes::file_changes;
use super::round::{RoundState, RoundView, round, rounds};
use crate::next::{StaleView, stale, step};
use crate::words;

/// Everything at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// The project's name.
    pub name: String,
    /// Its metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Every launch, the simple start first.
    pub launches: Vec<LaunchView>,
    /// Started rounds.
    pub rounds: Vec<RoundView>,
    /// Rounds of the file that have not started.
    pub rounds_to_come: Vec<String>,
    /// Trials by state.
    pub trials: Counts,
    /// Looks at the test set.
    pub tests: Vec<TestRecord>,
    /// What the project file says by now and the history does not, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_changes: Vec<String>,
    /// Conclusions that no longer rest on what they rested on (S8), as far as the history tells.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<StaleView>,
    /// What to do now.
    pub next: NextStep,
}

/// A launch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaunchView {
    /// The round that adopted it; none for the simple start.
    pub round: Option<String>,
    /// Its active values.
    pub values: Values,
    /// Its score on fresh seeds.
    pub score: Option<PublishedScore>,
    /// Its gain over the incumbent before it, on the same seeds.
    pub gain: Option<f64>,
    /// Why a person chose it, over or without a verdict; none where a verdict did, and for the simple start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen_by_person: Option<String>,
}

/// Trials by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Waiting for a slot.
    pub requested: u32,
    /// Running.
    pub running: u32,
    /// Ended with a score.
    pub feasible: u32,
    /// Ended as unusable.
    pub infeasible: u32,
    /// Waiting at a rung to be among the best there.
    pub paused: u32,
    /// Stopped in favour of their peers.
    pub pruned: u32,
    /// Failed for good.
    pub failed: u32,
    /// Given up.
    pub cancelled: u32,
}

/// A command and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// The command to type; none when there is nothing to run.
    pub command: Option<&'static str>,
    /// Why.
    pub reason: String,
}

/// Looks at the whole project.
pub fn overview(project: &Project, history: &History) -> Overview {
    let known = |name: &str| history.rounds.iter().any(|round| round.frozen.definition.name == name);
    Overview {
        name: project.name.clone(),
        metric: project.metric.clone(),
        direction: project.direction,
        launches: launches(project, history),
        rounds: rounds(history),
        rounds_to_come: project
            .rounds
            .iter()
            .map(|round| round.name.clone())
            .filter(|name| !known(name))
            .collect(),
        trials: counts(history),
        tests: history.tests.clone(),
        file_changes: file_changes(project, history),
        stale: stale(project, history, None),
        next: next_step(project, history),
    }
}

fn launches(project: &Project, history: &History) -> Vec<LaunchView> {
    let view = |launch: &etude_study::launch::Launch| {
        let values = active_values(&project.parameters, &launch.values);
        match &launch.evidence {
            LaunchEvidence::ProjectFile => {
                let score = measured_as_incumbent(history, &launch.values);
                LaunchView { round: None, values, score, gain: None, chosen_by_person: None }
            }
            LaunchEvidence::Person { round, reason, score, .. } => LaunchView {
                round: round.and_then(|round| Some(history.round(round)?.frozen.definition.name.clone())),
                values,
                score: score.clone().or_else(|| measured_as_incumbent(history, &launch.values)),
                gain: None,
                chosen_by_person: Some(reason.clone()),
            },
            LaunchEvidence::Verdict { round, score, gain } => LaunchView {
                round: history.round(*round).map(|round| round.frozen.definition.name.clone()),
                values,
                score: Some(score.clone()),
                gain: *gain,
                chosen_by_person: None,
            },
        }
    };
    history.launches.iter().map(view).collect()
}

/// The score of a configuration on the fresh seeds of the first round that compared something with it.
pub(super) fn measured_as_incumbent(history: &History, values: &Values) -> Option<PublishedScore> {
    let rounds = history.rounds.iter().filter(|round| round.frozen.incumbent == *values);
    let mut comparisons =
        rounds.filter_map(|round| round.verdict.as_ref()).flat_map(|verdict| &verdict.comparisons);
    comparisons
        .find(|comparison| comparison.against == Arm::Incumbent)
        .map(|comparison| comparison.score.clone())
}

fn counts(history: &History) -> Counts {
    let mut counts = Counts::default();
    for trial in history.trials.values() {
        let count = match trial.state() {
            TrialState::Requested => &mut counts.requested,
            TrialState::Running => &mut counts.running,
            TrialState::Feasible => &mut counts.feasible,
            TrialState::Infeasible => &mut counts.infeasible,
            TrialState::Paused => &mut counts.paused,
            TrialState::Pruned => &mut counts.pruned,
            TrialState::Failed => &mut counts.failed,
            TrialState::Cancelled => &mut counts.cancelled,
        };
        *count += 1;
    }
    counts
}

/// What to do where a finding stands in the way of the open round's verdict.
fn blocked_step(history: &History, record: &RoundRecord) -> Option<NextStep> {
    let view = round(history, record);
    let line = view.checklist.iter().find(|line| line.blocks && view.state == RoundState::Blocked)?;
    let reason = format!(
        "round `{}` has no verdict before this is mended: {}; {}",
        view.name,
        line.sentence,
        words::how_to_accept(line.rule)
    );
    Some(NextStep { command: None, reason })
}

fn next_step(project: &Project, history: &History) -> NextStep {
    if let Some(round) = history.open_round() {
        if let Some(step) = blocked_step(history, round) {
            return step;
        }
        let reason = format!(
            "round `{}` has no verdict yet; the run goes on where it was",
            round.frozen.definition.name
        );
        return NextStep { command: Some("etude run"), reason };
    }
    match next_round(project, history) {
        Some(round) if history.rounds.is_empty() => {
            let reason =
                format!("round `{}` is next: see its roles, spaces and cost before it runs", round.name);
            NextStep { command: Some("etude plan"), reason }
        }
        Some(round) => {
            let reason = format!("round `{}` is next; `etude plan` shows its cost", round.name);
            NextStep { command: Some("etude run"), reason }
        }
        None if project.rounds.is_empty() => {
            let reason = "the project file has no [[rounds]]: add one with a goal and its roles".into();
            NextStep { command: None, reason }
        }
        None => {
            let advice = next_steps(project, history, &Evidence::default());
            let Some(first) = advice.first().map(|first| step(project, history, first)) else {
                return NextStep {
                    command: Some("etude report"),
                    reason: "every round has its verdict".into(),
                };
            };
            let command = match &first.round {
                None if first.action == "test-once" => Some("etude finish"),
                None if first.action == "done" => Some("etude report"),
                _ => Some("etude next"),
            };
            NextStep { command, reason: format!("every round has its verdict. {}", first.what) }
        }
    }
}

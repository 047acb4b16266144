//! Launch history: the incumbent's score on fresh seeds, each time it changed (P102).

use etude_study::configuration::Values;
use etude_study::history::History;
use etude_study::launch::LaunchEvidence;
use etude_study::trial::Arm;
use etude_study::verdict::PublishedScore;
use serde::Serialize;

/// Every incumbent of the project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaunchHistory {
    /// The metric.
    pub metric: String,
    /// The launches, the simple start first.
    pub launches: Vec<LaunchPoint>,
}

/// One launch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaunchPoint {
    /// The round that adopted it, or was overruled with it; none for the simple start, and for a trial that a person named.
    pub round: Option<String>,
    /// Its score on fresh seeds; none while it was never retrained.
    pub score: Option<PublishedScore>,
    /// What it gained over the incumbent before it, on the same seeds; positive is better.
    pub gain: Option<f64>,
}

/// The launches of a project.
pub fn launch_history(history: &History) -> LaunchHistory {
    let launches = history.launches.iter().map(|launch| match &launch.evidence {
        LaunchEvidence::ProjectFile => {
            LaunchPoint { round: None, score: retrained(history, &launch.values), gain: None }
        }
        LaunchEvidence::Verdict { round, score, gain } => LaunchPoint {
            round: history.round(*round).map(|record| record.frozen.definition.name.clone()),
            score: Some(score.clone()),
            gain: *gain,
        },
        LaunchEvidence::Person { round, score, .. } => LaunchPoint {
            round: round.and_then(|round| Some(history.round(round)?.frozen.definition.name.clone())),
            score: score.clone().or_else(|| retrained(history, &launch.values)),
            gain: None,
        },
    });
    LaunchHistory {
        metric: history.project.as_ref().map(|project| project.metric.clone()).unwrap_or_default(),
        launches: launches.collect(),
    }
}

/// The score that a configuration had where a candidate was first compared with it.
fn retrained(history: &History, values: &Values) -> Option<PublishedScore> {
    history.rounds.iter().find_map(|round| {
        let contenders = &round.confirmation.as_ref()?.contenders;
        let arms = contenders.iter().filter(|contender| contender.values == *values);
        let arm = arms.map(|contender| contender.arm).find(|arm| *arm != Arm::Candidate)?;
        let comparisons = &round.verdict.as_ref()?.comparisons;
        comparisons
            .iter()
            .find(|comparison| comparison.against == arm)
            .map(|comparison| comparison.score.clone())
    })
}

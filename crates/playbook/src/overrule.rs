//! A person overrules a verdict: adopts what was not adopted, or keeps what was replaced (P101, P102).
//!
//! The decision stays the verdict's; the launch is the person's, with the reason, and is shown as such for ever.

use etude_study::configuration::Values;
use etude_study::event::CheckStage;
use etude_study::history::{History, RoundRecord};
use etude_study::ids::{RoundId, TrialId};
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::trial::Outcome;
use etude_study::verdict::{Decision, PublishedScore, Reason, Verdict};
use thiserror::Error;

use crate::gate::blocking;

/// What a person names: a trial by its number, or a round by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A trial.
    Trial(TrialId),
    /// A round.
    Round(String),
}

impl Named {
    /// A whole number is a trial, anything else a round.
    pub fn read(text: &str) -> Named {
        text.parse().map_or_else(|_| Named::Round(text.to_owned()), |trial| Named::Trial(TrialId(trial)))
    }
}

/// Why nothing is overruled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// No reason was given.
    #[error("a verdict is overruled with a reason, and none was given")]
    NoReason,
    /// Nothing has a verdict yet.
    #[error("no round has its verdict yet")]
    NoVerdict,
    /// A round runs, whose comparison is with the incumbent as it is.
    #[error("round `{round}` is still running: it compares with the incumbent as it is")]
    RoundRuns {
        /// The round.
        round: String,
    },
    /// There is no such round.
    #[error("no started round is named `{name}`")]
    UnknownRound {
        /// As it was named.
        name: String,
    },
    /// There is no such trial.
    #[error("there is no trial {trial}")]
    UnknownTrial {
        /// Its number.
        trial: TrialId,
    },
    /// The trial has no score.
    #[error("trial {trial} did not end with a score")]
    NotFeasible {
        /// The trial.
        trial: TrialId,
    },
    /// The round found no change to consider.
    #[error("round `{round}` has no candidate: it found no change to consider")]
    NoCandidate {
        /// The round.
        round: String,
    },
    /// It is the incumbent already.
    #[error("this configuration is the incumbent already")]
    IsIncumbent,
    /// There is nothing to take back.
    #[error("round `{round}` did not replace the incumbent: there is nothing to take back")]
    NothingAdopted {
        /// The round.
        round: String,
    },
    /// Later launches rest on it.
    #[error("the incumbent was replaced again after round `{round}`")]
    ReplacedSince {
        /// The round.
        round: String,
    },
}

/// The launch by which a person adopts a trial's configuration, or a round's candidate: that of the latest round where
/// nothing is named.
///
/// # Errors
/// Without a reason, while a round runs, and where there is nothing to adopt.
pub fn adopt(history: &History, named: Option<&Named>, reason: &str) -> Result<Launch, Refusal> {
    let reason = given(reason)?;
    at_rest(history)?;
    let (values, round, trial, score) = match named {
        Some(Named::Trial(trial)) => {
            let (round, values) = configuration_of(history, *trial)?;
            (values, round, Some(*trial), None)
        }
        Some(Named::Round(name)) => candidate_of(round_named(history, name)?)?,
        None => candidate_of(history.rounds.last().ok_or(Refusal::NoVerdict)?)?,
    };
    if history.incumbent() == Some(&values) {
        return Err(Refusal::IsIncumbent);
    }
    let evidence = LaunchEvidence::Person { reason, round: Some(round), trial, score };
    Ok(Launch { values, evidence })
}

/// What a person's `keep` comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Keeping {
    /// The launch that records it.
    pub launch: Launch,
    /// The round that ends by it, with its verdict; none where an adoption is taken back.
    pub closes: Option<(RoundId, Verdict)>,
}

/// The launch by which a person keeps what was there before a round: of the one named, else of the latest. A round whose verdict
/// waits for blocking findings ends by it, inconclusive, and the incumbent stays; of one that adopted, the incumbent
/// before it is the incumbent again.
///
/// # Errors
/// Without a reason, while a round runs that nothing blocks, and where there is nothing to take back.
pub fn keep(history: &History, round: Option<&str>, reason: &str) -> Result<Keeping, Refusal> {
    let reason = given(reason)?;
    if let Some(open) = history.open_round()
        && round.is_none_or(|name| open.frozen.definition.name == name)
    {
        return closing(history, open, reason);
    }
    at_rest(history)?;
    let record = match round {
        Some(name) => round_named(history, name)?,
        None => history.rounds.last().ok_or(Refusal::NoVerdict)?,
    };
    let name = || record.frozen.definition.name.clone();
    let adopted = history.launches.iter().rposition(|launch| round_of(launch) == Some(record.id));
    let adopted = adopted.filter(|at| *at > 0).ok_or_else(|| Refusal::NothingAdopted { round: name() })?;
    if adopted + 1 != history.launches.len() {
        return Err(Refusal::ReplacedSince { round: name() });
    }
    let before = &history.launches[adopted - 1];
    if history.incumbent() == Some(&before.values) {
        return Err(Refusal::NothingAdopted { round: name() });
    }
    let score = score_of(before);
    let evidence = LaunchEvidence::Person { reason, round: Some(record.id), trial: None, score };
    Ok(Keeping { launch: Launch { values: before.values.clone(), evidence }, closes: None })
}

/// Ends a round that blocking findings stopped: nothing was compared, so nothing is concluded.
fn closing(history: &History, round: &RoundRecord, reason: String) -> Result<Keeping, Refusal> {
    let stage = if round.confirmation.is_some() { CheckStage::Confirmation } else { CheckStage::Search };
    let mut rules: Vec<String> =
        blocking(history, round).iter().map(|finding| finding.answer.rule().to_owned()).collect();
    rules.dedup();
    if !round.was_checked(stage) || rules.is_empty() {
        return Err(Refusal::RoundRuns { round: round.frozen.definition.name.clone() });
    }
    let verdict = Verdict::without_comparison(Decision::Inconclusive, Reason::ClosedByPerson { rules });
    let score = history.launches.last().and_then(score_of);
    let evidence = LaunchEvidence::Person { reason, round: Some(round.id), trial: None, score };
    let launch = Launch { values: round.frozen.incumbent.clone(), evidence };
    Ok(Keeping { launch, closes: Some((round.id, verdict)) })
}

fn given(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::NoReason) } else { Ok(reason.to_owned()) }
}

fn at_rest(history: &History) -> Result<(), Refusal> {
    match history.open_round() {
        Some(round) => Err(Refusal::RoundRuns { round: round.frozen.definition.name.clone() }),
        None => Ok(()),
    }
}

fn round_named<'a>(history: &'a History, name: &str) -> Result<&'a RoundRecord, Refusal> {
    let found = history.rounds.iter().find(|round| round.frozen.definition.name == name);
    found.ok_or_else(|| Refusal::UnknownRound { name: name.to_owned() })
}

type Adopted = (Values, RoundId, Option<TrialId>, Option<PublishedScore>);

fn candidate_of(round: &RoundRecord) -> Result<Adopted, Refusal> {
    let verdict = round.verdict.as_ref().ok_or(Refusal::NoVerdict)?;
    let none = || Refusal::NoCandidate { round: round.frozen.definition.name.clone() };
    let candidate = verdict.candidate.as_ref().ok_or_else(none)?;
    Ok((candidate.values.clone(), round.id, candidate.from, verdict.candidate_score.clone()))
}

/// A trial's value of every parameter: those that are inactive in it are its round's incumbent's.
fn configuration_of(history: &History, trial: TrialId) -> Result<(RoundId, Values), Refusal> {
    let record = history.trials.get(&trial).ok_or(Refusal::UnknownTrial { trial })?;
    if !matches!(record.outcome(), Some(Outcome::Feasible(_))) {
        return Err(Refusal::NotFeasible { trial });
    }
    let id = record.request.purpose.round();
    let round = history.round(id).ok_or(Refusal::NoVerdict)?;
    let mut values = round.frozen.incumbent.clone();
    values.extend(record.request.configuration.values.clone());
    Ok((id, values))
}

fn round_of(launch: &Launch) -> Option<RoundId> {
    match &launch.evidence {
        LaunchEvidence::Verdict { round, .. } => Some(*round),
        LaunchEvidence::Person { round, .. } => *round,
        LaunchEvidence::ProjectFile => None,
    }
}

fn score_of(launch: &Launch) -> Option<PublishedScore> {
    match &launch.evidence {
        LaunchEvidence::Verdict { score, .. } => Some(score.clone()),
        LaunchEvidence::Person { score, .. } => score.clone(),
        LaunchEvidence::ProjectFile => None,
    }
}

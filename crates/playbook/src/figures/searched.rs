//! The trials of a round's search, as figures show them.

use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::score::{Direction, Score};
use etude_study::trial::{BestEpoch, Outcome};
use serde::Serialize;

/// What is known of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialKind {
    /// It has a score.
    Feasible,
    /// It was unusable.
    Infeasible,
    /// It was stopped in favour of its peers: its best so far.
    Pruned,
}

/// A trial of the search that ended and says something; the incumbent's own configuration is one too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searched<'a> {
    pub(super) trial: TrialId,
    /// The index of its study, from 0.
    pub(super) study: usize,
    pub(super) values: &'a Values,
    pub(super) kind: TrialKind,
    /// Of a feasible trial its best epoch, of a pruned one the best so far.
    pub(super) best: Option<&'a BestEpoch>,
}

impl Searched<'_> {
    pub(super) fn score(&self) -> Option<f64> {
        self.best.map(|best| best.score.get())
    }

    /// The score of a trial that ran to its end.
    pub(super) fn final_score(&self) -> Option<Score> {
        self.best.filter(|_| self.kind == TrialKind::Feasible).map(|best| best.score)
    }
}

/// Them, study by study in the order of their request.
pub(super) fn searched<'a>(history: &'a History, round: &RoundRecord) -> Vec<Searched<'a>> {
    let mut found = Vec::new();
    for (study, record) in round.studies.iter().enumerate() {
        for trial in &record.trials {
            let Some(known) = history.trials.get(trial) else { continue };
            let (kind, best) = match known.outcome() {
                Some(Outcome::Feasible(best)) => (TrialKind::Feasible, Some(best)),
                Some(Outcome::Pruned(pruned)) => (TrialKind::Pruned, Some(&pruned.best)),
                Some(Outcome::Infeasible(_)) => (TrialKind::Infeasible, None),
                _ => continue,
            };
            let values = &known.request.configuration.values;
            found.push(Searched { trial: *trial, study, values, kind, best });
        }
    }
    found
}

/// A study as figures call it: `dropout = on`, or `tuning` where the round has no question.
pub fn study_label(round: &RoundRecord, study: &StudyRecord) -> String {
    let value = round.frozen.definition.scientific.as_ref();
    let value = value.and_then(|name| Some((name, study.definition.fixed.get(name)?)));
    value.map_or_else(|| "tuning".into(), |(name, value)| format!("{name} = {value}"))
}

/// The labels of all studies of a round.
pub(super) fn study_labels(round: &RoundRecord) -> Vec<String> {
    round.studies.iter().map(|study| study_label(round, study)).collect()
}

/// Scores turned so that less is better, and back.
pub(super) fn turned(direction: Direction, value: f64) -> f64 {
    match direction {
        Direction::Minimize => value,
        Direction::Maximize => -value,
    }
}

/// The standard deviation between seeds, as the round's own retrainings tell it; none before them.
pub(super) fn trial_sd(round: &RoundRecord) -> Option<f64> {
    round.verdict.as_ref()?.candidate_score.as_ref()?.sd
}

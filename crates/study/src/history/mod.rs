//! The history of a project: a fold over its events. Same events, same history.

mod curve;
mod record;
mod rescore;
mod round_check;
mod watched;

use std::collections::{BTreeMap, BTreeSet};

pub use curve::LiveCurve;
pub use record::{AttemptRecord, Confirmation, RoundRecord, Segment, StudyRecord, TrialRecord, TrialState};
use thiserror::Error;
pub use watched::Course;

use crate::batch_size_choice::BatchSizeChoice;
use crate::configuration::Values;
use crate::event::Event;
use crate::ids::{RoundId, StudyId, TrialId};
use crate::launch::Launch;
use crate::reruns::RerunRecord;
use crate::round::Allowance;
use crate::score::Direction;
use crate::trial::{Arm, Outcome, Purpose};

/// Everything that is known of a project. Curves of ended trials are not in it: the store reads them on request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Name, metric, direction and seed, once the project was opened.
    pub project: Option<ProjectIdentity>,
    /// Every launch, oldest first; the last is the incumbent.
    pub launches: Vec<Launch>,
    /// Every batch size that was chosen by measuring, oldest first.
    pub batch_sizes: Vec<BatchSizeChoice>,
    /// Dimension numbers by parameter name.
    pub dimension_numbers: BTreeMap<String, u32>,
    /// Rounds in the order of their start.
    pub rounds: Vec<RoundRecord>,
    /// Trials by number.
    pub trials: BTreeMap<TrialId, TrialRecord>,
    /// Test scores, in the order in which they were taken.
    pub tests: Vec<TestRecord>,
    /// Trials that wait for a slot, lowest number first.
    pub waiting: BTreeSet<TrialId>,
    /// Trials whose process is running, as far as the events tell.
    pub running: BTreeSet<TrialId>,
    /// Trials that wait at a rung to be among the best there.
    pub paused: BTreeSet<TrialId>,
    /// Whether any trial ever ended feasible or infeasible: the program works in principle.
    pub program_has_worked: bool,
}

/// What never changes in a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectIdentity {
    /// Its name.
    pub name: String,
    /// The metric all conclusions are about.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Its seed.
    pub seed: u64,
}

/// One look at the test set.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct TestRecord {
    /// Whose checkpoint.
    pub trial: TrialId,
    /// Which checkpoint.
    pub checkpoint: String,
    /// The test program's numbers.
    pub metrics: BTreeMap<String, f64>,
}

/// An event that cannot follow the ones before it: the store was changed by something else, or is damaged.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum HistoryError {
    /// The event is about a trial that was never requested.
    #[error("an event names trial {0}, which was never requested")]
    UnknownTrial(TrialId),
    /// The event is about a round that was never started.
    #[error("an event names round {0}, which was never started")]
    UnknownRound(RoundId),
    /// The event is about a study that its round does not have.
    #[error("an event names study {0}, which its round does not have")]
    UnknownStudy(StudyId),
    /// A trial that ended got another event.
    #[error("trial {0} had ended, but an event changes it")]
    TrialHadEnded(TrialId),
    /// Only a failed trial of a study that is still searched can be trained again.
    #[error(
        "trial {0} cannot be trained again: it has not failed, or its study was already judged without it"
    )]
    NotReopenable(TrialId),
    /// A report is missing or stored twice.
    #[error("trial {trial}, attempt {attempt}: report {found} follows where report {expected} belongs")]
    ReportOutOfOrder {
        /// The trial.
        trial: TrialId,
        /// The attempt.
        attempt: u32,
        /// The number that belonged there.
        expected: u32,
        /// The number that came.
        found: u32,
    },
}

impl History {
    /// Folds events, oldest first.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<History, HistoryError> {
        let mut history = History::default();
        for event in events {
            history.apply(event)?;
        }
        Ok(history)
    }

    /// Takes in one more event. On an error the history is left as it was.
    pub fn apply(&mut self, event: &Event) -> Result<(), HistoryError> {
        match event {
            Event::ProjectOpened { name, metric, direction, seed } => {
                let identity = ProjectIdentity {
                    name: name.clone(),
                    metric: metric.clone(),
                    direction: *direction,
                    seed: *seed,
                };
                self.project = Some(identity);
            }
            Event::Launched(launch) => self.launches.push((**launch).clone()),
            Event::DimensionsNumbered { names } => self.number_dimensions(names),
            Event::RoundStarted { round, frozen } => self.rounds.push(RoundRecord::started(*round, frozen)),
            Event::SamplerChanged { round, version } => {
                self.round_mut(*round)?.later_sampler_versions.push(*version);
            }
            Event::TrialRequested { trial, request } => self.request(*trial, request)?,
            Event::AttemptStarted { trial, attempt, slot } => {
                self.live(*trial)?.start_attempt(*attempt, *slot);
                self.index(*trial);
            }
            Event::Measured { trial, measured } => self.live(*trial)?.measure(*trial, measured)?,
            Event::AttemptEnded { trial, attempt, ending, seconds } => {
                self.live(*trial)?.end_attempt(*attempt, ending, *seconds);
                self.index(*trial);
            }
            Event::TrialJudged { trial, ruling } => {
                self.live(*trial)?.judge(ruling);
                self.index(*trial);
            }
            Event::TrialPaused { trial } => {
                self.live(*trial)?.pause();
                self.index(*trial);
            }
            Event::TrialEnded { trial, outcome } => self.end_trial(*trial, outcome)?,
            Event::CurveRead { trial, reading } => self.known(*trial)?.read_curve(reading),
            Event::TrialReopened { trial } => self.reopen_trial(*trial)?,
            Event::StudyChecked { study, findings, expansion } => {
                self.study_mut(*study)?.check(findings, expansion.as_ref());
            }
            Event::RerunsPlanned { round, reruns } => {
                self.round_mut(*round)?.reruns = Some(RerunRecord::planned(reruns));
            }
            Event::ConfirmationPlanned { round, contenders, plan } => {
                let planned = Confirmation::planned(contenders, plan);
                self.round_mut(*round)?.confirmation = Some(planned);
            }
            Event::RoundConcluded { round, verdict } => {
                self.round_mut(*round)?.verdict = Some((**verdict).clone());
                self.forget_peer_curves(*round);
            }
            Event::SourcesRecorded { round, sources } => {
                self.round_mut(*round)?.sources.push((**sources).clone());
            }
            Event::Tested { trial, checkpoint, metrics } => {
                let test =
                    TestRecord { trial: *trial, checkpoint: checkpoint.clone(), metrics: metrics.clone() };
                self.tests.push(test);
            }
            Event::RoundChecked { round, stage, findings, remedies } => {
                self.round_mut(*round)?.check(*stage, findings, remedies)?;
            }
            Event::BatchSizeChosen { choice } => self.batch_sizes.push((**choice).clone()),
            Event::FindingAccepted { round, rule, reason } => {
                let accepted = Allowance { rule: rule.clone(), reason: reason.clone() };
                self.round_mut(*round)?.accepted.push(accepted);
            }
        }
        Ok(())
    }

    fn number_dimensions(&mut self, names: &[String]) {
        for name in names {
            let next = self.dimension_numbers.len() as u32;
            self.dimension_numbers.entry(name.clone()).or_insert(next);
        }
    }

    /// A trial, ended or not.
    fn known(&mut self, trial: TrialId) -> Result<&mut TrialRecord, HistoryError> {
        self.trials.get_mut(&trial).ok_or(HistoryError::UnknownTrial(trial))
    }

    fn request(&mut self, trial: TrialId, request: &crate::trial::TrialRequest) -> Result<(), HistoryError> {
        let round = self.round_mut(request.purpose.round())?;
        let curve = LiveCurve::in_round(&round.frozen);
        match &request.purpose {
            Purpose::Search { study, segment, .. } => {
                self.study_mut(*study)?.request(trial, Some(*segment));
            }
            Purpose::Incumbent { study } => self.study_mut(*study)?.request(trial, None),
            Purpose::Confirmation { arm, seed_index, .. } => {
                if let Some(confirmation) = &mut round.confirmation {
                    confirmation.trials.insert((*arm, *seed_index), trial);
                    confirmation.unended += 1;
                }
            }
            Purpose::Replicate { of, seed_index, .. } => {
                if let Some(reruns) = &mut round.reruns {
                    reruns.replicates.insert((*of, *seed_index), trial);
                    reruns.unended += 1;
                }
            }
        }
        self.trials.insert(trial, TrialRecord::requested(request, curve));
        self.index(trial);
        Ok(())
    }

    /// The first slot in which no attempt runs.
    pub fn free_slot(&self) -> u32 {
        let taken: BTreeSet<u32> =
            self.running.iter().filter_map(|trial| self.trials.get(trial)?.attempts.last()?.slot).collect();
        (0..=taken.len() as u32).find(|slot| !taken.contains(slot)).unwrap_or_default()
    }

    fn end_trial(&mut self, trial: TrialId, outcome: &Outcome) -> Result<(), HistoryError> {
        let purpose = self.live(trial)?.request.purpose.clone();
        let is_pruned =
            self.round(purpose.round()).is_some_and(|round| round.frozen.definition.pruner.is_some());
        self.live(trial)?.end(outcome, is_pruned && purpose.study().is_some());
        self.program_has_worked |=
            matches!(outcome, Outcome::Feasible(_) | Outcome::Infeasible(_) | Outcome::Pruned(_));
        self.index(trial);
        match purpose {
            Purpose::Search { study, .. } | Purpose::Incumbent { study } => {
                let study = self.study_mut(study)?;
                study.unended = study.unended.saturating_sub(1);
            }
            Purpose::Confirmation { round, .. } => {
                if let Some(confirmation) = &mut self.round_mut(round)?.confirmation {
                    confirmation.unended = confirmation.unended.saturating_sub(1);
                }
            }
            Purpose::Replicate { round, .. } => {
                if let Some(reruns) = &mut self.round_mut(round)?.reruns {
                    reruns.unended = reruns.unended.saturating_sub(1);
                }
            }
        }
        Ok(())
    }

    fn forget_peer_curves(&mut self, round: RoundId) {
        let studies = self.round(round).map(|round| round.studies.iter().flat_map(|study| &study.trials));
        for trial in studies.into_iter().flatten().copied().collect::<Vec<_>>() {
            if let Some(record) = self.trials.get_mut(&trial) {
                record.forget_peer_curve();
            }
        }
    }

    fn reopen_trial(&mut self, trial: TrialId) -> Result<(), HistoryError> {
        if !self.may_be_reopened(trial) {
            return Err(HistoryError::NotReopenable(trial));
        }
        let refused = HistoryError::NotReopenable(trial);
        let Some(record) = self.trials.get(&trial) else { return Err(refused) };
        let purpose = record.request.purpose.clone();
        let Some(study) = purpose.study() else { return Err(refused) };
        let curve = LiveCurve::in_round(&self.round_mut(purpose.round())?.frozen);
        self.study_mut(study)?.reopen();
        self.round_mut(study.round)?.checked = None;
        if let Some(record) = self.trials.get_mut(&trial) {
            record.reopen(curve);
        }
        self.index(trial);
        Ok(())
    }

    /// Whether a trial has failed and nothing was chosen from its study without it. A failed retraining is not trained
    /// again: another fresh seed takes its place.
    pub fn may_be_reopened(&self, trial: TrialId) -> bool {
        let Some(record) = self.trials.get(&trial) else { return false };
        let round = self.round(record.request.purpose.round());
        let nothing_chosen =
            round.is_some_and(|round| round.confirmation.is_none() && round.verdict.is_none());
        let of_study = record.request.purpose.study().is_some();
        record.state() == TrialState::Failed && of_study && nothing_chosen
    }

    /// Keeps the sets of waiting, running and paused trials in step with the trial's state.
    fn index(&mut self, trial: TrialId) {
        let state = self.trials.get(&trial).map(TrialRecord::state);
        for (set, member) in [
            (&mut self.waiting, TrialState::Requested),
            (&mut self.running, TrialState::Running),
            (&mut self.paused, TrialState::Paused),
        ] {
            if state == Some(member) {
                set.insert(trial);
            } else {
                set.remove(&trial);
            }
        }
    }

    fn live(&mut self, trial: TrialId) -> Result<&mut TrialRecord, HistoryError> {
        let record = self.trials.get_mut(&trial).ok_or(HistoryError::UnknownTrial(trial))?;
        if record.outcome().is_some() { Err(HistoryError::TrialHadEnded(trial)) } else { Ok(record) }
    }

    fn round_mut(&mut self, round: RoundId) -> Result<&mut RoundRecord, HistoryError> {
        self.rounds.get_mut((round.0 as usize).wrapping_sub(1)).ok_or(HistoryError::UnknownRound(round))
    }

    fn study_mut(&mut self, study: StudyId) -> Result<&mut StudyRecord, HistoryError> {
        let records = &mut self.round_mut(study.round)?.studies;
        records.get_mut((study.study as usize).wrapping_sub(1)).ok_or(HistoryError::UnknownStudy(study))
    }

    /// The incumbent's value of every parameter; none before the project was opened.
    pub fn incumbent(&self) -> Option<&Values> {
        self.launches.last().map(|launch| &launch.values)
    }

    /// The round that has no verdict yet.
    pub fn open_round(&self) -> Option<&RoundRecord> {
        self.rounds.last().filter(|round| round.verdict.is_none())
    }

    /// A round by number.
    pub fn round(&self, round: RoundId) -> Option<&RoundRecord> {
        self.rounds.get((round.0 as usize).checked_sub(1)?)
    }

    /// The number the next trial gets.
    pub fn next_trial(&self) -> TrialId {
        TrialId(self.trials.last_key_value().map_or(1, |(trial, _)| trial.0 + 1))
    }

    /// A study by its identity.
    pub fn study(&self, study: StudyId) -> Option<&StudyRecord> {
        self.round(study.round)?.studies.get((study.study as usize).checked_sub(1)?)
    }

    /// The confirmation trial of an arm and seed index in a round.
    pub fn confirmation_trial(&self, round: &RoundRecord, arm: Arm, seed_index: u32) -> Option<&TrialRecord> {
        let trial = round.confirmation.as_ref()?.trials.get(&(arm, seed_index))?;
        self.trials.get(trial)
    }
}

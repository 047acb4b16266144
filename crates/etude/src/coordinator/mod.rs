//! The coordinator: a pure state machine that drives a project from events to actions.
//!
//! It reads no clock, touches no file and starts no process. What it knows is the fold of the events it was given or
//! made; what it wants done it returns. The shell records the events *before* it does anything else, so a coordinator
//! that is rebuilt from the store goes on as if it had never stopped. The same machine runs under the simulation.

mod endings;
mod objectives;
mod observations;
mod points;
mod pruning;
mod requests;
mod samplers;
mod taking_over;

use std::collections::BTreeSet;

use etude_playbook::advance::{Step, advance};
use etude_playbook::outcome::{AfterAttempt, after_attempt};
use etude_playbook::rounds::RoundError;
use etude_search::catalogue::UnknownSampler;
use etude_search::sampler::SuggestError;
use etude_study::event::Event;
use etude_study::finding::Finding;
use etude_study::history::{History, HistoryError, TrialRecord, TrialState};
use etude_study::ids::{RoundId, TrialId};
use etude_study::measurement::{Measurement, SpooledMeasurement};
use etude_study::project::Project;
use etude_study::score::Direction;
use etude_study::trial::{AttemptEnding, Crash, Outcome, Purpose};
use thiserror::Error;

use samplers::Samplers;
pub use samplers::settle;

/// Crashes in a row after which the program, not the points, is at fault: attempts while nothing ever worked, failed
/// trials afterwards. Points that a search chose for what it has learned lie side by side and speak for one region only: they
/// do not count. The incumbent's own does, retrainings do, and points that were drawn to look away.
const CRASHES_TO_HALT: u32 = 3;

/// Something the shell saw.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A program reported.
    Measured {
        /// The trial.
        trial: TrialId,
        /// The report.
        measured: SpooledMeasurement,
    },
    /// A program ended.
    AttemptEnded {
        /// The trial.
        trial: TrialId,
        /// The attempt.
        attempt: u32,
        /// How.
        ending: AttemptEnding,
        /// Wall seconds; none when it was lost.
        seconds: Option<f64>,
    },
    /// The reports of the earlier trial that this one goes on from, or none where its checkpoint is not there any more: then
    /// it starts again.
    TakenOver {
        /// The trial that goes on.
        trial: TrialId,
        /// The earlier trial's reports, in their order.
        reports: Vec<Measurement>,
    },
    /// A person asked to stop: no new attempts; the running ones end by themselves.
    Drain,
    /// A person gives a trial up. One that is not there or has ended is let be.
    Cancel {
        /// The trial.
        trial: TrialId,
    },
    /// A person asks for the failed trials to be trained again, where their study has not been judged without them.
    RetryFailed,
}

/// What the shell is to do, in this order: record the events, then start the attempts.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Events to append in one transaction.
    pub record: Vec<Event>,
    /// Trials that go on from an earlier one's last checkpoint: it is to be brought to them, and told as
    /// [`Input::TakenOver`].
    pub take_over: Vec<TakeOver>,
    /// Attempts to start, all recorded above.
    pub start: Vec<Start>,
    /// Trials whose running attempt is to be ended; what becomes of it is an input like any other.
    pub stop: Vec<TrialId>,
    /// Where the coordinator stands.
    pub state: CoordinatorState,
}

/// A trial that goes on where an earlier one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeOver {
    /// The trial.
    pub trial: TrialId,
    /// The earlier one.
    pub from: TrialId,
}

/// An attempt to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The trial.
    pub trial: TrialId,
    /// The attempt's number.
    pub attempt: u32,
}

/// Whether there is more to come.
#[derive(Debug, Clone, PartialEq)]
pub enum CoordinatorState {
    /// Attempts are running, or will be.
    Working,
    /// Every round has its verdict.
    Finished,
    /// Stopped on request; nothing runs.
    Drained,
    /// The program crashes again and again: its trials wait, nothing runs, and a person must look.
    Halted {
        /// The trial that crashed last.
        trial: TrialId,
        /// What it crashed with.
        crash: Crash,
    },
    /// Findings stand in the way of the round's verdict, and nothing runs: each must be mended, or accepted with a reason.
    Blocked {
        /// The round.
        round: RoundId,
        /// The findings.
        findings: Vec<Finding>,
    },
    /// What comes next cannot be started, and nothing runs. All before it is recorded, the last verdict included.
    Refused(CoordinatorError),
}

/// How far the playbook could be followed.
enum Planned {
    /// Until trials end.
    Waits,
    /// Until findings that block a verdict.
    ToFindings { round: RoundId, findings: Vec<Finding> },
    /// Until every round has its verdict.
    ToTheEnd,
}

/// Why the coordinator cannot go on.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CoordinatorError {
    /// The next round cannot start.
    #[error(transparent)]
    Round(#[from] RoundError),
    /// The history does not hold together.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A round names a sampler that this version lacks.
    #[error(transparent)]
    Sampler(#[from] UnknownSampler),
    /// The sampler has no more points.
    #[error(transparent)]
    Suggest(#[from] SuggestError),
    /// The history belongs to a project that asks another question.
    #[error("the history is about {recorded}, but the project file says {asked}")]
    OtherProject {
        /// Metric, direction and seed of the history.
        recorded: String,
        /// Those of the file.
        asked: String,
        /// Whether no trial ever worked, so that nothing is lost by beginning again.
        nothing_learned: bool,
    },
}

/// Drives one project.
#[derive(Debug)]
pub struct Coordinator {
    project: Project,
    history: History,
    draining: bool,
    crashes_in_a_row: u32,
    halted: Option<(TrialId, Crash)>,
    refused: Option<CoordinatorError>,
    /// Running trials that a person gave up.
    given_up: BTreeSet<TrialId>,
    samplers: Samplers,
    /// Running trials whose attempt was asked to end for a ruling of the pruner.
    asked_to_end: BTreeSet<TrialId>,
    /// Trials that start again, since what they were to go on from is not there.
    start_again: BTreeSet<TrialId>,
    /// Trials whose points were drawn away from where a search failed again and again.
    looked_away: BTreeSet<TrialId>,
}

impl Coordinator {
    /// A coordinator for a project and its history so far, which is empty for a new one.
    pub fn new(project: Project, history: History) -> Result<Coordinator, CoordinatorError> {
        if let Some(identity) = &history.project {
            let named = |metric: &str, direction: Direction, seed| {
                format!("{metric} ({}, seed {seed})", format!("{direction:?}").to_lowercase())
            };
            let recorded = named(&identity.metric, identity.direction, identity.seed);
            let asked = named(&project.metric, project.direction, project.seed);
            if recorded != asked {
                let nothing_learned = !history.program_has_worked;
                return Err(CoordinatorError::OtherProject { recorded, asked, nothing_learned });
            }
        }
        Ok(Coordinator {
            project,
            history,
            draining: false,
            crashes_in_a_row: 0,
            halted: None,
            refused: None,
            given_up: BTreeSet::new(),
            samplers: Samplers::default(),
            asked_to_end: BTreeSet::new(),
            start_again: BTreeSet::new(),
            looked_away: BTreeSet::new(),
        })
    }

    /// What is known so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes in what the shell has found out and recorded by itself. Nothing is decided by it.
    pub fn learn(&mut self, recorded: &[Event]) -> Result<(), HistoryError> {
        recorded.iter().try_for_each(|event| self.history.apply(event))
    }

    /// The project as its file describes it.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Attempts that the history says are running: after a restart the shell finds out what became of them.
    pub fn adopted(&self) -> Vec<Start> {
        let running = self.history.running.iter();
        let start = |trial: &TrialId| {
            Some(Start { trial: *trial, attempt: self.history.trials.get(trial)?.attempt() })
        };
        running.filter_map(start).collect()
    }

    /// Takes in what the shell saw and says what to do. Without inputs it only plans: the first call of a run.
    ///
    /// # Errors
    /// When the history does not hold together. A plan that cannot go on is no error but a state, so that what happened
    /// before it is recorded all the same.
    pub fn handle(&mut self, inputs: Vec<Input>) -> Result<Response, CoordinatorError> {
        let mut record = Vec::new();
        let mut stop = Vec::new();
        for input in inputs {
            self.take_in(input, &mut record, &mut stop)?;
        }
        let mut start = Vec::new();
        let mut planned = Planned::Waits;
        if !self.draining && self.halted.is_none() && self.refused.is_none() {
            match self.plan(&mut record) {
                Ok(how_far) => planned = how_far,
                Err(CoordinatorError::History(error)) => return Err(error.into()),
                Err(error) => self.refused = Some(error),
            }
            self.fill_slots(&mut record, &mut start)?;
        }
        stop.extend(self.ends_for_rulings());
        let take_over = self.to_take_over();
        Ok(Response { record, take_over, start, stop, state: self.state(planned) })
    }

    fn state(&self, planned: Planned) -> CoordinatorState {
        if !self.history.running.is_empty() {
            return CoordinatorState::Working;
        }
        if let Some(error) = &self.refused {
            return CoordinatorState::Refused(error.clone());
        }
        match (&self.halted, planned) {
            (Some((trial, crash)), _) => CoordinatorState::Halted { trial: *trial, crash: crash.clone() },
            (None, _) if self.draining => CoordinatorState::Drained,
            (None, Planned::ToTheEnd) => CoordinatorState::Finished,
            (None, Planned::ToFindings { round, findings }) => CoordinatorState::Blocked { round, findings },
            (None, Planned::Waits) => CoordinatorState::Working,
        }
    }

    fn take_in(
        &mut self,
        input: Input,
        record: &mut Vec<Event>,
        stop: &mut Vec<TrialId>,
    ) -> Result<(), CoordinatorError> {
        match input {
            Input::Drain => self.draining = true,
            Input::Cancel { trial } => stop.extend(self.cancel(trial, record)?),
            Input::RetryFailed => self.retry_failed(record)?,
            Input::TakenOver { trial, reports } => self.take_over(trial, reports, record)?,
            Input::Measured { trial, measured } => {
                if self.expects(trial, measured.attempt, measured.sequence) {
                    self.apply(Event::Measured { trial, measured }, record)?;
                    self.judge(trial, record)?;
                }
            }
            Input::AttemptEnded { trial, attempt, ending, seconds } => {
                let known = self.history.trials.get(&trial);
                if known
                    .is_some_and(|known| known.state() == TrialState::Running && known.attempt() == attempt)
                {
                    self.apply(Event::AttemptEnded { trial, attempt, ending, seconds }, record)?;
                    self.after_attempt(trial, record)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a report is the next of the trial's running attempt. After a restart the spool is read from its start, so
    /// reports that are known already come again.
    fn expects(&self, trial: TrialId, attempt: u32, sequence: u32) -> bool {
        self.history.trials.get(&trial).is_some_and(|known| {
            known.state() == TrialState::Running
                && known.attempt() == attempt
                && known.attempts.last().is_some_and(|current| current.reports == sequence)
        })
    }

    fn after_attempt(&mut self, trial: TrialId, record: &mut Vec<Event>) -> Result<(), CoordinatorError> {
        let given_up = self.given_up.remove(&trial);
        self.asked_to_end.remove(&trial);
        let Some(known) = self.history.trials.get(&trial) else { return Ok(()) };
        let after = after_attempt(known, self.project.workload.attempts, self.history.program_has_worked);
        let worked_before = self.history.program_has_worked;
        let crash = match after {
            AfterAttempt::AttemptAgain { .. }
            | AfterAttempt::Pauses
            | AfterAttempt::Ends(Outcome::Failed { .. } | Outcome::Pruned(_))
                if given_up =>
            {
                self.apply(Event::TrialEnded { trial, outcome: Outcome::Cancelled }, record)?;
                None
            }
            // Once the program has worked, what counts is trials that failed: two attempts at one bad point are one.
            AfterAttempt::AttemptAgain { crash } => crash.filter(|_| !worked_before),
            AfterAttempt::Pauses => {
                self.apply(Event::TrialPaused { trial }, record)?;
                self.crashes_in_a_row = 0;
                None
            }
            AfterAttempt::Ends(outcome) => {
                let crash = match &outcome {
                    Outcome::Failed { crash } => Some(crash.clone()),
                    _ => None,
                };
                self.end_trial(trial, outcome, record)?;
                if crash.is_none() {
                    self.crashes_in_a_row = 0;
                }
                crash
            }
        };
        if let Some(crash) = crash {
            self.crashes_in_a_row += u32::from(!worked_before || !self.was_learned(trial));
            if self.crashes_in_a_row >= CRASHES_TO_HALT {
                self.halted = Some((trial, crash));
            }
        }
        Ok(())
    }

    /// Whether a trial's point was chosen by a search for what it has learned.
    fn was_learned(&self, trial: TrialId) -> bool {
        let purpose = self.history.trials.get(&trial).map(|known| &known.request.purpose);
        let Some(Purpose::Search { study, .. }) = purpose else { return false };
        let learns = self.history.round(study.round).is_some_and(|round| round.frozen.learns());
        learns && !self.looked_away.contains(&trial)
    }

    /// Follows the playbook until it waits for trials, cannot go on or every round has its verdict.
    fn plan(&mut self, record: &mut Vec<Event>) -> Result<Planned, CoordinatorError> {
        loop {
            match advance(&self.project, &self.history)? {
                Step::Record(events) => {
                    for mut event in events {
                        if let Event::RoundStarted { frozen, .. } = &mut event {
                            settle(frozen, self.project.slots)?;
                        }
                        self.apply(event, record)?;
                    }
                }
                Step::Sample(wanted) => self.request_points(wanted, record)?,
                Step::Await if self.settle_rungs(record)? => {}
                Step::Await => return Ok(Planned::Waits),
                Step::Blocked { round, findings } => return Ok(Planned::ToFindings { round, findings }),
                Step::Finished => return Ok(Planned::ToTheEnd),
            }
        }
    }

    fn fill_slots(
        &mut self,
        record: &mut Vec<Event>,
        start: &mut Vec<Start>,
    ) -> Result<(), CoordinatorError> {
        while self.history.running.len() < self.project.slots as usize {
            let promoted = self.promote(record)?;
            let Some(trial) = promoted.or_else(|| self.first_ready()) else { break };
            let attempt = self.history.trials.get(&trial).map_or(0, TrialRecord::attempt) + 1;
            let slot = Some(self.history.free_slot());
            self.apply(Event::AttemptStarted { trial, attempt, slot }, record)?;
            start.push(Start { trial, attempt });
        }
        Ok(())
    }

    fn apply(&mut self, event: Event, record: &mut Vec<Event>) -> Result<(), CoordinatorError> {
        self.history.apply(&event)?;
        record.push(event);
        Ok(())
    }
}

//! What the history keeps of a trial, a study and a round.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::HistoryError;
use super::curve::LiveCurve;
use crate::curve_reading::CurveReading;
use crate::event::{CheckStage, Expansion};
use crate::finding::Finding;
use crate::ids::{RoundId, TrialId};
use crate::measurement::SpooledMeasurement;
use crate::pruner::{Ruling, Rung};
use crate::reruns::RerunRecord;
use crate::round::{Allowance, FrozenRound, StudyDefinition};
use crate::sources::Sources;
use crate::space::SearchSpace;
use crate::trial::{Arm, AttemptEnding, Outcome, TrialRequest};
use crate::verdict::{ConfirmationPlan, Contender, Verdict};

/// Where a trial is in its life; see the diagram at [`crate::trial`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialState {
    /// Waiting for a slot (also between attempts).
    Requested,
    /// A process was started and has not ended.
    Running,
    /// Waiting at a rung to be among the best there.
    Paused,
    /// Ended with a score.
    Feasible,
    /// Ended as unusable.
    Infeasible,
    /// Stopped in favour of its peers.
    Pruned,
    /// Every allowed attempt broke.
    Failed,
    /// Given up by a person.
    Cancelled,
}

impl TrialState {
    /// The word a user reads.
    pub fn word(self) -> &'static str {
        match self {
            TrialState::Requested => "requested",
            TrialState::Running => "running",
            TrialState::Paused => "paused",
            TrialState::Feasible => "feasible",
            TrialState::Infeasible => "infeasible",
            TrialState::Pruned => "pruned",
            TrialState::Failed => "failed",
            TrialState::Cancelled => "cancelled",
        }
    }
}

/// One process of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRecord {
    /// How it ended; none while it runs.
    pub ending: Option<AttemptEnding>,
    /// Its wall time in seconds; none while it runs, and when it was lost.
    pub seconds: Option<f64>,
    /// How many reports it made.
    pub reports: u32,
    /// The checkpoint it was told to resume from.
    pub resumed_from: Option<String>,
    /// The slot it runs in.
    pub slot: Option<u32>,
    /// What the pruner ruled last while it ran.
    pub ruling: Option<Ruling>,
}

/// A trial: its request, its attempts, its curve while it is live, its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRecord {
    /// What it is to do.
    pub request: TrialRequest,
    /// Its attempts; number 1 first.
    pub attempts: Vec<AttemptRecord>,
    /// Wall seconds of its attempts together.
    pub seconds: f64,
    /// Its values at the rungs it came to, the lowest first; of a paused trial, the last is where it waits.
    pub rungs: Vec<Rung>,
    curve: Option<Box<LiveCurve>>,
    /// The curve of a trial that has ended while its round's pruner may still compare others with it.
    peer_curve: Option<Box<LiveCurve>>,
    paused: bool,
    outcome: Option<Outcome>,
    given_up_attempts: usize,
    reading: Option<Box<CurveReading>>,
}

impl TrialRecord {
    pub(super) fn requested(request: &TrialRequest, curve: LiveCurve) -> TrialRecord {
        TrialRecord {
            request: request.clone(),
            attempts: Vec::new(),
            seconds: 0.0,
            rungs: Vec::new(),
            curve: Some(Box::new(curve)),
            peer_curve: None,
            paused: false,
            outcome: None,
            given_up_attempts: 0,
            reading: None,
        }
    }

    pub(super) fn start_attempt(&mut self, attempt: u32, slot: Option<u32>) {
        self.paused = false;
        let resumed_from = self.curve.as_mut().and_then(|curve| curve.resume());
        self.attempts.truncate((attempt as usize).saturating_sub(1));
        self.attempts.push(AttemptRecord {
            ending: None,
            seconds: None,
            reports: 0,
            resumed_from,
            slot,
            ruling: None,
        });
    }

    pub(super) fn measure(
        &mut self,
        trial: TrialId,
        measured: &SpooledMeasurement,
    ) -> Result<(), HistoryError> {
        let attempt = measured.attempt;
        let record = self.attempts.get_mut((attempt as usize).wrapping_sub(1));
        let record = record.ok_or(HistoryError::UnknownTrial(trial))?;
        let (expected, found) = (record.reports, measured.sequence);
        if expected != found {
            return Err(HistoryError::ReportOutOfOrder { trial, attempt, expected, found });
        }
        record.reports += 1;
        if let Some(curve) = &mut self.curve {
            curve.add(&measured.measurement);
        }
        Ok(())
    }

    pub(super) fn end_attempt(&mut self, attempt: u32, ending: &AttemptEnding, seconds: Option<f64>) {
        if let Some(record) = self.attempts.get_mut((attempt as usize).wrapping_sub(1)) {
            record.ending = Some(ending.clone());
            record.seconds = seconds;
        }
        self.seconds += seconds.unwrap_or(0.0);
    }

    /// Takes in a ruling of the pruner.
    pub(super) fn judge(&mut self, ruling: &Ruling) {
        let rung = match ruling {
            Ruling::Passes(rung) => {
                self.paused = false;
                Some(*rung)
            }
            Ruling::Pauses(ground) | Ruling::Prunes(ground) => ground.rung(),
        };
        let is_new = |rung: &Rung| self.rungs.last().is_none_or(|last| last.epoch < rung.epoch);
        self.rungs.extend(rung.filter(is_new));
        if let Some(attempt) = self.attempts.last_mut().filter(|attempt| attempt.ending.is_none()) {
            attempt.ruling = Some(ruling.clone());
        }
    }

    /// Waits at its rung from now on, unless a process runs.
    pub(super) fn pause(&mut self) {
        self.paused = self.attempts.last().is_none_or(|attempt| attempt.ending.is_some());
    }

    /// Ends the trial. Its curve is kept for the comparison with its peers only where asked.
    pub(super) fn end(&mut self, outcome: &Outcome, keep_curve: bool) {
        self.outcome = Some(outcome.clone());
        self.peer_curve = self.curve.take().filter(|_| keep_curve);
        self.paused = false;
    }

    /// Takes in what its curves say.
    pub(super) fn read_curve(&mut self, reading: &CurveReading) {
        self.reading = Some(Box::new(reading.clone()));
    }

    /// The round is over: nothing is compared with this trial any more.
    pub(super) fn forget_peer_curve(&mut self) {
        self.peer_curve = None;
    }

    /// Begins again: the attempts so far, and what they reported, count no more.
    pub(super) fn reopen(&mut self, curve: LiveCurve) {
        self.outcome = None;
        self.curve = Some(Box::new(curve));
        self.peer_curve = None;
        self.reading = None;
        self.rungs.clear();
        self.paused = false;
        self.given_up_attempts = self.attempts.len();
    }

    /// The attempts that count against the number allowed: all of them, or those since the trial was reopened.
    pub fn counted_attempts(&self) -> &[AttemptRecord] {
        self.attempts.get(self.given_up_attempts..).unwrap_or_default()
    }

    /// The numbers of those attempts.
    pub fn counted_numbers(&self) -> RangeInclusive<u32> {
        self.given_up_attempts as u32 + 1..=self.attempt()
    }

    /// Replaces the outcome of a trial that has ended; see [`super::History::rescored`].
    pub(super) fn rescore(&mut self, outcome: &Outcome) {
        if self.outcome.is_some() {
            self.outcome = Some(outcome.clone());
        }
    }

    /// The curve so far; none once the trial has ended.
    pub fn curve(&self) -> Option<&LiveCurve> {
        self.curve.as_deref()
    }

    /// The curve for comparing its peers with it: of a live trial, and of one that has ended in a round with a pruner until
    /// the round has its verdict.
    pub fn peer_curve(&self) -> Option<&LiveCurve> {
        self.curve.as_deref().or(self.peer_curve.as_deref())
    }

    /// What its curves said when it ended; none of a trial that has not, of one that ended without a score, of one with a
    /// single evaluation, and of those from before curves were read.
    pub fn reading(&self) -> Option<&CurveReading> {
        self.reading.as_deref()
    }

    /// What the pruner ruled of its latest attempt, if that is to end, or has ended, for it.
    pub fn stopping_ruling(&self) -> Option<&Ruling> {
        self.attempts.last()?.ruling.as_ref().filter(|ruling| ruling.ends_attempt())
    }

    /// How it ended; none while it has not.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// The number of the attempt that runs, or ran last; 0 before the first.
    pub fn attempt(&self) -> u32 {
        self.attempts.len() as u32
    }

    /// Where it is in its life.
    pub fn state(&self) -> TrialState {
        match &self.outcome {
            Some(Outcome::Feasible(_)) => TrialState::Feasible,
            Some(Outcome::Infeasible(_)) => TrialState::Infeasible,
            Some(Outcome::Pruned(_)) => TrialState::Pruned,
            Some(Outcome::Failed { .. }) => TrialState::Failed,
            Some(Outcome::Cancelled) => TrialState::Cancelled,
            None if self.attempts.last().is_some_and(|attempt| attempt.ending.is_none()) => {
                TrialState::Running
            }
            None if self.paused => TrialState::Paused,
            None => TrialState::Requested,
        }
    }
}

/// A part of a study's space that is sampled by a sequence of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The original space, or the slab an expansion added.
    pub space: SearchSpace,
    /// Points to draw from it.
    pub trials: u32,
    /// The dimension that was widened; none for the original space.
    pub widened: Option<String>,
    /// Points drawn from it so far.
    pub drawn: u32,
}

/// A study: its definition, its segments, its trials and what the checklist said.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyRecord {
    /// As it was started.
    pub definition: StudyDefinition,
    /// The whole space, expansions included.
    pub space: SearchSpace,
    /// The original space, then one slab an expansion.
    pub segments: Vec<Segment>,
    /// Its trials, in the order of their request.
    pub trials: Vec<TrialId>,
    /// All findings so far.
    pub findings: Vec<Finding>,
    /// Whether the checklist has been gone through since the last expansion, and asked for no other.
    pub complete: bool,
    /// Whether the incumbent's own configuration was requested in it.
    pub incumbent_requested: bool,
    /// Requested trials that have not ended.
    pub unended: u32,
}

impl StudyRecord {
    fn started(definition: &StudyDefinition) -> StudyRecord {
        let original =
            Segment { space: definition.space.clone(), trials: definition.trials, widened: None, drawn: 0 };
        StudyRecord {
            definition: definition.clone(),
            space: definition.space.clone(),
            segments: vec![original],
            trials: Vec::new(),
            findings: Vec::new(),
            complete: false,
            incumbent_requested: false,
            unended: 0,
        }
    }

    /// Takes in a requested trial: from a segment, or the incumbent's own configuration.
    pub(super) fn request(&mut self, trial: TrialId, segment: Option<u32>) {
        self.trials.push(trial);
        self.unended += 1;
        match segment.and_then(|segment| self.segments.get_mut(segment as usize)) {
            Some(segment) => segment.drawn += 1,
            None => self.incumbent_requested = true,
        }
    }

    /// One of its trials begins again: it is judged anew.
    pub(super) fn reopen(&mut self) {
        self.unended += 1;
        self.complete = false;
    }

    pub(super) fn check(&mut self, findings: &[Finding], expansion: Option<&Expansion>) {
        self.findings.extend_from_slice(findings);
        match expansion {
            None => self.complete = true,
            Some(expansion) => {
                self.space = expansion.space.clone();
                self.segments.push(Segment {
                    space: expansion.slab.clone(),
                    trials: expansion.trials,
                    widened: Some(expansion.parameter.clone()),
                    drawn: 0,
                });
            }
        }
    }
}

/// The retraining of candidate and baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// Candidate first.
    pub contenders: Vec<Contender>,
    /// How they are compared.
    pub plan: ConfirmationPlan,
    /// Its trials by arm and seed index.
    pub trials: BTreeMap<(Arm, u32), TrialId>,
    /// Requested trials that have not ended.
    pub unended: u32,
}

impl Confirmation {
    pub(super) fn planned(contenders: &[Contender], plan: &ConfirmationPlan) -> Confirmation {
        Confirmation {
            contenders: contenders.to_vec(),
            plan: plan.clone(),
            trials: BTreeMap::new(),
            unended: 0,
        }
    }

    /// The contender of an arm.
    pub fn contender(&self, arm: Arm) -> Option<&Contender> {
        self.contenders.iter().find(|contender| contender.arm == arm)
    }
}

/// A round: what was frozen at its start, its studies, its confirmation and its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundRecord {
    /// Its number.
    pub id: RoundId,
    /// As it was started.
    pub frozen: FrozenRound,
    /// Its studies.
    pub studies: Vec<StudyRecord>,
    /// The best few of each study trained again, where that was planned.
    pub reruns: Option<RerunRecord>,
    /// The retraining, once candidate and baseline are chosen.
    pub confirmation: Option<Confirmation>,
    /// The answer, once there is one.
    pub verdict: Option<Verdict>,
    /// The states of the project's code in which it was trained, as far as they were seen; the first is its start.
    pub sources: Vec<Sources>,
    /// Versions of its sampler that drew points after the one it started with.
    pub later_sampler_versions: Vec<u32>,
    /// What the checklist said of the round as a whole, by the stage of the check.
    pub findings: Vec<(CheckStage, Finding)>,
    /// The latest stage whose check asked for nothing more.
    pub checked: Option<CheckStage>,
    /// Findings that a person accepted after the round had started; those of its start are in its definition.
    pub accepted: Vec<Allowance>,
}

impl RoundRecord {
    /// The version of the sampler that drew its latest points.
    pub fn sampler_version(&self) -> u32 {
        self.later_sampler_versions.last().copied().unwrap_or_else(|| self.frozen.sampler_version())
    }

    pub(super) fn started(round: RoundId, frozen: &FrozenRound) -> RoundRecord {
        RoundRecord {
            id: round,
            frozen: frozen.clone(),
            studies: frozen.studies.iter().map(StudyRecord::started).collect(),
            reruns: None,
            confirmation: None,
            verdict: None,
            sources: Vec::new(),
            later_sampler_versions: Vec::new(),
            findings: Vec::new(),
            checked: None,
            accepted: Vec::new(),
        }
    }
}

//! What a project ended as: everything that must not depend on what was killed, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use etude::ProjectFolder;
use etude::runner::TrialFolder;
use etude::store::Store;
use etude::study::event::Event;
use etude::study::ids::TrialId;
use etude::study::measurement::SpooledMeasurement;
use etude::study::trial::{AttemptEnding, Outcome};

/// The only metric of the built-in workload that never repeats.
const NEVER_REPEATS: &str = "examples_per_second";

/// A project's conclusions and its trials.
#[derive(Debug)]
pub(crate) struct Ending {
    /// Rounds, requests, findings, plans, verdicts and launches in their order, each as JSON: a number's JSON is exact.
    pub(crate) conclusions: Vec<String>,
    pub(crate) trials: BTreeMap<TrialId, TrialEnding>,
}

/// A trial: what it was, what it ended as, and the attempts it took.
#[derive(Debug, Default)]
pub(crate) struct TrialEnding {
    /// As JSON.
    pub(crate) request: String,
    /// What the program was told, byte for byte; its quasi-random point is in it.
    configuration: Vec<u8>,
    /// As JSON; more than one would be a mistake.
    outcomes: Vec<String>,
    /// What its curves say, as JSON.
    readings: Vec<String>,
    /// What counts at each epoch: after a resume the last report wins.
    curve: BTreeMap<String, String>,
    /// The checkpoint of the best epoch, where it is on disk. Its bytes are not compared: the library of tensors writes
    /// random names into them.
    checkpoint: Option<PathBuf>,
    /// Numbers of its attempts as they were started, and how each ended.
    started: Vec<u32>,
    pub(crate) endings: Vec<(u32, AttemptEnding)>,
}

impl Ending {
    pub(crate) fn read(project: &Path) -> Ending {
        let store = open(project);
        let mut ending = Ending { conclusions: Vec::new(), trials: BTreeMap::new() };
        for event in store.load().unwrap() {
            ending.take_in(&event);
        }
        for (id, trial) in &mut ending.trials {
            let folder = TrialFolder::of_trial(&project.join(".etude"), *id).unwrap();
            trial.configuration = fs::read(folder.configuration()).unwrap_or_default();
            trial.curve = counted(store.curve(*id).unwrap());
            if let Some(Outcome::Feasible(best)) = trial.outcome() {
                let name = best.checkpoint.map(PathBuf::from);
                trial.checkpoint = name.filter(|name| folder.checkpoints().join(name).is_file());
            }
        }
        ending
    }

    fn take_in(&mut self, event: &Event) {
        match event {
            Event::Measured { .. } | Event::Tested { .. } | Event::TrialReopened { .. } => {}
            Event::AttemptStarted { trial, attempt, .. } => self.trial(*trial).started.push(*attempt),
            Event::AttemptEnded { trial, attempt, ending, .. } => {
                self.trial(*trial).endings.push((*attempt, ending.clone()));
            }
            Event::TrialEnded { trial, outcome } => {
                self.trial(*trial).outcomes.push(serde_json::to_string(outcome).unwrap());
            }
            Event::CurveRead { trial, reading } => {
                self.trial(*trial).readings.push(serde_json::to_string(reading).unwrap());
            }
            other => {
                if let Event::TrialRequested { trial, request } = other {
                    self.trial(*trial).request = serde_json::to_string(request).unwrap();
                }
                self.conclusions.push(serde_json::to_string(other).unwrap());
            }
        }
    }

    fn trial(&mut self, id: TrialId) -> &mut TrialEnding {
        self.trials.entry(id).or_default()
    }

    /// Trials that are missing here, too many, or not what they are in the other project.
    pub(crate) fn differing_trials(&self, other: &Ending) -> BTreeSet<TrialId> {
        let ids: BTreeSet<TrialId> = self.trials.keys().chain(other.trials.keys()).copied().collect();
        let same = |id: &TrialId| match (self.trials.get(id), other.trials.get(id)) {
            (Some(here), Some(there)) => here.is_as(there),
            _ => false,
        };
        ids.into_iter().filter(|id| !same(id)).collect()
    }
}

impl TrialEnding {
    /// How the trial ended; none where it did not end exactly once.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        match self.outcomes.as_slice() {
            [outcome] => Some(serde_json::from_str(outcome).unwrap()),
            _ => None,
        }
    }

    /// Whether its attempts are numbered from 1 and each ended exactly once.
    pub(crate) fn attempts_are_sound(&self) -> bool {
        let ended = self.endings.iter().map(|(attempt, _)| *attempt);
        !self.started.is_empty()
            && self.started.iter().copied().eq(1..=self.started.len() as u32)
            && ended.eq(self.started.iter().copied())
    }

    /// Everything but the attempts it took.
    fn is_as(&self, other: &TrialEnding) -> bool {
        self.request == other.request
            && self.configuration == other.configuration
            && self.outcomes == other.outcomes
            && self.readings == other.readings
            && self.curve == other.curve
            && self.checkpoint == other.checkpoint
    }
}

/// The store of a project that has run.
pub(crate) fn open(project: &Path) -> Store {
    ProjectFolder::open(project).unwrap().reader().unwrap().unwrap()
}

fn counted(reports: Vec<SpooledMeasurement>) -> BTreeMap<String, String> {
    let exact = |mut report: SpooledMeasurement| {
        report.measurement.metrics.remove(NEVER_REPEATS);
        let position = format!("{:?}", report.measurement.position());
        (position, serde_json::to_string(&report.measurement).unwrap())
    };
    reports.into_iter().map(exact).collect()
}

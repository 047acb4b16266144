//! The simulated world: slots, spools that outlive the coordinator, a virtual clock, and a store that is a list.

use std::collections::{BTreeMap, BTreeSet};

use etude::coordinator::{Coordinator, CoordinatorError, CoordinatorState, Input, Start, TakeOver};
use etude_stats::random::Random;
use etude_study::event::Event;
use etude_study::history::History;
use etude_study::ids::TrialId;
use etude_study::measurement::SpooledMeasurement;
use etude_study::project::Project;
use etude_study::trial::AttemptEnding;

use crate::faults::Faults;
use crate::workload::{Training, Workload};

/// How probable it is that those asleep wake up, each turn.
const WAKES: f64 = 0.1;

/// What came of a simulated run.
#[derive(Debug)]
pub struct Run {
    /// All recorded events.
    pub events: Vec<Event>,
    /// Their fold.
    pub history: History,
    /// Where the coordinator stood at the end.
    pub state: CoordinatorState,
    /// Virtual seconds it took.
    pub seconds: f64,
    /// How often the coordinator was killed.
    pub coordinator_kills: u32,
    /// How often a supervisor was killed.
    pub supervisor_kills: u32,
    /// How often a coordinator was replaced by another while it slept.
    pub replacements: u32,
    /// Attempts that such a one started after all; there should be none.
    pub late_starts: u32,
}

/// One attempt in the world. It knows nothing of the coordinator, and goes on without it.
struct Attempt {
    started: f64,
    training: Training,
    killed: Option<f64>,
    /// Whether that was on request.
    stopped: bool,
    told: usize,
    end_told: bool,
}

impl Attempt {
    fn end(&self) -> f64 {
        self.killed.unwrap_or(self.started + self.training.seconds)
    }

    /// When it next does something the coordinator has not been told.
    fn next_change(&self) -> f64 {
        let report = self.training.reports.get(self.told).map(|(at, _)| self.started + at);
        report.filter(|at| *at <= self.end()).unwrap_or(self.end())
    }
}

struct World<'a> {
    project: &'a Project,
    workload: &'a dyn Workload,
    attempts: BTreeMap<(TrialId, u32), Attempt>,
    store: Vec<Event>,
    clock: f64,
    random: Random,
    coordinator_kills: u32,
    supervisor_kills: u32,
    replacements: u32,
    /// Every attempt that was ever started.
    started: BTreeSet<(TrialId, u32)>,
    /// What replaced coordinators will start when they wake up.
    asleep: Vec<Start>,
    late_starts: u32,
}

/// Runs a project to its end in virtual time.
///
/// # Errors
/// Whatever the coordinator refuses.
pub fn simulate(
    project: &Project,
    workload: &dyn Workload,
    faults: Faults,
    seed: u64,
) -> Result<Run, CoordinatorError> {
    go_on(project, workload, (faults, seed), Vec::new())
}

/// Runs a project on from what was recorded of it, no attempt of which may be running.
///
/// # Errors
/// Whatever the coordinator refuses, events that cannot be folded among it.
pub fn go_on(
    project: &Project,
    workload: &dyn Workload,
    (faults, seed): (Faults, u64),
    recorded: Vec<Event>,
) -> Result<Run, CoordinatorError> {
    let history = History::fold(&recorded)?;
    let mut world = World {
        project,
        workload,
        attempts: BTreeMap::new(),
        store: recorded,
        clock: 0.0,
        random: Random::new(seed),
        coordinator_kills: 0,
        supervisor_kills: 0,
        replacements: 0,
        started: BTreeSet::new(),
        asleep: Vec::new(),
        late_starts: 0,
    };
    let mut coordinator = Coordinator::new(project.clone(), history)?;
    let mut inputs = Vec::new();
    loop {
        let mut taken_over = Vec::new();
        let response = coordinator.handle(std::mem::take(&mut inputs))?;
        if world.happens(faults.coordinator_before_record) {
            coordinator = world.restart_coordinator()?;
            inputs = world.tell();
            continue;
        }
        world.store.extend(response.record);
        let dies_before_start = world.happens(faults.coordinator_before_start);
        let is_replaced = !dies_before_start && world.happens(faults.coordinator_replaced);
        if is_replaced {
            coordinator = world.replace_coordinator(response.start)?;
        } else if !dies_before_start {
            taken_over.extend(response.take_over.iter().map(|wanted| world.take_over(*wanted)));
            for start in response.start {
                world.start(&coordinator, start);
            }
            for trial in response.stop {
                world.stop(trial);
            }
        }
        if dies_before_start || (!is_replaced && world.happens(faults.coordinator_after_start)) {
            coordinator = world.restart_coordinator()?;
        } else if !is_replaced && response.state != CoordinatorState::Working {
            return Ok(world.finish(&coordinator, response.state));
        }
        if world.happens(WAKES) {
            world.wake_the_replaced(&coordinator);
        }
        if world.happens(faults.supervisor) {
            world.kill_a_supervisor();
        }
        if taken_over.is_empty() {
            world.pass_time();
        }
        inputs = taken_over;
        inputs.extend(world.tell());
    }
}

impl World<'_> {
    fn happens(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.random.uniform() < probability
    }

    /// Starts an attempt, once, however often it is asked for: its files say that it was. Whether it started now.
    fn start(&mut self, coordinator: &Coordinator, start: Start) -> bool {
        let Some(known) = coordinator.history().trials.get(&start.trial) else { return false };
        if !self.started.insert((start.trial, start.attempt)) {
            return false;
        }
        let resume_from = known.attempts.last().and_then(|attempt| attempt.resumed_from.as_deref());
        let training = self.workload.train(&known.request.configuration, resume_from);
        let attempt =
            Attempt { started: self.clock, training, killed: None, stopped: false, told: 0, end_told: false };
        self.attempts.insert((start.trial, start.attempt), attempt);
        true
    }

    /// What the earlier trial had reported.
    fn take_over(&self, wanted: TakeOver) -> Input {
        let reports = self.store.iter().filter_map(|event| match event {
            Event::Measured { trial, measured } if *trial == wanted.from => {
                Some(measured.measurement.clone())
            }
            _ => None,
        });
        Input::TakenOver { trial: wanted.trial, reports: reports.collect() }
    }

    /// Ends a trial's running attempt, as asked.
    fn stop(&mut self, trial: TrialId) {
        let clock = self.clock;
        let running =
            self.attempts.iter_mut().rev().find(|((of, _), attempt)| *of == trial && attempt.end() > clock);
        if let Some((_, attempt)) = running {
            attempt.killed = Some(clock);
            attempt.stopped = true;
        }
    }

    /// A new coordinator from what was stored. It starts what was recorded but never started, and reads the spools of
    /// all others from their beginning.
    fn restart_coordinator(&mut self) -> Result<Coordinator, CoordinatorError> {
        self.coordinator_kills += 1;
        let coordinator = Coordinator::new(self.project.clone(), History::fold(&self.store)?)?;
        let adopted = coordinator.adopted();
        self.attempts
            .retain(|(trial, attempt), _| adopted.contains(&Start { trial: *trial, attempt: *attempt }));
        for attempt in self.attempts.values_mut() {
            attempt.told = 0;
            attempt.end_told = false;
        }
        for start in adopted {
            self.start(&coordinator, start);
        }
        Ok(coordinator)
    }

    /// A new coordinator takes over, and the old one sleeps on with what it recorded and has not started.
    fn replace_coordinator(&mut self, late: Vec<Start>) -> Result<Coordinator, CoordinatorError> {
        self.replacements += 1;
        self.asleep.extend(late);
        self.restart_coordinator()
    }

    /// The replaced coordinators wake up and start what they had recorded.
    fn wake_the_replaced(&mut self, coordinator: &Coordinator) {
        for start in std::mem::take(&mut self.asleep) {
            self.late_starts += u32::from(self.start(coordinator, start));
        }
    }

    fn kill_a_supervisor(&mut self) {
        let clock = self.clock;
        let running: Vec<(TrialId, u32)> = self
            .attempts
            .iter()
            .filter(|(_, attempt)| attempt.end() > clock)
            .map(|(place, _)| *place)
            .collect();
        if running.is_empty() {
            return;
        }
        let chosen = running[self.random.below(running.len() as u64) as usize];
        if let Some(attempt) = self.attempts.get_mut(&chosen) {
            attempt.killed = Some(clock);
            self.supervisor_kills += 1;
        }
    }

    fn pass_time(&mut self) {
        let next = self
            .attempts
            .values()
            .filter(|attempt| !attempt.end_told)
            .map(Attempt::next_change)
            .fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            self.clock = self.clock.max(next);
        }
    }

    /// Everything that happened up to now and was not told yet.
    fn tell(&mut self) -> Vec<Input> {
        let mut inputs = Vec::new();
        let clock = self.clock;
        for ((trial, attempt), world) in &mut self.attempts {
            let end = world.end();
            while let Some((at, measurement)) = world.training.reports.get(world.told) {
                if world.started + at > clock.min(end) {
                    break;
                }
                let measured = SpooledMeasurement {
                    attempt: *attempt,
                    sequence: world.told as u32,
                    measurement: measurement.clone(),
                };
                inputs.push(Input::Measured { trial: *trial, measured });
                world.told += 1;
            }
            if end <= clock && !world.end_told {
                world.end_told = true;
                let (ending, seconds) = match world.killed {
                    Some(at) if world.stopped => (AttemptEnding::Stopped, Some(at - world.started)),
                    Some(_) => (AttemptEnding::Lost, None),
                    None => (world.training.ending.clone(), Some(world.training.seconds)),
                };
                inputs.push(Input::AttemptEnded { trial: *trial, attempt: *attempt, ending, seconds });
            }
        }
        inputs
    }

    fn finish(self, coordinator: &Coordinator, state: CoordinatorState) -> Run {
        Run {
            history: coordinator.history().clone(),
            events: self.store,
            state,
            seconds: self.clock,
            coordinator_kills: self.coordinator_kills,
            supervisor_kills: self.supervisor_kills,
            replacements: self.replacements,
            late_starts: self.late_starts,
        }
    }
}

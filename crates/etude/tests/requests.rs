//! What a person asks of the coordinator about single trials, on the pure machine: no process, no clock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use etude::coordinator::{Coordinator, CoordinatorState, Input, Response, Start};
use etude::study::event::Event;
use etude::study::finding::Answer;
use etude::study::history::{History, TrialState};
use etude::study::ids::TrialId;
use etude::study::measurement::{Measurement, MetricValue, SpooledMeasurement};
use etude::study::project::parse_project;
use etude::study::trial::{AttemptEnding, Crash, Outcome, Purpose};

const PROJECT: &str = r#"
[project]
name = "mine"
metric = "val_error"
direction = "minimize"
[workload]
command = ["train", "{args}"]
attempts = 1
[length]
max_epochs = 1
[slots]
count = 2
[parameters.rate]
low = 0.0
high = 1.0
baseline = 0.5
[[rounds]]
name = "rate"
goal = "Which rate?"
nuisance = ["rate"]
trials = 6
"#;

/// A coordinator with everything it recorded and started.
struct Machine {
    coordinator: Coordinator,
    events: Vec<Event>,
    running: Vec<Start>,
    state: CoordinatorState,
}

impl Machine {
    fn new() -> Machine {
        let coordinator = Coordinator::new(parse_project(PROJECT).unwrap(), History::default()).unwrap();
        let mut machine = Machine {
            coordinator,
            events: Vec::new(),
            running: Vec::new(),
            state: CoordinatorState::Working,
        };
        machine.tell(Vec::new());
        machine
    }

    fn tell(&mut self, inputs: Vec<Input>) -> Response {
        let response = self.coordinator.handle(inputs).unwrap();
        self.events.extend(response.record.clone());
        self.running.extend(&response.start);
        self.state = response.state.clone();
        response
    }

    /// What was stored folds to what the coordinator knows.
    fn assert_folds(&self) {
        assert_eq!(&History::fold(&self.events).unwrap(), self.coordinator.history());
    }

    fn state_of(&self, trial: u32) -> TrialState {
        self.coordinator.history().trials[&TrialId(trial)].state()
    }

    fn ends(&mut self, trial: TrialId, ending: AttemptEnding) -> Response {
        let at = self.running.iter().position(|start| start.trial == trial).unwrap();
        let attempt = self.running.remove(at).attempt;
        self.tell(vec![Input::AttemptEnded { trial, attempt, ending, seconds: Some(1.0) }])
    }

    fn works(&mut self, trial: TrialId) {
        let at = self.running.iter().position(|start| start.trial == trial).unwrap();
        let request = &self.coordinator.history().trials[&trial].request;
        let luck = f64::from(request.configuration.seed % 100) / 1e6;
        let score = request.configuration.values["rate"].as_f64().unwrap() + luck;
        let measurement = Measurement {
            epoch: Some(1.0),
            metrics: BTreeMap::from([("val_error".to_owned(), MetricValue(score))]),
            ..Measurement::default()
        };
        let measured = SpooledMeasurement { attempt: self.running[at].attempt, sequence: 0, measurement };
        self.tell(vec![Input::Measured { trial, measured }]);
        self.ends(trial, AttemptEnding::Finished);
    }

    fn crashes(&mut self, trial: TrialId) {
        self.ends(trial, AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } });
    }

    /// Lets everything work until nothing runs.
    fn goes_on(&mut self) {
        while let Some(start) = self.running.first().copied() {
            self.works(start.trial);
        }
        self.assert_folds();
    }
}

#[test]
fn a_waiting_trial_is_cancelled_at_once_and_not_drawn_again() {
    let mut machine = Machine::new();
    assert_eq!(machine.state_of(4), TrialState::Requested);
    let response = machine.tell(vec![Input::Cancel { trial: TrialId(4) }]);
    assert_eq!((response.stop, machine.state_of(4)), (vec![], TrialState::Cancelled));
    machine.goes_on();
    assert_eq!(machine.state, CoordinatorState::Finished);
    let study = &machine.coordinator.history().rounds[0].studies[0];
    assert_eq!(study.trials.len(), 6, "another point was drawn in its place");
    assert!(study.findings.iter().any(|finding| finding.answer == Answer::CancelledTrials { cancelled: 1 }));
}

#[test]
fn a_running_trial_is_ended_and_then_cancelled() {
    let mut machine = Machine::new();
    let response = machine.tell(vec![Input::Cancel { trial: TrialId(1) }]);
    assert_eq!((response.stop, machine.state_of(1)), (vec![TrialId(1)], TrialState::Running));
    let response = machine.ends(TrialId(1), AttemptEnding::Stopped);
    assert_eq!(machine.state_of(1), TrialState::Cancelled);
    assert_eq!(response.start.len(), 1, "its slot stays empty");
    machine.goes_on();
    assert_eq!(machine.state, CoordinatorState::Finished);
}

#[test]
fn a_training_that_is_over_before_it_could_be_ended_keeps_its_outcome() {
    let mut machine = Machine::new();
    machine.tell(vec![Input::Cancel { trial: TrialId(1) }]);
    machine.works(TrialId(1));
    assert_eq!(machine.state_of(1), TrialState::Feasible);
}

#[test]
fn a_trial_that_ended_or_never_was_is_let_be() {
    let mut machine = Machine::new();
    machine.works(TrialId(1));
    let gone = [TrialId(1), TrialId(999)].map(|trial| Input::Cancel { trial });
    let response = machine.tell(gone.to_vec());
    assert_eq!((response.record, response.stop), (vec![], vec![]));
}

#[test]
fn a_cancelled_retraining_leaves_its_seed_without_a_pair_and_another_takes_its_place() {
    let mut machine = Machine::new();
    let confirmation = |machine: &Machine| {
        let trials = &machine.coordinator.history().trials;
        let is_one = |trial: &TrialId| {
            matches!(trials[trial].request.purpose, Purpose::Confirmation { seed_index: 1, .. })
        };
        machine.running.iter().map(|start| start.trial).find(is_one)
    };
    let mut cancelled = None;
    while let Some(start) = machine.running.first().copied() {
        match confirmation(&machine).filter(|_| cancelled.is_none()) {
            Some(trial) => {
                cancelled = Some(trial);
                machine.tell(vec![Input::Cancel { trial }]);
                machine.ends(trial, AttemptEnding::Stopped);
            }
            None => machine.works(start.trial),
        }
    }
    machine.assert_folds();
    assert_eq!(machine.state, CoordinatorState::Finished);
    let history = machine.coordinator.history();
    let comparison = &history.rounds[0].verdict.as_ref().unwrap().comparisons[0];
    let without = history.trials[&cancelled.unwrap()].request.configuration.seed;
    assert!(comparison.seeds.len() >= 3, "too few pairs: {comparison:?}");
    assert!(!comparison.seeds.contains(&without), "the cancelled seed counts: {comparison:?}");
}

#[test]
fn three_failed_trials_in_a_row_halt_the_run_and_are_trained_again_on_request() {
    let mut machine = Machine::new();
    machine.works(TrialId(1));
    for trial in [2, 3, 4] {
        machine.crashes(TrialId(trial));
        assert_eq!(machine.state_of(trial), TrialState::Failed);
    }
    machine.works(TrialId(5));
    assert!(
        matches!(machine.state, CoordinatorState::Halted { trial: TrialId(4), .. }),
        "{:?}",
        machine.state
    );

    // The next run is another process: it knows what was stored.
    let mended = History::fold(&machine.events).unwrap();
    machine.coordinator = Coordinator::new(parse_project(PROJECT).unwrap(), mended).unwrap();
    machine.tell(vec![Input::RetryFailed]);
    for trial in [2, 3] {
        assert_eq!(machine.state_of(trial), TrialState::Running);
    }
    // They have all their attempts again: one more crash is a failure anew, not a sign of the old ones.
    machine.crashes(TrialId(2));
    assert_eq!(machine.state_of(2), TrialState::Failed);
    machine.goes_on();
    assert_eq!(machine.state, CoordinatorState::Finished);
    let history = machine.coordinator.history();
    assert_eq!((machine.state_of(3), machine.state_of(4)), (TrialState::Feasible, TrialState::Feasible));
    assert!(!history.may_be_reopened(TrialId(2)), "its study was judged without it");
    let response = machine.tell(vec![Input::RetryFailed]);
    assert_eq!(response.record, vec![]);
    assert!(matches!(
        machine.coordinator.history().trials[&TrialId(2)].outcome(),
        Some(Outcome::Failed { .. })
    ));
}

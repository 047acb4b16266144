//! What a round's pruner rules and what comes of it, on the pure machine: no process, no clock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use etude::coordinator::{Coordinator, CoordinatorState, Input, Response, Start};
use etude::study::event::Event;
use etude::study::finding::Answer;
use etude::study::history::{History, TrialState};
use etude::study::ids::TrialId;
use etude::study::measurement::{Measurement, MetricValue, SpooledMeasurement};
use etude::study::project::{Project, parse_project};
use etude::study::pruner::Ruling;
use etude::study::trial::{AttemptEnding, Crash, Outcome, Purpose};

fn project(pruner: &str, slots: u32, trials: u32) -> Project {
    parse_project(&format!(
        "[project]\nname = \"mine\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
         [workload]\ncommand = [\"train\"]\n[length]\nmax_epochs = 9\n[slots]\ncount = {slots}\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.99\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nphase = \"exploit\"\nsampler = \"quasi-random\"\nnuisance = [\"rate\"]\n\
         trials = {trials}\npruner = {pruner}\nallow = [{{ rule = \"S22\", reason = \"no luck here\" }}]\n"
    ))
    .unwrap()
}

const ASHA: &str = "{ rule = \"asha\", eta = 3, first = 1 }";

/// A coordinator with all it recorded, started and asked to end.
struct Machine {
    project: Project,
    coordinator: Coordinator,
    events: Vec<Event>,
    running: Vec<Start>,
    stopping: Vec<TrialId>,
    state: CoordinatorState,
}

impl Machine {
    fn new(project: Project) -> Machine {
        let coordinator = Coordinator::new(project.clone(), History::default()).unwrap();
        let (events, running, stopping) = (Vec::new(), Vec::new(), Vec::new());
        let state = CoordinatorState::Working;
        let mut machine = Machine { project, coordinator, events, running, stopping, state };
        machine.tell(Vec::new());
        machine
    }

    fn tell(&mut self, inputs: Vec<Input>) -> Response {
        let response = self.coordinator.handle(inputs).unwrap();
        self.events.extend(response.record.clone());
        self.running.extend(&response.start);
        self.stopping.extend(&response.stop);
        self.state = response.state.clone();
        response
    }

    /// Another process takes over with what was stored.
    fn restarts(&mut self) -> Response {
        let history = History::fold(&self.events).unwrap();
        self.coordinator = Coordinator::new(self.project.clone(), history).unwrap();
        self.stopping.clear();
        self.tell(Vec::new())
    }

    fn history(&self) -> &History {
        self.coordinator.history()
    }

    fn state_of(&self, trial: u32) -> TrialState {
        self.history().trials[&TrialId(trial)].state()
    }

    fn reports(&mut self, trial: u32, epoch: f64, error: f64) -> Response {
        let trial = TrialId(trial);
        let attempt = self.history().trials[&trial].attempt();
        let sequence = self.history().trials[&trial].attempts.last().unwrap().reports;
        let measurement = Measurement {
            epoch: Some(epoch),
            metrics: BTreeMap::from([("val_error".to_owned(), MetricValue(error))]),
            checkpoint: Some(format!("epoch-{epoch}")),
            ..Measurement::default()
        };
        let measured = SpooledMeasurement { attempt, sequence, measurement };
        self.tell(vec![Input::Measured { trial, measured }])
    }

    fn ends(&mut self, trial: u32, ending: AttemptEnding) -> Response {
        let trial = TrialId(trial);
        let at = self.running.iter().position(|start| start.trial == trial).unwrap();
        let attempt = self.running.remove(at).attempt;
        self.stopping.retain(|stopped| *stopped != trial);
        self.tell(vec![Input::AttemptEnded { trial, attempt, ending, seconds: Some(1.0) }])
    }

    /// One report of the next epoch from the trial that was started last, or its end.
    fn works(&mut self, error: impl Fn(f64, f64) -> f64) {
        let start = *self.running.first().unwrap();
        let known = &self.history().trials[&start.trial];
        let rate = known.request.configuration.values["rate"].as_f64().unwrap();
        let done = known.curve().unwrap().completed_epochs();
        if self.stopping.contains(&start.trial) {
            self.ends(start.trial.0, AttemptEnding::Stopped);
        } else if done == 9 {
            self.ends(start.trial.0, AttemptEnding::Finished);
        } else {
            let epoch = f64::from(done + 1);
            self.reports(start.trial.0, epoch, error(rate, epoch));
        }
    }

    fn goes_on(&mut self, error: impl Fn(f64, f64) -> f64) {
        while !self.running.is_empty() {
            self.works(&error);
        }
        assert_eq!(&History::fold(&self.events).unwrap(), self.history());
    }

    fn searched(&self, state: TrialState) -> usize {
        let drawn = self.history().trials.values();
        drawn
            .filter(|known| matches!(known.request.purpose, Purpose::Search { .. }) && known.state() == state)
            .count()
    }
}

#[test]
fn a_ruling_is_recorded_then_the_attempt_is_ended_then_the_trial_is_paused_and_its_slot_is_free() {
    let mut machine = Machine::new(project(ASHA, 2, 9));
    let response = machine.reports(2, 1.0, 0.5);
    assert!(matches!(
        &response.record[..],
        [Event::Measured { .. }, Event::TrialJudged { trial: TrialId(2), ruling: Ruling::Pauses(_) }]
    ));
    assert_eq!((response.stop, machine.state_of(2)), (vec![TrialId(2)], TrialState::Running));
    assert_eq!(machine.reports(2, 2.0, 0.4).stop, [], "it is asked once, and not judged again");
    let response = machine.ends(2, AttemptEnding::Stopped);
    assert_eq!(machine.state_of(2), TrialState::Paused);
    assert_eq!(response.start, [Start { trial: TrialId(3), attempt: 1 }]);
}

#[test]
fn whoever_takes_over_ends_what_was_ruled_upon() {
    let mut machine = Machine::new(project(ASHA, 2, 9));
    machine.reports(2, 1.0, 0.5);
    assert_eq!(machine.restarts().stop, [TrialId(2)]);
    for (ending, state) in [
        (AttemptEnding::Lost, TrialState::Paused),
        (AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } }, TrialState::Paused),
        (AttemptEnding::Finished, TrialState::Feasible),
    ] {
        let mut machine = Machine::new(project(ASHA, 2, 9));
        machine.reports(2, 1.0, 0.5);
        machine.ends(2, ending);
        assert_eq!(machine.state_of(2), state);
    }
}

#[test]
fn a_paused_trial_goes_on_from_its_checkpoint_once_it_is_among_the_best() {
    let mut machine = Machine::new(project(ASHA, 1, 9));
    machine.project.slots = 1;
    for epoch in 1..=9 {
        machine.reports(1, f64::from(epoch), 0.9);
    }
    machine.ends(1, AttemptEnding::Finished);
    for (trial, error) in [(2, 0.5), (3, 0.3), (4, 0.4)] {
        machine.reports(trial, 1.0, error);
        assert!(machine.stopping.contains(&TrialId(trial)), "trial {trial} goes on");
        machine.ends(trial, AttemptEnding::Stopped);
    }
    // Of three the best goes on, before a new trial is started.
    assert_eq!(machine.running, [Start { trial: TrialId(3), attempt: 2 }]);
    assert_eq!(machine.history().trials[&TrialId(3)].attempts[1].resumed_from.as_deref(), Some("epoch-1"));
    assert!(machine.reports(3, 2.0, 0.25).stop.is_empty(), "there is no rung at epoch 2");
    machine.reports(3, 3.0, 0.2);
    assert_eq!(machine.state_of(3), TrialState::Running);
    assert!(machine.stopping.contains(&TrialId(3)), "the first at its rung waits");
    machine.ends(3, AttemptEnding::Stopped);
    assert_eq!(machine.running, [Start { trial: TrialId(5), attempt: 1 }]);
}

#[test]
fn in_the_end_every_rung_is_settled_and_one_trial_at_least_was_trained_to_its_end() {
    for (slots, trials) in [(1, 9), (3, 9), (4, 2), (2, 30)] {
        let mut machine = Machine::new(project(ASHA, slots, trials));
        machine.goes_on(|rate, epoch| 0.1 + (rate - 0.3).abs() + 1.0 / epoch);
        assert_eq!(machine.state, CoordinatorState::Finished, "{slots} slots");
        assert!(machine.history().paused.is_empty());
        let (feasible, pruned) =
            (machine.searched(TrialState::Feasible), machine.searched(TrialState::Pruned));
        assert_eq!(feasible + pruned, trials as usize - 1);
        assert!(feasible >= 1 && pruned >= feasible.min(1) * usize::from(trials > 2), "{feasible}, {pruned}");
        let findings = &machine.history().rounds[0].studies[0].findings;
        let counted = Answer::PrunedTrials { pruned: pruned as u32, ended: trials };
        assert_eq!(findings.iter().any(|finding| finding.answer == counted), pruned > 0, "{findings:?}");
        let contender = &machine.history().rounds[0].confirmation.as_ref().unwrap().contenders[0];
        let from = &machine.history().trials[&contender.from.unwrap()];
        assert!(matches!(from.outcome(), Some(Outcome::Feasible(_))), "a pruned trial became the candidate");
    }
}

#[test]
fn the_incumbent_and_retrainings_are_never_judged() {
    for pruner in [ASHA, "\"median\"", "\"hopeless\""] {
        let mut machine = Machine::new(project(pruner, 2, 16));
        machine.goes_on(|rate, epoch| 0.1 + (rate - 0.3).abs() + 1.0 / epoch);
        assert_eq!(machine.state, CoordinatorState::Finished);
        for known in machine.history().trials.values() {
            if !matches!(known.request.purpose, Purpose::Search { .. }) {
                assert_eq!((known.state(), known.rungs.len()), (TrialState::Feasible, 0), "{pruner}");
            }
        }
    }
}

#[test]
fn the_median_rule_ends_a_trial_for_good_and_keeps_what_it_came_to() {
    let mut machine = Machine::new(project("\"median\"", 1, 16));
    machine.goes_on(|rate, epoch| 0.1 + (rate - 0.3).abs() + 1.0 / epoch);
    assert_eq!(machine.state, CoordinatorState::Finished);
    let pruned = machine.history().trials.values().filter_map(|known| match known.outcome() {
        Some(Outcome::Pruned(pruned)) => Some((known, pruned)),
        _ => None,
    });
    let pruned: Vec<_> = pruned.collect();
    assert!(pruned.len() >= 4, "{}", pruned.len());
    for (known, pruned) in pruned {
        assert!(pruned.ground.bar.unwrap().get() < pruned.best.score.get());
        assert_eq!(pruned.best.last_position, Some(2.0), "judged from a fifth of nine epochs on");
        assert_eq!(known.attempts.len(), 1);
        assert!(known.peer_curve().is_none(), "curves are kept until the verdict only");
    }
}

/// A paused trial that a person gives up is given up at once.
#[test]
fn a_paused_trial_can_be_given_up() {
    let mut machine = Machine::new(project(ASHA, 1, 9));
    for epoch in 1..=9 {
        machine.reports(1, f64::from(epoch), 0.9);
    }
    machine.ends(1, AttemptEnding::Finished);
    machine.reports(2, 1.0, 0.5);
    machine.ends(2, AttemptEnding::Stopped);
    machine.tell(vec![Input::Cancel { trial: TrialId(2) }]);
    assert_eq!(machine.state_of(2), TrialState::Cancelled);
    machine.reports(3, 1.0, 0.5);
    machine.tell(vec![Input::Cancel { trial: TrialId(3) }]);
    machine.ends(3, AttemptEnding::Stopped);
    assert_eq!(machine.state_of(3), TrialState::Cancelled, "the person's word counts");
    machine.goes_on(|rate, epoch| rate + 1.0 / epoch);
    assert_eq!(machine.state, CoordinatorState::Finished);
}

/// What diverges is infeasible, whatever it had shown before.
#[test]
fn a_trial_that_diverges_is_not_judged() {
    let mut machine = Machine::new(project(ASHA, 2, 9));
    assert_eq!(machine.reports(2, 1.0, f64::NAN).stop, []);
    machine.ends(2, AttemptEnding::Finished);
    assert_eq!(machine.state_of(2), TrialState::Infeasible);
}

#[test]
fn an_overridden_rule_stays_with_the_verdict_whatever_it_is() {
    let text = "[project]\nname = \"mine\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
        [workload]\ncommand = [\"train\"]\n[length]\nmax_epochs = 9\n\
        [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
        [parameters.extra]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
        [[rounds]]\nname = \"extra\"\ngoal = \"Does it help?\"\nscientific = [\"extra\"]\nnuisance = [\"rate\"]\n\
        trials = 9\npruner = \"asha\"\nallow = [{ rule = \"S25\", reason = \"the rate is constant\" }, \
        { rule = \"S22\", reason = \"no luck here\" }]\n";
    let mut machine = Machine::new(parse_project(text).unwrap());
    machine.goes_on(|rate, epoch| 0.1 + (rate - 0.3).abs() + 1.0 / epoch);
    assert_eq!(machine.state, CoordinatorState::Finished);
    let verdict = machine.history().rounds[0].verdict.as_ref().unwrap();
    let words: Vec<String> = verdict.caveats.iter().map(etude::words::caveat).collect();
    assert!(words.contains(&"rule S25 was overridden: the rate is constant".to_owned()), "{words:?}");
}

/// A search that learns draws one point at a time, and studies share the slots: none is settled while it has points to come.
#[test]
fn with_a_search_that_learns_no_rung_is_settled_while_points_are_left_to_draw() {
    for slots in [1, 3] {
        let text = format!(
            "[project]\nname = \"mine\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
             [workload]\ncommand = [\"train\"]\n[length]\nmax_epochs = 9\n[slots]\ncount = {slots}\n\
             [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
             [parameters.extra]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
             [[rounds]]\nname = \"extra\"\ngoal = \"Does it help?\"\nphase = \"exploit\"\nsampler = \"tpe\"\n\
             scientific = [\"extra\"]\nnuisance = [\"rate\"]\ntrials = 9\npruner = {ASHA}\n\
             allow = [{{ rule = \"S25\", reason = \"the rate is constant\" }}, \
             {{ rule = \"S22\", reason = \"no luck here\" }}]\n"
        );
        let mut machine = Machine::new(parse_project(&text).unwrap());
        machine.goes_on(|rate, epoch| 0.1 + (rate - 0.3).abs() + 1.0 / epoch);
        assert_eq!(machine.state, CoordinatorState::Finished, "{slots} slots");
        let mut history = History::default();
        let mut early = 0;
        for event in &machine.events {
            history.apply(event).unwrap();
            let (Event::TrialJudged { trial, ruling: Ruling::Passes(_) }
            | Event::TrialEnded { trial, outcome: Outcome::Pruned(_) }) = event
            else {
                continue;
            };
            let known = &history.trials[trial];
            let study = history.study(known.request.purpose.study().unwrap()).unwrap();
            if study.segments.iter().all(|segment| segment.drawn == segment.trials) {
                continue;
            }
            early += 1;
            assert_ne!(known.state(), TrialState::Pruned, "{slots} slots: {trial} is given up too early");
            let rung = known.rungs.last().unwrap().epoch;
            let came = study
                .trials
                .iter()
                .filter(|other| history.trials[other].rungs.iter().any(|it| it.epoch == rung));
            assert!(came.count() >= 3, "{slots} slots: {trial} goes on from {rung} too early");
        }
        assert!(early > 0, "nothing went on before the last point was drawn");
    }
}

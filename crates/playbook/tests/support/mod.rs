//! A project that is carried through by hand: the playbook says what comes next, the test says how trials end.

#![allow(dead_code, reason = "every test file uses a part of it")]

pub(crate) mod feature;

use etude_playbook::advance::{PointsWanted, Step, advance, search_request};
use etude_stats::random::{Random, mix};
use etude_study::configuration::{Configuration, Values};
use etude_study::event::Event;
use etude_study::finding::Finding;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::{StudyId, TrialId};
use etude_study::measurement::PositionUnit;
use etude_study::project::{Project, parse_project};
use etude_study::score::Score;
use etude_study::space::UnitPoint;
use etude_study::trial::{
    Arm, AttemptEnding, BestEpoch, Crash, Infeasibility, Outcome, Purpose, TrialRequest,
};
use etude_study::value::Value;
use etude_study::verdict::Verdict;

/// A project, and all that happened in it.
pub(crate) struct Course {
    pub(crate) project: Project,
    pub(crate) history: History,
    pub(crate) events: Vec<Event>,
    /// What stands in the way of the open round's verdict.
    pub(crate) blocked: Vec<Finding>,
}

impl Course {
    /// Before the first event.
    pub(crate) fn new(project: Project) -> Course {
        Course { project, history: History::default(), events: Vec::new(), blocked: Vec::new() }
    }

    /// Records an event.
    pub(crate) fn record(&mut self, event: Event) {
        self.history.apply(&event).expect("an event that may follow");
        self.events.push(event);
    }

    /// Does all that needs no training, with evenly random points. True when every round is concluded, or findings stand in
    /// the way.
    pub(crate) fn plan(&mut self) -> bool {
        for _ in 0..10_000 {
            match advance(&self.project, &self.history).expect("rounds that can start") {
                Step::Record(events) => {
                    assert!(!events.is_empty(), "asked to record nothing, again and again");
                    for event in events {
                        self.record(event);
                    }
                }
                Step::Sample(wanted) => self.sample(wanted),
                Step::Await => {
                    assert!(!self.history.waiting.is_empty(), "awaits, and nothing is there to wait for");
                    return false;
                }
                Step::Finished => return true,
                Step::Blocked { findings, .. } => {
                    self.blocked = findings;
                    return true;
                }
            }
        }
        panic!("planned ten thousand steps without a training");
    }

    fn sample(&mut self, wanted: PointsWanted) {
        for index in wanted.first_index..wanted.first_index + wanted.count {
            let round = self.history.round(wanted.study.round).expect("a round");
            let study = self.history.study(wanted.study).expect("a study");
            let space = &study.segments[wanted.segment as usize].space;
            let place = [wanted.study.study, wanted.segment, index].map(u64::from);
            let seed = place.into_iter().fold(self.project.seed, |seed, part| mix(seed ^ part));
            let mut random = Random::new(seed);
            let point = UnitPoint::new(space.dimensions().iter().map(|_| random.uniform()).collect());
            let drawn = space.values_at(&point, &study.definition.fixed);
            let request = search_request(round, study, (wanted.segment, index), &drawn);
            self.record(Event::TrialRequested { trial: self.history.next_trial(), request });
        }
    }

    /// Ends a waiting trial.
    pub(crate) fn end(&mut self, trial: TrialId, outcome: Outcome) {
        let attempt = self.history.trials[&trial].attempt() + 1;
        self.record(Event::AttemptStarted { trial, attempt, slot: None });
        let ending = AttemptEnding::Finished;
        self.record(Event::AttemptEnded { trial, attempt, ending, seconds: None });
        self.record(Event::TrialEnded { trial, outcome });
    }

    /// Ends every waiting trial, once.
    pub(crate) fn train(&mut self, outcome: &dyn Fn(&TrialRequest) -> Outcome) {
        for trial in self.history.waiting.clone() {
            let outcome = outcome(&self.history.trials[&trial].request);
            self.end(trial, outcome);
        }
    }

    /// Carries the project to its end.
    pub(crate) fn finish(&mut self, outcome: &dyn Fn(&TrialRequest) -> Outcome) {
        for _ in 0..1_000 {
            if self.plan() {
                return;
            }
            self.train(outcome);
        }
        panic!("a thousand batches, and no end");
    }

    pub(crate) fn round(&self) -> &RoundRecord {
        self.history.rounds.last().expect("a round was started")
    }

    pub(crate) fn study(&self, study: u32) -> &StudyRecord {
        &self.round().studies[study as usize - 1]
    }

    pub(crate) fn verdict(&self) -> &Verdict {
        self.round().verdict.as_ref().expect("a verdict")
    }

    /// The requests of a study's trials, in order.
    pub(crate) fn requests_of(&self, study: StudyId) -> Vec<&TrialRequest> {
        let requests = self.history.trials.values().map(|trial| &trial.request);
        requests.filter(|request| request.purpose.study() == Some(study)).collect()
    }

    /// The configurations of an arm's retrainings with their seed index, in order of the index.
    pub(crate) fn retrainings(&self, arm: Arm) -> Vec<(u32, &Configuration)> {
        let Some(confirmation) = &self.round().confirmation else { return Vec::new() };
        let of_arm = confirmation.trials.iter().filter(|((trained, _), _)| *trained == arm);
        of_arm
            .map(|((_, index), trial)| (*index, &self.history.trials[trial].request.configuration))
            .collect()
    }
}

/// A project, carried to its end.
pub(crate) fn finished(project: Project, outcome: &dyn Fn(&TrialRequest) -> Outcome) -> Course {
    let mut course = Course::new(project);
    course.finish(outcome);
    course
}

/// A course whose only step was to start the first round.
pub(crate) fn started(project: Project) -> Course {
    let mut course = Course::new(project);
    course.plan();
    course
}

/// A project with these parameters and rounds, in the words of the file.
pub(crate) fn project(parameters_and_rounds: &str) -> Project {
    project_with("", parameters_and_rounds)
}

/// The same with further keys of `[project]`.
pub(crate) fn project_with(keys: &str, parameters_and_rounds: &str) -> Project {
    let direction = if keys.contains("direction") { "" } else { "direction = \"minimize\"\n" };
    parse_project(&format!(
        "[project]\nname = \"test\"\nmetric = \"val_error\"\n{direction}{keys}\n\
         [workload]\ncommand = [\"train\", \"{{args}}\"]\n[length]\nmax_epochs = 3\n{parameters_and_rounds}"
    ))
    .expect("a project file in order")
}

pub(crate) fn score(value: f64) -> Outcome {
    let score = Score::new(value).expect("finite");
    Outcome::Feasible(BestEpoch {
        score,
        position: Some(1.0),
        unit: PositionUnit::Epoch,
        checkpoint: None,
        also: std::collections::BTreeMap::new(),
        last_position: Some(1.0),
    })
}

pub(crate) fn diverged() -> Outcome {
    Outcome::Infeasible(Infeasibility::Diverged { position: Some(1.0), unit: PositionUnit::Epoch })
}

pub(crate) fn failed() -> Outcome {
    Outcome::Failed { crash: Crash::ExitCode { code: 1 } }
}

pub(crate) fn number(values: &Values, name: &str) -> f64 {
    values.get(name).and_then(Value::as_f64).unwrap_or_else(|| panic!("{name} is not a number of {values:?}"))
}

pub(crate) fn text(word: &str) -> Value {
    Value::Text(word.to_owned())
}

/// A standard normal number that belongs to the seed alone.
pub(crate) fn luck(seed: u32) -> f64 {
    Random::new(mix(u64::from(seed))).normal()
}

pub(crate) fn is_confirmation(request: &TrialRequest) -> bool {
    matches!(request.purpose, Purpose::Confirmation { .. })
}

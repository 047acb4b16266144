//! A project carried through without processes: the playbook says what comes next, the test says how trials end.

use std::collections::BTreeMap;

use etude::playbook::advance::search_request;
use etude::playbook::figures::{LoggedCurve, LoggedPoint, chosen_trials};
use etude::playbook::{Step, advance};
use etude::study::event::Event;
use etude::study::history::{History, RoundRecord};
use etude::study::measurement::{MetricValue, PositionUnit};
use etude::study::project::{Project, parse_project};
use etude::study::score::Score;
use etude::study::space::UnitPoint;
use etude::study::trial::{BestEpoch, Infeasibility, Outcome, TrialRequest};

/// A project and all that happened in it.
pub(crate) struct Course {
    project: Project,
    pub(crate) history: History,
    random: u64,
}

/// Two parameters and a feature, in the words of the file.
pub(crate) const PARAMETERS: &str = r#"
[parameters.learning_rate]
low = 1e-4
high = 1.0
hard_low = 1e-4
hard_high = 1.0
scale = "log"
baseline = 0.001

[parameters.momentum]
low = 0.5
high = 0.99
hard_low = 0.5
hard_high = 0.99
scale = "reverse-log"
baseline = 0.9

[parameters.dropout]
choices = ["off", "on"]
baseline = "off"

[parameters.layers]
type = "int"
low = 1
high = 4
hard_low = 1
hard_high = 4
baseline = 2
"#;

/// One round that asks whether dropout helps.
pub(crate) fn asks_dropout(trials: u32) -> Course {
    Course::new(&format!(
        "{PARAMETERS}\n[[rounds]]\nname = \"dropout\"\ngoal = \"Does dropout help?\"\nscientific = [\"dropout\"]\n\
         nuisance = [\"learning_rate\", \"momentum\", \"layers\"]\ntrials = {trials}\n\
         allow = [{{ rule = \"S22\", reason = \"some draw nothing\" }}]\n"
    ))
}

/// One round that only tunes.
pub(crate) fn tunes(trials: u32) -> Course {
    Course::new(&format!(
        "{PARAMETERS}\n[[rounds]]\nname = \"tune\"\ngoal = \"A good learning rate\"\n\
         nuisance = [\"learning_rate\", \"momentum\", \"layers\"]\ntrials = {trials}\n"
    ))
}

impl Course {
    /// Before the first event.
    pub(crate) fn new(parameters_and_rounds: &str) -> Course {
        let file = format!(
            "[project]\nname = \"test\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nmin_improvement = 0.005\n\
             [workload]\ncommand = [\"train\", \"{{args}}\"]\n[length]\nmax_epochs = 10\n{parameters_and_rounds}"
        );
        let project = parse_project(&file).expect("a project file in order");
        Course { project, history: History::default(), random: 7 }
    }

    pub(crate) fn round(&self) -> &RoundRecord {
        self.history.rounds.last().expect("a round was started")
    }

    fn record(&mut self, event: &Event) {
        self.history.apply(event).expect("an event that may follow");
    }

    /// Splitmix64, as a number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Requests all trials that can be asked for; true once every round is concluded.
    pub(crate) fn plan(&mut self) -> bool {
        loop {
            match advance(&self.project, &self.history).expect("rounds that can start") {
                Step::Record(events) => events.iter().for_each(|event| self.record(event)),
                Step::Sample(wanted) => {
                    for index in wanted.first_index..wanted.first_index + wanted.count {
                        let round = self.history.round(wanted.study.round).unwrap();
                        let space = self.history.study(wanted.study).unwrap().segments
                            [wanted.segment as usize]
                            .space
                            .clone();
                        let coordinates = {
                            let count = space.dimensions().len();
                            let fixed_round = round.id;
                            let drawn: Vec<f64> = (0..count).map(|_| self.uniform()).collect();
                            assert_eq!(fixed_round, wanted.study.round);
                            drawn
                        };
                        let round = self.history.round(wanted.study.round).unwrap();
                        let study = self.history.study(wanted.study).unwrap();
                        let values = space.values_at(&UnitPoint::new(coordinates), &study.definition.fixed);
                        let request = search_request(round, study, (wanted.segment, index), &values);
                        self.record(&Event::TrialRequested { trial: self.history.next_trial(), request });
                    }
                }
                Step::Await => return false,
                Step::Finished => return true,
                Step::Blocked { findings, .. } => panic!("held up by {findings:?}"),
            }
        }
    }

    /// Ends every waiting trial.
    pub(crate) fn train(&mut self, outcome: &dyn Fn(&TrialRequest) -> Outcome) {
        for trial in self.history.waiting.clone() {
            let outcome = outcome(&self.history.trials[&trial].request);
            self.record(&Event::AttemptStarted { trial, attempt: 1, slot: None });
            self.record(&Event::TrialEnded { trial, outcome });
        }
    }

    /// Requests the first trials, and ends them.
    pub(crate) fn searched(mut self, outcome: &dyn Fn(&TrialRequest) -> Outcome) -> Course {
        self.plan();
        self.train(outcome);
        self
    }

    /// Carries the project to its end.
    pub(crate) fn finished(mut self, outcome: &dyn Fn(&TrialRequest) -> Outcome) -> Course {
        while !self.plan() {
            self.train(outcome);
        }
        self
    }

    /// What the best trials would have logged.
    pub(crate) fn curves(&self, value: &dyn Fn(f64, f64) -> f64) -> Vec<LoggedCurve> {
        let chosen = chosen_trials(&self.history, self.round());
        let point = |position: f64, score: f64| {
            let metric = |name: &str, number: f64| (name.to_owned(), MetricValue(number));
            let metrics = [
                metric("val_error", value(position, score)),
                metric("train_error", value(position, 0.7 * score)),
                metric("train_loss", 2.0 / position),
                metric("grad_norm", 1.0 + 3.0 / position + score),
            ];
            LoggedPoint { position, metrics: BTreeMap::from(metrics) }
        };
        let curve = |trial: &etude::playbook::figures::ChosenTrial| LoggedCurve {
            trial: trial.trial,
            unit: PositionUnit::Epoch,
            points: (1..=10).map(|epoch| point(f64::from(epoch), trial.score)).collect(),
        };
        chosen.iter().map(curve).collect()
    }
}

/// A trial that ended with this score, best at epoch 8 of 10.
pub(crate) fn scored(value: f64) -> Outcome {
    Outcome::Feasible(BestEpoch {
        score: Score::new(value).expect("finite"),
        position: Some(8.0),
        unit: PositionUnit::Epoch,
        checkpoint: None,
        also: BTreeMap::new(),
        last_position: Some(10.0),
    })
}

pub(crate) fn diverged() -> Outcome {
    Outcome::Infeasible(Infeasibility::Diverged { position: Some(1.0), unit: PositionUnit::Epoch })
}

/// A score that is best at a rate of 0.03 and better with dropout, rounded so that it is the same on every machine; a rate
/// above 0.3 diverges.
pub(crate) fn plausible(request: &TrialRequest) -> Outcome {
    let values = &request.configuration.values;
    let rate = values["learning_rate"].as_f64().unwrap();
    if rate > 0.3 {
        return diverged();
    }
    let gain = if values["dropout"].to_string() == "on" { 0.02 } else { 0.0 };
    let decades = rate.log10() + 1.5;
    let luck = f64::from(request.configuration.seed % 97) * 2e-5;
    let error = 0.12 + 0.04 * decades * decades - gain + luck;
    scored((error * 1e5).round() / 1e5)
}

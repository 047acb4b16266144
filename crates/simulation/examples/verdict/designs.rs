//! Rounds whose studies are no single values: a range in question, two parameters crossed, features put back. How often they
//! adopt, remove, or call an effect where there is none, and where there is one.

use etude_simulation::{Faults, Run, go_on};
use etude_stats::random::{Random, mix};
use etude_study::answer::Reading;
use etude_study::configuration::{Configuration, Values};
use etude_study::event::Event;
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::project::{Project, parse_project};
use etude_study::value::Value;
use etude_study::verdict::Decision;

use crate::cell::{Failure, Tally, shared};
use crate::world::{Shape, place};

/// What a question over both parameters or both features is about.
const NUISANCE: &str = "[parameters.nuisance]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n";
/// Two switches, of which the file's baseline has neither on.
const SWITCHES: &str = "[parameters.first]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
    [parameters.second]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n";

/// A kind of round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 64 trials over a question from 0 to 1 and a nuisance parameter; the incumbent's value is 0.1.
    OverRange,
    /// Two switches crossed, 16 trials a pair.
    Interaction,
    /// Two switches that were adopted, 16 trials a study, and a margin of one noise unit.
    Ablation,
}

/// What is true of a kind.
#[derive(Debug, Clone, Copy)]
struct Design {
    kind: Kind,
    /// What is true, in words.
    truth: &'static str,
    /// What one switch gains: the first and the second. Over a range: what the best value gains, and nothing.
    gains: (f64, f64),
    /// What both gain together beyond their sum.
    together: f64,
}

const DESIGNS: [Design; 12] = [
    Design { kind: Kind::OverRange, truth: "no value is better", gains: (0.0, 0.0), together: 0.0 },
    Design { kind: Kind::OverRange, truth: "0.7 gains 1", gains: (1.0, 0.0), together: 0.0 },
    Design { kind: Kind::OverRange, truth: "0.7 gains 2", gains: (2.0, 0.0), together: 0.0 },
    Design { kind: Kind::Interaction, truth: "nothing gains", gains: (0.0, 0.0), together: 0.0 },
    Design { kind: Kind::Interaction, truth: "each gains 1", gains: (1.0, 1.0), together: 0.0 },
    Design { kind: Kind::Interaction, truth: "only both together gain, 2", gains: (0.0, 0.0), together: 2.0 },
    Design { kind: Kind::Interaction, truth: "only both together gain, 4", gains: (0.0, 0.0), together: 4.0 },
    Design { kind: Kind::Ablation, truth: "each gains just the margin, 1", gains: (1.0, 1.0), together: 0.0 },
    Design { kind: Kind::Ablation, truth: "each gains 2", gains: (2.0, 2.0), together: 0.0 },
    Design { kind: Kind::Ablation, truth: "each gains 3", gains: (3.0, 3.0), together: 0.0 },
    Design { kind: Kind::Ablation, truth: "the second gains nothing", gains: (3.0, 0.0), together: 0.0 },
    Design { kind: Kind::Ablation, truth: "the second costs 1", gains: (3.0, -1.0), together: 0.0 },
];

/// What came of all rounds of a design.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    rounds: u64,
    adopted: u64,
    /// Rounds in which any effect was called: an interaction, or a feature that gains something.
    called: u64,
    /// Rounds in which any effect was said to be below what is worth having.
    below: u64,
    pairs: u64,
    trainings: u64,
}

impl Count {
    fn add(&mut self, other: &Count) {
        self.rounds += other.rounds;
        self.adopted += other.adopted;
        self.called += other.called;
        self.below += other.below;
        self.pairs += other.pairs;
        self.trainings += other.trainings;
    }

    fn count(&mut self, run: &Run) -> Result<(), Failure> {
        let round = run.history.rounds.first();
        let verdict = round
            .and_then(|round| round.verdict.as_ref())
            .ok_or_else(|| format!("a round without a verdict: {:?}", run.state))?;
        let has = |reading: Reading| verdict.answers.iter().any(|answer| answer.reading == reading);
        self.rounds += 1;
        self.adopted += u64::from(verdict.decision == Decision::Adopt);
        self.called += u64::from(has(Reading::Effect));
        self.below += u64::from(has(Reading::BelowMargin));
        let pairs = verdict.comparisons.iter().map(|comparison| comparison.gains.len() as u64);
        self.pairs += pairs.max().unwrap_or(0);
        self.trainings += run.history.trials.len() as u64;
        Ok(())
    }

    fn with_interval(&self, count: u64) -> String {
        Tally { rounds: self.rounds, ..Tally::default() }.with_interval(count)
    }

    fn mean(&self, sum: u64) -> f64 {
        sum as f64 / self.rounds.max(1) as f64
    }
}

impl Design {
    fn project(&self, seed: u64) -> Result<Project, Failure> {
        let (margin, parameters, round) = match self.kind {
            Kind::OverRange => (
                0.0,
                "[parameters.value]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.1\n",
                "scientific = [\"value\"]\ntrials = 64\n",
            ),
            Kind::Interaction => {
                (0.0, SWITCHES, "scientific = [\"first\", \"second\"]\ninteraction = true\ntrials = 16\n")
            }
            Kind::Ablation => (1.0, SWITCHES, "ablation = [\"first\", \"second\"]\ntrials = 16\n"),
        };
        Ok(parse_project(&format!(
            "[project]\nname = \"simulated\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n\
             min_improvement = {margin:?}\n[workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n\
             [slots]\ncount = 4\n{parameters}{NUISANCE}\
             [[rounds]]\nname = \"asked\"\ngoal = \"What of it?\"\nnuisance = [\"nuisance\"]\n{round}"
        ))?)
    }

    fn score(&self, configuration: &Configuration) -> f64 {
        let mut random = Random::new(mix(u64::from(configuration.seed)) ^ place(&configuration.values));
        Shape::Normal.draw(&mut random) - self.gain(&configuration.values)
    }

    fn gain(&self, values: &Values) -> f64 {
        if self.kind == Kind::OverRange {
            let value = values.get("value").and_then(Value::as_f64).unwrap_or(0.0);
            return self.gains.0 * (-((value - 0.7) / 0.15).powi(2)).exp();
        }
        let is_on = |name: &str| values.get(name).is_some_and(|value| value.to_string() == "on");
        let (first, second) = (is_on("first"), is_on("second"));
        let of = |is_on: bool, gain: f64| if is_on { gain } else { 0.0 };
        of(first, self.gains.0) + of(second, self.gains.1) + of(first && second, self.together)
    }

    /// What an ablation begins with: both switches adopted, by a person, since it is not asked how they came.
    fn recorded(&self, project: &Project) -> Vec<Event> {
        let switched = |word: &str| {
            let switches = ["first", "second"].map(|name| (name.to_owned(), Value::Text(word.to_owned())));
            switches.into_iter().chain([("nuisance".to_owned(), Value::Float(0.5))]).collect::<Values>()
        };
        let launched = |values, evidence| Event::Launched(Box::new(Launch { values, evidence }));
        match self.kind {
            Kind::Ablation => vec![
                Event::ProjectOpened {
                    name: project.name.clone(),
                    metric: project.metric.clone(),
                    direction: project.direction,
                    seed: project.seed,
                },
                launched(switched("off"), LaunchEvidence::ProjectFile),
                launched(
                    switched("on"),
                    LaunchEvidence::Person {
                        reason: "both on".into(),
                        round: None,
                        trial: None,
                        score: None,
                    },
                ),
            ],
            Kind::OverRange | Kind::Interaction => Vec::new(),
        }
    }
}

/// A row for every design.
pub(crate) fn table(rounds: u64) -> Result<(), Failure> {
    println!("## A range in question, an interaction, an ablation: normal noise\n");
    println!("| question | truth | adopted | an effect called | mean pairs | mean trainings |");
    println!("|---|---|---|---|---|---|");
    for design in DESIGNS {
        let count = shared(rounds, Count::add, |seed, count: &mut Count| {
            let workload = |configuration: &Configuration| design.score(configuration);
            let project = design.project(seed)?;
            count.count(&go_on(&project, &workload, (Faults::default(), seed), design.recorded(&project))?)
        })?;
        let called = match design.kind {
            Kind::OverRange => "-".to_owned(),
            Kind::Interaction | Kind::Ablation => count.with_interval(count.called),
        };
        println!(
            "| {} | {} | {} | {called} | {:.1} | {:.0} |",
            match design.kind {
                Kind::OverRange => "a range",
                Kind::Interaction => "an interaction",
                Kind::Ablation => "an ablation",
            },
            design.truth,
            count.with_interval(count.adopted),
            count.mean(count.pairs),
            count.mean(count.trainings)
        );
    }
    println!();
    Ok(())
}

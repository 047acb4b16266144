//! Ladders: short trainings, and a dozen of them trained for longer, through the real coordinator.

use std::error::Error;

use etude_simulation::workload::measurement;
use etude_simulation::{Faults, Training, Workload, simulate};
use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::finding::Answer;
use etude_study::project::{Project, parse_project};
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;

use crate::share;

const SHORT: u32 = 4;
const LONG: u32 = 16;

/// How scores at the two lengths relate.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    /// The same function at both, and a little of another at the short one.
    Predicts {
        /// How much of another function.
        other: f64,
    },
    /// Two functions that have nothing in common.
    Unrelated,
    /// What is good in a short training is bad in a long one.
    Reversed,
}

/// Trainings of a family; the score is known from the first report on.
struct Ladder {
    family: Family,
    /// Standard deviation between seeds, of scores that range over about one.
    seed_sd: f64,
}

impl Ladder {
    fn score(&self, configuration: &Configuration) -> f64 {
        let value = |name: &str| configuration.values.get(name).and_then(Value::as_f64).unwrap_or(0.5);
        let (rate, width, decay) = (value("rate"), value("width"), value("decay"));
        let long = (rate - 0.3).abs() + 0.5 * (width - 0.6).abs();
        let other = (decay - 0.5).abs() + 0.7 * (3.0 * (rate + 0.2) * (width + 0.4)).sin();
        let mut luck = Random::new(
            mix(u64::from(configuration.seed)) ^ rate.to_bits() ^ u64::from(configuration.max_epochs),
        );
        let noise = self.seed_sd * luck.normal();
        let is_short = configuration.max_epochs == SHORT;
        noise
            + match self.family {
                _ if !is_short => long,
                Family::Predicts { other: share } => long + share * other,
                Family::Unrelated => {
                    let mut own = Random::new(rate.to_bits() ^ mix(width.to_bits()));
                    own.uniform()
                }
                Family::Reversed => -long,
            }
    }
}

impl Workload for Ladder {
    fn train(&self, configuration: &Configuration, _resume_from: Option<&str>) -> Training {
        let epoch = f64::from(configuration.max_epochs);
        let report = measurement("val_error", epoch, self.score(configuration));
        Training { reports: vec![(1.0, report)], ending: AttemptEnding::Finished, seconds: 1.0 }
    }
}

fn project(seed: u32) -> Result<Project, Box<dyn Error>> {
    let parameters: String = ["rate", "width", "decay"]
        .map(|name| format!("[parameters.{name}]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\nhard_low = 0.0\nhard_high = 1.0\n"))
        .concat();
    let text = format!(
        "[project]\nname = \"ladder\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n[workload]\n\
         command = [\"simulated\"]\n[length]\nmax_epochs = {LONG}\nexplore_epochs = {SHORT}\n[slots]\ncount = 4\n{parameters}\
         [[rounds]]\nname = \"short\"\ngoal = \"What is good?\"\nnuisance = [\"rate\", \"width\", \"decay\"]\ntrials = 24\n\
         remedies = false\n[[rounds]]\nname = \"long\"\ngoal = \"What is good?\"\ncontinues = \"short\"\nremedies = false\n"
    );
    Ok(parse_project(&text)?)
}

/// Prints how often conclusions of short rounds are withdrawn.
pub(crate) fn print(repeats: u32) -> Result<(), Box<dyn Error>> {
    println!(
        "\n| family | seed sd | withdrawn (P71) | median correlation | ladders |\n|---|---|---|---|---|"
    );
    let families = [
        ("short predicts long", Family::Predicts { other: 0.0 }),
        ("short predicts long, with an effect of its own", Family::Predicts { other: 0.15 }),
        ("unrelated", Family::Unrelated),
        ("reversed", Family::Reversed),
    ];
    for (name, family) in families {
        for seed_sd in [0.02, 0.05] {
            let mut correlations = Vec::new();
            let mut withdrawn = 0;
            for seed in 0..2 * repeats {
                let run = simulate(&project(seed)?, &Ladder { family, seed_sd }, Faults::default(), 0)?;
                let told = run.history.rounds.iter().flat_map(|round| &round.findings);
                let mut found = told.filter_map(|(_, finding)| match &finding.answer {
                    Answer::LengthTransfer { correlation, carries, .. } => Some((*correlation, *carries)),
                    _ => None,
                });
                if let Some((correlation, carries)) = found.next_back() {
                    correlations.push(correlation);
                    withdrawn += u64::from(!carries);
                }
            }
            correlations.sort_by(f64::total_cmp);
            let median = correlations.get(correlations.len() / 2).copied().unwrap_or(f64::NAN);
            let all = correlations.len() as u64;
            println!("| {name} | {seed_sd} | {} | {median:.2} | {all} |", share(withdrawn, all));
        }
    }
    Ok(())
}

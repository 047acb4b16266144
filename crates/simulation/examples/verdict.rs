//! Does a verdict keep its word? False and true adoptions of whole simulated rounds through the real coordinator.
//!
//! One noise unit is the standard deviation of a paired difference; `min_improvement` is 0. Run with
//! `cargo xtask bench verdict`; an argument sets the number of rounds a cell (default 20000).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;

use etude_simulation::projects::one_feature;
use etude_simulation::{Faults, simulate};
use etude_stats::proportion::wilson;
use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::value::Value;
use etude_study::verdict::{Decision, Verdict};

/// The shape of the noise of one training, with standard deviation 1 / sqrt(2), the same in both arms.
#[derive(Debug, Clone, Copy)]
enum Noise {
    Normal,
    StudentT3,
    Outliers,
}

impl Noise {
    fn draw(self, random: &mut Random) -> f64 {
        let unit = match self {
            Noise::Normal => random.normal(),
            Noise::StudentT3 => random.student_t(3) / 3_f64.sqrt(),
            // 10 % of draws with 5 times the standard deviation: variance 0.9 + 0.1 * 25.
            Noise::Outliers => random.contaminated_normal(0.1, 5.0) / 3.4_f64.sqrt(),
        };
        unit / 2_f64.sqrt()
    }

    fn name(self) -> &'static str {
        match self {
            Noise::Normal => "normal",
            Noise::StudentT3 => "t3",
            Noise::Outliers => "10 % outliers",
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: u64 = std::env::args().nth(1).map_or(Ok(20_000), |argument| argument.parse())?;
    println!("{rounds} rounds a cell; gain in noise units; 95 % interval of the adopted share\n");
    println!(
        "| round | noise | true gain | adopted | 95 % interval | inconclusive | mean pairs | mean trainings |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, nuisances) in [("feature alone", 0), ("feature, 2 nuisances", 2)] {
        for noise in [Noise::Normal, Noise::StudentT3, Noise::Outliers] {
            for gain in [0.0, 1.0, 2.0] {
                println!(
                    "| {name} | {} | {gain} | {} |",
                    noise.name(),
                    cell(nuisances, noise, gain, rounds)?
                );
            }
        }
    }
    Ok(())
}

/// One cell: so many rounds, each a project with a seed of its own.
fn cell(nuisances: u32, noise: Noise, gain: f64, rounds: u64) -> Result<String, Box<dyn Error>> {
    let (mut adopted, mut inconclusive, mut pairs, mut trainings) = (0, 0, 0, 0);
    for round in 0..rounds {
        let project = one_feature(nuisances, round)?;
        let workload = |configuration: &Configuration| {
            let on = configuration.values.get("feature") == Some(&Value::Text("on".into()));
            let place = configuration.values.values().fold(0, |hash, value| mix(hash ^ hash_of(value)));
            let mut random = Random::new(mix(u64::from(configuration.seed)) ^ place);
            noise.draw(&mut random) - if on { gain } else { 0.0 }
        };
        let run = simulate(&project, &workload, Faults::default(), round)?;
        let verdict: &Verdict = run.history.rounds[0].verdict.as_ref().ok_or("a round without a verdict")?;
        adopted += u64::from(verdict.decision == Decision::Adopt);
        inconclusive += u64::from(verdict.decision == Decision::Inconclusive);
        pairs += verdict.comparisons.iter().map(|comparison| comparison.gains.len()).max().unwrap_or(0);
        trainings += run.history.trials.len();
    }
    let share = |count: u64| count as f64 / rounds as f64;
    let interval = wilson(adopted, rounds, 0.95)?;
    Ok(format!(
        "{:.4} | {:.4} to {:.4} | {:.3} | {:.2} | {:.1}",
        share(adopted),
        interval.low,
        interval.high,
        share(inconclusive),
        pairs as f64 / rounds as f64,
        trainings as f64 / rounds as f64
    ))
}

fn hash_of(value: &Value) -> u64 {
    value.to_string().bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)))
}

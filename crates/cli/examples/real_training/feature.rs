//! Features that help, asked for with the worse value in place, and with the better one.

use std::path::Path;

use etude::study::configuration::Values;
use etude::study::value::Value;

use crate::Failure;
use crate::project::{Question, retrain};
use crate::rows::Rows;

/// Rounds of each feature and direction.
const REPEATS: u32 = 10;
/// Learning rates at which the truth is sought.
const RATES: [f64; 7] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0];
/// Seeds of each.
const SEEDS: u64 = 10;

/// A feature with a clear effect.
pub(crate) struct Feature {
    /// Its parameter.
    pub(crate) name: &'static str,
    pub(crate) worse: &'static str,
    pub(crate) better: &'static str,
    /// What is fixed: parameters with their value, and another that they have nowhere.
    fixed: &'static [(&'static str, &'static str, &'static str)],
}

pub(crate) const FEATURES: [Feature; 3] = [
    Feature {
        name: "activation",
        worse: "sigmoid",
        better: "relu",
        fixed: &[("layers", "2", "1"), ("width", "32", "64"), ("momentum", "0.5", "0.9")],
    },
    Feature {
        name: "standardize",
        worse: "false",
        better: "true",
        fixed: &[("layers", "1", "2"), ("width", "32", "64"), ("momentum", "0.5", "0.9")],
    },
    Feature {
        name: "normalization",
        worse: "none",
        better: "batch",
        fixed: &[
            ("layers", "4", "3"),
            ("width", "32", "64"),
            ("momentum", "0.5", "0.9"),
            ("activation", "\"tanh\"", "\"relu\""),
        ],
    },
];

impl Feature {
    /// The name of the rounds in which `now` is in place.
    pub(crate) fn rounds(&self, now: &str) -> String {
        let other = if now == self.worse { self.better } else { self.worse };
        format!("{} {now} to {other}", self.name)
    }

    fn rest(&self, now: &str) -> String {
        let quoted = |value: &str| {
            if value.parse::<bool>().is_ok() { value.to_owned() } else { format!("{value:?}") }
        };
        let (worse, better, now) = (quoted(self.worse), quoted(self.better), quoted(now));
        let text = format!(
            "[parameters.{name}]\nchoices = [{worse}, {better}]\nbaseline = {now}\n\
             [parameters.learning_rate]\nlow = 0.02\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.1\n",
            name = self.name
        );
        let fixed = |(parameter, value, other): &(&str, &str, &str)| {
            format!("[parameters.{parameter}]\nchoices = [{value}, {other}]\nbaseline = {value}\n")
        };
        let fixed: Vec<String> = self.fixed.iter().map(fixed).collect();
        text + &fixed.concat()
            + &format!(
                "[[rounds]]\nname = \"{name}\"\ngoal = \"Which {name} is better?\"\nscientific = [\"{name}\"]\n\
             nuisance = [\"learning_rate\"]\ntrials = 8\n",
                name = self.name
            )
    }

    /// The mean error of a value at its best learning rate, by trainings of no project.
    fn truth(&self, etude: &Path, value: &str) -> Result<(f64, f64), Failure> {
        let mut best = (f64::INFINITY, 0.0);
        for rate in RATES {
            let mut values: Values = self.fixed.iter().map(|(name, value, _)| word(name, value)).collect();
            values.extend([word(self.name, value), word("learning_rate", &rate.to_string())]);
            let mut sum = 0.0;
            for nth in 0..SEEDS {
                sum += retrain(etude, &values, nth)?.unwrap_or(1.0);
            }
            let mean = sum / SEEDS as f64;
            best = if mean < best.0 { (mean, rate) } else { best };
        }
        Ok(best)
    }
}

/// A setting whose value is what the command line gets.
fn word(name: &str, value: &str) -> (String, Value) {
    (name.to_owned(), Value::Text(value.trim_matches('"').to_owned()))
}

/// Prints what is true, and runs what has no row yet.
pub(crate) fn run(etude: &Path, rows: &mut Rows) -> Result<(), Failure> {
    for feature in &FEATURES {
        for value in [feature.worse, feature.better] {
            let (error, rate) = feature.truth(etude, value)?;
            println!(
                "{} {value}: mean val_error {error:.4} at learning rate {rate}, the best of a grid",
                feature.name
            );
        }
    }
    for seed in 0..REPEATS {
        for feature in &FEATURES {
            for now in [feature.worse, feature.better] {
                let name = feature.rounds(now);
                if !rows.has(&name, seed) {
                    let workload = "builtin = \"fashion\"".to_owned();
                    let question = Question { name: &name, seed, workload, rest: feature.rest(now) };
                    rows.add(question.answer(etude)?.row)?;
                }
            }
        }
    }
    Ok(())
}

//! Published scores against trainings with seeds that no project drew.

use std::path::Path;

use crate::Failure;
use crate::project::{Question, retrain};
use crate::rows::Rows;

/// Projects of each space, by their seeds.
const SEEDS: u32 = 2;
/// Trainings with unused seeds of each project.
const RETRAININGS: u64 = 5;

const RATE: &str = "[parameters.learning_rate]\nlow = 0.01\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.02\n";

/// A space: its name, parameters besides the learning rate, and which of these are tuned.
type Space = (&'static str, &'static str, &'static str);

const SPACES: [Space; 10] = [
    ("softmax regression", "[parameters.layers]\nchoices = [0, 1]\nbaseline = 0\n", ""),
    ("one layer", "[parameters.layers]\nchoices = [1, 2]\nbaseline = 1\n", ""),
    (
        "momentum",
        "[parameters.momentum]\nlow = 0.0\nhigh = 0.9\nhard_high = 0.95\nbaseline = 0.5\n",
        "momentum",
    ),
    (
        "width",
        "[parameters.width]\ntype = \"int\"\nlow = 16\nhigh = 64\nhard_high = 64\nscale = \"log\"\nbaseline = 32\n",
        "width",
    ),
    (
        "weight decay",
        "[parameters.weight_decay]\nlow = 1e-5\nhigh = 0.01\nscale = \"log\"\nbaseline = 1e-4\n",
        "weight_decay",
    ),
    (
        "label smoothing",
        "[parameters.label_smoothing]\nlow = 0.0\nhigh = 0.3\nbaseline = 0.0\n",
        "label_smoothing",
    ),
    (
        "batch normalization",
        "[parameters.normalization]\nchoices = [\"batch\", \"none\"]\nbaseline = \"batch\"\n",
        "",
    ),
    (
        "warmup and cosine",
        "[parameters.decay]\nchoices = [\"cosine\", \"linear\"]\nbaseline = \"cosine\"\n\
         [parameters.warmup]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.2\n",
        "warmup",
    ),
    (
        "clipping",
        "[parameters.activation]\nchoices = [\"tanh\", \"relu\"]\nbaseline = \"tanh\"\n\
         [parameters.clip]\nlow = 0.1\nhigh = 10.0\nscale = \"log\"\nbaseline = 1.0\n",
        "clip",
    ),
    (
        "dropout",
        "[parameters.dropout]\nchoices = [\"on\", \"off\"]\nbaseline = \"on\"\n\
         [parameters.dropout_rate]\nlow = 0.0\nhigh = 0.5\nbaseline = 0.2\n",
        "dropout_rate",
    ),
];

/// Runs what has no row yet.
pub(crate) fn run(etude: &Path, rows: &mut Rows) -> Result<(), Failure> {
    for seed in 0..SEEDS {
        for (name, parameters, tuned) in SPACES {
            if rows.has(name, seed) {
                continue;
            }
            let also = if tuned.is_empty() { String::new() } else { format!(", \"{tuned}\"") };
            let rest = format!(
                "{RATE}{parameters}[[rounds]]\nname = \"tune\"\ngoal = \"Which settings are best?\"\n\
                 nuisance = [\"learning_rate\"{also}]\ntrials = 16\n"
            );
            let workload = "builtin = \"fashion\"".to_owned();
            let answer = Question { name, seed, workload, rest }.answer(etude)?;
            let mut row = answer.row;
            if let Some(candidate) = &answer.candidate {
                for nth in 0..RETRAININGS {
                    row.retrained.push(retrain(etude, candidate, 1000 * u64::from(seed) + nth)?);
                }
            }
            rows.add(row)?;
        }
    }
    Ok(())
}

//! Questions that ask nothing: two values of a parameter that train the same, which should not be adopted.

use std::path::Path;

use etude::study::verdict::Decision;

use crate::Failure;
use crate::arm;
use crate::project::{Question, retrain};
use crate::rows::Rows;

/// Rounds of each kind.
const ROUNDS: u32 = 40;
/// Trainings of candidate and baseline, each with unused seeds, after an adoption.
const AFTERWARDS: u64 = 20;

/// How much is searched before the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// 16 trials a value over two nuisance parameters.
    Tuned,
    /// A trial a value: the comparison bears all of the error.
    OneTrial,
}

/// Runs what has no row yet.
pub(crate) fn run(etude: &Path, rows: &mut Rows, effort: Effort) -> Result<(), Failure> {
    let name = if effort == Effort::Tuned { "a-a" } else { "one-comparison" };
    let own = std::env::current_exe()?.display().to_string();
    let program = etude.display().to_string();
    for seed in 0..ROUNDS {
        if rows.has(name, seed) {
            continue;
        }
        let workload = format!("command = [{own:?}, \"{}\", {program:?}, \"{{args}}\"]", arm::WORD);
        let answer = Question { name, seed, workload, rest: round(effort) }.answer(etude)?;
        let mut row = answer.row;
        if let (Decision::Adopt, Some(candidate), Some(baseline)) =
            (answer.decision, &answer.candidate, &answer.baseline)
        {
            let (mut gain, mut pairs) = (0.0, 0_u32);
            for nth in 0..AFTERWARDS {
                let (one, other) =
                    (retrain(etude, candidate, nth)?, retrain(etude, baseline, AFTERWARDS + nth)?);
                if let (Some(one), Some(other)) = (one, other) {
                    gain += other - one;
                    pairs += 1;
                }
            }
            row.gain_on_unused = (pairs > 0).then(|| gain / f64::from(pairs));
        }
        rows.add(row)?;
    }
    Ok(())
}

fn round(effort: Effort) -> String {
    let (nuisance, trials) = match effort {
        Effort::Tuned => ("[\"learning_rate\", \"momentum\"]", 16),
        Effort::OneTrial => ("[]", 1),
    };
    format!(
        "[parameters.choice]\nchoices = [\"one\", \"other\"]\nbaseline = \"one\"\n\
         [parameters.learning_rate]\nlow = 0.03\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.2\n\
         [parameters.momentum]\nlow = 0.0\nhigh = 0.9\nhard_high = 0.95\nbaseline = 0.5\n\
         [parameters.layers]\nchoices = [1, 2]\nbaseline = 1\n\
         [parameters.width]\nchoices = [32, 64]\nbaseline = 32\n\
         [[rounds]]\nname = \"choice\"\ngoal = \"Is the other better?\"\nscientific = [\"choice\"]\n\
         nuisance = {nuisance}\ntrials = {trials}\n"
    )
}

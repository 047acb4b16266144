//! Is a range that ends below the optimum widened by itself until the optimum lies inside?
//!
//! A learning rate (with momentum and weight decay as further nuisances) whose range ends below the optimum by half its
//! width, over 20 project seeds, through the real coordinator; and the same with a hard limit at the end of the range.
//! Run with `cargo xtask bench boundary`; an argument sets the number of seeds.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;

use etude_simulation::projects::learning_rate;
use etude_simulation::{Faults, Run, simulate};
use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::finding::{Answer, BoundaryAction};
use etude_study::value::Value;

const RANGE: (f64, f64) = (1e-4, 1e-2);
/// Half the (log) width of the range beyond its upper end.
const OPTIMUM: f64 = 1e-1;

fn main() -> Result<(), Box<dyn Error>> {
    let seeds: u64 = std::env::args().nth(1).map_or(Ok(20), |argument| argument.parse())?;
    println!("range {} to {}, optimum at {OPTIMUM}; {seeds} project seeds\n", RANGE.0, RANGE.1);
    println!(
        "| trials | noise sd | optimum inside at the end | mean trials of the study | said hard limit and stopped |"
    );
    println!("|---|---|---|---|---|");
    for trials in [16, 32, 64] {
        for noise in [0.005, 0.02] {
            let (mut inside, mut used, mut stopped) = (0, 0, 0);
            for seed in 0..seeds {
                let run = simulate(
                    &learning_rate(RANGE, None, trials, seed)?,
                    &workload(noise),
                    Faults::default(),
                    seed,
                )?;
                inside += u64::from(upper_end(&run).is_some_and(|end| end > OPTIMUM));
                used += run.history.rounds[0].studies[0].trials.len();
                let limited = learning_rate(RANGE, Some(RANGE.1), trials, seed)?;
                let run = simulate(&limited, &workload(noise), Faults::default(), seed)?;
                let at_limit = upper_end(&run).is_some_and(|end| end.total_cmp(&RANGE.1).is_eq());
                stopped += u64::from(at_limit && says_hard_limit(&run));
            }
            let mean = used as f64 / seeds as f64;
            println!("| {trials} | {noise} | {inside} of {seeds} | {mean:.1} | {stopped} of {seeds} |");
        }
    }
    Ok(())
}

/// An error with its optimum at the given rate, a weaker effect of momentum and none of weight decay.
fn workload(noise: f64) -> impl Fn(&Configuration) -> f64 {
    move |configuration| {
        let value = |name: &str| configuration.values.get(name).and_then(Value::as_f64).unwrap_or(0.0);
        let decades = (value("learning_rate") / OPTIMUM).log10();
        let mut random = Random::new(mix(u64::from(configuration.seed)) ^ value("learning_rate").to_bits());
        0.1 + 0.05 * decades * decades + 0.03 * (value("momentum") - 0.8).powi(2) + noise * random.normal()
    }
}

fn upper_end(run: &Run) -> Option<f64> {
    Some(run.history.rounds[0].studies[0].space.dimension("learning_rate")?.domain.range()?.high)
}

fn says_hard_limit(run: &Run) -> bool {
    let findings = &run.history.rounds[0].studies[0].findings;
    findings.iter().any(|finding| {
        matches!(&finding.answer, Answer::Boundary { parameter, action: BoundaryAction::HardLimit { .. }, .. } if parameter == "learning_rate")
    })
}

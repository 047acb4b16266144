//! How do the samplers do on the development problems? Regret of the chosen point, infeasible share and rank.
//!
//! A row is the mean over problems and seeds of the normalised regret of the point that `choice` takes, 0 for the optimum and
//! 1 for the median of 51 random searches of that many trials, with a 95 % bootstrap interval over seeds (problems kept). A
//! search without a feasible trial counts as having taken a middling feasible point. Another seed is another instance of
//! every problem, the same for all samplers. Run with `cargo xtask bench search-lab`, and for example
//!
//! ```text
//! cargo run --release -p etude-simulation --example search_lab -- \
//!     --samplers gp,tpe,quasi-random --seeds 10 --budget 60 --parallel 8 --families training,table
//! ```

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod arguments;
mod results;

use std::error::Error;

use etude_search::catalogue;
use etude_search::random::Random as RandomSearch;
use etude_search::sampler::Sampler;
use etude_simulation::search_problems::{SearchProblem, development};
use etude_simulation::search_run::{SearchRun, SearchSettings, search};
use etude_stats::random::{Random, mix};
use etude_study::space::UnitPoint;

use arguments::Arguments;
use results::{Outcome, Results};

/// How many random searches the unit of regret is the median of.
const REFERENCE_RUNS: u64 = 51;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let mut results = Results::new(&arguments.samplers, &arguments.checkpoints());
    for seed in arguments.first_seed..arguments.first_seed + arguments.seeds {
        for problem in development(seed).iter().filter(|problem| arguments.wants(problem)) {
            let fallback = middling(problem, seed);
            let units = units(problem, &arguments, (seed, fallback))?;
            let run_of = |name: &String| -> Result<Vec<Outcome>, Box<dyn Error>> {
                let sampler = catalogue::sampler(name)?;
                let run = searched(problem, sampler.as_ref(), &arguments, seed)?;
                Ok(outcomes(problem, &run, (&units, fallback), &arguments))
            };
            let outcomes = arguments.samplers.iter().map(run_of).collect::<Result<Vec<_>, _>>()?;
            results.add(problem, outcomes);
        }
        eprintln_progress(seed);
    }
    println!("{}", arguments.title());
    println!("{}", results.table(&arguments));
    Ok(())
}

#[expect(clippy::print_stderr, reason = "progress of a bench of minutes")]
fn eprintln_progress(seed: u64) {
    eprintln!("seed {seed} done");
}

fn searched(
    problem: &SearchProblem,
    sampler: &dyn Sampler,
    arguments: &Arguments,
    seed: u64,
) -> Result<SearchRun, Box<dyn Error>> {
    let settings = SearchSettings { budget: arguments.budget, parallel: arguments.parallel, seed: mix(seed) };
    Ok(search(problem, sampler, settings)?)
}

/// What 1 is at each checkpoint: the median regret of random search.
fn units(
    problem: &SearchProblem,
    arguments: &Arguments,
    (seed, fallback): (u64, f64),
) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut regrets = vec![Vec::new(); arguments.checkpoints().len()];
    for run in 0..REFERENCE_RUNS {
        let settings =
            SearchSettings { budget: arguments.budget, parallel: 1, seed: mix(seed ^ mix(run + 1)) };
        let run = search(problem, &RandomSearch, settings)?;
        for (regrets, results) in regrets.iter_mut().zip(arguments.checkpoints()) {
            regrets.push(regret(problem, run.chosen(problem, results), fallback));
        }
    }
    Ok(regrets.into_iter().map(median).collect())
}

fn outcomes(
    problem: &SearchProblem,
    run: &SearchRun,
    (units, fallback): (&[f64], f64),
    arguments: &Arguments,
) -> Vec<Outcome> {
    let outcome = |(results, unit): (usize, &f64)| Outcome {
        // Where random search finds the optimum of a small table, any regret is measured against a hair.
        regret: regret(problem, run.chosen(problem, results), fallback) / unit.max(1e-3 * fallback),
        infeasible: run.infeasible_share(results),
    };
    arguments.checkpoints().into_iter().zip(units).map(outcome).collect()
}

fn regret(problem: &SearchProblem, chosen: Option<UnitPoint>, fallback: f64) -> f64 {
    chosen.and_then(|point| problem.regret(&point).ok()).unwrap_or(fallback)
}

/// The median regret of feasible points.
fn middling(problem: &SearchProblem, seed: u64) -> f64 {
    let mut random = Random::new(mix(seed) ^ 0xfa11);
    let mut point = || UnitPoint::new(problem.space.dimensions().iter().map(|_| random.uniform()).collect());
    median((0..400).filter_map(|_| problem.regret(&point()).ok()).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

//! What does each pruner save, and how often does it stop the trial that would have been best?
//!
//! Simulated curves of three families (parallel, crossing, with a late drop) through the real coordinator: 32 trials of 27
//! epochs in 4 slots, once whole and once with each pruner. Run with `cargo xtask bench pruners`; an argument sets the
//! number of seeds.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;

use etude::coordinator::CoordinatorError;
use etude_simulation::curves::{Curves, Family};
use etude_simulation::projects::with_pruner;
use etude_simulation::{Faults, Run, simulate};
use etude_study::event::Event;
use etude_study::history::{TrialRecord, TrialState};
use etude_study::ids::TrialId;
use etude_study::trial::{Outcome, Purpose};

const EPOCHS: u32 = 27;
const TRIALS: u32 = 32;
const PRUNERS: [&str; 4] = [
    "\"hopeless\"",
    "\"median\"",
    "{ rule = \"asha\", eta = 3, first = 1 }",
    "{ rule = \"asha\", eta = 3, first = 3 }",
];

#[derive(Default)]
struct Totals {
    lost: f64,
    regret: f64,
    saved: f64,
    pruned: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let seeds: u64 = std::env::args().nth(1).map_or(Ok(200), |argument| argument.parse())?;
    println!("{TRIALS} trials of {EPOCHS} epochs, 4 slots; {seeds} seeds\n");
    println!(
        "| curves | seed sd | pruner | epochs saved | trials pruned | best trial stopped | score lost (seed sds) |"
    );
    println!("|---|---|---|---|---|---|---|");
    for family in [Family::Parallel, Family::Crossing, Family::LateDrop] {
        for seed_sd in [0.002, 0.01] {
            for pruner in PRUNERS {
                let totals = measure(pruner, Curves { family, epochs: EPOCHS, seed_sd }, seeds)?;
                let share = |sum: f64| format!("{:.1} %", 100.0 * sum / seeds as f64);
                println!(
                    "| {family:?} | {seed_sd} | {} | {} | {} | {} | {:.2} |",
                    pruner.replace('"', ""),
                    share(totals.saved),
                    share(totals.pruned),
                    share(totals.lost),
                    totals.regret / seeds as f64 / seed_sd
                );
            }
        }
    }
    Ok(())
}

fn measure(pruner: &str, curves: Curves, seeds: u64) -> Result<Totals, Box<dyn Error>> {
    let mut totals = Totals::default();
    for seed in 0..seeds {
        let run = |pruner: &str| -> Result<Run, Box<dyn Error>> {
            let project = with_pruner(pruner, (TRIALS, EPOCHS), 4, seed)?;
            let ended: Result<Run, CoordinatorError> = simulate(&project, &curves, Faults::default(), seed);
            Ok(ended?)
        };
        let (whole, cut) = (run("\"none\"")?, run(pruner)?);
        let best_of_whole = best(&whole).ok_or("no trial")?;
        let kept =
            searched(&cut).nth(best_of_whole.0).is_some_and(|trial| trial.state() == TrialState::Feasible);
        totals.lost += f64::from(u8::from(!kept));
        totals.regret += best(&cut).ok_or("no trial to its end")?.1 - best_of_whole.1;
        totals.saved += 1.0 - epochs(&cut) / epochs(&whole);
        let stopped = searched(&cut).filter(|trial| trial.state() == TrialState::Pruned).count();
        totals.pruned += stopped as f64 / searched(&cut).count() as f64;
    }
    Ok(totals)
}

fn searched(run: &Run) -> impl Iterator<Item = &TrialRecord> {
    let trials = run.history.trials.values();
    trials.filter(|trial| matches!(trial.request.purpose, Purpose::Search { .. }))
}

/// The best trial's place among those that were drawn, and its score.
fn best(run: &Run) -> Option<(usize, f64)> {
    let scored = searched(run).enumerate().filter_map(|(place, trial)| match trial.outcome() {
        Some(Outcome::Feasible(best)) => Some((place, best.score.get())),
        _ => None,
    });
    scored.min_by(|a, b| a.1.total_cmp(&b.1))
}

fn epochs(run: &Run) -> f64 {
    let is_search = |trial: &TrialId| {
        run.history
            .trials
            .get(trial)
            .is_some_and(|known| matches!(known.request.purpose, Purpose::Search { .. }))
    };
    let of_search = |event: &&Event| matches!(event, Event::Measured { trial, .. } if is_search(trial));
    run.events.iter().filter(of_search).count() as f64
}

//! How much of the regret of choosing comes from luck, and how much of it does a better choice recover?
//!
//! On the development problems, after a search of so many trials: the regret of the best *observed* point, of the point that
//! `choice` takes, and of the truly best point that was tried. The first less the last is *selection regret*: what luck costs.
//! With repeats, a share of the same budget went into measuring leaders again.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::collections::BTreeMap;
use std::error::Error;

use etude_search::catalogue;
use etude_search::choice;
use etude_search::repeats::Repeating;
use etude_search::sampler::{Observation, ObservedOutcome};
use etude_simulation::search_problems::{SearchProblem, development};
use etude_simulation::search_run::{SearchSettings, search};
use etude_stats::random::mix;
use etude_study::space::UnitPoint;

const SHARES: [f64; 4] = [0.0, 0.1, 0.2, 0.3];
const BUDGETS: [usize; 3] = [25, 50, 100];

/// Sums over runs, in the unit of each problem's spread.
#[derive(Default, Clone, Copy)]
struct Sums {
    runs: f64,
    observed: f64,
    chosen: f64,
    best: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let sampler = words.next().unwrap_or_else(|| "random".to_owned());
    let seeds: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(20);
    let only = words.next().unwrap_or_default();
    let mut cells: BTreeMap<(String, usize, usize), Sums> = BTreeMap::new();
    for seed in 1_000..1_000 + seeds {
        for problem in development(seed).iter().filter(|problem| problem.name.contains(&only)) {
            for budget in BUDGETS {
                for (share_index, share) in SHARES.into_iter().enumerate() {
                    let sampler = catalogue::sampler(&sampler)?;
                    let repeating = Repeating::new(sampler.as_ref(), share);
                    let settings = SearchSettings { budget, parallel: 1, seed: mix(seed) };
                    let run = search(problem, &repeating, settings)?;
                    let key = (problem.name.clone(), budget, share_index);
                    add(cells.entry(key).or_default(), problem, &run.observations);
                }
            }
        }
    }
    println!("| problem | trials | repeats | best observed | chosen | truly best | recovered |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for ((problem, budget, share), sums) in &cells {
        let plain = cells[&(problem.clone(), *budget, 0)];
        let luck = plain.observed - plain.best;
        // Without luck there is nothing to recover.
        let recovered = if luck > 0.0 {
            format!("{:.0} %", 100.0 * (plain.observed - sums.chosen) / luck)
        } else {
            "none to recover".to_owned()
        };
        let [observed, chosen, best] = [sums.observed, sums.chosen, sums.best].map(|sum| sum / sums.runs);
        println!(
            "| {problem} | {budget} | {:.0} % | {observed:.4} | {chosen:.4} | {best:.4} | {recovered} |",
            100.0 * SHARES[*share]
        );
    }
    Ok(())
}

fn add(sums: &mut Sums, problem: &SearchProblem, history: &[Observation]) {
    let regret = |point: &UnitPoint| problem.regret(point).unwrap_or(1.0);
    let measured = |index: &usize| match history[*index].outcome {
        ObservedOutcome::Score(score) => Some((*index, score)),
        ObservedOutcome::Pending | ObservedOutcome::Infeasible => None,
    };
    let scores: Vec<_> = (0..history.len()).filter_map(|index| measured(&index)).collect();
    let lucky = scores.iter().min_by(|(_, a), (_, b)| problem.direction.best_first(*a, *b));
    let Some((lucky, _)) = lucky else { return };
    let chosen = choice::choose(&problem.space, problem.direction, history).unwrap_or(*lucky);
    let best = scores.iter().map(|(index, _)| regret(&history[*index].point)).fold(f64::INFINITY, f64::min);
    sums.runs += 1.0;
    sums.observed += regret(&history[*lucky].point);
    sums.chosen += regret(&history[chosen].point);
    sums.best += best;
}

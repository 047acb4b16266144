//! Compares samplers on problems of our own making: `cargo run --release -p etude-search --example development -- 20 0 tpe cma-es` (20 seeds from 0 on).
//!
//! Prints, for each family, the mean regret (the true cost of the best observed point over the least) as a share of that of
//! random search with as many trials, at 25, 50 and 100 trials, one at a time and eight in parallel. `serve` answers
//! `family seed unit...` lines with `truth measurement` instead, for programs that are not ours.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program to look at, run by hand")]

mod problems;

use std::io::BufRead;

use etude_search::catalogue;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};
use etude_search::tpe::{Settings, Tpe};
use etude_stats::random::Random;
use etude_study::configuration::Values;
use etude_study::score::{Direction, Score};
use problems::{FAMILIES, Problem, Result as Measured};

const AT: [usize; 3] = [25, 50, 100];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "serve") {
        return serve();
    }
    let seeds: u64 = arguments.first().map_or(10, |text| text.parse().unwrap());
    let names: Vec<&str> = arguments.iter().skip(2).map(String::as_str).collect();
    let first: u64 = arguments.get(1).map_or(0, |text| text.parse().unwrap());
    for workers in [1, 8] {
        table(workers, (first, seeds), &names);
    }
}

fn table(workers: usize, (first, seeds): (u64, u64), names: &[&str]) {
    println!("workers {workers}");
    let mut means = vec![[0.0; 3]; names.len()];
    for family in FAMILIES {
        let mut sums = vec![[0.0; 3]; names.len() + 1];
        for seed in first..first + seeds {
            let problem = Problem::new(family, seed);
            for (row, name) in sums.iter_mut().zip(["random"].iter().chain(names)) {
                let regrets = run(make(name).as_ref(), &problem, workers, seed);
                row.iter_mut().zip(regrets).for_each(|(sum, regret)| *sum += regret / seeds as f64);
            }
        }
        let base = sums[0];
        print!("{family:12} ({:.4} {:.4} {:.4})", base[0], base[1], base[2]);
        for (row, mean) in sums[1..].iter().zip(&mut means) {
            let ratios: Vec<f64> = row.iter().zip(base).map(|(sum, base)| sum / base).collect();
            print!("  {:.2} {:.2} {:.2}", ratios[0], ratios[1], ratios[2]);
            mean.iter_mut().zip(&ratios).for_each(|(mean, ratio)| *mean += ratio / FAMILIES.len() as f64);
        }
        println!();
    }
    for (name, mean) in names.iter().zip(&means) {
        println!("{name:30} mean  {:.3} {:.3} {:.3}", mean[0], mean[1], mean[2]);
    }
}

/// The sampler of that name; after `tpe:`, constants as `name=value,name=value`.
fn make(name: &str) -> Box<dyn Sampler> {
    let Some(constants) = name.strip_prefix("tpe:") else { return catalogue::sampler(name).unwrap() };
    let mut settings = Settings::default();
    for constant in constants.split(',') {
        let (name, value) = constant.split_once('=').unwrap();
        let value: f64 = value.parse().unwrap();
        match name {
            "start" => settings.start = value as usize,
            "candidates" => settings.candidates = value as usize,
            "share" => settings.splitting.share = value,
            "most_good" => settings.splitting.most_good = value as usize,
            "most_bad" => settings.splitting.most_bad = value as usize,
            "floor" => settings.bandwidths.floor = value,
            "exponent" => settings.bandwidths.exponent = value,
            "smoothing" => settings.bandwidths.smoothing = value,
            _ => panic!("no constant is called {name}"),
        }
    }
    Box::new(Tpe::with(settings))
}

/// The regret of the best observed after each of [`AT`].
fn run(sampler: &dyn Sampler, problem: &Problem, workers: usize, seed: u64) -> [f64; 3] {
    let mut random = Random::new(seed ^ 0x5eed);
    let mut history: Vec<Observation> = Vec::new();
    let mut pending: Vec<usize> = Vec::new();
    let mut best = (f64::INFINITY, f64::NAN);
    let mut regrets = [f64::NAN; 3];
    let mut told = 0;
    while told < AT[2] {
        while pending.len() < workers && history.len() < AT[2] {
            let request = SuggestRequest {
                space: &problem.space,
                direction: Direction::Minimize,
                history: &history,
                first_index: history.len() as u64,
                count: 1,
                budget: AT[2] as u64,
                seed,
            };
            let drawn = sampler.suggest(&request).unwrap().remove(0);
            // As a study keeps it: by its values.
            let point = problem.space.unit_point(&problem.space.values_at(&drawn, &Values::new()));
            pending.push(history.len());
            history.push(Observation { point, outcome: ObservedOutcome::Pending });
        }
        let index = pending.swap_remove(random.below(pending.len() as u64) as usize);
        let point = history[index].point.clone();
        history[index].outcome = match problem.measure(&point, &mut random) {
            Measured::Infeasible => ObservedOutcome::Infeasible,
            Measured::Cost(cost) => {
                if cost < best.0 {
                    best = (cost, problem.truth(&point).unwrap());
                }
                ObservedOutcome::Score(Score::new(cost).unwrap())
            }
        };
        told += 1;
        if let Some(place) = AT.iter().position(|at| *at == told) {
            regrets[place] = if best.1.is_nan() { 3.0 } else { best.1 - problem.optimum };
        }
    }
    regrets
}

fn serve() {
    let mut current: Option<(String, Problem)> = None;
    let mut random = Random::new(0);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        let key = format!("{} {}", words[0], words[1]);
        if current.as_ref().is_none_or(|(known, _)| *known != key) {
            let seed: u64 = words[1].parse().unwrap();
            random = Random::new(seed ^ 0x5eed);
            current = Some((key, Problem::new(words[0], seed)));
        }
        let problem = &current.as_ref().unwrap().1;
        if words.len() == 2 {
            println!("{}", problem.optimum);
            continue;
        }
        let units = words[2..].iter().map(|word| word.parse().unwrap()).collect();
        let point = etude_study::space::UnitPoint::new(units);
        match (problem.truth(&point), problem.measure(&point, &mut random)) {
            (Some(truth), Measured::Cost(cost)) => println!("{truth} {cost}"),
            _ => println!("infeasible"),
        }
    }
}

//! What came out, and the tables of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use etude_simulation::search_problems::SearchProblem;
use etude_stats::random::Random;
use etude_stats::ranks::average_ranks;

use super::arguments::Arguments;

const RESAMPLES: usize = 2_000;

/// Of one search after so many results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// 0 at the optimum, 1 at the median of random search.
    pub(crate) regret: f64,
    pub(crate) infeasible: f64,
}

/// Of one problem and seed: a sampler each, a checkpoint each.
type Cell = Vec<Vec<Outcome>>;

/// The results of every sampler on every problem and seed.
pub(crate) struct Results {
    samplers: Vec<String>,
    checkpoints: Vec<usize>,
    /// By family and problem: the seeds' cells.
    cells: BTreeMap<(&'static str, String), Vec<Cell>>,
}

impl Results {
    pub(crate) fn new(samplers: &[String], checkpoints: &[usize]) -> Results {
        Results { samplers: samplers.to_vec(), checkpoints: checkpoints.to_vec(), cells: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, problem: &SearchProblem, outcomes: Cell) {
        self.cells.entry((problem.family.name(), problem.name.clone())).or_default().push(outcomes);
    }

    /// One block a family, and one over all; or one a problem too.
    pub(crate) fn table(&self, arguments: &Arguments) -> String {
        let heads: Vec<String> = self.checkpoints.iter().map(|results| format!(" at {results} |")).collect();
        let mut text =
            format!("| problems | sampler |{} infeasible | mean rank at the end |\n", heads.concat());
        let _ = writeln!(text, "|---|---|{}---|---|", "---|".repeat(heads.len()));
        if arguments.by_problem {
            for (key, seeds) in &self.cells {
                text += &self.block(&key.1, &[seeds]);
            }
        }
        for family in &arguments.families {
            let of_family = self.cells.iter().filter(|((name, _), _)| name == family);
            text += &self.block(family, &of_family.map(|(_, seeds)| seeds).collect::<Vec<_>>());
        }
        text += &self.block("**all**", &self.cells.values().collect::<Vec<_>>());
        text
    }

    fn block(&self, name: &str, problems: &[&Vec<Cell>]) -> String {
        let last = self.checkpoints.len() - 1;
        let mut text = String::new();
        for (sampler, sampler_name) in self.samplers.iter().enumerate() {
            let _ = write!(text, "| {name} | {sampler_name} |");
            for checkpoint in 0..=last {
                let (mean, low, high) = interval(problems, &|cell| cell[sampler][checkpoint].regret);
                let _ = write!(text, " {mean:.3} [{low:.3}, {high:.3}] |");
            }
            let (infeasible, ..) = interval(problems, &|cell| cell[sampler][last].infeasible);
            let (rank, low, high) = interval(problems, &|cell| ranks(cell, last)[sampler]);
            let _ = writeln!(text, " {infeasible:.2} | {rank:.2} [{low:.2}, {high:.2}] |");
        }
        text
    }
}

/// Each sampler's rank within one problem and seed, 1 the smallest regret, ties shared.
fn ranks(cell: &Cell, checkpoint: usize) -> Vec<f64> {
    let regrets: Vec<f64> = cell.iter().map(|outcomes| outcomes[checkpoint].regret).collect();
    average_ranks(&regrets).unwrap_or_else(|_| vec![f64::NAN; regrets.len()])
}

/// The mean over problems of the mean over seeds, and the 2.5 and 97.5 % points of it when seeds are drawn again.
fn interval(problems: &[&Vec<Cell>], figure: &dyn Fn(&Cell) -> f64) -> (f64, f64, f64) {
    let figures: Vec<Vec<f64>> = problems.iter().map(|seeds| seeds.iter().map(figure).collect()).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let observed = mean(&figures.iter().map(|seeds| mean(seeds)).collect::<Vec<f64>>());
    let mut random = Random::new(1);
    let mut again: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let resampled = figures.iter().map(|seeds| {
                let draw = |_| seeds[random.below(seeds.len() as u64) as usize];
                (0..seeds.len()).map(draw).sum::<f64>() / seeds.len() as f64
            });
            mean(&resampled.collect::<Vec<f64>>())
        })
        .collect();
    again.sort_by(f64::total_cmp);
    (observed, again[RESAMPLES / 40], again[RESAMPLES - 1 - RESAMPLES / 40])
}

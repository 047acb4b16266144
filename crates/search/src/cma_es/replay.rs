//! From a history to the state of the search: the generations, gone through again.
//!
//! A generation is a block of `lambda` configurations that have a result, in the order in which they were suggested, whoever
//! suggested them.
//!
//! - The first block, of [`first_block`] points, is where the search begins: at the best of them.
//! - Pending points belong to no generation yet, so that one slow trial does not hold up the search, and points asked for
//!   meanwhile are drawn from the distribution as it is. A result that comes late takes its place in the order, and the replay
//!   is another one from there on.
//! - Infeasible members rank last, in the order of their suggestion.
//! - A search that has converged begins again elsewhere with twice the population (Auger & Hansen 2005, *A restart CMA
//!   evolution strategy with increasing population size*, CEC).

use etude_stats::random::{mix, unit_from_bits};

use super::categories::Categories;
use super::distribution::Distribution;
use super::margin;
use super::weights::{Weights, population};
use crate::model_space::{Kind, ModelSpace};
use crate::random;
use crate::reading::{Configuration, Known, Reading};
use crate::standard_normal::{cdf, quantile};

/// The step a search begins with, as a share of the axis.
const FIRST_STEP: f64 = 0.2;
/// The longest half-axis of a search that has converged: finer than floats are drawn.
const CONVERGED: f64 = 1e-5;
/// One that has run away, over a plain without end.
const LOST: f64 = 1e3;
/// A covariance as flat as this cannot be told from a singular one.
const WORST_CONDITION: f64 = 1e14;

/// Which dimensions are numbers, which are categories.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// The dimensions that the normal distribution is over.
    pub(crate) numbers: Vec<usize>,
    pub(crate) kinds: Vec<Kind>,
    /// The dimensions of categories, and how many values they have.
    pub(crate) categories: Vec<(usize, usize)>,
}

impl Layout {
    pub(crate) fn new(model: &ModelSpace) -> Layout {
        let mut layout = Layout { numbers: Vec::new(), kinds: Vec::new(), categories: Vec::new() };
        for (index, dimension) in model.dimensions().iter().enumerate() {
            if let Kind::Category { count } = dimension.kind {
                layout.categories.push((index, count));
            } else {
                layout.numbers.push(index);
                layout.kinds.push(dimension.kind.clone());
            }
        }
        layout
    }

    fn dimensions(&self) -> usize {
        self.numbers.len() + self.categories.len()
    }
}

/// How many points come before the first generation.
pub(crate) fn first_block(layout: &Layout) -> usize {
    population(layout.dimensions())
}

/// The state of the search between two generations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) distribution: Distribution,
    pub(crate) categories: Categories,
    lambda: usize,
    restarts: u64,
    /// The best of each generation since the last start.
    bests: Vec<f64>,
}

/// A state, with the history up to it if every point of that has its result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    seed: u64,
    /// How many configurations were gone through.
    pub(crate) position: usize,
    /// Their unit coordinates and results, to know them again.
    units: Vec<f64>,
    results: Vec<Known>,
    state: Option<State>,
}

impl Snapshot {
    fn nothing(seed: u64) -> Snapshot {
        Snapshot { seed, position: 0, units: Vec::new(), results: Vec::new(), state: None }
    }

    /// Whether a history begins with what this one went through.
    fn is_prefix(&self, reading: &Reading, configurations: &[Configuration]) -> bool {
        let Some(begin) = configurations.get(..self.position) else { return false };
        let width = reading.model().dimensions().len();
        let same = |(place, each): (usize, &Configuration)| {
            each.result == self.results[place]
                && reading.units(each.index) == &self.units[place * width..(place + 1) * width]
        };
        begin.iter().enumerate().all(same)
    }

    fn extend(&mut self, reading: &Reading, block: &[Configuration]) {
        for each in block {
            self.units.extend_from_slice(reading.units(each.index));
            self.results.push(each.result);
        }
        self.position += block.len();
    }
}

/// The state after a history; `None` before the first block is complete. `memo` is taken up where it left off if it fits, and
/// brought up to date.
pub(crate) fn replay(
    reading: &Reading,
    layout: &Layout,
    (configurations, seed): (&[Configuration], u64),
    memo: &mut Option<Snapshot>,
) -> Option<State> {
    let fits = |kept: &Snapshot| kept.seed == seed && kept.is_prefix(reading, configurations);
    let mut snapshot = memo.take().filter(fits).unwrap_or_else(|| Snapshot::nothing(seed));
    let is_told = |each: &&Configuration| each.result != Known::Pending;
    let told: Vec<Configuration> = configurations.iter().filter(is_told).copied().collect();
    let mut state = snapshot.state.clone();
    let mut position = snapshot.position;
    // Up to the first that is pending, no result can come in between any more.
    let settled = configurations.iter().take_while(is_told).count();
    loop {
        let size = state.as_ref().map_or(first_block(layout), |state| state.lambda);
        let Some(members) = told.get(position..position + size) else { break };
        state = match state {
            None => State::first(reading, layout, members),
            Some(state) => Some(state.after(reading, layout, members, seed)),
        };
        position += size;
        if position <= settled {
            snapshot.extend(reading, members);
            snapshot.state.clone_from(&state);
        }
    }
    *memo = Some(snapshot);
    state
}

impl State {
    /// At the best of the first points; `None` while none is feasible.
    fn first(reading: &Reading, layout: &Layout, members: &[Configuration]) -> Option<State> {
        let is_feasible = |each: &Configuration| matches!(each.result, Known::Cost(_));
        let best = ranked(members).into_iter().find(is_feasible)?;
        let row = reading.row(best.index);
        let place =
            |dimension: &usize| if row.active[*dimension] { row.coordinates[*dimension] } else { 0.5 };
        let mean = layout.numbers.iter().map(place).collect();
        let lambda = population(layout.dimensions());
        Some(State {
            distribution: Distribution::new(mean, FIRST_STEP),
            categories: Categories::new(layout),
            lambda,
            restarts: 0,
            bests: Vec::new(),
        })
    }

    /// After one more generation.
    fn after(mut self, reading: &Reading, layout: &Layout, members: &[Configuration], seed: u64) -> State {
        let ranked = ranked(members);
        let n = layout.numbers.len();
        let weights = Weights::new(ranked.len(), n.max(1));
        if n > 0 {
            let number = |each: &Configuration| self.numbers(reading, layout, each.index);
            let points: Vec<Vec<f64>> = ranked.iter().map(number).collect();
            self.distribution.update(&points, &weights);
            let inside = |mean: &mut f64| *mean = mean.clamp(0.0, 1.0);
            self.distribution.mean.iter_mut().for_each(inside);
            let alpha = 1.0 / (self.lambda * layout.dimensions()) as f64;
            margin::correct(&mut self.distribution, &layout.kinds, alpha);
        }
        let rows = ranked.iter().map(|each| reading.row(each.index)).collect::<Vec<_>>();
        self.categories.update(&rows, &weights);
        self.bests.push(match ranked[0].result {
            Known::Cost(cost) => cost,
            _ => f64::MAX,
        });
        if self.has_converged(n) { self.restarted(layout, seed) } else { self }
    }

    /// Where a point of the history lies among the numbers. What the configuration does not say is drawn from the distribution,
    /// so that it moves nothing: where in its share a step was drawn, and all of a parameter that is absent.
    fn numbers(&self, reading: &Reading, layout: &Layout, index: usize) -> Vec<f64> {
        let row = reading.row(index);
        let axes = layout.numbers.iter().zip(&layout.kinds).enumerate();
        let number = |(axis, (dimension, kind)): (usize, (&usize, &Kind))| {
            let coordinate = row.coordinates[*dimension];
            let share = match kind {
                _ if !row.active[*dimension] => (f64::NEG_INFINITY, f64::INFINITY),
                Kind::Steps { starts, .. } => {
                    let place = kind.index(coordinate);
                    (starts[place], starts.get(place + 1).copied().unwrap_or(1.0))
                }
                _ => return coordinate,
            };
            let bits = mix(reading.key_of(index) ^ mix(*dimension as u64));
            let (mean, deviation) = (self.distribution.mean[axis], self.distribution.deviation(axis));
            within(share, mean, deviation, unit_from_bits(bits))
        };
        axes.map(number).collect()
    }

    fn has_converged(&self, n: usize) -> bool {
        if n == 0 {
            return false;
        }
        let window = 10 + 30 * n / self.lambda;
        let flat = self.bests.len() >= window && {
            let recent = &self.bests[self.bests.len() - window..];
            recent.iter().all(|best| best.total_cmp(&recent[0]).is_eq())
        };
        let longest = self.distribution.longest();
        flat || !(CONVERGED..LOST).contains(&longest) || self.distribution.condition() > WORST_CONDITION
    }

    /// From a random place, with twice the population.
    fn restarted(self, layout: &Layout, seed: u64) -> State {
        let restarts = self.restarts + 1;
        let place = |dimension: &usize| random::coordinate(mix(seed ^ KEY), *dimension as u32, restarts);
        State {
            distribution: Distribution::new(layout.numbers.iter().map(place).collect(), FIRST_STEP * 1.5),
            categories: Categories::new(layout),
            lambda: 2 * self.lambda,
            restarts,
            bests: Vec::new(),
        }
    }
}

/// The quantile at `unit` of a normal distribution truncated to a share.
fn within((from, to): (f64, f64), mean: f64, deviation: f64, unit: f64) -> f64 {
    /// Of a share that has less probability, the end next to the mean stands in.
    const LEAST: f64 = 1e-6;
    let (low, high) = (cdf((from - mean) / deviation), cdf((to - mean) / deviation));
    if high - low < LEAST {
        return mean.clamp(from, to);
    }
    (mean + deviation * quantile(low + unit * (high - low))).clamp(from, to)
}

/// Best first, infeasible ones last.
fn ranked(members: &[Configuration]) -> Vec<Configuration> {
    let mut ranked = members.to_vec();
    let cost = |each: &Configuration| match each.result {
        Known::Cost(cost) => cost,
        _ => f64::INFINITY,
    };
    ranked.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
    ranked
}

/// Keeps the places of restarts apart from other draws.
const KEY: u64 = 0x72_65_73_74_61_72_74;

//! Importance near the top: in which parameters good trials differ from all trials (PED-ANOVA).
//!
//! Over the whole space a learning rate explains nearly everything, since too large a one ruins everything. What distinguishes the best
//! tenth from the rest is another question, and needs no model: of each parameter, the Pearson divergence of its density
//! among the best trials, `p`, from its density among all, `q`, over a grid:
//!
//! ```text
//! D = sum over the grid of q (p/q - 1)^2,    q and p Parzen densities of truncated normals,
//! width = 1.059 min(sd, IQR/1.34) n^(-1/5)    (Scott's rule)
//! ```
//!
//! (Watanabe, Bansal & Hutter 2023, *PED-ANOVA*, IJCAI; the details as in Optuna's evaluator: 50 grid points, a flat prior of the weight
//! of one trial.) A conditional parameter is compared among the trials in which it is present. Since few trials are at the top, some divergence is
//! there by chance alone: `by_chance` is the share of random tops of the same size whose divergence is as large.
//!
//! When not to use: below [`FEWEST_TRIALS`] trials; and to learn about interactions, which one-dimensional densities cannot show.

use etude_stats::random::Random;

use crate::model_space::{Kind, ModelPoint, ModelSpace};

/// Trials needed: five at the top.
pub const FEWEST_TRIALS: usize = 50;
/// The share of the trials that are the top.
pub const TOP_SHARE: f64 = 0.1;
/// Trials at the top in which a parameter must be present.
const FEWEST_AT_TOP: usize = 5;
const GRID: usize = 50;
/// Random tops that the divergence is compared with.
const RANDOM_TOPS: u32 = 200;
/// 90 % of a kernel of this width lie in one cell of the grid.
const NARROWEST: f64 = 0.5 / 1.64;

/// What distinguishes good trials in one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearTop {
    /// The divergence, as a share of the sum over all parameters.
    pub share: f64,
    /// How often a random top of the same size differs as much from all.
    pub by_chance: f64,
}

/// One entry a dimension; `None` where the parameter is present in too few of the best trials. `losses` are the smaller the better.
/// An empty list below [`FEWEST_TRIALS`] trials.
pub fn near_top(
    space: &ModelSpace,
    points: &[ModelPoint],
    losses: &[f64],
    seed: u64,
) -> Vec<Option<NearTop>> {
    let count = points.len().min(losses.len());
    if count < FEWEST_TRIALS {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| losses[*a].total_cmp(&losses[*b]).then(a.cmp(b)));
    let top = (TOP_SHARE * count as f64).ceil() as usize;
    let found = |(dimension, model): (usize, &crate::model_space::ModelDimension)| {
        let axis = Axis::new(&model.kind);
        let cell = |index: &usize| axis.cell(points[*index].coordinates[dimension]);
        let present = |index: &&usize| points[**index].active[dimension];
        let all: Vec<usize> = order.iter().filter(present).map(cell).collect();
        let top = order[..top].iter().filter(present).count();
        (top >= FEWEST_AT_TOP && all.len() > top).then(|| judged(&axis, &all, top, seed ^ dimension as u64))
    };
    let judged: Vec<Option<(f64, f64)>> = space.dimensions().iter().enumerate().map(found).collect();
    let sum: f64 = judged.iter().flatten().map(|(divergence, _)| divergence).sum();
    let share = |divergence: f64| if sum > 0.0 { divergence / sum } else { 0.0 };
    let entry = |(divergence, by_chance): (f64, f64)| NearTop { share: share(divergence), by_chance };
    judged.into_iter().map(|judged| judged.map(entry)).collect()
}

/// The divergence of the first `top` cells from all, and the share of random tops that differ as much.
fn judged(axis: &Axis, all: &[usize], top: usize, seed: u64) -> (f64, f64) {
    let whole = axis.density(all);
    let divergence = divergence(&axis.density(&all[..top]), &whole);
    let mut random = Random::new(seed);
    let mut shuffled = all.to_vec();
    let mut as_large = 0;
    for _ in 0..RANDOM_TOPS {
        random.shuffle(&mut shuffled);
        as_large += u32::from(self::divergence(&axis.density(&shuffled[..top]), &whole) >= divergence);
    }
    (divergence, f64::from(1 + as_large) / f64::from(1 + RANDOM_TOPS))
}

fn divergence(top: &[f64], all: &[f64]) -> f64 {
    top.iter().zip(all).map(|(p, q)| q * (p / q - 1.0).powi(2)).sum()
}

/// A parameter's values, in cells.
enum Axis {
    /// Positions in [0, 1), in so many cells.
    Ordered,
    /// That many categories.
    Categories(usize),
}

impl Axis {
    fn new(kind: &Kind) -> Axis {
        match kind {
            Kind::Category { count } => Axis::Categories(*count),
            Kind::Continuous | Kind::Steps { .. } => Axis::Ordered,
        }
    }

    fn cell(&self, coordinate: f64) -> usize {
        match self {
            Axis::Ordered => ((coordinate * GRID as f64) as usize).min(GRID - 1),
            Axis::Categories(count) => (coordinate as usize).min(count - 1),
        }
    }

    /// The probability of each cell, from a sample of cells and a flat prior.
    fn density(&self, sample: &[usize]) -> Vec<f64> {
        match self {
            Axis::Categories(count) => {
                let mut counts = vec![1.0 / *count as f64; *count];
                for cell in sample {
                    counts[*cell] += 1.0;
                }
                counts.iter().map(|each| each / (sample.len() + 1) as f64).collect()
            }
            Axis::Ordered => parzen(sample),
        }
    }
}

/// Truncated normals on the cells, and one as wide as the grid in its middle.
fn parzen(sample: &[usize]) -> Vec<f64> {
    let width = scott(sample);
    let mut counts = [0.0; GRID];
    for cell in sample {
        counts[*cell] += 1.0;
    }
    let mut density = vec![0.0; GRID];
    let middle = (GRID as f64 - 1.0) / 2.0;
    let kernels = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
    let kernels = kernels.map(|(cell, count)| (cell as f64, width, *count));
    for (centre, width, weight) in kernels.chain([(middle, GRID as f64, 1.0)]) {
        let height = |cell: usize| (-0.5 * ((cell as f64 - centre) / width).powi(2)).exp();
        let total: f64 = (0..GRID).map(height).sum();
        for (cell, density) in density.iter_mut().enumerate() {
            *density += weight * height(cell) / total;
        }
    }
    let total: f64 = density.iter().sum();
    density.iter().map(|each| each / total).collect()
}

/// Scott's rule, in cells.
fn scott(sample: &[usize]) -> f64 {
    let count = sample.len() as f64;
    let mut sorted = sample.to_vec();
    sorted.sort_unstable();
    let mean = sample.iter().sum::<usize>() as f64 / count;
    let squares: f64 = sample.iter().map(|cell| (*cell as f64 - mean).powi(2)).sum();
    let sd = (squares / (count - 1.0).max(1.0)).sqrt();
    let quartile = |share: f64| sorted[((share * count) as usize).min(sorted.len() - 1)] as f64;
    let range = (quartile(0.75) - quartile(0.25)) / 1.34;
    (1.059 * sd.min(range) * count.powf(-0.2)).max(NARROWEST)
}

#[cfg(test)]
mod tests {
    use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};

    use super::*;

    fn space() -> ModelSpace {
        let float = || Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        let dimension = |name: &str, domain, when| Dimension { name: name.into(), number: 0, domain, when };
        let on = Condition::equals("on", etude_study::value::Value::Bool(true));
        ModelSpace::new(&SearchSpace::new(vec![
            dimension("cliff", float(), None),
            dimension("fine", float(), None),
            dimension("nothing", float(), None),
            dimension("on", Domain::Boolean, None),
            dimension("rate", float(), Some(on)),
        ]))
    }

    fn points(count: u64) -> Vec<ModelPoint> {
        let space = space();
        let at =
            |index| (0..5).map(|number| crate::quasi_random::coordinate(4, number, index).unwrap()).collect();
        (0..count).map(|index| space.read(&UnitPoint::new(at(index)))).collect()
    }

    /// Half of the space is ruined by one parameter, which explains nearly all the variance; among good trials another one decides.
    #[test]
    fn what_matters_among_good_trials_is_not_what_ruins_the_bad_ones() {
        let points = points(128);
        let loss = |point: &ModelPoint| {
            let x = &point.coordinates;
            if x[0] > 0.7 { 100.0 } else { (x[1] - 0.2).powi(2) }
        };
        let losses: Vec<f64> = points.iter().map(loss).collect();
        let found = near_top(&space(), &points, &losses, 1);
        let share = |at: usize| found[at].unwrap().share;
        assert!(share(1) > 0.6 && share(1) > 3.0 * share(0), "{found:?}");
        assert!(found[1].unwrap().by_chance < 0.01 && found[2].unwrap().by_chance > 0.1, "{found:?}");
        let sum: f64 = found.iter().flatten().map(|entry| entry.share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn it_does_not_matter_how_far_the_losses_lie_apart() {
        let points = points(64);
        let losses: Vec<f64> = points.iter().map(|point| point.coordinates[1]).collect();
        let stretched: Vec<f64> = losses.iter().map(|loss| (20.0 * loss).exp()).collect();
        assert_eq!(near_top(&space(), &points, &losses, 1), near_top(&space(), &points, &stretched, 1));
    }

    #[test]
    fn an_absent_parameter_and_too_few_trials_have_none() {
        let points = points(64);
        let losses: Vec<f64> = points.iter().map(|point| f64::from(u8::from(point.active[4]))).collect();
        let found = near_top(&space(), &points, &losses, 1);
        assert!(found[4].is_none() && found[3].unwrap().by_chance < 0.01, "{found:?}");
        assert!(near_top(&space(), &points[..49], &losses[..49], 1).is_empty());
    }

    /// By hand: a category of two, three of four at the top in the first; (3.5, 1.5)/5 against (5.5, 3.5)/9.
    #[test]
    fn the_divergence_of_categories_is_that_of_their_shares() {
        let axis = Axis::Categories(2);
        let (top, all) = (axis.density(&[0, 0, 0, 1]), axis.density(&[0, 0, 0, 1, 0, 0, 1, 1]));
        let (p, q) = ([0.7_f64, 0.3], [5.5_f64 / 9.0, 3.5 / 9.0]);
        let expected: f64 = (0..2).map(|at| (p[at] - q[at]).powi(2) / q[at]).sum();
        assert!((divergence(&top, &all) - expected).abs() < 1e-12);
    }
}

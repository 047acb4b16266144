//! The density that a set of points suggests: a mixture of products of kernels, one kernel a point, and the uniform one.
//!
//! ```text
//! p(x) = sum_k w_k prod_d kappa_d(x_d; x_kd, b_kd)        over the parameters d that are there at x
//! ```
//!
//! - *continuous*: a normal density truncated to [0, 1];
//! - *steps*: a normal density at the values' positions, made to sum to 1 over them (a list longer than [`MOST_SUMMED`]
//!   counts as continuous);
//! - *category*: a share for its own value, and the rest in equal parts (Aitchison and Aitken 1976).
//!
//! A parameter that is absent at `x` is integrated out (its factor is 1), and one that is absent at the kernel's point tells
//! nothing of it there: its kernel is uniform. So `p` is a density on the whole conditional space: the probabilities of the
//! branches times the densities within, and a point of one branch still teaches the parameters that all branches share.
//! (Multivariate kernels: Falkner, Klein & Hutter 2018, *BOHB*, arXiv 1807.01774.)

use etude_stats::random::Random;

use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::reading::Row;
use crate::standard_normal;
use crate::tpe::bandwidth::Bandwidths;

/// A longer list of steps is as good as continuous.
const MOST_SUMMED: usize = 64;
/// The weight of the uniform kernel, an ordinary point's being 1.
const PRIOR: f64 = 1.0;
/// How often a truncated normal is drawn anew before a uniform draw stands in.
const MOST_DRAWS: usize = 64;

/// A point and its weight, relative to the others'.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    pub(crate) row: Row<'a>,
    pub(crate) weight: f64,
}

/// A mixture of kernels.
#[derive(Debug, Clone)]
pub(crate) struct Mixture {
    /// The logarithms of the kernels' shares; the uniform kernel is the last.
    log_weights: Vec<f64>,
    columns: Vec<Column>,
}

/// The kernels in one dimension.
#[derive(Debug, Clone)]
struct Column {
    is_category: bool,
    centres: Vec<f64>,
    /// Numbers: half the inverse square of the width. Categories: how much less, in logarithms, the other values have.
    falls: Vec<f64>,
    /// The logarithm of the density at the centre.
    peaks: Vec<f64>,
}

impl Mixture {
    /// The mixture of these points' kernels and, with the weight [`PRIOR`], the uniform one.
    pub(crate) fn new(model: &ModelSpace, members: &[Member<'_>], bandwidths: &Bandwidths) -> Mixture {
        let total: f64 = members.iter().map(|member| member.weight).sum::<f64>() + PRIOR;
        let weights = members.iter().map(|member| member.weight).chain([PRIOR]);
        let log_weights = weights.map(|weight| (weight / total).ln()).collect();
        let dimensions = model.dimensions().iter().enumerate();
        let columns = dimensions.map(|(index, dimension)| {
            let centres: Vec<Option<f64>> = members
                .iter()
                .map(|member| member.row.active[index].then(|| member.row.coordinates[index]))
                .chain([None])
                .collect();
            Column::new(&dimension.kind, &centres, bandwidths)
        });
        Mixture { log_weights, columns: columns.collect() }
    }

    /// The logarithm of the density at a point; `scratch` is room to work in.
    pub(crate) fn log_density(&self, point: &ModelPoint, scratch: &mut Vec<f64>) -> f64 {
        scratch.clear();
        scratch.extend_from_slice(&self.log_weights);
        for ((column, coordinate), active) in self.columns.iter().zip(&point.coordinates).zip(&point.active) {
            if *active {
                column.add(*coordinate, scratch);
            }
        }
        log_sum_exp(scratch)
    }

    /// A draw of a unit point's coordinates: a kernel by the shares, and from it every coordinate.
    pub(crate) fn draw(&self, model: &ModelSpace, random: &mut Random) -> Vec<f64> {
        let mut rest = random.uniform();
        let kernel = self.log_weights.iter().position(|log_weight| {
            rest -= log_weight.exp();
            rest < 0.0
        });
        let kernel = kernel.unwrap_or(self.log_weights.len() - 1);
        let columns = self.columns.iter().zip(model.dimensions());
        columns.map(|(column, dimension)| column.draw(&dimension.kind, kernel, random)).collect()
    }
}

impl Column {
    /// From the kernels' centres; `None` is a uniform kernel.
    fn new(kind: &Kind, centres: &[Option<f64>], bandwidths: &Bandwidths) -> Column {
        let known: Vec<f64> = centres.iter().flatten().copied().collect();
        let is_category = matches!(kind, Kind::Category { .. });
        let mut column = Column {
            is_category,
            centres: centres.iter().map(|centre| centre.unwrap_or(0.5)).collect(),
            falls: vec![0.0; centres.len()],
            peaks: vec![uniform_peak(kind); centres.len()],
        };
        let present: Vec<usize> = (0..centres.len()).filter(|index| centres[*index].is_some()).collect();
        if let Kind::Category { count } = kind {
            let (own, other) = bandwidths.category(*count, known.len());
            for index in present {
                column.peaks[index] = own.ln();
                column.falls[index] = own.ln() - other.ln();
            }
            return column;
        }
        for (index, width) in present.into_iter().zip(bandwidths.widths(kind, &known)) {
            column.falls[index] = 0.5 / (width * width);
            column.peaks[index] = peak(kind, column.centres[index], width);
        }
        column
    }

    /// Adds the logarithms of the kernels' densities at a coordinate.
    fn add(&self, coordinate: f64, sums: &mut [f64]) {
        let kernels = self.centres.iter().zip(&self.falls).zip(&self.peaks);
        if self.is_category {
            for (sum, ((centre, fall), peak)) in sums.iter_mut().zip(kernels) {
                let differs = f64::from(u8::from((centre - coordinate).abs() > 0.5));
                *sum += peak - fall * differs;
            }
            return;
        }
        for (sum, ((centre, fall), peak)) in sums.iter_mut().zip(kernels) {
            let distance = coordinate - centre;
            *sum += peak - fall * distance * distance;
        }
    }

    /// A unit coordinate drawn from a kernel.
    fn draw(&self, kind: &Kind, kernel: usize, random: &mut Random) -> f64 {
        let (centre, fall) = (self.centres[kernel], self.falls[kernel]);
        if let Kind::Category { count } = kind {
            return draw_category(*count, self.peaks[kernel].exp(), (centre, fall), random);
        }
        if fall <= 0.0 {
            return random.uniform();
        }
        let width = (0.5 / fall).sqrt();
        let drawn = (0..MOST_DRAWS).map(|_| centre + width * random.normal());
        let inside = drawn.into_iter().find(|unit| (0.0..1.0).contains(unit));
        inside.unwrap_or_else(|| random.uniform())
    }
}

fn draw_category(count: usize, own: f64, (centre, fall): (f64, f64), random: &mut Random) -> f64 {
    let is_own = fall > 0.0 && random.uniform() < own;
    let others = count.saturating_sub(1).max(1) as u64;
    let index = match fall > 0.0 {
        _ if is_own || count < 2 => centre as u64,
        // Any but its own.
        true => {
            let drawn = random.below(others);
            drawn + u64::from(drawn >= centre as u64)
        }
        false => random.below(count as u64),
    };
    (index as f64 + 0.5) / count as f64
}

/// The logarithm of the uniform density.
fn uniform_peak(kind: &Kind) -> f64 {
    match kind {
        Kind::Category { count } => -(*count as f64).ln(),
        Kind::Steps { positions, .. } if positions.len() <= MOST_SUMMED => -(positions.len() as f64).ln(),
        _ => 0.0,
    }
}

/// The logarithm of the density at a number's kernel's centre.
fn peak(kind: &Kind, centre: f64, width: f64) -> f64 {
    match kind {
        Kind::Steps { positions, .. } if positions.len() <= MOST_SUMMED => {
            let fall = 0.5 / (width * width);
            let each = positions.iter().map(|position| (-fall * (position - centre).powi(2)).exp());
            -each.sum::<f64>().ln()
        }
        _ => {
            let inside = standard_normal::cdf((1.0 - centre) / width) - standard_normal::cdf(-centre / width);
            -(inside * width * std::f64::consts::TAU.sqrt()).ln()
        }
    }
}

/// `ln sum exp`, without overflow.
fn log_sum_exp(values: &[f64]) -> f64 {
    /// What lies further below the largest, less than 1e-8 of it, is left out.
    const LOST: f64 = 20.0;
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let near = values.iter().filter(|value| **value > largest - LOST);
    largest + near.map(|value| (value - largest).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use etude_study::space::UnitPoint;

    use super::*;
    use crate::conformance_distinct::every_kind;

    const BANDWIDTHS: Bandwidths = Bandwidths { exponent: 1.0, floor: 0.05, smoothing: 1.0 };

    fn drawn(dimensions: usize, count: usize, seed: u64) -> Vec<UnitPoint> {
        let mut random = Random::new(seed);
        let mut point = || UnitPoint::new((0..dimensions).map(|_| random.uniform()).collect());
        (0..count).map(|_| point()).collect()
    }

    fn mixture(model: &ModelSpace, points: &[ModelPoint]) -> Mixture {
        let member = |point| Member { row: Row::from(point), weight: 1.0 };
        Mixture::new(model, &points.iter().map(member).collect::<Vec<_>>(), &BANDWIDTHS)
    }

    /// With conditions two levels deep: the mean of density over uniform density, over uniform points, is 1.
    #[test]
    fn the_density_integrates_to_one() {
        let model = ModelSpace::new(&every_kind());
        let read = |points: Vec<UnitPoint>| -> Vec<ModelPoint> {
            points.iter().map(|point| model.read(point)).collect()
        };
        let mixture = mixture(&model, &read(drawn(5, 6, 1)));
        let uniform = Mixture::new(&model, &[], &BANDWIDTHS);
        let mut scratch = Vec::new();
        let points = read(drawn(5, 60_000, 2));
        let ratio = |point: &ModelPoint, scratch: &mut Vec<f64>| {
            (mixture.log_density(point, scratch) - uniform.log_density(point, scratch)).exp()
        };
        let mean = points.iter().map(|point| ratio(point, &mut scratch)).sum::<f64>() / 60_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
    }

    #[test]
    fn a_kernel_of_one_dimension_integrates_to_one() {
        let steps = Kind::Steps { positions: vec![0.1, 0.3, 0.5, 0.9], starts: vec![0.0, 0.2, 0.4, 0.6] };
        let sum = |column: &Column, at: &[f64]| -> f64 {
            let density = |x: &f64| {
                let mut sums = vec![0.0; column.centres.len()];
                column.add(*x, &mut sums);
                sums[0].exp()
            };
            at.iter().map(density).sum()
        };
        let grid: Vec<f64> = (0..10_000).map(|cell| (f64::from(cell) + 0.5) / 1e4).collect();
        let continuous = Column::new(&Kind::Continuous, &[Some(0.05), Some(0.2)], &BANDWIDTHS);
        assert!((sum(&continuous, &grid) / 1e4 - 1.0).abs() < 1e-6);
        let listed = Column::new(&steps, &[Some(0.3), Some(0.9)], &BANDWIDTHS);
        assert!((sum(&listed, &[0.1, 0.3, 0.5, 0.9]) - 1.0).abs() < 1e-12);
        let category = Column::new(&Kind::Category { count: 3 }, &[Some(2.0), None], &BANDWIDTHS);
        assert!((sum(&category, &[0.0, 1.0, 2.0]) - 1.0).abs() < 1e-12);
    }

    /// Draws of a kernel occur as often as the density says.
    #[test]
    fn draws_follow_the_density() {
        let category = Kind::Category { count: 4 };
        let column = Column::new(&category, &[Some(1.0)], &BANDWIDTHS);
        let mut random = Random::new(5);
        let mut counts = [0.0; 4];
        for _ in 0..40_000 {
            counts[category.index(column.draw(&category, 0, &mut random))] += 1.0 / 40_000.0;
        }
        let (own, other) = BANDWIDTHS.category(4, 1);
        assert!((counts[1] - own).abs() < 0.01, "{counts:?}");
        assert!([0, 2, 3].iter().all(|index| (counts[*index] - other).abs() < 0.01), "{counts:?}");
        let column = Column::new(&Kind::Continuous, &[Some(0.1), Some(0.2)], &BANDWIDTHS);
        let draws: Vec<f64> = (0..20_000).map(|_| column.draw(&Kind::Continuous, 0, &mut random)).collect();
        assert!(draws.iter().all(|unit| (0.0..1.0).contains(unit)));
        let below = draws.iter().filter(|unit| **unit < 0.1).count() as f64 / 2e4;
        // Width 1/4 at 0.1, truncated: (Phi(0) - Phi(-0.4)) / (Phi(3.6) - Phi(-0.4)).
        assert!((below - 0.155_422 / 0.655_263).abs() < 0.015, "{below}");
    }
}

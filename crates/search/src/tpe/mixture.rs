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

use crate::exponential::exp_of_minus;
use crate::lanes;
use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::reading::Row;
use crate::standard_normal;
use crate::tpe::bandwidth::Bandwidths;
use crate::wide::{Loop, wide, wide_call};

/// A longer list of steps is as good as continuous.
const MOST_SUMMED: usize = 64;
/// The weight of the uniform kernel, an ordinary point's being 1.
const PRIOR: f64 = 1.0;
/// How often a truncated normal is drawn anew before a uniform draw stands in.
const MOST_DRAWS: usize = 64;
/// So many heights, each between 1e-4 and 1e4, are multiplied before a logarithm is taken.
const MULTIPLIED: usize = 32;
/// sqrt(2 pi).
const ROOT_TAU: f64 = 2.506_628_274_631_000_5;

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
    /// The same, with the heights of all kernels of the parameters that are always there.
    bases: Vec<f64>,
    columns: Vec<Column>,
}

/// The kernels in one dimension.
#[derive(Debug, Clone)]
struct Column {
    is_category: bool,
    centres: Vec<f64>,
    /// Numbers: half the inverse square of the width. Categories: how much less, in logarithms, the other values have.
    falls: Vec<f64>,
    /// The inverse of the density at the centre.
    inverse_heights: Vec<f64>,
    /// The logarithm of that density, where the parameter can be absent; else empty.
    log_heights: Vec<f64>,
}

impl Mixture {
    /// The mixture of these points' kernels and, with the weight [`PRIOR`], the uniform one.
    pub(crate) fn new(model: &ModelSpace, members: &[Member<'_>], bandwidths: &Bandwidths) -> Mixture {
        let total: f64 = members.iter().map(|member| member.weight).sum::<f64>() + PRIOR;
        let weights = members.iter().map(|member| member.weight).chain([PRIOR]);
        let log_weights: Vec<f64> = weights.map(|weight| (weight / total).ln()).collect();
        let dimensions = model.dimensions().iter().enumerate();
        let columns = dimensions.map(|(index, dimension)| {
            let centres: Vec<Option<f64>> = members
                .iter()
                .map(|member| member.row.active[index].then(|| member.row.coordinates[index]))
                .chain([None])
                .collect();
            let column = Column::new(&dimension.kind, &centres, bandwidths);
            if dimension.is_always_active() { column } else { column.with_log_heights() }
        });
        let columns: Vec<Column> = columns.collect();
        let mut bases = log_weights.clone();
        let always: Vec<&Column> = columns.iter().filter(|column| column.log_heights.is_empty()).collect();
        // One logarithm for several columns, few enough that their product is a number.
        for columns in always.chunks(MULTIPLIED) {
            let mut products = vec![1.0; bases.len()];
            for column in columns {
                for (product, inverse) in products.iter_mut().zip(&column.inverse_heights) {
                    *product *= inverse;
                }
            }
            for (base, product) in bases.iter_mut().zip(&products) {
                *base -= product.ln();
            }
        }
        Mixture { log_weights, bases, columns }
    }

    /// The logarithm of the density at a point; `scratch` is room to work in.
    pub(crate) fn log_density(&self, point: &ModelPoint, scratch: &mut Vec<f64>) -> f64 {
        scratch.clear();
        scratch.extend_from_slice(&self.bases);
        let coordinates = point.coordinates.iter().zip(&point.active);
        for (column, (coordinate, active)) in self.columns.iter().zip(coordinates) {
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
        let mut column = Column {
            is_category: matches!(kind, Kind::Category { .. }),
            centres: centres.iter().map(|centre| centre.unwrap_or(0.5)).collect(),
            falls: vec![0.0; centres.len()],
            inverse_heights: vec![uniform_inverse_height(kind); centres.len()],
            log_heights: Vec::new(),
        };
        let present = (0..centres.len()).filter(|index| centres[*index].is_some());
        if let Kind::Category { count } = kind {
            let (own, other) = bandwidths.category(*count, known.len());
            let fall = own.ln() - other.ln();
            for index in present {
                column.inverse_heights[index] = 1.0 / own;
                column.falls[index] = fall;
            }
        } else {
            let widths = bandwidths.widths(kind, &known);
            let inverse_heights = inverse_heights(kind, &known, &widths);
            for (index, (width, inverse)) in present.zip(widths.iter().zip(inverse_heights)) {
                column.falls[index] = 0.5 / (width * width);
                column.inverse_heights[index] = inverse;
            }
        }
        column
    }

    /// One whose heights are not in a mixture's bases.
    fn with_log_heights(self) -> Column {
        let log_heights = self.inverse_heights.iter().map(|inverse| -inverse.ln()).collect();
        Column { log_heights, ..self }
    }

    /// Adds the logarithms of the kernels' densities at a coordinate, but for heights that are in the sums already.
    fn add(&self, coordinate: f64, sums: &mut [f64]) {
        for (sum, height) in sums.iter_mut().zip(&self.log_heights) {
            *sum += height;
        }
        let kernels = self.centres.iter().zip(&self.falls);
        if self.is_category {
            wide(|| {
                for (sum, (centre, fall)) in sums.iter_mut().zip(kernels) {
                    *sum -= f64::from((centre - coordinate).abs() > 0.5) * fall;
                }
            });
            return;
        }
        wide(|| {
            for (sum, (centre, fall)) in sums.iter_mut().zip(kernels) {
                *sum -= fall * (coordinate - centre) * (coordinate - centre);
            }
        });
    }

    /// A unit coordinate drawn from a kernel.
    fn draw(&self, kind: &Kind, kernel: usize, random: &mut Random) -> f64 {
        let (centre, fall) = (self.centres[kernel], self.falls[kernel]);
        if let Kind::Category { count } = kind {
            return draw_category(*count, 1.0 / self.inverse_heights[kernel], (centre, fall), random);
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

/// The inverse of the uniform density.
fn uniform_inverse_height(kind: &Kind) -> f64 {
    match kind {
        Kind::Category { count } => *count as f64,
        Kind::Steps { positions, .. } if positions.len() <= MOST_SUMMED => positions.len() as f64,
        _ => 1.0,
    }
}

/// The inverses of the densities at the centres of numbers' kernels.
fn inverse_heights(kind: &Kind, centres: &[f64], widths: &[f64]) -> Vec<f64> {
    let mut inverses = vec![0.0; centres.len()];
    match kind {
        Kind::Steps { positions, .. } if positions.len() <= MOST_SUMMED => {
            let mut each = vec![0.0; positions.len()];
            for (inverse, (centre, width)) in inverses.iter_mut().zip(centres.iter().zip(widths)) {
                let fall = 0.5 / (width * width);
                wide(|| {
                    for (each, position) in each.iter_mut().zip(positions) {
                        *each = exp_of_minus(fall * (position - centre) * (position - centre));
                    }
                });
                *inverse = lanes::total(&each);
            }
        }
        _ => wide_call(Truncated { inverses: &mut inverses, centres, widths }),
    }
    inverses
}

/// Of normal densities between 0 and 1, what [`inverse_heights`] wants.
struct Truncated<'a> {
    inverses: &'a mut [f64],
    centres: &'a [f64],
    widths: &'a [f64],
}

impl Loop for Truncated<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "only what is part of the wide code is compiled for wide vectors"
    )]
    #[inline(always)]
    fn call(self) {
        for (inverse, (centre, width)) in self.inverses.iter_mut().zip(self.centres.iter().zip(self.widths)) {
            let inside = standard_normal::cdf((1.0 - centre) / width) - standard_normal::cdf(-centre / width);
            *inverse = inside * width * ROOT_TAU;
        }
    }
}

/// `ln sum exp`, without overflow; at least one value is finite. The values are lost.
fn log_sum_exp(values: &mut [f64]) -> f64 {
    let most =
        values.iter().copied().fold(f64::NEG_INFINITY, |most, value| if value > most { value } else { most });
    wide(|| {
        for value in values.iter_mut() {
            *value = exp_of_minus(most - *value);
        }
    });
    most + lanes::total(values).ln()
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
        let continuous =
            Column::new(&Kind::Continuous, &[Some(0.05), Some(0.2)], &BANDWIDTHS).with_log_heights();
        assert!((sum(&continuous, &grid) / 1e4 - 1.0).abs() < 1e-6);
        let listed = Column::new(&steps, &[Some(0.3), Some(0.9)], &BANDWIDTHS).with_log_heights();
        assert!((sum(&listed, &[0.1, 0.3, 0.5, 0.9]) - 1.0).abs() < 1e-12);
        let category =
            Column::new(&Kind::Category { count: 3 }, &[Some(2.0), None], &BANDWIDTHS).with_log_heights();
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

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
    /// The mixture of these points' kernels and, with the weight `prior`, the uniform one.
    pub(crate) fn new(
        model: &ModelSpace,
        members: &[Member<'_>],
        prior: f64,
        bandwidths: &Bandwidths,
    ) -> Mixture {
        let total: f64 = members.iter().map(|member| member.weight).sum::<f64>() + prior;
        let weights = members.iter().map(|member| member.weight).chain([prior]);
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
    /// What lies further below the largest is lost in its last digits.
    const LOST: f64 = 40.0;
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let near = values.iter().filter(|value| **value > largest - LOST);
    largest + near.map(|value| (value - largest).exp()).sum::<f64>().ln()
}

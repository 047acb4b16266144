//! How well length scales and noise explain the data: the logarithm of the posterior, and its gradient.
//!
//! ```text
//! y ~ N(0, s R)   R = C + 1 1' + noise diag(1 / replicates)      C the correlations, 1 1' an unknown mean of variance s
//! -ln p = (n + 1) / 2 ln s + 1/2 ln |R| - ln prior,   s = (y' R^-1 y + 1) / (n + 1)
//! its derivative by a parameter: 1/2 trace(W dR),     W = R^-1 - a a' / s,   a = R^-1 y
//! ```
//!
//! The signal variance `s` is not searched for: its best value is known in closed form (with a weak inverse-gamma prior, worth
//! one observation of 1). (Rasmussen & Williams 2006, *Gaussian Processes for Machine Learning*, 5.4.1.)

use faer::Mat;

use super::embedding::Embedding;
use super::factor::Factor;
use super::hyperparameters::{Hyperparameters, NoisePrior};
use super::matern;

/// The variance of the unknown mean, in units of the signal variance.
pub(super) const MEAN_VARIANCE: f64 = 1.0;
/// How many observations of 1 the prior of the signal variance is worth.
const PRIOR_OBSERVATIONS: f64 = 1.0;

/// Points as features, one column a feature, with their standardised targets.
#[derive(Debug, Clone)]
pub(super) struct Data {
    /// A column each feature, an entry each point.
    pub(super) columns: Vec<Vec<f64>>,
    /// Standardised targets.
    pub(super) targets: Vec<f64>,
    /// How many measurements each target is the mean of.
    pub(super) replicates: Vec<f64>,
    /// What is believed of their noise.
    pub(super) noise: NoisePrior,
}

impl Data {
    /// Those of the points at these indices.
    pub(super) fn subset(&self, indices: &[usize]) -> Data {
        let pick = |column: &[f64]| -> Vec<f64> { indices.iter().map(|index| column[*index]).collect() };
        Data {
            columns: self.columns.iter().map(|column| pick(column)).collect(),
            targets: pick(&self.targets),
            replicates: pick(&self.replicates),
            noise: self.noise,
        }
    }

    /// How many points.
    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }
}

/// The covariances R of the data, in units of the signal variance; the lower half.
pub(super) fn covariances(embedding: &Embedding, data: &Data, hyperparameters: &Hyperparameters) -> Mat<f64> {
    fill(embedding, data, hyperparameters, |squares, _| matern::correlate(squares))
}

/// The signal variance that explains `quadratic` = y' R^-1 y of `count` points best.
pub(super) fn signal_variance(quadratic: f64, count: usize) -> f64 {
    (quadratic + PRIOR_OBSERVATIONS) / (count as f64 + PRIOR_OBSERVATIONS)
}

/// Minus the logarithm of the posterior, up to a constant, and its gradient; `None` where the covariances cannot be factored.
pub(super) fn evidence(embedding: &Embedding, data: &Data, vector: &[f64]) -> Option<(f64, Vec<f64>)> {
    let hyperparameters = Hyperparameters::from_vector(vector);
    let count = data.len();
    let mut slopes = Mat::zeros(count, count);
    let matrix = fill(embedding, data, &hyperparameters, |squares, column| {
        let slopes: &mut Mat<f64> = &mut slopes;
        let below = slopes.col_mut(column).subrows_mut(column, count - column);
        if let Some(below) = below.try_as_col_major_mut() {
            matern::correlate_with_slopes(squares, below.as_slice_mut());
        }
    });
    let factor = Factor::new(matrix.as_ref())?;
    let solved = factor.solve(&data.targets);
    let quadratic: f64 = data.targets.iter().zip(&solved).map(|(target, solved)| target * solved).sum();
    let signal = signal_variance(quadratic, count);
    let (penalty, mut gradient) = hyperparameters.penalty(data.noise);
    let value = 0.5 * ((count as f64 + PRIOR_OBSERVATIONS) * signal.ln() + factor.log_determinant) + penalty;
    if !value.is_finite() {
        return None;
    }
    let inverse = factor.inverse();
    let weights = hyperparameters.weights();
    let mut products = vec![0.0; count];
    for column in 0..count {
        let entries = inverse.col(column).subrows(column, count - column);
        let slopes = slopes.col(column).subrows(column, count - column);
        let share = solved[column] / signal;
        for ((product, (entry, slope)), solved) in
            products[column..].iter_mut().zip(entries.iter().zip(slopes.iter())).zip(&solved[column..])
        {
            *product = (entry - share * solved) * slope;
        }
        for (feature, values) in data.columns.iter().enumerate() {
            let pair = (values[column], &values[column..]);
            gradient[feature] -=
                2.0 * weights[feature] * embedding.sum_squares(feature, &products[column..], pair);
        }
        let diagonal = inverse[(column, column)] - share * solved[column];
        gradient[data.columns.len()] += 0.5 * diagonal * hyperparameters.noise() / data.replicates[column];
    }
    Some((value, gradient))
}

/// The covariances, with `correlate` turning the squared distances of each column, from the diagonal down, into correlations.
fn fill(
    embedding: &Embedding,
    data: &Data,
    hyperparameters: &Hyperparameters,
    mut correlate: impl FnMut(&mut [f64], usize),
) -> Mat<f64> {
    let count = data.len();
    let weights = hyperparameters.weights();
    let noise = hyperparameters.noise();
    let mut matrix = Mat::zeros(count, count);
    let mut squares = vec![0.0; count];
    for column in 0..count {
        let below = &mut squares[column..];
        below.fill(0.0);
        for (feature, values) in data.columns.iter().enumerate() {
            embedding.add_squares(feature, weights[feature], (values[column], &values[column..]), below);
        }
        correlate(below, column);
        for (entry, correlation) in
            matrix.col_mut(column).subrows_mut(column, count - column).iter_mut().zip(below)
        {
            *entry = *correlation + MEAN_VARIANCE;
        }
        matrix[(column, column)] += noise / data.replicates[column];
    }
    matrix
}

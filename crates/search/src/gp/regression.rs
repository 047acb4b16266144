//! Regression with a Gaussian process: from points and targets to a mean and a variance anywhere.
//!
//! ```text
//! mean(x) = k(x)' R^-1 y      variance(x) = s (k(x, x) - k(x)' R^-1 k(x))
//! k(x, z) = 1 + c(x, z),      c the Matern-5/2 correlation of the embedding (`embedding`, `matern`)
//! ```
//!
//! with `R` and `s` of `evidence`, on targets with mean 0 and variance 1. A target that is the mean of several measurements has
//! that much less noise. Leave-one-out residuals are in closed form: `a_i / (R^-1)_ii`, `a = R^-1 y`. (Rasmussen & Williams
//! 2006, *Gaussian Processes for Machine Learning*, 2.2 and 5.4.2.)
//!
//! When not to use: with jumps or cliffs (leave the infeasible out, or warp the targets first: [`super::warp`]); beyond some
//! hundreds of points, whose cube it costs.

use faer::Mat;

use super::embedding::Embedding;
use super::evidence::{self, Data, MEAN_VARIANCE};
use super::factor::Factor;
use super::fit::fit;
use super::hyperparameters::{Hyperparameters, NoisePrior};
use super::matern;
use crate::lanes;
use crate::model_space::{ModelPoint, ModelSpace};

/// No variance is below this share of the signal's: it would be rounding.
const LEAST_VARIANCE: f64 = 1e-12;

/// A fitted Gaussian process.
#[derive(Debug, Clone)]
pub struct Regression {
    pub(super) embedding: Embedding,
    pub(super) hyperparameters: Hyperparameters,
    pub(super) standard: Standard,
    pub(super) data: Data,
    /// R^-1 y.
    pub(super) solved: Vec<f64>,
    pub(super) factor: Factor,
    /// The signal variance, of standardised targets.
    pub(super) signal: f64,
    weights: Vec<f64>,
}

/// What a model says of a point, before noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The expected target.
    pub mean: f64,
    /// The variance of what the mean of many measurements there would be, in the square of the targets' unit (infinite where
    /// that square is beyond the largest number).
    pub variance: f64,
}

/// A prediction, and how it changes along each feature.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) prediction: Prediction,
    pub(super) mean_slopes: Vec<f64>,
    pub(super) variance_slopes: Vec<f64>,
}

/// What the model says of each of its points when it is left out of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaveOneOut {
    /// Target minus prediction without it, in the targets' unit.
    pub residuals: Vec<f64>,
    /// The share of the targets' variance that predictions without them explain: 1 is all, 0 or below no more than their mean
    /// does. `None` where all targets are the same.
    pub r_squared: Option<f64>,
}

/// Where standardised targets lie in the targets' unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standard {
    center: f64,
    scale: f64,
}

impl Regression {
    /// Fits length scales, noise and signal. `replicates` says how many measurements each target is the mean of. `None` when
    /// there is no point, or a target that is not finite, or the lists differ in length.
    pub fn fit(
        space: &ModelSpace,
        points: &[ModelPoint],
        targets: &[f64],
        replicates: &[u32],
    ) -> Option<Regression> {
        let embedding = Embedding::new(space);
        let features: Vec<Vec<f64>> = points.iter().map(|point| embedding.features(point)).collect();
        let (data, standard) = standardized(&embedding, &features, targets, replicates)?;
        let hyperparameters = fit(&embedding, &data)?;
        Regression::condition(embedding, hyperparameters, data, standard)
    }

    /// The posterior at given length scales and noise.
    pub(super) fn condition(
        embedding: Embedding,
        hyperparameters: Hyperparameters,
        data: Data,
        standard: Standard,
    ) -> Option<Regression> {
        let matrix = evidence::covariances(&embedding, &data, &hyperparameters);
        let factor = Factor::new(matrix.as_ref())?;
        let solved = factor.solve(&data.targets);
        let quadratic: f64 = data.targets.iter().zip(&solved).map(|(target, solved)| target * solved).sum();
        let signal = evidence::signal_variance(quadratic, data.len());
        let weights = hyperparameters.weights();
        Some(Regression { embedding, hyperparameters, standard, data, solved, factor, signal, weights })
    }

    /// Mean and variance at a point.
    pub fn predict(&self, point: &ModelPoint) -> Prediction {
        self.predict_features(&[self.embedding.features(point)])[0]
    }

    /// Mean and variance at many points: faster than one by one.
    pub fn predict_all(&self, points: &[ModelPoint]) -> Vec<Prediction> {
        let features: Vec<Vec<f64>> = points.iter().map(|point| self.embedding.features(point)).collect();
        self.predict_features(&features)
    }

    /// The noise variance of one measurement, in the square of the targets' unit.
    pub fn noise_variance(&self) -> f64 {
        self.hyperparameters.noise() * self.signal * self.standard.scale * self.standard.scale
    }

    /// The signal variance: of the function around its mean, in the square of the targets' unit.
    pub fn signal_variance(&self) -> f64 {
        self.signal * self.standard.scale * self.standard.scale
    }

    /// The length scale of each of the space's dimensions, in order: over what share of its range the function changes
    /// (of a category: between any two values).
    pub fn length_scales(&self) -> Vec<f64> {
        let dimensions = self.embedding.dimensions();
        self.hyperparameters.log_lengths[..dimensions].iter().map(|log| log.exp()).collect()
    }

    /// What the model says of each point without it.
    pub fn leave_one_out(&self) -> LeaveOneOut {
        let diagonal = self.factor.inverse_diagonal();
        let residuals: Vec<f64> =
            self.solved.iter().zip(&diagonal).map(|(solved, inverse)| solved / inverse).collect();
        let targets = &self.data.targets;
        let count = targets.len() as f64;
        let mean = targets.iter().sum::<f64>() / count;
        // Against the mean of the others, so that both are without the point.
        let left_out = count / (count - 1.0);
        let total: f64 = targets.iter().map(|target| ((target - mean) * left_out).powi(2)).sum();
        let missed: f64 = residuals.iter().map(|residual| residual * residual).sum();
        let r_squared = (total > 0.0 && total.is_finite()).then(|| 1.0 - missed / total);
        LeaveOneOut {
            residuals: residuals.iter().map(|residual| residual * self.standard.scale).collect(),
            r_squared,
        }
    }

    /// [`Regression::predict_all`] for points given by their features.
    pub(super) fn predict_features(&self, features: &[Vec<f64>]) -> Vec<Prediction> {
        let matrix = self.cross_covariances(features);
        let halves = self.factor.lower_times_matrix(matrix.as_ref());
        let prior = 1.0 + MEAN_VARIANCE;
        let predict = |column: usize| {
            let mean: f64 = matrix.col(column).iter().zip(&self.solved).map(|(k, solved)| k * solved).sum();
            let known: f64 = halves.col(column).iter().map(|half| half * half).sum();
            let variance = self.signal * (prior - known).max(LEAST_VARIANCE);
            Prediction {
                mean: self.standard.back(mean),
                variance: variance * self.standard.scale * self.standard.scale,
            }
        };
        (0..features.len()).map(predict).collect()
    }

    /// Mean and variance at a point, and their slopes along its features (of categories 0).
    pub(super) fn local(&self, features: &[f64]) -> Local {
        let count = self.data.len();
        let mut covariances = vec![0.0; count];
        let mut slopes = vec![0.0; count];
        for (feature, column) in self.data.columns.iter().enumerate() {
            let pair = (features[feature], &column[..]);
            self.embedding.add_squares(feature, self.weights[feature], pair, &mut covariances);
        }
        matern::correlate_with_slopes(&mut covariances, &mut slopes);
        for covariance in &mut covariances {
            *covariance += MEAN_VARIANCE;
        }
        let half = self.factor.lower_times(&covariances);
        let explained = self.factor.upper_times(&half);
        let mean: f64 = covariances.iter().zip(&self.solved).map(|(k, solved)| k * solved).sum();
        let known: f64 = half.iter().map(|half| half * half).sum();
        let left = (1.0 + MEAN_VARIANCE - known).max(LEAST_VARIANCE);
        let scale = self.standard.scale;
        let spread = self.signal * scale * scale;
        let products = |other: &[f64]| -> Vec<f64> { slopes.iter().zip(other).map(|(a, b)| a * b).collect() };
        let (mean_weights, known_weights) = (products(&self.solved), products(&explained));
        let (mut mean_slopes, mut variance_slopes) = (Vec::new(), Vec::new());
        for (feature, column) in self.data.columns.iter().enumerate() {
            let (mut mean, mut known) = (0.0, 0.0);
            if self.embedding.category_count(feature).is_none() {
                let at = features[feature];
                mean = lanes::sum(&mean_weights, column, |weight, other| weight * (at - other));
                known = lanes::sum(&known_weights, column, |weight, other| weight * (at - other));
            }
            mean_slopes.push(2.0 * self.weights[feature] * mean * scale);
            variance_slopes.push(-4.0 * self.weights[feature] * known * spread);
        }
        let prediction = Prediction { mean: self.standard.back(mean), variance: left * spread };
        Local { prediction, mean_slopes, variance_slopes }
    }

    /// The posterior means at the points of the data.
    pub(super) fn fitted_means(&self) -> Vec<f64> {
        // y = (K + noise) a, so that K a is the target less its noise's share.
        let noise = self.hyperparameters.noise();
        let fitted = |((target, solved), replicates): ((&f64, &f64), &f64)| {
            self.standard.back(target - noise / replicates * solved)
        };
        self.data.targets.iter().zip(&self.solved).zip(&self.data.replicates).map(fitted).collect()
    }

    /// Adds a point with the target that is expected there: means stay as they are, variances shrink around it.
    pub(super) fn believe(&mut self, features: &[f64]) {
        let mut covariances = vec![0.0; self.data.len()];
        self.covariances_with(features, &mut covariances);
        let mean: f64 = covariances.iter().zip(&self.solved).map(|(k, solved)| k * solved).sum();
        let variance = 1.0 + MEAN_VARIANCE + self.hyperparameters.noise();
        self.factor.append(&covariances, variance);
        for (column, feature) in self.data.columns.iter_mut().zip(features) {
            column.push(*feature);
        }
        self.data.targets.push(mean);
        self.data.replicates.push(1.0);
        self.solved.push(0.0);
    }

    /// The covariances of the data and other points, in units of the signal variance: a column each point.
    fn cross_covariances(&self, features: &[Vec<f64>]) -> Mat<f64> {
        let mut matrix = Mat::zeros(self.data.len(), features.len());
        let mut covariances = vec![0.0; self.data.len()];
        for (column, features) in features.iter().enumerate() {
            self.covariances_with(features, &mut covariances);
            for (entry, covariance) in matrix.col_mut(column).iter_mut().zip(&covariances) {
                *entry = *covariance;
            }
        }
        matrix
    }

    /// The covariances of the data and one point, in units of the signal variance.
    pub(super) fn covariances_with(&self, features: &[f64], covariances: &mut [f64]) {
        covariances.fill(0.0);
        for (feature, column) in self.data.columns.iter().enumerate() {
            self.embedding.add_squares(
                feature,
                self.weights[feature],
                (features[feature], column),
                covariances,
            );
        }
        matern::correlate(covariances);
        for covariance in covariances.iter_mut() {
            *covariance += MEAN_VARIANCE;
        }
    }
}

impl Standard {
    /// The target of a standardised one.
    pub(super) fn back(&self, standardized: f64) -> f64 {
        self.center + self.scale * standardized
    }
}

/// Points as columns of features, and targets with mean 0 and variance 1.
pub(super) fn standardized(
    embedding: &Embedding,
    features: &[Vec<f64>],
    targets: &[f64],
    replicates: &[u32],
) -> Option<(Data, Standard)> {
    let count = targets.len();
    let is_whole = count > 0 && features.len() == count && replicates.len() == count;
    if !is_whole || targets.iter().any(|target| !target.is_finite()) {
        return None;
    }
    // Halved and divided by the largest first: squares of large targets would overflow.
    let largest = targets.iter().fold(f64::MIN_POSITIVE, |most, target| most.max(target.abs()));
    let parts: Vec<f64> = targets.iter().map(|target| target / largest).collect();
    let mean = parts.iter().sum::<f64>() / count as f64;
    let variance = parts.iter().map(|part| (part - mean).powi(2)).sum::<f64>() / count as f64;
    let deviation = if variance.sqrt() > 1e-14 { variance.sqrt() } else { 1.0 };
    let data = Data {
        columns: (0..embedding.len())
            .map(|feature| features.iter().map(|point| point[feature]).collect())
            .collect(),
        targets: parts.iter().map(|part| (part - mean) / deviation).collect(),
        replicates: replicates.iter().map(|count| f64::from((*count).max(1))).collect(),
        noise: NoisePrior::weak(),
    };
    Some((data, Standard { center: mean * largest, scale: deviation * largest }))
}

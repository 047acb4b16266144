//! What a Gaussian process is fitted by: length scales and the share of noise, with bounds and priors.
//!
//! The prior of a length scale is wide and log-normal around half the root of the number of features; that of the noise weak,
//! but in a search, which expects a tenth of the signal's deviation, give or take a factor of e: few points say little of
//! noise, and where it is taken for none, the search believes its luckiest measurement. An exact function is followed to the eighth digit all the same, for
//! some tens of points outweigh the prior. (Length scales by Vizier are as weak: Song et al. 2024, arXiv 2408.11527,
//! 0.01 ln(l^2 / 0.5)^2; scaling with the dimension: Hvarfner et al. 2024, arXiv 2402.02229.)

/// Length scales beyond which nothing changes any more.
const LENGTHS: (f64, f64) = (0.05, 30.0);
/// Shares of noise: below, matrices would be singular.
const NOISES: (f64, f64) = (1e-9, 1.0);
/// 1 / (2 sd^2) of the logarithm of a length scale around its middle.
const LENGTH_PRECISION: f64 = 0.1;
const WEAK: NoisePrior = NoisePrior { precision: 0.01, middle: 1e-3 };
const EXPECTING: NoisePrior = NoisePrior { precision: 0.125, middle: 1e-2 };

/// What is believed of the noise before any point is seen: log-normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NoisePrior {
    /// 1 / (2 sd^2) of the logarithm of the noise variance around its middle.
    precision: f64,
    /// In units of the signal variance.
    middle: f64,
}

impl NoisePrior {
    /// Next to nothing: the data say whether there is any. For questions about data that are there.
    pub(super) fn weak() -> NoisePrior {
        WEAK
    }

    /// A tenth of the signal's deviation. For a search, which would believe its luckiest measurement.
    pub(super) fn expecting() -> NoisePrior {
        EXPECTING
    }
}

/// Length scales and noise, as logarithms: what a fit searches for.
#[derive(Debug, Clone, PartialEq)]
pub struct Hyperparameters {
    /// The logarithm of each feature's length scale, in the order of the embedding.
    pub log_lengths: Vec<f64>,
    /// The logarithm of the noise variance of one measurement, in units of the signal variance.
    pub log_noise: f64,
}

impl Hyperparameters {
    /// All features with the same length scale.
    pub(super) fn uniform(features: usize, length: f64, noise: f64) -> Hyperparameters {
        Hyperparameters { log_lengths: vec![length.ln(); features], log_noise: noise.ln() }
    }

    /// The typical length scale of a space of so many features.
    pub(super) fn typical_length(features: usize) -> f64 {
        0.5 * (features.max(1) as f64).sqrt()
    }

    /// The weights of squared distances: 1 / l^2.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.log_lengths.iter().map(|log| (-2.0 * log).exp()).collect()
    }

    /// The noise variance of one measurement, in units of the signal variance.
    pub(super) fn noise(&self) -> f64 {
        self.log_noise.exp()
    }

    /// As one vector: length scales, then noise.
    pub(super) fn to_vector(&self) -> Vec<f64> {
        self.log_lengths.iter().copied().chain([self.log_noise]).collect()
    }

    /// Of [`Hyperparameters::to_vector`].
    pub(super) fn from_vector(vector: &[f64]) -> Hyperparameters {
        let (log_noise, log_lengths) =
            vector.split_last().map_or((0.0, &[][..]), |(last, rest)| (*last, rest));
        Hyperparameters { log_lengths: log_lengths.to_vec(), log_noise }
    }

    /// The bounds of each entry of the vector.
    pub(super) fn bounds(features: usize) -> Vec<(f64, f64)> {
        let log = |(low, high): (f64, f64)| (low.ln(), high.ln());
        let mut bounds = vec![log(LENGTHS); features];
        bounds.push(log(NOISES));
        bounds
    }

    /// Minus the logarithm of the prior, up to a constant, and its gradient.
    pub(super) fn penalty(&self, prior: NoisePrior) -> (f64, Vec<f64>) {
        let middle = Hyperparameters::typical_length(self.log_lengths.len()).ln();
        let mut value = 0.0;
        let mut gradient = Vec::with_capacity(self.log_lengths.len() + 1);
        for log_length in &self.log_lengths {
            let off = log_length - middle;
            value += LENGTH_PRECISION * off * off;
            gradient.push(2.0 * LENGTH_PRECISION * off);
        }
        let off = self.log_noise - prior.middle.ln();
        value += prior.precision * off * off;
        gradient.push(2.0 * prior.precision * off);
        (value, gradient)
    }
}

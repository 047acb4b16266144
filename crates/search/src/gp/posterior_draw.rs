//! Whole functions drawn from the posterior of a Gaussian process.
//!
//! ```text
//! f(x) = g(x) + k(x)' R^-1 (y - g(X) - e),   g a draw from the prior, e of the noise         (Matheron's rule)
//! g(x) = sqrt(s) (m + sqrt(2 / M) sum_j w_j cos(v_j' x + b_j)),   v_j of Student's t with 5 degrees of freedom, over l
//! ```
//!
//! A draw costs one solve, and then a point some thousand multiplications, so that a function can be asked at as many points as
//! wanted and is the same function at each. (Wilson et al. 2020, *Efficiently sampling functions from Gaussian process
//! posteriors*, arXiv 2002.09309; Rahimi & Recht 2007.) The prior is approximated with 512 random features, the data's part is
//! exact. When not to use: for means and variances, which [`Regression::predict`] has in closed form.

use etude_stats::random::Random;

use super::cosine::cosine;
use super::evidence::MEAN_VARIANCE;
use super::regression::Regression;
use crate::model_space::ModelPoint;

/// How many waves a prior function has.
const WAVES: usize = 512;
/// Twice the smoothness of the kernel.
const DEGREES_OF_FREEDOM: usize = 5;

/// A function drawn from the posterior.
#[derive(Debug, Clone)]
pub struct PosteriorDraw<'a> {
    regression: &'a Regression,
    prior: Waves,
    /// R^-1 (y - g(X) - e).
    solved: Vec<f64>,
}

/// A function drawn from the prior.
#[derive(Debug, Clone)]
struct Waves {
    mean: f64,
    /// A row each feature, or each corner of a category and at the end its middle; an entry each wave.
    frequencies: Vec<Vec<Vec<f64>>>,
    phases: Vec<f64>,
    amplitudes: Vec<f64>,
}

impl Regression {
    /// A function drawn from the posterior; the same for the same seed.
    pub fn draw(&self, seed: u64) -> PosteriorDraw<'_> {
        let mut random = Random::new(seed);
        let prior = Waves::draw(self, &mut random);
        let noise = self.hyperparameters.noise();
        let root = self.signal.sqrt();
        let unexplained = |index: usize| {
            let features: Vec<f64> = self.data.columns.iter().map(|column| column[index]).collect();
            let deviation = root * (noise / self.data.replicates[index]).sqrt();
            self.data.targets[index] - root * prior.value(&features) - deviation * random.normal()
        };
        let unexplained: Vec<f64> = (0..self.data.len()).map(unexplained).collect();
        PosteriorDraw { regression: self, prior, solved: self.factor.solve(&unexplained) }
    }
}

impl PosteriorDraw<'_> {
    /// The function's value at a point, in the targets' unit.
    pub fn value(&self, point: &ModelPoint) -> f64 {
        let features = self.regression.embedding.features(point);
        let mut covariances = vec![0.0; self.solved.len()];
        self.regression.covariances_with(&features, &mut covariances);
        let update: f64 = covariances.iter().zip(&self.solved).map(|(k, solved)| k * solved).sum();
        let value = self.regression.signal.sqrt() * self.prior.value(&features) + update;
        self.regression.standard.back(value)
    }
}

impl Waves {
    fn draw(regression: &Regression, random: &mut Random) -> Waves {
        // One common divisor a wave makes normal frequencies those of Student's t.
        let divisor = |random: &mut Random| {
            let square: f64 = (0..DEGREES_OF_FREEDOM).map(|_| random.normal().powi(2)).sum();
            (square / DEGREES_OF_FREEDOM as f64).sqrt()
        };
        let divisors: Vec<f64> = (0..WAVES).map(|_| divisor(random)).collect();
        let mut row = |scale: f64| -> Vec<f64> {
            divisors.iter().map(|divisor| scale * random.normal() / divisor).collect()
        };
        let frequencies =
            regression.hyperparameters.log_lengths.iter().enumerate().map(|(feature, log_length)| {
                let inverse = (-log_length).exp();
                let Some(count) = regression.embedding.category_count(feature) else {
                    return vec![row(inverse)];
                };
                let mut corners: Vec<Vec<f64>> = (0..count).map(|_| row(inverse * 0.5_f64.sqrt())).collect();
                let middle =
                    |wave: usize| corners.iter().map(|corner| corner[wave]).sum::<f64>() / count as f64;
                let middle = (0..WAVES).map(middle).collect();
                corners.push(middle);
                corners
            });
        let frequencies = frequencies.collect();
        let phases = (0..WAVES).map(|_| std::f64::consts::TAU * random.uniform()).collect();
        let amplitude = (2.0 / WAVES as f64).sqrt();
        let amplitudes = (0..WAVES).map(|_| amplitude * random.normal()).collect();
        Waves { mean: MEAN_VARIANCE.sqrt() * random.normal(), frequencies, phases, amplitudes }
    }

    fn value(&self, features: &[f64]) -> f64 {
        let mut phases = self.phases.clone();
        for (rows, feature) in self.frequencies.iter().zip(features) {
            let is_number = rows.len() == 1;
            let absent = rows.len() - 1;
            // An absent category has a negative code, and lies in the middle.
            let row = if is_number {
                0
            } else if *feature < 0.0 {
                absent
            } else {
                *feature as usize
            };
            let factor = if is_number { *feature } else { 1.0 };
            for (phase, frequency) in phases.iter_mut().zip(&rows[row]) {
                *phase += factor * frequency;
            }
        }
        let waves = phases.iter().zip(&self.amplitudes).map(|(phase, amplitude)| amplitude * cosine(*phase));
        self.mean + waves.sum::<f64>()
    }
}

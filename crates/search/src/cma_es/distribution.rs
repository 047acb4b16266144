//! The normal distribution that the search draws from, and how a generation moves it.
//!
//! ```text
//! x = m + sigma diag(a) y,   y ~ N(0, C)
//! ```
//!
//! with the mean `m`, the step `sigma`, the covariance `C` and the factors `a` of the margin ([`super::margin`]), all 1
//! where a parameter is continuous.

use etude_stats::random::Random;

use super::eigen::{Eigen, identity};
use super::weights::Weights;

/// The distribution between two generations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Distribution {
    pub(crate) mean: Vec<f64>,
    pub(crate) sigma: f64,
    /// The factors `a`.
    pub(crate) factors: Vec<f64>,
    /// `C`, row after row.
    covariance: Vec<f64>,
    eigen: Eigen,
    path_sigma: Vec<f64>,
    path: Vec<f64>,
    generation: i32,
}

impl Distribution {
    /// A round one.
    pub(crate) fn new(mean: Vec<f64>, sigma: f64) -> Distribution {
        let n = mean.len();
        Distribution {
            mean,
            sigma,
            factors: vec![1.0; n],
            covariance: identity(n),
            eigen: Eigen { values: vec![1.0; n], vectors: identity(n) },
            path_sigma: vec![0.0; n],
            path: vec![0.0; n],
            generation: 0,
        }
    }

    fn n(&self) -> usize {
        self.mean.len()
    }

    /// A draw.
    pub(crate) fn draw(&self, random: &mut Random) -> Vec<f64> {
        let n = self.n();
        let z: Vec<f64> = self.eigen.values.iter().map(|value| value.sqrt() * random.normal()).collect();
        let along = |i: usize| (0..n).map(|k| self.eigen.vectors[i * n + k] * z[k]).sum::<f64>();
        (0..n).map(|i| self.mean[i] + self.sigma * self.factors[i] * along(i)).collect()
    }

    /// The standard deviation along an axis.
    pub(crate) fn deviation(&self, axis: usize) -> f64 {
        self.sigma * self.factors[axis] * self.covariance[axis * self.n() + axis].sqrt()
    }

    /// The longest half-axis, the factors aside.
    pub(crate) fn longest(&self) -> f64 {
        self.sigma * self.eigen.values.iter().copied().fold(0.0, f64::max).sqrt()
    }

    /// The ratio of the largest to the smallest variance.
    pub(crate) fn condition(&self) -> f64 {
        let largest = self.eigen.values.iter().copied().fold(0.0, f64::max);
        largest / self.eigen.values.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Moves on by a generation of points, the best first. Points that others suggested, or that were drawn from an earlier
    /// distribution, may be among them (Hansen 2011, *Injecting external solutions into CMA-ES*): what lies further out than
    /// draws do is drawn in, and the step grows by at most a factor of e.
    pub(crate) fn update(&mut self, points: &[Vec<f64>], weights: &Weights) {
        let n = self.n();
        let most = (n as f64).sqrt() + 2.0 * n as f64 / (n as f64 + 2.0);
        let mut steps = Vec::with_capacity(points.len());
        let mut lengths = Vec::with_capacity(points.len());
        for point in points {
            let mut step: Vec<f64> =
                (0..n).map(|i| (point[i] - self.mean[i]) / (self.sigma * self.factors[i])).collect();
            let whitened = self.eigen.apply(&step, |value| 1.0 / value.sqrt());
            let length = whitened.iter().map(|each| each * each).sum::<f64>().sqrt();
            if length > most {
                for each in &mut step {
                    *each *= most / length;
                }
            }
            lengths.push(length.min(most));
            steps.push(step);
        }
        let parents = steps.iter().zip(&weights.of_rank).take(weights.parents);
        let mut mean_step = vec![0.0; n];
        for (step, weight) in parents {
            mean_step.iter_mut().zip(step).for_each(|(sum, each)| *sum += weight * each);
        }
        for ((mean, factor), step) in self.mean.iter_mut().zip(&self.factors).zip(&mean_step) {
            *mean += self.sigma * factor * step;
        }
        self.update_paths(&mean_step, weights);
        self.update_covariance(&steps, &lengths, weights);
        let length = self.path_sigma.iter().map(|each| each * each).sum::<f64>().sqrt();
        let growth = weights.c_sigma / weights.d_sigma * (length / weights.chi - 1.0);
        self.sigma *= growth.min(1.0).exp();
        self.generation += 1;
    }

    fn update_paths(&mut self, mean_step: &[f64], weights: &Weights) {
        let Weights { c_sigma, c_path, effective, .. } = *weights;
        let whitened = self.eigen.apply(mean_step, |value| 1.0 / value.sqrt());
        let into_sigma = (c_sigma * (2.0 - c_sigma) * effective).sqrt();
        for (path, step) in self.path_sigma.iter_mut().zip(&whitened) {
            *path = (1.0 - c_sigma) * *path + into_sigma * step;
        }
        let into_path =
            if self.is_steady(weights) { (c_path * (2.0 - c_path) * effective).sqrt() } else { 0.0 };
        for (path, step) in self.path.iter_mut().zip(mean_step) {
            *path = (1.0 - c_path) * *path + into_path * step;
        }
    }

    /// Whether the path of the step size is of ordinary length (`h_sigma`).
    fn is_steady(&self, weights: &Weights) -> bool {
        let n = self.n() as f64;
        let length = self.path_sigma.iter().map(|each| each * each).sum::<f64>().sqrt();
        let settled = (1.0 - (1.0 - weights.c_sigma).powi(2 * (self.generation + 1))).sqrt();
        length / settled < (1.4 + 2.0 / (n + 1.0)) * weights.chi
    }

    fn update_covariance(&mut self, steps: &[Vec<f64>], lengths: &[f64], weights: &Weights) {
        let n = self.n();
        let Weights { c_one, c_mu, c_path, .. } = *weights;
        let stalled = if self.is_steady(weights) { 0.0 } else { c_path * (2.0 - c_path) };
        let total: f64 = weights.of_rank.iter().sum();
        let kept = 1.0 + c_one * stalled - c_one - c_mu * total;
        let scaled: Vec<f64> = weights
            .of_rank
            .iter()
            .zip(lengths)
            .map(|(weight, length)| {
                // A negative weight counts as of a step of ordinary length, so that the matrix stays positive.
                let shrunk = n as f64 / length.powi(2).max(1e-12);
                c_mu * if *weight < 0.0 { weight * shrunk } else { *weight }
            })
            .collect();
        for i in 0..n {
            for j in 0..=i {
                let members: f64 =
                    steps.iter().zip(&scaled).map(|(step, weight)| weight * step[i] * step[j]).sum();
                let element =
                    kept * self.covariance[i * n + j] + c_one * self.path[i] * self.path[j] + members;
                self.covariance[i * n + j] = element;
                self.covariance[j * n + i] = element;
            }
        }
        self.eigen = Eigen::new(&self.covariance, n);
        let largest = self.eigen.values.iter().copied().fold(0.0, f64::max);
        // Rounding may leave a tiny negative value.
        self.eigen.values.iter_mut().for_each(|value| *value = value.max(1e-20 * largest).max(1e-300));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: &[f64], expected: &[f64], what: &str) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{what}: {found} instead of {expected}");
        }
    }

    /// Two updates with the same six points, by an independent program of the tutorial's formulas. The last two points lie
    /// further out than draws do.
    #[test]
    fn an_update_is_that_of_the_tutorial() {
        let points = [[0.6, 0.5], [0.45, 0.75], [0.3, 0.4], [0.8, 0.6], [0.2, 0.3], [0.9, 0.1]];
        let points: Vec<Vec<f64>> = points.iter().map(|point| point.to_vec()).collect();
        let weights = Weights::new(6, 2);
        let mut distribution = Distribution::new(vec![0.5, 0.5], 0.2);
        distribution.update(&points, &weights);
        assert_near(&distribution.mean, &[0.533_798_31, 0.563_303_85], "mean");
        assert_near(&[distribution.sigma], &[0.163_115_066], "step");
        assert_near(&distribution.covariance, &[0.744_367_24, 0.033_971_83, 0.033_971_83, 0.871_148_6], "C");
        assert_near(&distribution.path_sigma, &[0.200_414_2, 0.375_373_51], "path of the step");
        assert_near(&distribution.path, &[0.223_085_48, 0.417_836_54], "path");
        distribution.update(&points, &weights);
        assert_near(&[distribution.sigma], &[0.126_962_082], "step");
        assert_near(&distribution.covariance, &[0.574_298_34, 0.039_199_03, 0.039_199_03, 0.739_664_35], "C");
        assert_near(&distribution.path, &[0.083_756_43, 0.156_874_83], "path");
    }

    /// Turned points, turned distribution.
    #[test]
    fn an_update_does_not_depend_on_the_axes() {
        let (cosine, sine) = (0.8, 0.6);
        let turned =
            |point: &[f64]| vec![cosine * point[0] - sine * point[1], sine * point[0] + cosine * point[1]];
        let mut random = Random::new(4);
        let weights = Weights::new(6, 2);
        let mut straight = Distribution::new(vec![0.4, 0.7], 0.3);
        let mut other = Distribution::new(turned(&straight.mean), 0.3);
        for _ in 0..20 {
            let points: Vec<Vec<f64>> = (0..6).map(|_| straight.draw(&mut random)).collect();
            straight.update(&points, &weights);
            other.update(&points.iter().map(|point| turned(point)).collect::<Vec<_>>(), &weights);
        }
        assert_near(&other.mean, &turned(&straight.mean), "mean");
        assert_near(&[other.sigma], &[straight.sigma], "step");
        let mut values = [straight.eigen.values.clone(), other.eigen.values.clone()];
        for values in &mut values {
            values.sort_by(f64::total_cmp);
        }
        assert_near(&values[0], &values[1], "variances");
    }

    #[test]
    fn draws_have_the_mean_and_the_deviations() {
        let mut distribution = Distribution::new(vec![0.5, 0.5], 0.2);
        let points = vec![vec![0.6, 0.6], vec![0.55, 0.58], vec![0.4, 0.6], vec![0.1, 0.2]];
        distribution.update(&points, &Weights::new(4, 2));
        let mut random = Random::new(8);
        let draws: Vec<Vec<f64>> = (0..20_000).map(|_| distribution.draw(&mut random)).collect();
        for axis in 0..2 {
            let mean = draws.iter().map(|draw| draw[axis]).sum::<f64>() / 2e4;
            let variance = draws.iter().map(|draw| (draw[axis] - mean).powi(2)).sum::<f64>() / 2e4;
            assert!((mean - distribution.mean[axis]).abs() < 0.01, "{mean}");
            assert!((variance.sqrt() / distribution.deviation(axis) - 1.0).abs() < 0.03, "{variance}");
        }
    }
}

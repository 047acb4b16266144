//! How far measurements stray among the best points: no further than the model misses them when they are left out.
//!
//! The noise of a model is one figure for the whole space. Near the best, measurements often stray less: scores pile up at a
//! floor or a ceiling, and a function that is exact but steep elsewhere looks noisy as a whole. Standardised leave-one-out
//! residuals say so,
//!
//! ```text
//! z_i^2 = a_i^2 / (s (R^-1)_ii),   a = R^-1 y          (mean 1 where the model is right)
//! factor = (1 + sum z^2) / (1 + n)                     over the n leaders; never above 1
//! ```
//!
//! and the leaders' noise is multiplied by that factor, at the same length scales: two steps of a model whose noise depends on
//! the place (Kersting, Plagemann, Pfaff & Burgard 2007, *Most likely heteroscedastic Gaussian process regression*, ICML;
//! residuals: Rasmussen & Williams 2006, 5.4.2). Noise is never raised: few leaders with one bad miss would hide a good point.
//!
//! When not to use: for the search itself, which looks for new points and not among the leaders.

use super::regression::Regression;

/// The share of the points that are leaders: those with the best posterior means.
const SHARE: f64 = 0.25;
/// So many at least: of fewer, residuals say nothing.
const LEAST: usize = 8;
/// How many residuals as large as the model says are taken to be known before.
const PRIOR: f64 = 1.0;

impl Regression {
    /// The model with the noise of its leaders as their residuals say, if that is less.
    pub(crate) fn heeding_leaders(self) -> Regression {
        let count = self.data.len();
        let leaders = ((SHARE * count as f64) as usize).max(LEAST);
        if count < leaders {
            return self;
        }
        let means = self.fitted_means();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| means[*a].total_cmp(&means[*b]));
        order.truncate(leaders);
        let diagonal = self.factor.inverse_diagonal();
        let square = |index: &usize| self.solved[*index].powi(2) / (self.signal * diagonal[*index]);
        let missed: f64 = order.iter().map(square).sum();
        let factor = (PRIOR + missed) / (PRIOR + leaders as f64);
        if factor >= 1.0 {
            return self;
        }
        // Less noise is what more measurements would have: the data know no other word for it.
        let mut data = self.data.clone();
        for index in order {
            data.replicates[index] /= factor;
        }
        Regression::condition(self.embedding.clone(), self.hyperparameters.clone(), data, self.standard)
            .unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use etude_stats::random::Random;
    use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};

    use super::*;
    use crate::model_space::{ModelPoint, ModelSpace};

    /// A bowl at 60 points whose measurements stray by `noise` where the truth is below 0.2, and by 0.1 elsewhere.
    fn fitted(seed: u64, noise: f64) -> (Regression, Vec<f64>) {
        let domain = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        let dimension =
            |number| Dimension { name: format!("x{number}"), number, domain: domain.clone(), when: None };
        let space = ModelSpace::new(&SearchSpace::new(vec![dimension(0), dimension(1)]));
        let mut random = Random::new(seed);
        let mut unit = || UnitPoint::new(vec![random.uniform(), random.uniform()]);
        let points: Vec<ModelPoint> = (0..60).map(|_| space.read(&unit())).collect();
        let truth =
            |point: &ModelPoint| point.coordinates.iter().map(|x| 2.0 * (x - 0.5).powi(2)).sum::<f64>();
        let mut measure = |point: &ModelPoint| {
            let truth = truth(point);
            truth + random.normal() * if truth < 0.2 { noise } else { 0.1 }
        };
        let targets: Vec<f64> = points.iter().map(&mut measure).collect();
        let leaders = points.iter().map(truth).zip(&targets).filter(|(truth, _)| *truth < 0.2);
        let missed_by = leaders.map(|(_, target)| *target).collect();
        (Regression::fit(&space, &points, &targets, &[1; 60]).expect("a fit"), missed_by)
    }

    /// How far the posterior means of the best are from their measurements: root mean square, without and with heeding them.
    fn distances(seed: u64, noise: f64) -> (f64, f64) {
        let (model, leaders) = fitted(seed, noise);
        let rms = |model: &Regression| {
            let means = model.fitted_means();
            let all = model.data.targets.iter().map(|target| model.standard.back(*target)).zip(means);
            let off: Vec<f64> = all
                .filter(|(target, _)| leaders.iter().any(|leader| (leader - target).abs() < 1e-9))
                .map(|(target, mean)| (target - mean).powi(2))
                .collect();
            (off.iter().sum::<f64>() / off.len() as f64).sqrt()
        };
        let before = rms(&model);
        (before, rms(&model.heeding_leaders()))
    }

    #[test]
    fn measurements_that_hardly_stray_are_believed() {
        let pairs: Vec<(f64, f64)> = (0..8).map(|seed| distances(seed, 0.002)).collect();
        let (before, after) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        assert!(after < 0.7 * before, "{after} instead of {before}");
    }

    #[test]
    fn where_leaders_stray_as_all_do_little_changes() {
        let pairs: Vec<(f64, f64)> = (0..8).map(|seed| distances(seed, 0.1)).collect();
        let (before, after) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        assert!((0.8 * before..=1.001 * before).contains(&after), "{after} instead of {before}");
    }
}

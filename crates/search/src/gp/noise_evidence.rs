//! Do the measurements stray at all, or does a function without noise explain them as well?
//!
//! A model that may put what it cannot explain down to noise will do so, also where the function is exact and only rough. The
//! question is put as a likelihood ratio: the best posterior with noise as it was fitted, against the best with next to none,
//! its length scales fitted anew.

use super::evidence::evidence;
use super::hyperparameters::Hyperparameters;
use super::lbfgs::{self, Search};
use super::regression::Regression;

/// The largest share of noise, in units of the signal variance, that counts as none.
const NONE: f64 = 1e-4;
/// How far length scales are fitted anew.
const STEPS: usize = 30;

impl Regression {
    /// The logarithm of how much better noise explains the data than no noise; 0 where the fit has next to none itself.
    pub fn evidence_of_noise(&self) -> f64 {
        let mut start = self.hyperparameters.to_vector();
        let Some(noise) = start.last_mut() else { return 0.0 };
        if *noise <= NONE.ln() {
            return 0.0;
        }
        *noise = NONE.ln();
        let mut bounds = Hyperparameters::bounds(self.embedding.len());
        if let Some(bound) = bounds.last_mut() {
            bound.1 = NONE.ln();
        }
        let function = |vector: &[f64]| evidence(&self.embedding, &self.data, vector);
        let search = Search { bounds: &bounds, steps: STEPS, least_gain: 1e-3 };
        let with = function(&self.hyperparameters.to_vector());
        let without = lbfgs::minimize(&search, &start, function);
        match (with, without) {
            (Some((with, _)), Some(without)) => without.value - with,
            _ => 0.0,
        }
    }
}

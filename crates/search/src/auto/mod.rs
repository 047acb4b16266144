//! `auto`: the sampler that suits a space, a budget and a number of slots, chosen once and explained.
//!
//! No algorithm wins everywhere: over 3,336 tasks of carps (Benjamins et al. 2025, arXiv 2506.06143) many optimisers cannot
//! be told apart in the mean and complement each other task by task. What decides is seen before the first trial: how
//! many parameters of which kind, how many trials, how many side by side. [`choose`] goes through that as a short list of
//! questions, whose answer says why.
//!
//! A project decides once, when a round starts, and stores the answer, so that another version of Etude does not change a
//! running study. The sampler [`Auto`] itself is for a study of its own, without a round: it decides from every request,
//! and since only its space and budget count, always alike.
//!
//! When not to use it: where something is known that the space does not show, that the score is all cliffs, say. Then name
//! the sampler.

mod choice;

use etude_study::space::UnitPoint;

pub use choice::{Choice, Situation, choose};

use crate::cma_es::CmaEs;
use crate::gp::GaussianProcess;
use crate::quasi_random::QuasiRandom;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};
use crate::tpe::Tpe;

/// The sampler `auto`.
#[derive(Debug, Default)]
pub struct Auto {
    slots: u32,
    gp: GaussianProcess,
    tpe: Tpe,
    cma_es: CmaEs,
}

impl Auto {
    /// One that expects so many trials side by side.
    pub fn for_slots(slots: u32) -> Auto {
        Auto { slots, ..Auto::default() }
    }

    /// What it takes for such a request, and why.
    pub fn choice(&self, request: &SuggestRequest<'_>) -> Choice {
        choose(&Situation::of(&[request.space], request.budget, self.slots))
    }

    fn sampler(&self, request: &SuggestRequest<'_>) -> &dyn Sampler {
        match self.choice(request).name {
            "gp" => &self.gp,
            "tpe" => &self.tpe,
            "cma-es" => &self.cma_es,
            _ => &QuasiRandom,
        }
    }
}

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

    fn length(&self, request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        self.sampler(request).length(request)
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        self.sampler(request).suggest(request)
    }
}

//! Bayesian optimisation with a Gaussian process.

mod candidates;
mod cosine;
pub mod embedding;
mod evidence;
mod factor;
mod fit;
pub mod hyperparameter_draws;
pub mod hyperparameters;
mod improvement;
mod known;
mod lbfgs;
mod matern;
mod memo;
#[cfg(test)]
mod model_tests;
pub mod posterior_draw;
mod proposal;
mod refinement;
pub mod regression;
#[cfg(test)]
mod sampler_tests;
pub mod settings;
mod surrogate;
mod taken;
pub mod warp;

use etude_stats::random::mix;
use etude_study::space::UnitPoint;

use self::candidates::Candidate;
use self::embedding::Embedding;
use self::known::Known;
use self::memo::Memo;
use self::proposal::{Place, propose, unit_point};
use self::settings::Settings;
use self::surrogate::Surrogate;
use self::taken::Taken;
use crate::model_space::ModelSpace;
use crate::quasi_random;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// How many points of the quasi-random sequence are gone through for one that is not known yet.
const LONGEST_WALK: u64 = 256;

/// The sampler `gp`.
#[derive(Debug, Default)]
pub struct GaussianProcess {
    memo: Memo,
    /// Settings
    pub settings: Settings,
}

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
        let model = ModelSpace::new(request.space);
        let place = Place { space: request.space, model: &model };
        let known = Known::new(&model, request.direction, request.history);
        let told = known.feasible.iter().map(|measured| measured.point.clone());
        let told = told.chain(known.infeasible.iter().map(|(_, point)| point.clone())).collect();
        let mut taken = Taken::new((request.space, &model), told, known.pending.clone());
        let embedding = Embedding::new(&model);
        let mut surrogate: Option<Surrogate> = None;
        let startup = self.startup(request);
        let mut suggested = Vec::with_capacity(request.count);
        for index in 0..request.count as u64 {
            let drawn = known.told() + known.pending.len() + index as usize;
            let is_early = drawn < startup || 2 * known.told() < startup;
            let early = is_early.then(|| first_point(place, request, &taken, index)).flatten();
            let candidate = early.unwrap_or_else(|| {
                let surrogate = surrogate
                    .get_or_insert_with(|| Surrogate::new(&embedding, &known, &self.memo, &self.settings));
                let seed = mix(mix(request.seed) ^ (request.first_index + index));
                let candidate = propose(place, surrogate, (&known, &taken), (seed, &self.settings));
                surrogate.believe(&candidate.point);
                candidate
            });
            taken.add(candidate.point.clone());
            suggested.push(unit_point(&candidate));
        }
        Ok(suggested)
    }
}

impl GaussianProcess {
    /// How many points are quasi-random.
    fn startup(&self, request: &SuggestRequest<'_>) -> usize {
        let dimensions = request.space.dimensions().len();
        if self.settings.startup > 0 {
            return self.settings.startup;
        }
        let wanted = (2 * dimensions).max(10);
        wanted.min((request.budget / 3).max(4) as usize)
    }
}

/// The next point of the quasi-random sequence that is not taken; `None` where it takes long to find one.
fn first_point(
    place: Place<'_>,
    request: &SuggestRequest<'_>,
    taken: &Taken<'_>,
    index: u64,
) -> Option<Candidate> {
    let from = request.first_index + index;
    let end = (from + LONGEST_WALK).min(quasi_random::LENGTH);
    (from..end).find_map(|index| {
        let numbers = place.space.dimensions().iter().map(|dimension| dimension.number);
        let unit = numbers.map(|number| quasi_random::coordinate(request.seed, number, index));
        let candidate = Candidate::new(place.model, unit.collect::<Result<_, _>>().ok()?);
        (!taken.holds(&candidate.point)).then_some(candidate)
    })
}

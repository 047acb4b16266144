//! A sampler at work on a search problem: several points pending, results in an order of their own.
//!
//! As a coordinator with so many slots would: a point is asked for whenever a slot is free, told of everything that has
//! finished and of what is pending, and which pending trial finishes next is drawn from the seed. A sampler that does not
//! learn gives its distinct points in order.

use etude_search::choice;
use etude_search::distinct;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};
use etude_stats::random::{Random, mix};
use etude_study::space::UnitPoint;

use crate::search_problems::SearchProblem;

/// How long, how wide, and which.
#[derive(Debug, Clone, Copy)]
pub struct SearchSettings {
    /// How many points are tried.
    pub budget: usize,
    /// How many are pending at any time, while there is budget.
    pub parallel: usize,
    /// The seed of the sampler, of the order of results, and of the noise.
    pub seed: u64,
}

/// A search, ended.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRun {
    /// Every point with its outcome, in the order in which they were suggested.
    pub observations: Vec<Observation>,
    /// Indices of the observations, in the order in which their results came.
    pub order: Vec<usize>,
}

/// Searches a problem. Ends before the budget only if the space has no more points.
///
/// # Errors
/// What the sampler answers, but for an exhausted space.
pub fn search(
    problem: &SearchProblem,
    sampler: &dyn Sampler,
    settings: SearchSettings,
) -> Result<SearchRun, SuggestError> {
    let mut random = Random::new(mix(settings.seed) ^ 0x0dde_5eed);
    let mut run = SearchRun { observations: Vec::new(), order: Vec::new() };
    let mut prepared = prepared(problem, sampler, settings)?;
    let mut pending: Vec<usize> = Vec::new();
    let mut is_open = true;
    loop {
        while is_open && pending.len() < settings.parallel.max(1) && run.observations.len() < settings.budget
        {
            match next(problem, sampler, settings, (&mut prepared, &run)) {
                Ok(point) => {
                    pending.push(run.observations.len());
                    run.observations.push(Observation { point, outcome: ObservedOutcome::Pending });
                }
                Err(SuggestError::SpaceExhausted { .. }) => is_open = false,
                Err(error) => return Err(error),
            }
        }
        if pending.is_empty() {
            return Ok(run);
        }
        let done = pending.swap_remove(random.below(pending.len() as u64) as usize);
        let observation = &mut run.observations[done];
        let replicate = mix(settings.seed ^ mix(done as u64));
        observation.outcome = match problem.evaluate(&observation.point, replicate) {
            Ok(score) => ObservedOutcome::Score(score),
            Err(_) => ObservedOutcome::Infeasible,
        };
        run.order.push(done);
    }
}

/// All points of a sampler that does not learn, last first; nothing of one that learns.
fn prepared(
    problem: &SearchProblem,
    sampler: &dyn Sampler,
    settings: SearchSettings,
) -> Result<Option<Vec<UnitPoint>>, SuggestError> {
    if sampler.learns() {
        return Ok(None);
    }
    let all =
        |count: u64| distinct::suggest(sampler, &request(problem, settings, (&[], count as usize)), &[]);
    let mut points = match all(settings.budget as u64) {
        Err(SuggestError::SpaceExhausted { points, .. }) => all(points)?,
        answer => answer?,
    };
    points.reverse();
    Ok(Some(points))
}

fn next(
    problem: &SearchProblem,
    sampler: &dyn Sampler,
    settings: SearchSettings,
    (prepared, run): (&mut Option<Vec<UnitPoint>>, &SearchRun),
) -> Result<UnitPoint, SuggestError> {
    let first_index = run.observations.len() as u64;
    let exhausted = SuggestError::SpaceExhausted { first_index, count: 1, points: 0 };
    if let Some(points) = prepared {
        return points.pop().ok_or(exhausted);
    }
    let request = SuggestRequest { first_index, ..request(problem, settings, (&run.observations, 1)) };
    sampler.suggest(&request)?.pop().ok_or(exhausted)
}

fn request<'a>(
    problem: &'a SearchProblem,
    settings: SearchSettings,
    (history, count): (&'a [Observation], usize),
) -> SuggestRequest<'a> {
    SuggestRequest {
        space: &problem.space,
        direction: problem.direction,
        history,
        first_index: 0,
        count,
        budget: settings.budget as u64,
        seed: settings.seed,
    }
}

impl SearchRun {
    /// What was known when so many results were there, in the order of suggestion.
    pub fn known(&self, results: usize) -> Vec<Observation> {
        let mut known = self.order[..results.min(self.order.len())].to_vec();
        known.sort_unstable();
        known.iter().map(|index| self.observations[*index].clone()).collect()
    }

    /// The point that would be chosen after so many results; `None` while none is feasible.
    pub fn chosen(&self, problem: &SearchProblem, results: usize) -> Option<UnitPoint> {
        let known = self.known(results);
        choice::choose(&problem.space, problem.direction, &known).map(|index| known[index].point.clone())
    }

    /// The share of the first so many results that was infeasible; 0 when there are none.
    pub fn infeasible_share(&self, results: usize) -> f64 {
        let known = self.known(results);
        let infeasible =
            known.iter().filter(|observation| observation.outcome == ObservedOutcome::Infeasible).count();
        infeasible as f64 / known.len().max(1) as f64
    }
}

//! Several objectives: which trials no other beats in all of them, and a search for more such.
//!
//! Error against inference time has no best trial, but a *front*: the trials that are not dominated ([`front`]). The search
//! goes through random scalarisations ([`scalarisation`]): each suggestion is made for another weighting of the objectives by
//! an ordinary sampler, which is told one score a trial.
//!
//! When not to use: if one objective has a limit and no worth beyond it ("at most 10 ms"), declare trials beyond the limit
//! infeasible and optimise the other.

pub mod front;
pub mod scalarisation;

use etude_study::score::{Direction, Score};
use etude_study::space::UnitPoint;

use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};

/// One suggested point and what became of it, with a score for each objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Where it lies, in the request's space.
    pub point: UnitPoint,
    /// What became of it.
    pub outcome: MeasuredOutcome,
}

/// What became of a suggested point.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasuredOutcome {
    /// Suggested, result not yet known.
    Pending,
    /// Feasible, with a score for each objective, in their order.
    Scores(Vec<Score>),
    /// Infeasible.
    Infeasible,
}

/// The next `request.count` points for these objectives: one after the other, each for weights of its own and knowing of
/// those before it. `request.history` and `request.direction` are not read; `measured` and `directions` stand for them.
///
/// # Errors
/// What the sampler answers.
pub fn suggest(
    sampler: &dyn Sampler,
    request: &SuggestRequest<'_>,
    directions: &[Direction],
    measured: &[Measured],
) -> Result<Vec<UnitPoint>, SuggestError> {
    if !sampler.learns() {
        return sampler.suggest(&SuggestRequest { history: &[], ..*request });
    }
    let mut points: Vec<UnitPoint> = Vec::new();
    for index in request.first_index..request.first_index + request.count as u64 {
        let weights = scalarisation::weights(request.seed, index, directions.len());
        let mut history = scalarisation::scalarised(directions, measured, &weights);
        history.extend(
            points
                .iter()
                .map(|point| Observation { point: point.clone(), outcome: ObservedOutcome::Pending }),
        );
        let one = SuggestRequest {
            direction: Direction::Maximize,
            history: &history,
            first_index: index,
            count: 1,
            ..*request
        };
        points.extend(sampler.suggest(&one)?);
    }
    Ok(points)
}

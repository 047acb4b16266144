//! Profiles: what the model thinks the best that each value of one parameter allows, the others being tuned.
//!
//! ```text
//! profile(x) = f(x, n*(x)),   n*(x) = argmin over n of the mean of f(x, n)
//! ```
//!
//! over 128 Sobol points of the other parameters and those of the best trials, with the band of the functions that the
//! model holds possible at that point. The band is that of one configuration for each `x`: the smallest value of each
//! function for itself would be the better the less the model knows. All trials are used, and there are no edges of
//! buckets.

use etude_stats::random::mix;
use etude_study::space::UnitPoint;

use super::analysis::{Explained, Question};
use super::band::Band;
use super::posterior::Draws;
use super::refusal::Refusal;
use super::surfaces::Surfaces;
use super::told::Told;
use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::quasi_random;

/// Places along a continuous dimension.
const PLACES: usize = 25;
/// Points of the other dimensions.
const OTHERS: u64 = 1 << 7;
/// Trials whose other values are tried too, the best first.
const BEST_TRIALS: usize = 32;

/// The profile of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The dimension, by its index.
    pub dimension: usize,
    /// Its places, ascending.
    pub points: Vec<ProfilePoint>,
}

/// One value of the parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfilePoint {
    /// Its unit coordinate.
    pub unit: f64,
    /// What the best that it allows is worth, in the metric's unit.
    pub score: Band,
}

/// The profiles of these dimensions, with the share of the scores' variance that the model explains of trials it has not
/// seen; a refusal where there are too few trials or it explains too little.
pub fn profiles(question: &Question<'_>, dimensions: &[usize]) -> Result<(f64, Vec<Profile>), Refusal> {
    let space = ModelSpace::new(question.space);
    let told = Told::new(&space, question.direction, question.history);
    let explained = Explained::new(&space, &told, question)?;
    let draws = Draws::new(&explained.draws, mix(question.seed ^ 8));
    let others = others(&space, &told, mix(question.seed ^ 9));
    let sign = match question.direction {
        etude_study::score::Direction::Minimize => 1.0,
        etude_study::score::Direction::Maximize => -1.0,
    };
    let score = |losses: &[f64]| {
        let scores: Vec<f64> = losses.iter().map(|loss| sign * explained.unwarp.loss(*loss)).collect();
        Band::of(&scores)
    };
    let profile = |dimension: &usize| {
        let places = places(&space.dimensions()[*dimension].kind).into_iter();
        let point = |unit: f64| {
            Some(ProfilePoint { unit, score: score(&best(&space, &draws, &others, (*dimension, unit))?) })
        };
        Profile { dimension: *dimension, points: places.filter_map(point).collect() }
    };
    Ok((explained.share, dimensions.iter().map(profile).collect()))
}

/// Each function's value at the point that is best on the mean; `None` where the parameter is never there.
fn best(
    space: &ModelSpace,
    draws: &Draws<'_>,
    others: &[Vec<f64>],
    (dimension, unit): (usize, f64),
) -> Option<Vec<f64>> {
    let at = |coordinates: &Vec<f64>| {
        let mut coordinates = coordinates.clone();
        coordinates[dimension] = unit;
        space.read(&UnitPoint::new(coordinates))
    };
    let points: Vec<ModelPoint> = others.iter().map(at).filter(|point| point.active[dimension]).collect();
    let values = draws.values(&points);
    let sum = |point: usize| values.iter().map(|function| function[point]).sum::<f64>();
    let sums: Vec<f64> = (0..points.len()).map(sum).collect();
    let best = (0..points.len()).min_by(|a, b| sums[*a].total_cmp(&sums[*b]))?;
    Some(values.iter().map(|function| function[best]).collect())
}

fn others(space: &ModelSpace, told: &Told, seed: u64) -> Vec<Vec<f64>> {
    let width = space.dimensions().len() as u32;
    let even = (0..OTHERS).map(|index| {
        (0..width).map(|number| quasi_random::coordinate(seed, number, index).unwrap_or(0.5)).collect()
    });
    let mut best: Vec<_> = told.feasible.iter().collect();
    best.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    let best = best.into_iter().take(BEST_TRIALS);
    even.chain(best.map(|trial| space.unit_point(&trial.point).coordinates().to_vec())).collect()
}

/// Unit coordinates: evenly spread, or one for each of a few values.
fn places(kind: &Kind) -> Vec<f64> {
    let middle = |count: usize| (0..count).map(|index| (index as f64 + 0.5) / count as f64).collect();
    match kind {
        Kind::Continuous => (0..PLACES).map(|index| index as f64 / (PLACES - 1) as f64).collect(),
        Kind::Category { count } => middle(*count),
        Kind::Steps { starts, .. } if starts.len() <= PLACES => {
            let ends = starts.iter().skip(1).copied().chain([1.0]);
            starts.iter().zip(ends).map(|(start, end)| f64::midpoint(*start, end)).collect()
        }
        Kind::Steps { .. } => middle(PLACES),
    }
}

#[cfg(test)]
mod tests {
    use etude_stats::random::Random;
    use etude_study::score::{Direction, Score};
    use etude_study::space::{Dimension, Domain, Scale, SearchSpace};

    use super::*;
    use crate::sampler::{Observation, ObservedOutcome};

    fn space() -> SearchSpace {
        let number = |name: &str, number| Dimension {
            name: name.into(),
            number,
            domain: Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear },
            when: None,
        };
        SearchSpace::new(vec![number("x", 0), number("n", 1)])
    }

    /// f = (x - 0.3)^2 + (n - x)^2: with n tuned, the best at x is (x - 0.3)^2.
    fn history(direction: Direction, count: usize) -> Vec<Observation> {
        let mut random = Random::new(4);
        let observe = |_| {
            let (x, n) = (random.uniform(), random.uniform());
            let loss = (x - 0.3).powi(2) + (n - x).powi(2);
            let score = if direction == Direction::Minimize { loss } else { -loss };
            let outcome = ObservedOutcome::Score(Score::new(score).unwrap());
            Observation { point: UnitPoint::new(vec![x, n]), outcome }
        };
        (0..count).map(observe).collect()
    }

    #[test]
    fn the_other_parameter_is_tuned_at_each_value_in_both_directions() {
        for direction in [Direction::Minimize, Direction::Maximize] {
            let (space, history) = (space(), history(direction, 60));
            let question = Question {
                space: &space,
                direction,
                history: &history,
                baseline: None,
                scientific: &[],
                seed: 1,
            };
            let (explained, found) = profiles(&question, &[0]).expect("a model that explains the trials");
            assert!(explained > 0.8, "{explained}");
            let sign = if direction == Direction::Minimize { 1.0 } else { -1.0 };
            for point in &found[0].points {
                let (best, told) = ((point.unit - 0.3).powi(2), sign * point.score.mean);
                assert!((told - best).abs() < 0.06, "{direction:?} at {}: {told}, not {best}", point.unit);
                assert!(point.score.low <= point.score.mean && point.score.mean <= point.score.high);
            }
        }
    }

    #[test]
    fn too_few_trials_are_refused() {
        let (space, history) = (space(), history(Direction::Minimize, 8));
        let direction = Direction::Minimize;
        let question = Question {
            space: &space,
            direction,
            history: &history,
            baseline: None,
            scientific: &[],
            seed: 1,
        };
        assert!(matches!(profiles(&question, &[0]), Err(Refusal::TooFewFeasible { found: 8, .. })));
    }
}

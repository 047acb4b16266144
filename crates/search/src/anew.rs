//! A point of a sampler that learns, and that no trial has had: not even one that taught nothing.
//!
//! A sampler that learns sees to it itself that it repeats nothing it was told of. But trials that failed or were given up
//! are not told, since they teach nothing; and with nothing learned the same question has the same answer, so that a point
//! at which the program breaks would be drawn again and again. So an answer at, or right beside, such a trial is asked for
//! once more, with those trials told as pending: their places are taken, and what they lead to is not known. If that does
//! not help, nor where a sampler stays in a branch that has no new points, the next distinct quasi-random point is taken
//! ([`crate::distinct`]).
//!
//! Pure, as the sampler is: the same request and the same trials, the same point.

use etude_study::configuration::Values;
use etude_study::space::{SearchSpace, UnitPoint};

use crate::distinct;
use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::quasi_random::QuasiRandom;
use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};

/// How far from a broken trial, as a share of every axis, a point counts as the same again.
const BESIDE: f64 = 0.01;

/// The next point, in an answer to a request for one. `taken` are the values of all trials that are not to be repeated,
/// `broken` of those among them that failed or were given up; of each, only what belongs to the space's dimensions counts.
///
/// # Errors
/// What the sampler answers; or that the space has no more points.
pub fn suggest(
    sampler: &dyn Sampler,
    request: &SuggestRequest<'_>,
    taken: &[Values],
    broken: &[Values],
) -> Result<UnitPoint, SuggestError> {
    let one = SuggestRequest { count: 1, ..*request };
    let known = Known::new(request.space, taken, broken);
    if let Some(point) = sampler.suggest(&one)?.into_iter().find(|point| known.is_new(point)) {
        return Ok(point);
    }
    if !broken.is_empty() {
        let pending = broken.iter().map(|values| Observation {
            point: request.space.unit_point(values),
            outcome: ObservedOutcome::Pending,
        });
        let history: Vec<Observation> = request.history.iter().cloned().chain(pending).collect();
        let again = SuggestRequest { history: &history, ..one };
        if let Some(point) = sampler.suggest(&again)?.into_iter().find(|point| known.is_new(point)) {
            return Ok(point);
        }
    }
    let spread = SuggestRequest { first_index: 0, ..one };
    let exhausted = SuggestError::SpaceExhausted { first_index: request.first_index, count: 1, points: 0 };
    distinct::suggest(&QuasiRandom, &spread, taken)?.pop().ok_or(exhausted)
}

/// The trials so far.
struct Known<'a> {
    space: &'a SearchSpace,
    model: ModelSpace,
    taken: Vec<Values>,
    broken: Vec<ModelPoint>,
}

impl<'a> Known<'a> {
    fn new(space: &'a SearchSpace, taken: &[Values], broken: &[Values]) -> Known<'a> {
        let model = ModelSpace::new(space);
        let broken = broken.iter().map(|values| model.read(&space.unit_point(values))).collect();
        Known { space, taken: taken.iter().map(|values| space.part_of(values)).collect(), broken, model }
    }

    fn is_new(&self, point: &UnitPoint) -> bool {
        let values = self.space.values_at(point, &Values::new());
        let read = self.model.read(point);
        !self.taken.contains(&values) && !self.broken.iter().any(|broken| self.is_beside(broken, &read))
    }

    fn is_beside(&self, broken: &ModelPoint, point: &ModelPoint) -> bool {
        let coordinates = broken.coordinates.iter().zip(&point.coordinates);
        let near =
            |(dimension, (a, b)): (&crate::model_space::ModelDimension, (&f64, &f64))| match dimension.kind {
                Kind::Continuous => (a - b).abs() <= BESIDE,
                Kind::Steps { .. } | Kind::Category { .. } => a.total_cmp(b).is_eq(),
            };
        // A point at which a number of steps or a category is another is new, as is one that has other parameters.
        broken.active == point.active && self.model.dimensions().iter().zip(coordinates).all(near)
    }
}

#[cfg(test)]
mod tests {
    use etude_study::score::Direction;
    use etude_study::space::{Dimension, Domain, Scale};
    use etude_study::value::Value;

    use super::*;

    /// Says 0.3 unless something is pending, and then 0.7.
    struct TwoPlaces;

    impl Sampler for TwoPlaces {
        fn name(&self) -> &'static str {
            "two places"
        }

        fn version(&self) -> u32 {
            1
        }

        fn learns(&self) -> bool {
            true
        }

        fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
            let is_pending = request.history.iter().any(|it| it.outcome == ObservedOutcome::Pending);
            Ok(vec![UnitPoint::new(vec![if is_pending { 0.7 } else { 0.3 }]); request.count])
        }
    }

    fn suggested(domain: Domain, taken: &[Values], broken: &[Values]) -> Value {
        let space = SearchSpace::new(vec![Dimension { name: "x".into(), number: 0, domain, when: None }]);
        let request = SuggestRequest {
            space: &space,
            direction: Direction::Minimize,
            history: &[],
            first_index: 0,
            count: 1,
            budget: 9,
            seed: 1,
        };
        let point = suggest(&TwoPlaces, &request, taken, broken).expect("there are points left");
        space.values_at(&point, &Values::new())["x"].clone()
    }

    fn x(value: Value) -> Values {
        Values::from([("x".to_owned(), value)])
    }

    #[test]
    fn a_place_at_which_the_program_broke_is_left_for_another() {
        let floats = || Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        assert_eq!(suggested(floats(), &[], &[]), Value::Float(0.3));
        for beside in [0.3, 0.305] {
            let broken = [x(Value::Float(beside))];
            assert_eq!(suggested(floats(), &broken, &broken), Value::Float(0.7), "beside {beside}");
        }
        let far = [x(Value::Float(0.32))];
        assert_eq!(suggested(floats(), &far, &far), Value::Float(0.3), "far enough");
        let both = [x(Value::Float(0.3)), x(Value::Float(0.7))];
        let value = suggested(floats(), &both, &both);
        assert!(!both.contains(&x(value.clone())), "{value}");
    }

    #[test]
    fn in_a_small_space_every_other_point_is_found() {
        let whole = || Domain::Int { low: 1, high: 4, scale: Scale::Linear };
        let taken: Vec<Values> = [1, 2, 4].map(|value| x(Value::Int(value))).to_vec();
        assert_eq!(suggested(whole(), &taken, &[]), Value::Int(3));
    }
}

//! What a sampler that learns reads in a history: every point as models see it, and which points are one configuration.
//!
//! A request carries the whole history each time. Reading a point costs a microsecond, comparing it with one that was read
//! before a few nanoseconds, so a [`Reading`] kept from the last request is brought up to date: as far as the coordinates
//! are the same, bit for bit, what was read of them is kept, and the rest is read anew. What is read of a point depends on
//! the space and its own coordinates alone, so forgetting a reading changes time, never bytes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use etude_stats::random::mix;
use etude_study::score::Direction;
use etude_study::space::{SearchSpace, UnitPoint};
use etude_study::value::Value;

use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::sampler::{Observation, ObservedOutcome, SuggestRequest};

/// A history, read.
#[derive(Debug)]
pub(crate) struct Reading {
    space: SearchSpace,
    model: ModelSpace,
    /// The coordinates as they came, row after row, to know a point again.
    units: Vec<f64>,
    /// As models see them, row after row.
    coordinates: Vec<f64>,
    active: Vec<bool>,
    keys: Vec<u64>,
    /// Of each point, the first that is the same configuration.
    firsts: Vec<usize>,
    first_of: HashMap<u64, usize>,
}

/// A configuration of a history and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Configuration {
    /// Where it occurs first in the history.
    pub(crate) index: usize,
    /// What became of it, over all its measurements.
    pub(crate) result: Known,
    /// How many scores it has.
    pub(crate) measurements: u32,
}

/// What is known of a configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    /// No result yet.
    Pending,
    /// Infeasible more often than not.
    Infeasible,
    /// The mean of its scores, turned so that less is better.
    Cost(f64),
}

/// A point of a reading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// As in [`ModelPoint::coordinates`].
    pub(crate) coordinates: &'a [f64],
    /// As in [`ModelPoint::active`].
    pub(crate) active: &'a [bool],
}

impl<'a> From<&'a ModelPoint> for Row<'a> {
    fn from(point: &'a ModelPoint) -> Row<'a> {
        Row { coordinates: &point.coordinates, active: &point.active }
    }
}

impl Reading {
    /// A reading of nothing yet.
    pub(crate) fn new(space: &SearchSpace) -> Reading {
        Reading {
            space: space.clone(),
            model: ModelSpace::new(space),
            units: Vec::new(),
            coordinates: Vec::new(),
            active: Vec::new(),
            keys: Vec::new(),
            firsts: Vec::new(),
            first_of: HashMap::new(),
        }
    }

    /// Brings a kept reading up to date with a request, or begins one, and hands it to `then`.
    pub(crate) fn kept<T>(
        memo: &Mutex<Option<Reading>>,
        request: &SuggestRequest<'_>,
        then: impl FnOnce(&Reading) -> T,
    ) -> T {
        let taken = memo.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut reading = taken
            .filter(|reading| reading.space == *request.space)
            .unwrap_or_else(|| Reading::new(request.space));
        reading.update(request.history);
        let answer = then(&reading);
        *memo.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
        answer
    }

    /// Reads a history; of what was read before, keeps as much as is the same.
    pub(crate) fn update(&mut self, history: &[Observation]) {
        let width = self.width();
        let same = |index: &usize| {
            let known = self.units.get(index * width..(index + 1) * width);
            known.is_some_and(|known| known == history[*index].point.coordinates())
        };
        let kept = (0..history.len().min(self.keys.len())).take_while(same).count();
        self.truncate(kept);
        for observation in &history[kept..] {
            self.push(&observation.point);
        }
    }

    fn truncate(&mut self, length: usize) {
        for index in length..self.keys.len() {
            if self.firsts[index] == index {
                self.first_of.remove(&self.keys[index]);
            }
        }
        let width = self.width();
        self.units.truncate(length * width);
        self.coordinates.truncate(length * width);
        self.active.truncate(length * width);
        self.keys.truncate(length);
        self.firsts.truncate(length);
    }

    fn push(&mut self, point: &UnitPoint) {
        let read = self.model.read(point);
        let key = self.key(&read);
        let index = self.keys.len();
        self.units.extend_from_slice(point.coordinates());
        self.coordinates.extend_from_slice(&read.coordinates);
        self.active.extend_from_slice(&read.active);
        self.keys.push(key);
        self.firsts.push(*self.first_of.entry(key).or_insert(index));
    }

    /// The space.
    pub(crate) fn space(&self) -> &SearchSpace {
        &self.space
    }

    /// The space, as models see it.
    pub(crate) fn model(&self) -> &ModelSpace {
        &self.model
    }

    fn width(&self) -> usize {
        self.model.dimensions().len()
    }

    /// A point of the history.
    pub(crate) fn row(&self, index: usize) -> Row<'_> {
        let range = index * self.width()..(index + 1) * self.width();
        Row { coordinates: &self.coordinates[range.clone()], active: &self.active[range] }
    }

    /// The unit coordinates of a point of the history, as they came.
    pub(crate) fn units(&self, index: usize) -> &[f64] {
        &self.units[index * self.width()..(index + 1) * self.width()]
    }

    /// The key of a point of the history.
    pub(crate) fn key_of(&self, index: usize) -> u64 {
        self.keys[index]
    }

    /// A hash of a point's values: the same for the same configuration, other for another (64 bits).
    pub(crate) fn key(&self, point: &ModelPoint) -> u64 {
        let dimensions = self.space.dimensions().iter().zip(self.model.dimensions());
        let each = dimensions.zip(&point.coordinates).zip(&point.active);
        each.fold(0, |hash, (((dimension, model), coordinate), active)| {
            let bits = match (active, &model.kind) {
                (false, _) => return mix(hash ^ ABSENT),
                (true, Kind::Continuous) => match dimension.domain.value_at(*coordinate) {
                    Value::Float(value) => value.to_bits(),
                    Value::Int(value) => value as u64,
                    _ => coordinate.to_bits(),
                },
                (true, _) => coordinate.to_bits(),
            };
            mix(hash ^ mix(bits))
        })
    }

    /// Whether two points of the history are one configuration.
    pub(crate) fn is_same(&self, a: usize, b: usize) -> bool {
        self.firsts[a] == self.firsts[b]
    }

    /// Whether the history holds a configuration with this key.
    pub(crate) fn holds(&self, key: u64) -> bool {
        self.first_of.contains_key(&key)
    }

    /// How many configurations the history holds.
    pub(crate) fn distinct(&self) -> usize {
        self.first_of.len()
    }

    /// Every configuration of the history that was read, once each, in the order in which they occur first.
    pub(crate) fn configurations(&self, direction: Direction, history: &[Observation]) -> Vec<Configuration> {
        let sign = match direction {
            Direction::Minimize => 1.0,
            Direction::Maximize => -1.0,
        };
        if self.distinct() == history.len() {
            let each = history.iter().enumerate().map(|(index, observation)| {
                let (result, measurements) = match observation.outcome {
                    ObservedOutcome::Pending => (Known::Pending, 0),
                    ObservedOutcome::Infeasible => (Known::Infeasible, 0),
                    ObservedOutcome::Score(score) => (Known::Cost(sign * score.get()), 1),
                };
                Configuration { index, result, measurements }
            });
            return each.collect();
        }
        let mut counts = vec![(0_u32, 0_u32); history.len()];
        for (observation, first) in history.iter().zip(&self.firsts) {
            match observation.outcome {
                ObservedOutcome::Pending => {}
                ObservedOutcome::Infeasible => counts[*first].1 += 1,
                ObservedOutcome::Score(_) => counts[*first].0 += 1,
            }
        }
        let mut means = vec![0.0; history.len()];
        for (observation, first) in history.iter().zip(&self.firsts) {
            if let ObservedOutcome::Score(score) = observation.outcome {
                // Divided first: a sum of large scores would overflow.
                means[*first] += sign * score.get() / f64::from(counts[*first].0);
            }
        }
        let distinct = self.firsts.iter().enumerate().filter(|(index, first)| index == *first);
        let known = |(index, _): (usize, &usize)| {
            let result = match counts[index] {
                (0, 0) => Known::Pending,
                (scores, infeasible) if scores >= infeasible => Known::Cost(means[index]),
                _ => Known::Infeasible,
            };
            Configuration { index, result, measurements: counts[index].0 }
        };
        distinct.map(known).collect()
    }
}

/// Stands in a key for a parameter that is absent.
const ABSENT: u64 = 0x61_62_73_65_6e_74;

#[cfg(test)]
mod tests {
    use etude_study::configuration::Values;
    use etude_study::score::Score;

    use super::*;
    use crate::conformance_distinct::every_kind;
    use crate::random;

    fn history(indices: impl Iterator<Item = u64>) -> Vec<Observation> {
        let point =
            |index| UnitPoint::new((0..5).map(|number| random::coordinate(9, number, index)).collect());
        let outcome =
            |index| Score::new(index as f64).map_or(ObservedOutcome::Pending, ObservedOutcome::Score);
        indices.map(|index| Observation { point: point(index), outcome: outcome(index) }).collect()
    }

    #[test]
    fn a_kept_reading_is_the_same_as_a_fresh_one() {
        let space = every_kind();
        let mut kept = Reading::new(&space);
        // Longer, shorter, one left out in the middle, one repeated, another altogether.
        let lists: [Vec<u64>; 5] =
            [(0..30).collect(), (0..12).collect(), vec![0, 1, 3, 4], vec![0, 1, 3, 1, 4, 3], vec![8, 8]];
        for list in lists {
            let history = history(list.iter().copied());
            kept.update(&history);
            let mut fresh = Reading::new(&space);
            fresh.update(&history);
            assert_eq!(kept.keys, fresh.keys, "{list:?}");
            assert_eq!(kept.firsts, fresh.firsts, "{list:?}");
            assert_eq!(kept.coordinates, fresh.coordinates, "{list:?}");
            assert_eq!(kept.first_of, fresh.first_of, "{list:?}");
        }
    }

    #[test]
    fn a_key_stands_for_the_values() {
        let space = every_kind();
        let reading = Reading::new(&space);
        let mut seen: HashMap<u64, Values> = HashMap::new();
        for observation in history(0..2_000) {
            let values = space.values_at(&observation.point, &Values::new());
            let key = reading.key(&reading.model().read(&observation.point));
            assert_eq!(seen.entry(key).or_insert_with(|| values.clone()), &values);
        }
        let distinct: std::collections::BTreeSet<String> =
            seen.values().map(|values| format!("{values:?}")).collect();
        assert_eq!(distinct.len(), seen.len());
        assert!(seen.len() > 100);
    }

    #[test]
    fn a_configuration_counts_with_the_mean_of_its_scores() {
        let space = every_kind();
        let mut history = history([0, 1, 0, 2, 2, 2].into_iter());
        let outcomes = [
            ObservedOutcome::Score(Score::new(1e308).unwrap()),
            ObservedOutcome::Pending,
            ObservedOutcome::Score(Score::new(1e308).unwrap()),
            ObservedOutcome::Infeasible,
            ObservedOutcome::Infeasible,
            ObservedOutcome::Score(Score::new(1.0).unwrap()),
        ];
        for (observation, outcome) in history.iter_mut().zip(outcomes) {
            observation.outcome = outcome;
        }
        let mut reading = Reading::new(&space);
        reading.update(&history);
        let known = reading.configurations(Direction::Maximize, &history);
        let expected = [(0, Known::Cost(-1e308), 2), (1, Known::Pending, 0), (3, Known::Infeasible, 1)];
        assert_eq!(
            known,
            expected.map(|(index, result, measurements)| Configuration { index, result, measurements })
        );
    }
}

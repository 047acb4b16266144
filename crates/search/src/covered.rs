//! One dimension covered evenly by construction, whatever the sampler beneath (P34).
//!
//! Where a study is about the effect of one dimension, its values must be covered uniformly. Coordinates of a low-discrepancy
//! sequence cover a range evenly by themselves, but the shares of a list do not: with `floor(u K)` the counts of 3 or 5
//! values differ by up to 4 or 5 at 20 to 50 points (methods 10). So such a dimension is given in *blocks*: each block of `K`
//! points has every value, or every one of `K` equal parts of a range, exactly once, in an order of its own that is a hash
//! of (seed, dimension number, block). Counts differ by 1 at most after any number of points. Within its part a coordinate
//! stays where the sampler beneath put it. The other dimensions are left alone.
//!
//! Point `i` stays a function of (seed, dimension number, `i`), so that resuming is exact.

use etude_stats::random::mix;
use etude_study::space::{Domain, SearchSpace, UnitPoint};

use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// A sampler of which one dimension is covered in blocks.
#[derive(Clone, Copy)]
pub struct Covered<'a> {
    /// The sampler beneath, addressed by index.
    sampler: &'a dyn Sampler,
    /// The dimension's name.
    dimension: &'a str,
    /// Equal parts of a range for a sampler whose own coordinates are not even.
    parts: u32,
}

impl<'a> Covered<'a> {
    /// Covers the dimension of that name. `parts` are the equal parts of a range; each value of a list is a part.
    pub fn new(sampler: &'a dyn Sampler, dimension: &'a str, parts: u32) -> Covered<'a> {
        Covered { sampler, dimension, parts }
    }

    /// The dimension's place in the space, its number and the length of a block; nothing where its own coordinates are even.
    fn blocks(&self, space: &SearchSpace) -> Option<(usize, u32, u64)> {
        let place = space.dimensions().iter().position(|dimension| dimension.name == self.dimension)?;
        let dimension = &space.dimensions()[place];
        let length = match &dimension.domain {
            Domain::Choice { choices } => choices.len() as u64,
            _ if self.sampler.name() == "random" => u64::from(self.parts),
            _ => return None,
        };
        (length > 1).then_some((place, dimension.number, length))
    }
}

impl Sampler for Covered<'_> {
    fn name(&self) -> &'static str {
        self.sampler.name()
    }

    fn version(&self) -> u32 {
        self.sampler.version()
    }

    fn length(&self, request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        self.sampler.length(request)
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let points = self.sampler.suggest(request)?;
        let Some((place, number, length)) = self.blocks(request.space) else { return Ok(points) };
        let covered = |(index, point): (u64, UnitPoint)| {
            let mut coordinates = point.coordinates().to_vec();
            if let Some(coordinate) = coordinates.get_mut(place) {
                let column = mix(mix(request.seed) ^ u64::from(number));
                let part = part(column, length, index);
                *coordinate = (part as f64 + *coordinate) / length as f64;
            }
            UnitPoint::new(coordinates)
        };
        Ok((request.first_index..).zip(points).map(covered).collect())
    }
}

/// The part of point `index`: its place in the random order of its block.
fn part(column: u64, length: u64, index: u64) -> u64 {
    let key = |part: u64| mix(mix(column ^ (index / length)) ^ part);
    let mut order: Vec<u64> = (0..length).collect();
    order.sort_by_key(|part| key(*part));
    order[(index % length) as usize]
}

#[cfg(test)]
mod tests {
    use etude_study::score::Direction;
    use etude_study::space::{Dimension, Scale};
    use etude_study::value::Value;

    use super::*;
    use crate::quasi_random::QuasiRandom;
    use crate::random::Random;

    fn space(domain: Domain) -> SearchSpace {
        let rate = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        let dimension =
            |name: &str, number, domain| Dimension { name: name.into(), number, domain, when: None };
        SearchSpace::new(vec![dimension("rate", 0, rate), dimension("question", 5, domain)])
    }

    fn points(sampler: &dyn Sampler, space: &SearchSpace, first_index: u64, count: usize) -> Vec<UnitPoint> {
        let covered = Covered::new(sampler, "question", 5);
        let request = SuggestRequest {
            space,
            direction: Direction::Minimize,
            history: &[],
            first_index,
            count,
            budget: 64,
            seed: 3,
        };
        covered.suggest(&request).unwrap()
    }

    /// Counts by part of an axis, after every number of points.
    fn largest_difference(points: &[UnitPoint], parts: usize) -> usize {
        let mut counts = vec![0_usize; parts];
        let differences = points.iter().map(|point| {
            counts[(point.coordinates()[1] * parts as f64) as usize] += 1;
            counts.iter().max().unwrap() - counts.iter().min().unwrap()
        });
        differences.max().unwrap()
    }

    /// P34: uniform by construction, where a sequence's own shares are not.
    #[test]
    fn every_value_of_a_list_comes_once_a_block() {
        for values in [3, 5, 13, 20] {
            let space = space(Domain::Choice { choices: (0..values).map(Value::Int).collect() });
            for sampler in [&QuasiRandom as &dyn Sampler, &Random] {
                let drawn = points(sampler, &space, 0, 50);
                assert_eq!(largest_difference(&drawn, values as usize), 1, "{values} values");
            }
        }
    }

    #[test]
    fn random_points_are_stratified_and_the_other_dimension_is_left_alone() {
        let space = space(Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear });
        let drawn = points(&Random, &space, 0, 60);
        assert_eq!(largest_difference(&drawn, 5), 1);
        for (index, point) in drawn.iter().enumerate() {
            let own = crate::random::coordinate(3, 0, index as u64);
            assert!((point.coordinates()[0] - own).abs() < 1e-15);
        }
    }

    #[test]
    fn a_point_depends_on_its_index_alone() {
        let space = space(Domain::Choice { choices: (0..13).map(Value::Int).collect() });
        let all = points(&QuasiRandom, &space, 0, 40);
        assert_eq!(points(&QuasiRandom, &space, 17, 9), all[17..26]);
    }
}

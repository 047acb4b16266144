//! Points to look at before any is refined: spread over the space, and around the best known.
//!
//! Half of the perturbed points change one parameter, the others a random share; numbers move by a distance drawn over four
//! decades, so that there are neighbours at every scale; categories and short lists are drawn anew.

use etude_stats::random::{Random, mix};
use etude_study::space::{SearchSpace, UnitPoint};

use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::quasi_random;

/// The largest number below 1.
pub(super) const BELOW_1: f64 = 1.0 - f64::EPSILON;
/// A list of at most so many values is drawn anew, not moved along.
const SHORT: usize = 4;
/// The largest and the smallest move, as powers of ten.
const MOVES: (f64, f64) = (-0.5, -4.5);

/// A unit point and what a model sees of it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) unit: Vec<f64>,
    pub(super) point: ModelPoint,
}

impl Candidate {
    /// Reads a unit point.
    pub(super) fn new(space: &ModelSpace, unit: Vec<f64>) -> Candidate {
        let unit = UnitPoint::new(unit);
        let point = space.read(&unit);
        Candidate { unit: unit.coordinates().to_vec(), point }
    }
}

/// `count` points of a quasi-random sequence of that seed.
pub(super) fn spread(
    search_space: &SearchSpace,
    space: &ModelSpace,
    seed: u64,
    count: usize,
) -> Vec<Candidate> {
    let unit = |index: u64| -> Vec<f64> {
        let coordinate =
            |number| quasi_random::coordinate(seed, number, index % quasi_random::LENGTH).unwrap_or(0.5);
        search_space.dimensions().iter().map(|dimension| coordinate(dimension.number)).collect()
    };
    (0..count as u64).map(|index| Candidate::new(space, unit(index))).collect()
}

/// `count` points around a point.
pub(super) fn around(space: &ModelSpace, center: &ModelPoint, seed: u64, count: usize) -> Vec<Candidate> {
    let mut random = Random::new(mix(seed));
    let center = space.unit_point(center);
    (0..count).map(|_| Candidate::new(space, moved(space, center.coordinates(), &mut random))).collect()
}

fn moved(space: &ModelSpace, center: &[f64], random: &mut Random) -> Vec<f64> {
    let dimensions = space.dimensions();
    let mut unit = center.to_vec();
    let present = space.read(&UnitPoint::new(center.to_vec())).active;
    let only = random.below(dimensions.len() as u64) as usize;
    let share = if random.uniform() < 0.5 { 0.0 } else { random.uniform() };
    let scale = 10_f64.powf(MOVES.0 + (MOVES.1 - MOVES.0) * random.uniform());
    for (index, dimension) in dimensions.iter().enumerate() {
        let is_moved = index == only || random.uniform() < share;
        // What was absent has no value to keep: should it appear, it is drawn.
        if !present[index] {
            unit[index] = random.uniform();
        } else if is_moved {
            unit[index] = match &dimension.kind {
                Kind::Category { .. } => random.uniform(),
                Kind::Steps { positions, .. } if positions.len() <= SHORT => random.uniform(),
                Kind::Steps { positions, .. } => {
                    reflected(unit[index] + (scale + 1.0 / positions.len() as f64) * random.normal())
                }
                Kind::Continuous => reflected(unit[index] + scale * random.normal()),
            };
        }
    }
    unit
}

/// A coordinate beyond an end, mirrored there.
fn reflected(unit: f64) -> f64 {
    let mirrored = if unit < 0.0 {
        -unit
    } else if unit > 1.0 {
        2.0 - unit
    } else {
        unit
    };
    mirrored.clamp(0.0, BELOW_1)
}

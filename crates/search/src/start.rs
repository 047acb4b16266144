//! The first points of samplers that learn: quasi-random, and no configuration twice.

use etude_stats::random::mix;
use etude_study::space::UnitPoint;

use crate::model_space::ModelPoint;
use crate::reading::Reading;
use crate::sampler::SuggestRequest;
use crate::{quasi_random, random};

/// How many points are tried in turn before a repeat is taken.
const ATTEMPTS: u64 = 64;

/// Keys of configurations that must not be suggested: those of the history, and those suggested in the same answer.
#[derive(Debug)]
pub(crate) struct Taken<'a> {
    reading: &'a Reading,
    here: Vec<u64>,
}

impl<'a> Taken<'a> {
    pub(crate) fn new(reading: &'a Reading) -> Taken<'a> {
        Taken { reading, here: Vec::new() }
    }

    /// Whether a point is another configuration than all that are taken.
    pub(crate) fn is_new(&self, point: &ModelPoint) -> bool {
        let key = self.reading.key(point);
        !self.reading.holds(key) && !self.here.contains(&key)
    }

    /// [`Taken::is_new`] of a unit point.
    pub(crate) fn reads_new(&self, point: &UnitPoint) -> bool {
        self.is_new(&self.reading.model().read(point))
    }

    /// Takes a point.
    pub(crate) fn take(&mut self, point: &ModelPoint) {
        self.here.push(self.reading.key(point));
    }
}

/// The quasi-random point of that index, or, where its configuration is taken, the first of a random sequence of its own
/// that is not; a repeat where it finds none.
pub(crate) fn point(request: &SuggestRequest<'_>, index: u64, taken: &Taken<'_>) -> UnitPoint {
    let drawn = |attempt: u64| {
        let dimensions = request.space.dimensions().iter();
        let unit = |number| match quasi_random::coordinate(request.seed, number, index) {
            Ok(unit) if attempt == 0 => unit,
            _ => random::coordinate(mix(request.seed ^ mix(attempt)), number, index),
        };
        UnitPoint::new(dimensions.map(|dimension| unit(dimension.number)).collect())
    };
    let found = (0..ATTEMPTS).map(drawn).find(|point| taken.reads_new(point));
    found.or_else(|| unseen(request, index, taken)).unwrap_or_else(|| drawn(0))
}

/// A point as [`point`] finds it, if it is a new one.
pub(crate) fn new_point(request: &SuggestRequest<'_>, index: u64, taken: &Taken<'_>) -> Option<UnitPoint> {
    Some(point(request, index, taken)).filter(|point| taken.reads_new(point))
}

/// Of a space that can be listed, some point that is not taken.
fn unseen(request: &SuggestRequest<'_>, index: u64, taken: &Taken<'_>) -> Option<UnitPoint> {
    let points = unseen_points(request, taken);
    let chosen = (0..points.len()).min_by_key(|place| mix(mix(request.seed ^ mix(index)) ^ *place as u64))?;
    points.into_iter().nth(chosen)
}

/// Of a space that can be listed, every point that is not taken.
fn unseen_points(request: &SuggestRequest<'_>, taken: &Taken<'_>) -> Vec<UnitPoint> {
    /// A space of more points is not listed.
    const MOST_LISTED: u64 = 1 << 12;
    let all = request.space.points(MOST_LISTED).unwrap_or_default();
    let points = all.iter().map(|values| request.space.unit_point(values));
    points.filter(|point| taken.reads_new(point)).collect()
}

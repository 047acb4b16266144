//! Points of which no two are the same configuration.
//!
//! A sequence of unit points says nothing about values: in a space of whole numbers, choices and steps, and wherever a
//! parameter can be absent, different coordinates can be one configuration, and training it again would only measure its
//! noise. The sequence of *distinct* points leaves out every point whose values an earlier one had, and those that were
//! taken before (the incumbent's own configuration, and what was trained before the space was widened).
//!
//! It is addressed by index as the sequence beneath is: distinct point `i` depends on the sampler, the space, the seed, the
//! budget and what was taken, never on how many were asked for at once, so a study resumed tomorrow goes on as if it had
//! never stopped. Of a small space, at least as many points of the sequence are gone through as [`WALK_PER_POINT`] times those of
//! the space; should one not have occurred by then, it follows in a random order of its own.
//!
//! For samplers that are addressed by index; of one that learns, [`crate::anew`] asks for a point.

use std::collections::BTreeSet;

use etude_stats::random::mix;
use etude_study::configuration::Values;
use etude_study::space::{SearchSpace, UnitPoint};

use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// How many points of a sequence are gone through for each point of a small space, before those left are listed instead.
pub const WALK_PER_POINT: u64 = 2;
/// A space of at most so many points is small: it can be listed.
const SMALL: u64 = 1 << 16;
/// How many are gone through in a space that is too large to list.
const LONGEST_WALK: u64 = 1 << 22;
/// How many points are drawn at a time.
const BATCH: u64 = 256;

/// Distinct points `request.first_index` and on, `request.count` of them. `taken` are values that none of them may have;
/// of each, only what belongs to the space's dimensions counts.
///
/// # Errors
/// What the sampler answers; or that the space has no more points.
pub fn suggest(
    sampler: &dyn Sampler,
    request: &SuggestRequest<'_>,
    taken: &[Values],
) -> Result<Vec<UnitPoint>, SuggestError> {
    let wanted = request.first_index.saturating_add(request.count as u64) as usize;
    let mut seen = Seen::new(request.space, taken);
    let mut found = Vec::new();
    let length = sampler.length(request)?;
    let mut drawn = 0;
    // A grid has no more points than its budget, and all of them come first.
    let walk = seen.points.map_or(LONGEST_WALK, |points| (WALK_PER_POINT * points).max(request.budget));
    while found.len() < wanted && drawn < length.min(walk) {
        let count = BATCH.min(length.min(walk) - drawn);
        let batch = SuggestRequest { first_index: drawn, count: count as usize, ..*request };
        found.extend(sampler.suggest(&batch)?.into_iter().filter(|point| seen.is_new(point)));
        drawn += count;
    }
    if found.len() < wanted && seen.points.is_some() {
        let mut rest = seen.rest();
        rest.sort_by_cached_key(|values| mix(request.seed ^ mix(hash(values))));
        found.extend(rest.iter().map(|values| request.space.unit_point(values)));
    }
    if found.len() < wanted {
        let (first_index, count) = (request.first_index, request.count);
        return Err(SuggestError::SpaceExhausted { first_index, count, points: found.len() as u64 });
    }
    Ok(found.drain(request.first_index as usize..wanted).collect())
}

/// The configurations so far.
struct Seen<'a> {
    space: &'a SearchSpace,
    keys: BTreeSet<String>,
    /// How many points the space has, if it is small.
    points: Option<u64>,
}

impl<'a> Seen<'a> {
    fn new(space: &'a SearchSpace, taken: &[Values]) -> Seen<'a> {
        let keys = taken.iter().map(|values| key(&space.part_of(values))).collect();
        Seen { space, keys, points: space.count_points(SMALL) }
    }

    fn is_new(&mut self, point: &UnitPoint) -> bool {
        self.keys.insert(key(&self.space.values_at(point, &Values::new())))
    }

    /// Every point of the space that was not seen.
    fn rest(&self) -> Vec<Values> {
        let mut all = self.space.points(SMALL).unwrap_or_default();
        all.retain(|values| !self.keys.contains(&key(values)));
        all
    }
}

/// Text that only the same values have: `1`, `1.0` and `"1"` are three.
fn key(values: &Values) -> String {
    format!("{values:?}")
}

/// FNV-1a (Fowler, Noll and Vo) of the values' text.
fn hash(values: &Values) -> u64 {
    key(values)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

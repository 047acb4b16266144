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
const BATCH: u64 = 32;

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
    let SuggestRequest { first_index, count, .. } = *request;
    let mut sequence = Sequence::new(request.space, taken);
    let mut found = Vec::with_capacity(count);
    let wanted = first_index.saturating_add(count as u64);
    for index in 0..wanted {
        match sequence.next(sampler, request)? {
            Some(point) if index >= first_index => found.push(point),
            Some(_) => {}
            None => return Err(SuggestError::SpaceExhausted { first_index, count, points: index }),
        }
    }
    Ok(found)
}

/// The sequence of distinct points, gone through from its start.
///
/// It remembers which configurations there were, so that the next point costs the same at every index. One that is made anew
/// and asked as often gives the same points.
#[derive(Debug)]
pub struct Sequence {
    keys: BTreeSet<String>,
    /// How many points the space has, if it is small.
    points: Option<u64>,
    /// How many points of the sequence beneath were drawn.
    drawn: u64,
    /// Those that were drawn and not yet looked at, the next one last.
    waiting: Vec<UnitPoint>,
    /// What the sequence beneath did not come to, the next one last.
    rest: Option<Vec<Values>>,
}

impl Sequence {
    /// The sequence in this space, without the points that have the values `taken`.
    pub fn new(space: &SearchSpace, taken: &[Values]) -> Sequence {
        let keys = taken.iter().map(|values| key(&space.part_of(values))).collect();
        Sequence { keys, points: space.count_points(SMALL), drawn: 0, waiting: Vec::new(), rest: None }
    }

    /// The next point; nothing when the space or the sequence has no more. The request's space, budget and seed are those of
    /// the sequence, the same in every call; its index and count do not matter.
    ///
    /// # Errors
    /// What the sampler answers.
    pub fn next(
        &mut self,
        sampler: &dyn Sampler,
        request: &SuggestRequest<'_>,
    ) -> Result<Option<UnitPoint>, SuggestError> {
        loop {
            while let Some(point) = self.waiting.pop() {
                if self.keys.insert(key(&request.space.values_at(&point, &Values::new()))) {
                    return Ok(Some(point));
                }
            }
            if self.rest.is_some() || !self.draw(sampler, request)? {
                break;
            }
        }
        if self.points.is_none() {
            return Ok(None);
        }
        let rest = self.rest.get_or_insert_with(|| rest(request, &self.keys));
        Ok(rest.pop().map(|values| request.space.unit_point(&values)))
    }

    /// Draws a few points more; nothing is drawn at the end of the walk.
    fn draw(&mut self, sampler: &dyn Sampler, request: &SuggestRequest<'_>) -> Result<bool, SuggestError> {
        // A grid has no more points than its budget, and all of them come first.
        let walk = self.points.map_or(LONGEST_WALK, |points| (WALK_PER_POINT * points).max(request.budget));
        let end = sampler.length(request)?.min(walk);
        let count = BATCH.min(end.saturating_sub(self.drawn));
        let batch = SuggestRequest { first_index: self.drawn, count: count as usize, ..*request };
        self.waiting = sampler.suggest(&batch)?;
        self.waiting.reverse();
        self.drawn += count;
        Ok(count > 0)
    }
}

/// Every point of the space that did not occur, in a random order, the first one last.
fn rest(request: &SuggestRequest<'_>, keys: &BTreeSet<String>) -> Vec<Values> {
    let mut all = request.space.points(SMALL).unwrap_or_default();
    all.retain(|values| !keys.contains(&key(values)));
    all.sort_by_cached_key(|values| mix(request.seed ^ mix(hash(values))));
    all.reverse();
    all
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

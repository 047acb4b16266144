//! The contract of a search algorithm: what it is told, what it may ask, what it answers.
//!
//! A sampler has one verb, *suggest*, and it is pure: the answer depends on the request and on nothing else.
//! No state lives between calls, so a study resumed tomorrow goes on as if it had never stopped, and the same
//! request gives the same bytes.
//!
//! ```
//! use etude_search::sampler::{Sampler, SuggestError, SuggestRequest};
//! use etude_study::space::UnitPoint;
//!
//! /// Always the centre: the smallest thing that keeps the contract.
//! struct Centre;
//!
//! impl Sampler for Centre {
//!     fn name(&self) -> &'static str {
//!         "centre"
//!     }
//!
//!     fn version(&self) -> u32 {
//!         1
//!     }
//!
//!     fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
//!         let centre = UnitPoint::new(vec![0.5; request.space.dimensions().len()]);
//!         Ok(vec![centre; request.count])
//!     }
//! }
//!
//! etude_search::conformance::check(&Centre);
//! ```

use etude_study::score::{Direction, Score};
use etude_study::space::{GridTooLarge, SearchSpace, UnitPoint};

/// A search algorithm.
///
/// An implementation promises, and [`crate::conformance`] checks:
///
/// 1. **Pure.** The same request gives the same points, bit for bit, on every call.
/// 2. **Whole.** `Ok` holds exactly `request.count` points, each with one coordinate in [0, 1) a dimension,
///    in the space's order.
/// 3. **Unit points only.** Coordinates are positions; what values they stand for is `study::space`'s affair.
///    A categorical coordinate, or that of a parameter inactive at this point, is drawn like any other.
/// 4. **At ease with little.** An empty history, a history of pending or infeasible points only, a space of
///    one dimension or none, and a `count` of 0 are ordinary requests.
/// 5. **No repeats, for one that learns.** Of the points suggested, no two are one configuration, and none is one of the
///    history, as long as the space has others (in the same branch of a small space: the sampler may stay where it is good
///    and repeat only what it must).
/// 6. **Replicates.** A history may hold a configuration several times, with other scores (other seeds): they are several
///    measurements of one point.
///
/// Caches are allowed as memos keyed by a prefix of the history: dropping them may change time, never bytes. Several threads
/// may ask the same sampler.
pub trait Sampler: Send + Sync {
    /// The name by which users and stored studies know the algorithm.
    fn name(&self) -> &'static str;

    /// Raised whenever the same request would give other bytes than before, so that a stored study can tell.
    fn version(&self) -> u32;

    /// Whether its answers depend on the history. One that learns is asked for a few points at a time, as results come in, and
    /// sees to it itself that no configuration is suggested twice.
    fn learns(&self) -> bool {
        false
    }

    /// How many points the sequence has in all for such a request (its space, budget and seed); `u64::MAX` where it has
    /// no end that matters.
    fn length(&self, _request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        Ok(u64::MAX)
    }

    /// The next `request.count` points.
    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError>;
}

/// All a sampler is told.
#[derive(Debug, Clone, Copy)]
pub struct SuggestRequest<'a> {
    /// The space to draw from.
    pub space: &'a SearchSpace,
    /// Whether smaller or larger scores are better.
    pub direction: Direction,
    /// What is known of the study, in the order in which its points were suggested, pending ones included.
    ///
    /// Points that teach nothing (failed, cancelled) are left out. Its length is therefore **not** how many
    /// points were drawn: that is `first_index`.
    pub history: &'a [Observation],
    /// How many points of this sequence were drawn before, whatever became of them: the index, from 0, of the
    /// first point wanted. An index-addressed sampler answers with points `first_index .. first_index +
    /// count` of its sequence.
    pub first_index: u64,
    /// How many points are wanted.
    pub count: usize,
    /// How many points the sequence is to have in all, for samplers that lay them out beforehand (a grid) or begin to learn
    /// sooner where there are few (`tpe`). The others pay no heed to it.
    pub budget: u64,
    /// The seed of the sequence. Another seed, another sequence.
    pub seed: u64,
}

/// One suggested point and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Where it lies, in the request's space.
    pub point: UnitPoint,
    /// What became of it.
    pub outcome: ObservedOutcome,
}

/// What a sampler may know of a suggested point.
///
/// ```text
/// Pending ─┬─► Score        usable; its objective value
///          └─► Infeasible   unusable (diverged, out of memory, broke a constraint): a lesson too
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ObservedOutcome {
    /// Suggested, result not yet known.
    Pending,
    /// Feasible, with this score in the metric's unit; the request's `direction` says which way is better.
    Score(Score),
    /// Infeasible.
    Infeasible,
}

/// Why a sampler could not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuggestError {
    /// The sequence ends before the last point wanted.
    #[error(
        "points {first_index} to {} were asked of a sequence of {length}; use another seed or the sampler \"random\"",
        last_index(*first_index, *count)
    )]
    SequenceExhausted {
        /// The index of the first point asked for.
        first_index: u64,
        /// How many were asked for.
        count: usize,
        /// How many points the sequence has.
        length: u64,
    },
    /// The space has no more different points.
    #[error(
        "points {first_index} to {} were asked of a space that has {points} left that differ",
        last_index(*first_index, *count)
    )]
    SpaceExhausted {
        /// The index of the first point asked for.
        first_index: u64,
        /// How many were asked for.
        count: usize,
        /// How many different points there are beside those that were taken.
        points: u64,
    },
    /// The budget is below the smallest grid.
    #[error(transparent)]
    GridTooLarge(#[from] GridTooLarge),
}

/// The index of the last of `count` points from `first_index` on.
fn last_index(first_index: u64, count: usize) -> u64 {
    first_index.saturating_add(count as u64).saturating_sub(1)
}

//! The checks every sampler must pass, for whoever adds one.
//!
//! Every sampler in the catalogue is put through [`check`] by the tests of this crate; one that does not learn from the
//! history also through [`check_distinct`], and if its points depend on (seed, dimension number, index) alone through
//! [`check_index_addressed`]; one that learns through [`check_learning`]. A sampler of your own:
//!
//! ```
//! use etude_search::{conformance, random::Random};
//!
//! conformance::check(&Random);
//! conformance::check_index_addressed(&Random);
//! conformance::check_distinct(&Random);
//! ```
//!
//! The functions panic with the broken promise and the request that broke it, as assertions in a test do.

use etude_study::score::Direction;
use etude_study::space::{SearchSpace, UnitPoint};

pub use crate::conformance_distinct::check_distinct;
use crate::conformance_histories as histories;
pub use crate::conformance_learning::check_learning;
use crate::conformance_spaces::{self as spaces, space_of};
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

const SEED: u64 = 20_260_401;

/// Checks the promises of [`Sampler`]: purity, the number of points, the number and range of coordinates, in spaces of 0 to 60
/// parameters with and without conditions, one with a category of 200 values and one of few points among them; after
/// histories of every kind: none, pending, infeasible, constant, replicated, with scores from 1e-300 to 1e300; in both
/// directions.
///
/// # Panics
///
/// If a promise is broken.
pub fn check(sampler: &dyn Sampler) {
    assert!(!sampler.name().is_empty(), "a sampler has a name");
    for space in spaces::all() {
        for (turn, (_, history)) in histories::all(space.dimensions().len()).iter().enumerate() {
            let first_index = history.len() as u64;
            let direction = if turn % 2 == 0 { Direction::Minimize } else { Direction::Maximize };
            let ask = |direction, count: usize| {
                let budget = first_index + count as u64;
                let request = SuggestRequest { direction, history, ..request(&space, first_index, count) };
                check_answer(sampler, &SuggestRequest { budget, ..request });
            };
            ask(direction, 1 + turn % 2);
            // Enough of the rest: what depends on the number of points depends little on the history.
            if matches!(turn, 0 | 7) {
                ask(Direction::Minimize, 0);
                ask(Direction::Maximize, 17);
            }
        }
    }
}

/// Checks what a sampler promises further whose coordinates depend on (seed, dimension number, index) alone:
/// a point is the same drawn alone, in a batch, after a resume or in another order, whatever the history;
/// other dimensions leave a column as it was; another seed gives other points.
///
/// # Panics
///
/// If a promise is broken.
pub fn check_index_addressed(sampler: &dyn Sampler) {
    for numbers in [vec![0], vec![0, 1, 2, 3], (0..60).collect()] {
        let space = space_of(&numbers);
        let whole = draw(sampler, &space, 0, 40);
        check_order_is_irrelevant(sampler, &space, &whole);
        check_history_is_irrelevant(sampler, &space, &whole);
        let reseeded = suggest(sampler, &SuggestRequest { seed: SEED + 1, ..request(&space, 0, 40) });
        assert!(whole != reseeded, "{}: another seed gives other points", sampler.name());
    }
    check_growth_leaves_columns_unchanged(sampler);
}

/// A sampler with a sequence of limited length answers up to its end, and refuses beyond; one that learns may refuse when the
/// space has no more points.
fn check_answer(sampler: &dyn Sampler, request: &SuggestRequest<'_>) {
    let end = request.first_index + request.count as u64;
    if request.count > 0 && sampler.length(request).is_ok_and(|length| length < end) {
        assert!(sampler.suggest(request).is_err(), "{}: ends at its length, at {request:?}", sampler.name());
        return;
    }
    if let Err(refused) = sampler.length(request) {
        assert_eq!(
            sampler.suggest(request),
            Err(refused),
            "{}: refused alike, at {request:?}",
            sampler.name()
        );
        return;
    }
    let name = sampler.name();
    if let Err(refused @ SuggestError::SpaceExhausted { .. }) = sampler.suggest(request) {
        let points = request.space.count_points(1 << 16).unwrap_or(u64::MAX);
        let is_known = points < (request.history.len() + request.count) as u64;
        assert!(sampler.learns() && is_known, "{name}: has points left, at {request:?}");
        assert_eq!(sampler.suggest(request), Err(refused), "{name}: refused alike, at {request:?}");
        return;
    }
    let points = suggest(sampler, request);
    assert_eq!(points.len(), request.count, "{name}: as many points as asked for, at {request:?}");
    for point in &points {
        let coordinates = point.coordinates();
        let dimensions = request.space.dimensions().len();
        assert_eq!(coordinates.len(), dimensions, "{name}: one coordinate a dimension, at {request:?}");
        let is_inside = coordinates.iter().all(|unit| (0.0..1.0).contains(unit));
        assert!(is_inside, "{name}: coordinates in [0, 1), found {coordinates:?} at {request:?}");
    }
    assert!(points == suggest(sampler, request), "{name}: the same points when asked again, at {request:?}");
}

fn check_order_is_irrelevant(sampler: &dyn Sampler, space: &SearchSpace, whole: &[UnitPoint]) {
    let name = sampler.name();
    // Alone, and last to first, as slots that finish in another order would ask.
    for (index, expected) in whole.iter().enumerate().rev() {
        let alone = draw(sampler, space, index as u64, 1);
        assert_eq!(alone.first(), Some(expected), "{name}: point {index} alone is point {index} in a batch");
    }
    for resumed_at in [1, 16, 39, 40] {
        let rest = draw(sampler, space, resumed_at as u64, whole.len() - resumed_at);
        assert_eq!(rest, whole[resumed_at..], "{name}: resumed at {resumed_at} as if never stopped");
    }
}

fn check_history_is_irrelevant(sampler: &dyn Sampler, space: &SearchSpace, whole: &[UnitPoint]) {
    for (_, history) in histories::all(space.dimensions().len()) {
        let request = SuggestRequest { history: &history, ..request(space, 0, whole.len()) };
        assert_eq!(suggest(sampler, &request), whole, "{}: the history is irrelevant", sampler.name());
    }
}

fn check_growth_leaves_columns_unchanged(sampler: &dyn Sampler) {
    let before = draw(sampler, &space_of(&[0, 1, 2]), 0, 40);
    // Two dimensions more, and another order.
    let after = draw(sampler, &space_of(&[2, 9, 0, 300, 1]), 0, 40);
    for (old, new) in before.iter().zip(&after) {
        let new = new.coordinates();
        let same_columns = [new[2], new[4], new[0]];
        assert_eq!(old.coordinates(), same_columns, "{}: columns belong to numbers", sampler.name());
    }
}

fn request(space: &SearchSpace, first_index: u64, count: usize) -> SuggestRequest<'_> {
    SuggestRequest {
        space,
        direction: Direction::Minimize,
        history: &[],
        first_index,
        count,
        budget: first_index + count as u64,
        seed: SEED,
    }
}

fn draw(sampler: &dyn Sampler, space: &SearchSpace, first_index: u64, count: usize) -> Vec<UnitPoint> {
    suggest(sampler, &request(space, first_index, count))
}

fn suggest(sampler: &dyn Sampler, request: &SuggestRequest<'_>) -> Vec<UnitPoint> {
    match sampler.suggest(request) {
        Ok(points) => points,
        Err(error) => panic!("{}: {error}, at {request:?}", sampler.name()),
    }
}

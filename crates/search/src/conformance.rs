//! The checks every sampler must pass, for whoever adds one.
//!
//! Every sampler in the catalogue is put through [`check`] by the tests of this crate; one whose points
//! depend on (seed, dimension number, index) alone also through [`check_index_addressed`]. A sampler of your
//! own:
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

use etude_study::score::{Direction, Score};
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

pub use crate::conformance_distinct::check_distinct;
use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};

const SEED: u64 = 20_260_401;

/// Checks the promises of [`Sampler`]: purity, the number of points, the number and range of coordinates, for
/// spaces of 0, 1, 4 and 60 dimensions, from no point to many, after histories of every kind.
///
/// # Panics
///
/// If a promise is broken.
pub fn check(sampler: &dyn Sampler) {
    assert!(!sampler.name().is_empty(), "a sampler has a name");
    for dimensions in [0, 1, 4, 60] {
        let numbers: Vec<u32> = (0..dimensions).collect();
        let space = space_of(&numbers);
        for history in histories(dimensions as usize) {
            for direction in [Direction::Minimize, Direction::Maximize] {
                for count in [0, 1, 17] {
                    let first_index = history.len() as u64;
                    let request = SuggestRequest {
                        space: &space,
                        direction,
                        history: &history,
                        first_index,
                        count,
                        budget: first_index + count as u64,
                        seed: SEED,
                    };
                    check_answer(sampler, &request);
                }
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

/// A sampler with a sequence of limited length answers up to its end, and refuses beyond.
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
    let points = suggest(sampler, request);
    let name = sampler.name();
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
    for history in histories(space.dimensions().len()) {
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

/// A space whose dimensions have these numbers and, in turn, every kind of domain.
fn space_of(numbers: &[u32]) -> SearchSpace {
    let dimension = |&number: &u32| {
        let three = || [1, 2, 4].map(Value::Int).to_vec();
        let domain = match number % 8 {
            0 => Domain::Float { low: 1e-5, high: 1.0, scale: Scale::Log },
            1 => Domain::Int { low: 1, high: 6, scale: Scale::Linear },
            2 => Domain::Boolean,
            3 => Domain::Float { low: 0.0, high: 0.7, scale: Scale::Linear },
            4 => Domain::Float { low: 0.5, high: 0.999, scale: Scale::ReverseLog },
            5 => Domain::IntSteps { low: 16, high: 64, step: 16 },
            6 => Domain::Ordered { choices: three() },
            _ => Domain::FloatSteps { low: 0.1, high: 0.5, step: 0.1 },
        };
        Dimension { name: format!("parameter_{number}"), number, domain, when: None }
    };
    SearchSpace::new(numbers.iter().map(dimension).collect())
}

/// No history, one of pending points only, of infeasible points only, of equal scores, and a mixed one.
fn histories(dimensions: usize) -> Vec<Vec<Observation>> {
    let score = |value: f64| Score::new(value).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score);
    let history = |outcome: &dyn Fn(usize) -> ObservedOutcome| -> Vec<Observation> {
        let observation = |index: usize| {
            let unit = |dimension: usize| (0.37 * (index + 1) as f64 + 0.61 * dimension as f64).fract();
            let point = UnitPoint::new((0..dimensions).map(unit).collect());
            Observation { point, outcome: outcome(index) }
        };
        (0..12).map(observation).collect()
    };
    vec![
        Vec::new(),
        history(&|_| ObservedOutcome::Pending),
        history(&|_| ObservedOutcome::Infeasible),
        history(&|_| score(0.5)),
        history(&|index| match index % 4 {
            0 => ObservedOutcome::Pending,
            1 => ObservedOutcome::Infeasible,
            _ => score(1e3 / (index + 1) as f64),
        }),
    ]
}

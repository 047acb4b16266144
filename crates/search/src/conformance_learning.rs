//! The checks of a sampler that learns: no repeats, no preferred sign, memos that change nothing, lessons that count.

use std::collections::BTreeSet;

use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::{SearchSpace, UnitPoint};

use crate::conformance_distinct::{every_kind, small};
use crate::conformance_histories::{self as histories, score};
use crate::conformance_spaces::{flat, of_200_categories, space_of};
use crate::model_space::{Kind, ModelSpace};
use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};

const SEED: u64 = 5_150_402;
/// The budget that requests name.
const BUDGET: u64 = 60;

/// Checks what a sampler promises further whose [`Sampler::learns`] is true:
///
/// - what is told changes what is suggested, and another seed gives other points;
/// - no configuration is suggested twice, nor one that is pending, one at a time, in batches and with eight pending, as long
///   as the branch of the space (the set of parameters present) has others; a space with none left is answered with
///   [`SuggestError::SpaceExhausted`] or with a point it has;
/// - scores of the opposite sign under the other direction give the same points;
/// - a sampler that was asked before, about this or other studies, answers as one just made: memos change time, never bytes;
/// - a result changes only what is suggested after it was told.
///
/// `make` makes the sampler anew.
///
/// # Panics
///
/// If a promise is broken.
pub fn check_learning(make: &dyn Fn() -> Box<dyn Sampler>) {
    let sampler = make();
    assert!(sampler.learns(), "{}: it says that it learns", sampler.name());
    check_lessons_count(sampler.as_ref());
    for (space, asks) in [(flat(), 24), (small(), 26), (every_kind(), 30), (of_200_categories(), 30)] {
        for (parallel, count) in [(1, 1), (8, 1), (6, 3)] {
            let asked = Study::new(&space, parallel, count).run(sampler.as_ref(), asks);
            check_no_repeats(sampler.name(), &space, &asked);
        }
    }
    check_exhausted(sampler.as_ref());
    check_symmetry(sampler.as_ref());
    check_memos(make);
    check_past(make);
}

/// A request's history and its answer.
struct Asked {
    history: Vec<Observation>,
    points: Vec<UnitPoint>,
}

/// How a study is driven: so many pending while points are asked for, so many a request.
struct Study<'a> {
    space: &'a SearchSpace,
    parallel: usize,
    count: usize,
    seed: u64,
    /// What is added to the score of the point of that index.
    surprise: Option<(usize, f64)>,
}

impl<'a> Study<'a> {
    fn new(space: &'a SearchSpace, parallel: usize, count: usize) -> Study<'a> {
        Study { space, parallel, count, seed: SEED, surprise: None }
    }

    /// Asks for `asks` points. When no further request fits among the pending, one result comes: every third time the newest,
    /// else the oldest.
    fn run(&self, sampler: &dyn Sampler, asks: usize) -> Vec<Asked> {
        let mut history: Vec<Observation> = Vec::new();
        let mut asked = Vec::new();
        let mut pending: Vec<usize> = Vec::new();
        while history.len() < asks {
            let count = self.count.min(asks - history.len());
            let points = suggest(sampler, &self.request(&history, count));
            asked.push(Asked { history: history.clone(), points: points.clone() });
            for point in points {
                pending.push(history.len());
                history.push(Observation { point, outcome: ObservedOutcome::Pending });
            }
            while pending.len() + self.count > self.parallel && !pending.is_empty() {
                let place = if history.len().is_multiple_of(3) { pending.len() - 1 } else { 0 };
                let done = pending.remove(place);
                history[done].outcome = self.outcome(done, &history[done].point);
            }
        }
        asked
    }

    fn request<'b>(&'b self, history: &'b [Observation], count: usize) -> SuggestRequest<'b> {
        SuggestRequest {
            space: self.space,
            direction: Direction::Minimize,
            history,
            first_index: history.len() as u64,
            count,
            budget: BUDGET,
            seed: self.seed,
        }
    }

    /// A bowl; infeasible in a corner.
    fn outcome(&self, index: usize, point: &UnitPoint) -> ObservedOutcome {
        let model = ModelSpace::new(self.space);
        let read = model.read(point);
        let positions = model.dimensions().iter().zip(&read.coordinates).map(|(dimension, at)| {
            if let Kind::Category { count } = dimension.kind { at / count as f64 } else { *at }
        });
        let positions: Vec<f64> = positions.collect();
        if positions.len() > 1 && positions[0] + positions[1] > 1.5 {
            return ObservedOutcome::Infeasible;
        }
        let surprise = self.surprise.filter(|(at, _)| *at == index).map_or(0.0, |(_, added)| added);
        score(positions.iter().map(|at| (at - 0.3).powi(2)).sum::<f64>() + surprise)
    }
}

fn suggest(sampler: &dyn Sampler, request: &SuggestRequest<'_>) -> Vec<UnitPoint> {
    match sampler.suggest(request) {
        Ok(points) => points,
        Err(error) => panic!("{}: {error}, at {request:?}", sampler.name()),
    }
}

fn check_lessons_count(sampler: &dyn Sampler) {
    let space = space_of(&[0, 1, 2, 3]);
    let study = Study::new(&space, 1, 1);
    let falling = histories::history(4, 40, &|index| score(1.0 / (index + 1) as f64));
    let rising = histories::history(4, 40, &|index| score((index + 1) as f64));
    let name = sampler.name();
    let points = suggest(sampler, &study.request(&falling, 3));
    assert!(points != suggest(sampler, &study.request(&rising, 3)), "{name}: it learns from 40 scores");
    let request = study.request(&[], 3);
    let other = SuggestRequest { seed: SEED + 1, ..request };
    assert!(
        suggest(sampler, &request) != suggest(sampler, &other),
        "{name}: another seed gives other points"
    );
}

fn check_no_repeats(name: &str, space: &SearchSpace, asked: &[Asked]) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for point in asked.iter().flat_map(|asked| &asked.points) {
        let values = space.values_at(point, &Values::new());
        if !seen.insert(key(&values)) {
            let left = left_in_branch(space, &values, &seen);
            assert!(left == Some(0), "{name}: {values:?} twice among {} in {space:?}", seen.len());
        }
    }
}

/// How many points with the same parameters present were not seen; `None` in an endless space.
fn left_in_branch(space: &SearchSpace, values: &Values, seen: &BTreeSet<String>) -> Option<usize> {
    let all = space.points(1 << 10)?;
    let branch = all.iter().filter(|other| other.keys().eq(values.keys()));
    Some(branch.filter(|other| !seen.contains(&key(other))).count())
}

/// Text that only the same values have.
fn key(values: &Values) -> String {
    format!("{values:?}")
}

fn check_exhausted(sampler: &dyn Sampler) {
    let space = flat();
    let study = Study::new(&space, 1, 1);
    let all = space.points(1 << 10).unwrap_or_default();
    let told = all.iter().enumerate().map(|(index, values)| {
        let point = space.unit_point(values);
        Observation { outcome: study.outcome(index, &point), point }
    });
    let told: Vec<Observation> = told.collect();
    let request = study.request(&told, 2);
    let answer = sampler.suggest(&request);
    match &answer {
        Ok(points) => assert_eq!(points.len(), 2, "{}: as many points as asked for", sampler.name()),
        Err(SuggestError::SpaceExhausted { .. }) => {}
        Err(error) => panic!("{}: {error}, in a space with nothing left", sampler.name()),
    }
    assert_eq!(sampler.suggest(&request), answer, "{}: the same when asked again", sampler.name());
}

fn check_symmetry(sampler: &dyn Sampler) {
    for space in [space_of(&[0, 1, 2, 3]), every_kind()] {
        let dimensions = space.dimensions().len();
        for (what, history) in histories::all(dimensions) {
            let study = Study::new(&space, 1, 1);
            let request = study.request(&history, 2);
            let negated = histories::negated(&history);
            let mirrored = SuggestRequest { direction: Direction::Maximize, history: &negated, ..request };
            assert!(
                suggest(sampler, &request) == suggest(sampler, &mirrored),
                "{}: as good to maximise the negated scores, after {what}",
                sampler.name()
            );
        }
    }
}

fn check_memos(make: &dyn Fn() -> Box<dyn Sampler>) {
    let (space, other_space) = (every_kind(), space_of(&[0, 1, 2, 3]));
    let study = Study::new(&space, 4, 1);
    let other = Study { seed: SEED + 1, ..Study::new(&other_space, 4, 1) };
    let used = make();
    let asked = study.run(used.as_ref(), 30);
    other.run(used.as_ref(), 20);
    let fresh = make();
    for asked in asked.iter().rev() {
        let request = study.request(&asked.history, asked.points.len());
        let name = used.name();
        let message = format!("{name}: memos change no bytes, after {} points", asked.history.len());
        // Newest first, to a sampler that was asked about nothing before; and to one that saw all of it.
        assert!(suggest(fresh.as_ref(), &request) == asked.points, "{message}");
        assert!(suggest(used.as_ref(), &request) == asked.points, "{message}");
    }
    let resumed = &asked[asked.len() - 1];
    let request = study.request(&resumed.history, resumed.points.len());
    assert!(suggest(make().as_ref(), &request) == resumed.points, "{}: as if never stopped", used.name());
}

fn check_past(make: &dyn Fn() -> Box<dyn Sampler>) {
    let space = every_kind();
    let study = Study::new(&space, 4, 1);
    let sampler = make();
    let asked = study.run(sampler.as_ref(), 30);
    for surprising in [2, 17] {
        let changed = Study { surprise: Some((surprising, -3.0)), ..Study::new(&space, 4, 1) };
        // The same sampler, so that a memo of the first study may do harm.
        let again = changed.run(sampler.as_ref(), 30);
        let is_pending = |asked: &&Asked| {
            let observation = asked.history.get(surprising);
            observation.is_none_or(|observation| observation.outcome == ObservedOutcome::Pending)
        };
        let mut before = asked.iter().take_while(is_pending).zip(&again);
        let is_same = before.all(|(one, other)| one.points == other.points);
        assert!(is_same, "{}: a result changes only later points", sampler.name());
        let fresh = changed.run(make().as_ref(), 30);
        let is_same = fresh.iter().zip(&again).all(|(one, other)| one.points == other.points);
        assert!(is_same, "{}: memos of another history change no bytes", sampler.name());
    }
}

//! The checks of samplers that learn pass an honest one, and notice each promise that is broken.

use std::collections::BTreeSet;
use std::sync::Mutex;

use etude_search::conformance;
use etude_search::random;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};
use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::UnitPoint;

/// What is wrong with a sampler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Its points are those of a sequence.
    Deaf,
    /// One seed is as another.
    Seedless,
    /// It may suggest what it has suggested.
    Repeats,
    /// It may suggest what is pending.
    ForgetsPending,
    /// It takes two points of a batch without looking at the first.
    ForgetsItsBatch,
    /// It always seeks small scores.
    OneDirection,
    /// It weighs scores by their size, which has a sign.
    Signed,
    /// It keeps what it knew of a history as long as this one, with the same last observation.
    StaleMemo,
    /// It knows of a history what it was told of a longer one with the same first observation.
    Hindsight,
    /// It counts how often it was asked.
    Counts,
    /// It refuses while there are points left.
    GivesUp,
}

/// The length of a history, its first observation and its last.
type Key = (usize, Option<Observation>, Option<Observation>);

/// Of a few random points, the one nearest to the best point so far: the smallest thing that learns.
struct Climber {
    fault: Fault,
    memo: Mutex<Vec<(Key, Option<UnitPoint>)>>,
}

impl Climber {
    fn with(fault: Fault) -> Climber {
        Climber { fault, memo: Mutex::new(Vec::new()) }
    }

    fn best(&self, request: &SuggestRequest<'_>) -> Option<UnitPoint> {
        let key = (request.history.len(), request.history.first().cloned(), request.history.last().cloned());
        let mut memo = self.memo.lock().expect("no thread panicked");
        if self.fault == Fault::StaleMemo
            && let Some((_, best)) = memo.iter().find(|(other, _)| other.0 == key.0 && other.2 == key.2)
        {
            return best.clone();
        }
        if self.fault == Fault::Hindsight
            && let Some((_, best)) = memo.iter().find(|(other, _)| other.0 > key.0 && other.1 == key.1)
        {
            return best.clone();
        }
        let direction =
            if self.fault == Fault::OneDirection { Direction::Minimize } else { request.direction };
        let scored = request.history.iter().filter_map(|observation| match observation.outcome {
            ObservedOutcome::Score(score) => Some((score, &observation.point)),
            _ => None,
        });
        let best = if self.fault == Fault::Signed {
            scored.max_by(|(a, _), (b, _)| direction.best_first(*a, *b).then(a.get().total_cmp(&b.get())))
        } else {
            scored.min_by(|(a, _), (b, _)| direction.best_first(*a, *b))
        };
        let is_signed = self.fault == Fault::Signed;
        let best = best.filter(|(score, _)| !is_signed || score.get() > 0.0).map(|(_, point)| point.clone());
        memo.push((key, best.clone()));
        best
    }

    /// How often the best point was looked for.
    fn asked(&self) -> u64 {
        self.memo.lock().expect("no thread panicked").len() as u64
    }

    fn taken(&self, request: &SuggestRequest<'_>) -> BTreeSet<String> {
        let counts = |observation: &&Observation| match self.fault {
            Fault::Repeats => false,
            Fault::ForgetsPending => observation.outcome != ObservedOutcome::Pending,
            _ => true,
        };
        request.history.iter().filter(counts).map(|observation| key(request, &observation.point)).collect()
    }
}

fn key(request: &SuggestRequest<'_>, point: &UnitPoint) -> String {
    format!("{:?}", request.space.values_at(point, &Values::new()))
}

impl Sampler for Climber {
    fn name(&self) -> &'static str {
        "climber"
    }

    fn version(&self) -> u32 {
        1
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let best = if self.fault == Fault::Deaf { None } else { self.best(request) };
        let seed = if self.fault == Fault::Seedless { 0 } else { request.seed };
        let mut taken = self.taken(request);
        let mut points = Vec::new();
        for index in (request.first_index..).take(request.count) {
            let draw = |candidate: u64| {
                let dimensions = request.space.dimensions().iter();
                let unit = |number| random::coordinate(seed, number, 1_000 * index + candidate);
                UnitPoint::new(dimensions.map(|dimension| unit(dimension.number)).collect())
            };
            let all = request.space.points(1 << 10).unwrap_or_default();
            let listed = all.iter().map(|values| request.space.unit_point(values));
            let is_new = |point: &UnitPoint| !taken.contains(&key(request, point));
            let asked = if self.fault == Fault::Counts { self.asked() } else { 0 };
            let mut new: Vec<UnitPoint> =
                (asked..asked + 8).map(draw).chain(listed).filter(is_new).take(8).collect();
            if new.is_empty() {
                new.push(draw(0));
            }
            let away = |point: &UnitPoint| {
                let best = best.as_ref().map(UnitPoint::coordinates).unwrap_or_default();
                point.coordinates().iter().zip(best).map(|(a, b)| (a - b).abs()).sum::<f64>()
            };
            let nearest = new.into_iter().min_by(|a, b| away(a).total_cmp(&away(b))).expect("at least one");
            if self.fault != Fault::ForgetsItsBatch {
                taken.insert(key(request, &nearest));
            }
            points.push(nearest);
        }
        if self.fault == Fault::GivesUp && request.history.len() > 10 {
            let SuggestRequest { first_index, count, .. } = *request;
            return Err(SuggestError::SpaceExhausted { first_index, count, points: 0 });
        }
        Ok(points)
    }
}

fn check(fault: Fault) {
    conformance::check_learning(&|| Box::new(Climber::with(fault)));
}

#[test]
fn an_honest_one_passes() {
    conformance::check(&Climber::with(Fault::None));
    check(Fault::None);
}

#[test]
#[should_panic(expected = "it says that it learns")]
fn one_that_does_not_learn_is_not_meant() {
    conformance::check_learning(&|| Box::new(random::Random));
}

#[test]
#[should_panic(expected = "one that learns sees to it itself")]
fn distinct_points_are_made_for_those_that_do_not_learn() {
    conformance::check_distinct(&Climber::with(Fault::None));
}

#[test]
#[should_panic(expected = "it learns from 40 scores")]
fn one_that_pays_no_heed_is_noticed() {
    check(Fault::Deaf);
}

#[test]
#[should_panic(expected = "another seed gives other points")]
fn one_without_a_seed_is_noticed() {
    check(Fault::Seedless);
}

#[test]
#[should_panic(expected = "twice among")]
fn one_that_repeats_itself_is_noticed() {
    check(Fault::Repeats);
}

#[test]
#[should_panic(expected = "twice among")]
fn one_that_forgets_what_is_pending_is_noticed() {
    check(Fault::ForgetsPending);
}

#[test]
#[should_panic(expected = "twice among")]
fn one_that_repeats_itself_in_a_batch_is_noticed() {
    check(Fault::ForgetsItsBatch);
}

#[test]
#[should_panic(expected = "as good to maximise the negated scores")]
fn one_that_knows_one_direction_is_noticed() {
    check(Fault::OneDirection);
}

#[test]
#[should_panic(expected = "as good to maximise the negated scores")]
fn one_that_minds_the_sign_of_scores_is_noticed() {
    check(Fault::Signed);
}

#[test]
#[should_panic(expected = "memos of another history change no bytes")]
fn a_memo_keyed_by_too_little_is_noticed() {
    check(Fault::StaleMemo);
}

#[test]
#[should_panic(expected = "memos change no bytes")]
fn a_memo_of_the_future_is_noticed() {
    check(Fault::Hindsight);
}

#[test]
#[should_panic(expected = "the same points when asked again")]
fn one_that_remembers_how_often_it_was_asked_is_noticed() {
    conformance::check(&Climber::with(Fault::Counts));
}

#[test]
#[should_panic(expected = "has points left")]
fn one_that_refuses_while_there_are_points_is_noticed() {
    conformance::check(&Climber::with(Fault::GivesUp));
}

//! Tests of the sampler: purity, learning, infeasible and pending points, small and large spaces.

use etude_study::configuration::Values;
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

use super::GaussianProcess;
use crate::conformance_distinct::every_kind;
use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};

fn dimension(number: u32, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: format!("x{number}"), number, domain, when }
}

fn floats(count: u32) -> SearchSpace {
    let domain = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
    SearchSpace::new((0..count).map(|number| dimension(number, domain.clone(), None)).collect())
}

fn request<'a>(space: &'a SearchSpace, history: &'a [Observation]) -> SuggestRequest<'a> {
    let first_index = history.len() as u64;
    SuggestRequest {
        space,
        direction: Direction::Minimize,
        history,
        first_index,
        count: 1,
        budget: 100,
        seed: 9,
    }
}

fn score(value: f64) -> ObservedOutcome {
    Score::new(value).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score)
}

/// Asks and tells `count` times; a value that is not finite is an infeasible point.
fn search(
    sampler: &dyn Sampler,
    space: &SearchSpace,
    count: usize,
    value: impl Fn(&[f64]) -> f64,
) -> Vec<Observation> {
    let mut history = Vec::new();
    for _ in 0..count {
        let point = sampler.suggest(&request(space, &history)).expect("a point").remove(0);
        let outcome = score(value(point.coordinates()));
        history.push(Observation { point, outcome });
    }
    history
}

fn bowl(x: &[f64]) -> f64 {
    x.iter().zip([0.3, 0.71, 0.5]).map(|(x, center)| (x - center).powi(2)).sum()
}

fn best(history: &[Observation]) -> f64 {
    let scores = history.iter().filter_map(|observation| match observation.outcome {
        ObservedOutcome::Score(score) => Some(score.get()),
        ObservedOutcome::Pending | ObservedOutcome::Infeasible => None,
    });
    scores.fold(f64::INFINITY, f64::min)
}

#[test]
fn the_bottom_of_a_bowl_is_found() {
    let history = search(&GaussianProcess::default(), &floats(3), 35, bowl);
    assert!(best(&history) < 1e-5, "{}", best(&history));
}

#[test]
fn what_is_remembered_changes_no_bit() {
    let space = every_kind();
    let value = |x: &[f64]| if x[3] > 0.8 { f64::NAN } else { x.iter().sum() };
    let remembering = GaussianProcess::default();
    let history = search(&remembering, &space, 30, value);
    for told in [12, 20, 25, 29, 30] {
        let part = &history[..told];
        let fresh = GaussianProcess::default().suggest(&request(&space, part));
        assert_eq!(remembering.suggest(&request(&space, part)), fresh, "after {told}");
        if told < 30 {
            assert_eq!(fresh.expect("a point")[0], history[told].point, "after {told}");
        }
    }
}

#[test]
fn direction_and_scale_do_not_matter() {
    let space = floats(3);
    let history = search(&GaussianProcess::default(), &space, 24, bowl);
    let expected = GaussianProcess::default().suggest(&request(&space, &history));
    let told_as = |direction, factor: f64| {
        let retold = history.iter().map(|observation| match observation.outcome {
            ObservedOutcome::Score(told) => {
                Observation { outcome: score(factor * told.get()), ..observation.clone() }
            }
            ObservedOutcome::Pending | ObservedOutcome::Infeasible => observation.clone(),
        });
        let retold: Vec<Observation> = retold.collect();
        GaussianProcess::default().suggest(&SuggestRequest { direction, ..request(&space, &retold) })
    };
    assert_eq!(told_as(Direction::Maximize, -1.0), expected);
    assert_eq!(told_as(Direction::Minimize, 2.0_f64.powi(1_000)), expected, "scores near 1e300");
    assert_eq!(told_as(Direction::Minimize, 2.0_f64.powi(-900)), expected, "scores near 1e-270");
}

#[test]
fn the_infeasible_side_is_left() {
    let cliff = |x: &[f64]| if x[0] > 0.5 { f64::NAN } else { 1.0 - x[0] + (x[1] - 0.4).powi(2) };
    let history = search(&GaussianProcess::default(), &floats(2), 50, cliff);
    assert!(best(&history) < 0.52, "close to the edge: {}", best(&history));
    let late = history[20..].iter();
    let infeasible = late.filter(|observation| observation.outcome == ObservedOutcome::Infeasible).count();
    assert!(infeasible <= 10, "{infeasible} of 30");
}

#[test]
fn with_nothing_feasible_other_places_are_tried() {
    let space = floats(2);
    let history = search(&GaussianProcess::default(), &space, 30, |x| {
        if (x[0] - 0.93).abs() < 0.06 && (x[1] - 0.93).abs() < 0.06 { 1.0 } else { f64::NAN }
    });
    let points: Vec<&[f64]> = history.iter().map(|observation| observation.point.coordinates()).collect();
    let distance =
        |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
    let is_lonely = |index: usize| points[..index].iter().all(|other| distance(points[index], other) > 0.05);
    let lonely = (1..30).filter(|index| is_lonely(*index)).count();
    assert!(lonely > 20, "{lonely} of 29 are far from all before");
}

#[test]
fn open_points_are_kept_away_from() {
    let space = floats(3);
    let mut history = search(&GaussianProcess::default(), &space, 20, bowl);
    for worker in 0..64 {
        let point =
            GaussianProcess::default().suggest(&request(&space, &history)).expect("a point").remove(0);
        for open in &history[20..] {
            let pairs = point.coordinates().iter().zip(open.point.coordinates());
            let distance = pairs.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
            assert!(distance > 0.01, "worker {worker}: {point:?} is beside {open:?}");
        }
        history.push(Observation { point, outcome: ObservedOutcome::Pending });
    }
    let batch = SuggestRequest { count: 64, ..request(&space, &history[..20]) };
    let points = GaussianProcess::default().suggest(&batch).expect("points");
    let pending = history[20..].iter().map(|observation| observation.point.clone());
    assert_eq!(points.len(), 64);
    assert_eq!(points[0], history[20].point);
    assert_eq!(points[1..], pending.collect::<Vec<_>>()[1..], "at once or one by one");
}

#[test]
fn a_small_space_is_used_up_before_a_point_comes_twice() {
    let requirement = Condition::equals("x0", Value::Bool(true));
    let size = Domain::Ordered { choices: [1, 2, 4, 8].map(Value::Int).to_vec() };
    let space = SearchSpace::new(vec![
        dimension(0, Domain::Boolean, None),
        dimension(1, size, Some(requirement)),
        dimension(2, Domain::IntSteps { low: 2, high: 8, step: 2 }, None),
    ]);
    let sampler = GaussianProcess::default();
    let history = search(&sampler, &space, 20, |x| (x[2] - 0.6).abs() + x[1]);
    let mut seen: Vec<Values> = Vec::new();
    for observation in &history {
        let values = space.values_at(&observation.point, &Values::new());
        assert!(!seen.contains(&values), "{values:?} twice");
        seen.push(values);
    }
    assert_eq!(seen.len(), 20, "4 without a size, 16 with one");
    let again = sampler.suggest(&request(&space, &history)).expect("a repeat").remove(0);
    let values = space.values_at(&again, &Values::new());
    assert!(seen.contains(&values));
    let Some(Value::Int(chosen)) = values.get("x2") else { panic!("always there") };
    assert!((4..=6).contains(chosen), "the repeat is of a good one: {values:?}");
}

#[test]
fn both_branches_of_a_condition_are_searched() {
    let deep = Condition::equals("x0", Value::Bool(true));
    let float = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
    let space = SearchSpace::new(vec![
        dimension(0, Domain::Boolean, None),
        dimension(1, float.clone(), Some(deep)),
        dimension(2, float, None),
    ]);
    let value = |x: &[f64]| {
        let branch = if x[0] < 0.5 { 0.3 } else { 4.0 * (x[1] - 0.77).powi(2) };
        branch + (x[2] - 0.2).powi(2)
    };
    let history = search(&GaussianProcess::default(), &space, 40, value);
    assert!(best(&history) < 1e-3, "{}", best(&history));
    // An absent parameter is no reason to measure a configuration again.
    let distinct = history
        .iter()
        .map(|observation| format!("{:?}", space.values_at(&observation.point, &Values::new())));
    assert_eq!(distinct.collect::<std::collections::BTreeSet<_>>().len(), 40);
}

#[test]
fn a_category_of_200_values_and_60_parameters_are_ordinary() {
    let choices: Vec<Value> = (0..200).map(Value::Int).collect();
    let mut dimensions = floats(60).dimensions().to_vec();
    dimensions[0] = dimension(0, Domain::Choice { choices }, None);
    let space = SearchSpace::new(dimensions);
    let value = |x: &[f64]| bowl(&x[1..4]) + if (x[0] * 200.0) as u64 % 3 == 1 { 0.0 } else { 0.3 };
    let history = search(&GaussianProcess::default(), &space, 40, value);
    let first = best(&history[..20]);
    assert!(best(&history) < first, "better than the first points, whose best is {first}");
}

#[test]
fn replicates_are_one_point_of_less_noise() {
    let space = floats(2);
    let mut history = search(&GaussianProcess::default(), &space, 15, |x| bowl(&[x[0], x[1]]));
    for repeat in 0..30 {
        let point = history[repeat % 3].point.clone();
        history.push(Observation { point, outcome: score(0.2 + 0.01 * repeat as f64) });
    }
    let next = GaussianProcess::default().suggest(&request(&space, &history)).expect("a point").remove(0);
    assert!(history.iter().all(|observation| observation.point != next));
    let twice = UnitPoint::new(vec![0.25, 0.5]);
    let same = vec![Observation { point: twice, outcome: score(1.0) }; 40];
    assert!(GaussianProcess::default().suggest(&request(&space, &same)).is_ok());
}

//! The tree-structured Parzen estimator searches, and says the same whatever it remembers.

use std::collections::BTreeSet;

use etude_search::random::{self, Random};
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};
use etude_search::tpe::Tpe;
use etude_study::configuration::Values;
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

fn space() -> SearchSpace {
    let dimension = |number, domain, when| Dimension { name: format!("x{number}"), number, domain, when };
    let float = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
    let word = |text: &str| Value::Text(text.into());
    SearchSpace::new(vec![
        dimension(0, float.clone(), None),
        dimension(1, Domain::Int { low: 1, high: 9, scale: Scale::Linear }, None),
        dimension(2, Domain::Choice { choices: ["a", "b", "c"].map(word).to_vec() }, None),
        dimension(3, float.clone(), Some(Condition::equals("x2", word("b")))),
        dimension(4, float, None),
    ])
}

/// `None` beyond the edge beside the best rate.
fn cost(space: &SearchSpace, point: &UnitPoint) -> Option<f64> {
    let values = space.values_at(point, &Values::new());
    let number = |name: &str| values.get(name).and_then(Value::as_f64).unwrap_or(0.0);
    let branch = if values["x2"] == Value::Text("b".into()) { (number("x3") - 0.8).powi(2) } else { 0.3 };
    let (rate, limit) = (number("x0"), 0.6 + 0.2 * number("x4"));
    let bowl = (number("x4") - 0.2).powi(2) + 0.02 * (number("x1") - 7.0).powi(2);
    (rate < limit).then_some(limit - rate + bowl + branch)
}

fn outcome(cost: Option<f64>) -> ObservedOutcome {
    cost.and_then(Score::new).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score)
}

fn request<'a>(space: &'a SearchSpace, history: &'a [Observation], seed: u64) -> SuggestRequest<'a> {
    SuggestRequest {
        space,
        direction: Direction::Minimize,
        history,
        first_index: history.len() as u64,
        count: 1,
        budget: 80,
        seed,
    }
}

fn searched(sampler: &dyn Sampler, seed: u64) -> Vec<Observation> {
    let space = space();
    let mut history: Vec<Observation> = Vec::new();
    for _ in 0..80 {
        let drawn = sampler.suggest(&request(&space, &history, seed)).expect("always answers").remove(0);
        let point = space.unit_point(&space.values_at(&drawn, &Values::new()));
        history.push(Observation { outcome: outcome(cost(&space, &point)), point });
    }
    history
}

fn best(history: &[Observation]) -> f64 {
    let score = |each: &Observation| match each.outcome {
        ObservedOutcome::Score(score) => score.get(),
        _ => f64::INFINITY,
    };
    history.iter().map(score).fold(f64::INFINITY, f64::min)
}

#[test]
fn it_finds_the_branch_and_the_edge_that_random_search_does_not() {
    let mean = |sampler: &dyn Fn() -> Box<dyn Sampler>| {
        (0..12).map(|seed| best(&searched(sampler().as_ref(), seed)) / 12.0).sum::<f64>()
    };
    let (tpe, random) = (mean(&|| Box::new(Tpe::default())), mean(&|| Box::new(Random)));
    assert!(tpe < 0.5 * random, "{tpe} against {random}");
}

/// The best point lies on the edge itself, so some must fall beyond it; a search that forgot them would fall there for ever.
#[test]
fn an_edge_beside_the_best_point_is_no_trap() {
    let infeasible =
        |part: &[Observation]| part.iter().filter(|each| each.outcome == ObservedOutcome::Infeasible).count();
    let late: usize = (0..12).map(|seed| infeasible(&searched(&Tpe::default(), seed)[60..])).sum();
    assert!(late < 84, "{late} of 240: no more than 35 of 100");
}

/// With nothing feasible yet, the next points lie far from those that were infeasible.
#[test]
fn it_flees_from_what_is_infeasible_when_nothing_is_feasible() {
    let space = space();
    let point = |index| {
        let mut units: Vec<f64> = (0..5).map(|number| random::coordinate(8, number, index)).collect();
        units[0] = 0.5 + 0.5 * units[0];
        UnitPoint::new(units)
    };
    let history: Vec<Observation> = (0..20)
        .map(|index| Observation { point: point(index), outcome: ObservedOutcome::Infeasible })
        .collect();
    let many = SuggestRequest { count: 16, ..request(&space, &history, 3) };
    let points = Tpe::default().suggest(&many).unwrap();
    let low = points.iter().filter(|point| point.coordinates()[0] < 0.5).count();
    assert!(low >= 11, "{low} of 16 on the side that was not tried");
}

#[test]
fn points_asked_for_together_differ_and_spread() {
    let space = space();
    let history = &searched(&Tpe::default(), 2)[..30];
    let many = SuggestRequest { count: 16, ..request(&space, history, 2) };
    let points = Tpe::default().suggest(&many).unwrap();
    let values: BTreeSet<String> =
        points.iter().map(|point| format!("{:?}", space.values_at(point, &Values::new()))).collect();
    assert_eq!(values.len(), 16);
}

/// Results out of order, a failed trial left out, another study in between: memory changes nothing.
#[test]
fn what_is_remembered_changes_nothing() {
    let space = space();
    let kept = Tpe::default();
    let mut history: Vec<Observation> = Vec::new();
    for step in 0..60_usize {
        let request = SuggestRequest { count: 1 + step % 3, ..request(&space, &history, 5) };
        let points = kept.suggest(&request).unwrap();
        assert_eq!(points, Tpe::default().suggest(&request).unwrap(), "step {step}");
        if step % 10 == 0 {
            assert_ne!(kept.suggest(&SuggestRequest { seed: 6, ..request }).unwrap(), points, "step {step}");
        }
        history
            .extend(points.into_iter().map(|point| Observation { point, outcome: ObservedOutcome::Pending }));
        let pending = |index: &usize| history[*index].outcome == ObservedOutcome::Pending;
        let waiting: Vec<usize> = (0..history.len()).filter(pending).collect();
        for place in waiting.into_iter().skip(step % 4).step_by(2) {
            history[place].outcome = outcome(cost(&space, &history[place].point));
        }
        if step == 30 {
            history.remove(12);
        }
    }
}

/// A space with fewer points than are asked for: each once, and then again.
#[test]
fn every_point_of_a_small_space_comes_before_any_twice() {
    let dimension = |number, domain| Dimension { name: format!("x{number}"), number, domain, when: None };
    let space = SearchSpace::new(vec![
        dimension(0, Domain::Boolean),
        dimension(1, Domain::IntSteps { low: 1, high: 20, step: 1 }),
    ]);
    let sampler = Tpe::default();
    let mut history: Vec<Observation> = Vec::new();
    let mut seen = BTreeSet::new();
    for index in 0..42 {
        let point = sampler.suggest(&request(&space, &history, 1)).unwrap().remove(0);
        let is_new = seen.insert(format!("{:?}", space.values_at(&point, &Values::new())));
        assert_eq!(is_new, index < 40, "point {index}");
        history.push(Observation { outcome: outcome(Some(point.coordinates()[1])), point });
    }
}

#[test]
fn scores_as_large_as_can_be_do_no_harm() {
    let space = space();
    let mut history = searched(&Tpe::default(), 4);
    for (place, observation) in history.iter_mut().enumerate() {
        let sign = if place % 2 == 0 { 1.0 } else { -1.0 };
        observation.outcome = outcome(Some(sign * f64::MAX / (1.0 + place as f64)));
    }
    let points =
        Tpe::default().suggest(&SuggestRequest { count: 5, ..request(&space, &history, 4) }).unwrap();
    assert!(points.iter().flat_map(UnitPoint::coordinates).all(|unit| (0.0..1.0).contains(unit)));
}

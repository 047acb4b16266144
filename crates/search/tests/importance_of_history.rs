//! Importance from a history of trials: what is told, what is refused, and what must not change it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use etude_search::importance::analysis::{Importance, Question, importance};
use etude_search::importance::refusal::Refusal;
use etude_search::quasi_random;
use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

fn float() -> Domain {
    Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }
}

/// Two floats that matter together, one that does nothing, and a rate that only one optimizer has.
fn space() -> SearchSpace {
    let words = ["sgd", "adam"].map(|word| Value::Text(word.into())).to_vec();
    let adam = Condition::equals("optimizer", Value::Text("adam".into()));
    let dimension = |name: &str, number, domain, when| Dimension { name: name.into(), number, domain, when };
    SearchSpace::new(vec![
        dimension("a", 0, float(), None),
        dimension("b", 1, float(), None),
        dimension("idle", 2, float(), None),
        dimension("optimizer", 3, Domain::Choice { choices: words }, None),
        dimension("beta", 4, float(), Some(adam)),
    ])
}

fn points(count: u64) -> Vec<UnitPoint> {
    let at = |index| (0..5).map(|number| quasi_random::coordinate(6, number, index).unwrap()).collect();
    (0..count).map(|index| UnitPoint::new(at(index))).collect()
}

fn loss(point: &UnitPoint) -> f64 {
    let x = point.coordinates();
    let of_branch = if x[3] >= 0.5 { 0.8 * (x[4] - 0.3).abs() } else { 0.4 };
    (x[0] - 0.7).powi(2) * 2.0 + x[1] * (1.0 - x[0]) + of_branch
}

fn scored(points: &[UnitPoint], score: impl Fn(&UnitPoint) -> f64) -> Vec<Observation> {
    let outcome = |point: &UnitPoint| ObservedOutcome::Score(Score::new(score(point)).unwrap());
    points.iter().map(|point| Observation { point: point.clone(), outcome: outcome(point) }).collect()
}

fn told(history: &[Observation], direction: Direction) -> Importance {
    let (space, baseline) = (space(), UnitPoint::new(vec![0.1, 0.9, 0.5, 0.2, 0.5]));
    let baseline = Some(&baseline);
    importance(&Question { space: &space, direction, history, baseline, scientific: &[3], seed: 1 })
}

#[test]
fn what_matters_is_told_with_its_branch_its_pair_and_the_way_from_the_baseline() {
    let found = told(&scored(&points(64), loss), Direction::Minimize);
    let quality = found.quality.unwrap();
    let mean = |dimension: usize| quality.totals[dimension].unwrap().mean;
    assert!(mean(2) < 0.05 && mean(0) > 0.2 && mean(1) > mean(2), "{quality:?}");
    assert!(mean(4) > 3.0 * mean(2), "beta is judged where it is present: {quality:?}");
    assert!(quality.explained > 0.8, "{}", quality.explained);
    let first = quality.interactions.iter().find(|pair| pair.one.max(pair.other) < 3).unwrap();
    assert_eq!((first.one, first.other), (0, 1), "{:?}", quality.interactions);
    let best = found.ablation.unwrap();
    let sum: f64 = best.ablation.steps.iter().map(|step| step.gain.mean).sum();
    let gain = best.ablation.end.mean - best.ablation.start.mean;
    assert!((sum - gain).abs() < 1e-9 && gain > 0.5, "the steps add up to {sum}, the gain is {gain}");
    assert!(matches!(found.feasibility, Err(Refusal::TooFewOfAKind { infeasible: 0, .. })));
    assert!(found.near_top.unwrap()[0].is_some());
}

/// Turned upside down, moved and stretched: the same shares, and gains in the new unit.
#[test]
fn the_direction_and_the_unit_do_not_matter() {
    let points = points(40);
    let one = told(&scored(&points, loss), Direction::Minimize);
    let other = told(&scored(&points, |point| 8.0 - 4.0 * loss(point)), Direction::Maximize);
    let (one_quality, other_quality) = (one.quality.as_ref().unwrap(), other.quality.as_ref().unwrap());
    for (a, b) in one_quality.totals.iter().zip(&other_quality.totals) {
        assert!((a.unwrap().mean - b.unwrap().mean).abs() < 1e-6, "{a:?} and {b:?}");
    }
    let gain = |told: &Importance| {
        let ablation = &told.ablation.as_ref().unwrap().ablation;
        ablation.end.mean - ablation.start.mean
    };
    assert!((4.0 * gain(&one) - gain(&other)).abs() < 1e-5, "{} and {}", gain(&one), gain(&other));
}

/// One dimension decides; trials beyond an edge of another are infeasible, whatever their score would be.
#[test]
fn infeasible_trials_teach_feasibility_and_nothing_else() {
    let points = points(64);
    let mut history = scored(&points, loss);
    let without: Vec<Observation> =
        history.iter().filter(|each| each.point.coordinates()[2] < 0.7).cloned().collect();
    for each in history.iter_mut().filter(|each| each.point.coordinates()[2] >= 0.7) {
        each.outcome = ObservedOutcome::Infeasible;
    }
    let found = told(&history, Direction::Minimize);
    let feasibility = found.feasibility.unwrap();
    assert_eq!(feasibility.groups[0], [2], "{feasibility:?}");
    assert!(feasibility.totals[2].unwrap().low > 0.5);
    assert_eq!(found.quality, told(&without, Direction::Minimize).quality);
}

#[test]
fn what_cannot_be_told_is_refused_with_its_reason() {
    let refused = |history: &[Observation]| told(history, Direction::Minimize).quality.unwrap_err();
    let few = scored(&points(19), loss);
    assert_eq!(refused(&few), Refusal::TooFewFeasible { found: 19, needed: 20 });
    let twice = [few.clone(), few.clone()].concat();
    assert_eq!(
        refused(&twice),
        Refusal::TooFewFeasible { found: 19, needed: 20 },
        "the same again is no more"
    );
    assert_eq!(refused(&scored(&points(30), |_| 0.5)), Refusal::ScoresConstant);
    assert_eq!(refused(&[]), Refusal::TooFewFeasible { found: 0, needed: 20 });
    let luck = |point: &UnitPoint| (point.coordinates()[0].to_bits() >> 24) as f64 % 101.0;
    assert!(matches!(refused(&scored(&points(40), luck)), Refusal::NotExplained { .. }));
    let all_infeasible: Vec<Observation> = points(40)
        .into_iter()
        .map(|point| Observation { point, outcome: ObservedOutcome::Infeasible })
        .collect();
    assert_eq!(refused(&all_infeasible), Refusal::TooFewFeasible { found: 0, needed: 20 });
    let near = told(&scored(&points(49), loss), Direction::Minimize).near_top;
    assert_eq!(near, Err(Refusal::TooFewFeasible { found: 49, needed: 50 }));
}

#[test]
fn the_same_question_has_the_same_answer_and_pending_trials_change_nothing() {
    let mut history = scored(&points(30), loss);
    let one = told(&history, Direction::Minimize);
    assert_eq!(one, told(&history, Direction::Minimize));
    let point = UnitPoint::new(vec![0.5; 5]);
    history.push(Observation { point, outcome: ObservedOutcome::Pending });
    assert_eq!(one, told(&history, Direction::Minimize));
}

#[test]
fn without_a_baseline_or_without_a_gain_there_is_no_way_to_show() {
    let space = space();
    let history = scored(&points(30), loss);
    let best = history.iter().min_by(|a, b| loss(&a.point).total_cmp(&loss(&b.point))).unwrap();
    let told = |baseline| {
        let direction = Direction::Minimize;
        importance(&Question {
            space: &space,
            direction,
            history: &history,
            baseline,
            scientific: &[],
            seed: 1,
        })
    };
    assert_eq!(told(None).ablation, Err(Refusal::BaselineOutside));
    assert_eq!(told(Some(&best.point)).ablation, Err(Refusal::NothingBetter));
}

/// 1 parameter and 60, scores to 1e300, a category of 200 values, a space without any.
#[test]
fn odd_spaces_and_scores_are_answered() {
    let odd = |domains: Vec<Domain>, count: u64, scale: f64| {
        let named = domains.into_iter().enumerate().map(|(index, domain)| Dimension {
            name: format!("x{index}"),
            number: index as u32,
            domain,
            when: None,
        });
        let space = SearchSpace::new(named.collect());
        let width = space.dimensions().len() as u32;
        let at =
            |index| (0..width).map(|number| quasi_random::coordinate(6, number, index).unwrap()).collect();
        let points: Vec<UnitPoint> = (0..count).map(|index| UnitPoint::new(at(index))).collect();
        let history = scored(&points, |point| scale * point.coordinates().iter().take(2).sum::<f64>());
        let direction = Direction::Minimize;
        importance(&Question {
            space: &space,
            direction,
            history: &history,
            baseline: points.first(),
            scientific: &[],
            seed: 1,
        })
    };
    let one = odd(vec![float()], 24, 1e300).quality.unwrap();
    assert!((one.totals[0].unwrap().mean - 1.0).abs() < 0.05, "{one:?}");
    let choices = (0..200).map(Value::Int).collect();
    let category = odd(vec![Domain::Choice { choices }, float()], 64, 1.0);
    assert!(category.near_top.is_ok());
    assert_eq!(
        odd(vec![float(); 60], 64, 1.0).quality,
        Err(Refusal::TooFewFeasible { found: 64, needed: 180 })
    );
    assert_eq!(odd(Vec::new(), 30, 1.0).quality, Err(Refusal::NothingVaries));
}

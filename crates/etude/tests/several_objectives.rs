//! Bare studies with several objectives, and with repeats of the leaders.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use etude::ask_tell::{Objective, Space, Study, StudyBuilder, StudyError, Told};
use etude::search::objectives::front::hypervolume;
use etude::study::score::{Direction, Score};

const BOTH: [Direction; 2] = [Direction::Minimize, Direction::Minimize];

fn objectives() -> [Objective; 2] {
    [Objective::new("error", Direction::Minimize), Objective::new("milliseconds", Direction::Minimize)]
}

fn builder() -> StudyBuilder {
    let names = ["width", "depth", "rate", "decay"];
    let space = names.iter().fold(Space::new(), |space, name| space.linear(name, 0.0, 1.0));
    Study::of_several(space, objectives())
}

fn told(error: f64, milliseconds: f64) -> Told {
    Told::scores([("error", error), ("milliseconds", milliseconds)])
}

/// A wider model is better and slower; the other three have their best places, for both.
fn measured(values: [f64; 4]) -> [f64; 2] {
    let [width, depth, rate, decay] = values;
    let waste = (depth - 0.3).powi(2) + (rate - 0.6).powi(2) + (decay - 0.8).powi(2);
    [(1.0 - width).powi(2) + waste, width.powi(2) + waste]
}

/// The hypervolume after 60 trials, of at most 1.
fn volume(sampler: &str, seed: u64) -> f64 {
    let study = builder().sampler(sampler).seed(seed).budget(60).build().unwrap();
    while study.asked() < 60 {
        let trial = study.ask().unwrap().unwrap();
        let values = ["width", "depth", "rate", "decay"].map(|name| trial.number(name).unwrap());
        let [error, milliseconds] = measured(values);
        trial.tell(told(error, milliseconds)).unwrap();
    }
    let front = study.front();
    let score = |value: f64| Score::new(value).unwrap();
    let scores: Vec<Vec<Score>> = front
        .iter()
        .map(|trial| vec![score(trial.scores["error"]), score(trial.scores["milliseconds"])])
        .collect();
    hypervolume(&BOTH, &scores, &[score(1.0), score(1.0)])
}

#[test]
fn the_front_found_with_a_model_is_larger_than_that_of_random_search() {
    let mut gains = Vec::new();
    for seed in 0..5 {
        let (model, random) = (volume("gp", seed), volume("random", seed));
        assert!(model > random, "seed {seed}: {model} against {random}");
        gains.push(model - random);
    }
    assert!(gains.iter().sum::<f64>() / gains.len() as f64 > 0.05, "{gains:?}");
}

#[test]
fn the_same_calls_give_the_same_front_one_by_one_or_several_at_a_time() {
    let values = |counts: &[usize]| {
        let study = builder().sampler("gp").seed(3).build().unwrap();
        let mut all = Vec::new();
        for count in counts {
            all.extend(study.ask_many(*count).unwrap().iter().map(|trial| trial.values().clone()));
        }
        for id in 0..study.asked() {
            study.tell(id, told(id as f64, 9.0 - id as f64)).unwrap();
        }
        let next = study.ask_many(2).unwrap();
        all.extend(next.iter().map(|trial| trial.values().clone()));
        all
    };
    assert_eq!(values(&[10]), values(&[1, 4, 5]));
}

#[test]
fn the_front_holds_what_no_other_beats_in_all_objectives() {
    let study = builder().sampler("quasi-random").build().unwrap();
    study.ask_many(6).unwrap();
    assert!(study.front().is_empty() && study.best().is_none());
    study.tell(0, told(0.5, 5.0)).unwrap();
    study.tell(1, told(0.1, 9.0)).unwrap();
    study.tell(2, told(0.1, 9.5)).unwrap();
    study.tell(3, Told::infeasible("out of memory")).unwrap();
    study.tell(4, told(0.6, f64::NAN)).unwrap();
    study.tell(5, Told::failed("no power")).unwrap();
    let front = study.front();
    assert_eq!(front.iter().map(|trial| trial.id).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(front[1].scores, BTreeMap::from([("error".into(), 0.1), ("milliseconds".into(), 9.0)]));
    assert!(study.best().is_none(), "there is no best of several");
    assert_eq!(study.told(4), Some(Told::infeasible("milliseconds is NaN")));
}

#[test]
fn what_is_told_must_fit_the_objectives() {
    let study = builder().build().unwrap();
    study.ask().unwrap();
    let refusal = |told: Told| study.tell(0, told).unwrap_err().to_string();
    assert_eq!(
        refusal(Told::from(0.5)),
        "trial 0 has a score for each objective, error and milliseconds: tell all of them, as `scores`"
    );
    assert_eq!(
        refusal(Told::scores([("error", 0.5)])),
        "the scores of trial 0 lack `milliseconds`: tell all objectives at once, or the trial `infeasible` or `failed`"
    );
    assert_eq!(
        refusal(Told::scores([("error", 0.5), ("milliseconds", 1.0), ("ram", 1.0)])),
        "trial 0 has no objective `ram`: the study's are error and milliseconds"
    );
    assert_eq!(study.told(0), None, "a refusal changes nothing");
    study.tell(0, told(0.5, 1.0)).unwrap();
    let one = Study::new(Space::new().linear("x", 0.0, 1.0), Direction::Minimize, "random").unwrap();
    one.ask().unwrap();
    assert_eq!(one.tell(0, told(0.5, 1.0)).unwrap_err(), StudyError::OneObjective { id: 0 });
}

/// Noise without a seed of its own: the golden ratio's multiples.
fn noise(id: u64) -> f64 {
    (id as f64 * 0.618_033_988_75).fract() - 0.5
}

#[test]
fn repeats_are_trials_of_their_own_with_the_values_of_a_leader() {
    let space = || Space::new().linear("x", 0.0, 1.0).linear("y", 0.0, 1.0);
    let again = |share: f64| {
        let study = Study::builder(space(), Direction::Minimize).sampler("gp").budget(40).repeats(share);
        let study = study.build().unwrap();
        let mut points: Vec<String> = Vec::new();
        for id in 0..40 {
            let trial = study.ask().unwrap().unwrap();
            assert_eq!(trial.id(), id);
            points.push(format!("{:?}", trial.values()));
            trial.tell((trial.number("x").unwrap() - 0.4).powi(2) + 0.5 * noise(id)).unwrap();
        }
        let repeats = (0..40).filter(|id| points[..*id].contains(&points[*id])).count();
        assert_eq!((0..20).filter(|id| points[..*id].contains(&points[*id])).count(), 0, "leaders first");
        repeats
    };
    assert_eq!(again(0.0), 0);
    let repeats = again(0.25);
    assert!((1..=10).contains(&repeats), "a quarter of 40 at most: {repeats}");
    for share in [-0.1, 1.0, f64::NAN] {
        let study = Study::builder(space(), Direction::Minimize).repeats(share).build();
        assert!(matches!(study.unwrap_err(), StudyError::WrongRepeats { .. }), "{share}");
    }
}

/// A point that was measured twice is on the front with the mean, or not at all.
#[test]
fn a_lucky_measurement_of_several_is_not_on_the_front() {
    let space = Space::new().whole("x", 0, 1);
    let study = Study::of_several(space, objectives()).sampler("gp").repeats(0.5).budget(8).build().unwrap();
    let mut scores: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    while study.asked() < 8 {
        let Some(trial) = study.ask().unwrap() else { break };
        let x = trial.whole("x").unwrap();
        let error = 1.0 + noise(trial.id());
        scores.entry(x).or_default().push(error);
        trial.tell(told(error, 1.0)).unwrap();
    }
    for trial in study.front() {
        let etude::study::value::Value::Int(x) = trial.values["x"] else { panic!("whole") };
        let mean = scores[&x].iter().sum::<f64>() / scores[&x].len() as f64;
        assert!((trial.scores["error"] - mean).abs() < 1e-12, "{trial:?}: {mean}");
    }
}

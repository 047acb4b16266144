//! A bare study: what is asked and told, and what the search makes of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../examples/20-ask-tell/ask_tell.rs"]
mod example;

use std::collections::BTreeSet;
use std::thread;

use etude::ask_tell::{Space, Study, StudyError, Told};
use etude::search::sampler::{ObservedOutcome, Sampler, SuggestError, SuggestRequest};
use etude::study::score::Direction;
use etude::study::space::UnitPoint;

fn space() -> Space {
    Space::new()
        .log("rate", 1e-4, 1.0)
        .whole("layers", 1, 6)
        .choice("optimizer", ["sgd", "adam"])
        .linear("momentum", 0.0, 0.9)
        .when("optimizer", "sgd")
}

fn study(sampler: &str) -> Study {
    Study::new(space(), Direction::Minimize, sampler).unwrap()
}

/// Every point says what the sampler was told: how many trials it knows as pending, scored and infeasible.
struct Witness;

impl Sampler for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }

    fn version(&self) -> u32 {
        1
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let count = |wanted: fn(&ObservedOutcome) -> bool| {
            request.history.iter().filter(|it| wanted(&it.outcome)).count()
        };
        let pending = count(|it| *it == ObservedOutcome::Pending);
        let scored = count(|it| matches!(it, ObservedOutcome::Score(_)));
        let infeasible = count(|it| *it == ObservedOutcome::Infeasible);
        let counts = [pending, scored, infeasible, request.first_index as usize];
        let point = UnitPoint::new(counts.map(|count| (count as f64 + 0.5) / 100.0).to_vec());
        Ok(vec![point; request.count])
    }
}

#[test]
fn the_sampler_sees_what_teaches_and_what_is_pending_in_the_order_of_asking() {
    let names = ["pending", "scored", "infeasible", "drawn"];
    let space = names.iter().fold(Space::new(), |space, name| space.whole(name, 0, 99));
    let study = Study::builder(space, Direction::Minimize).own_sampler(Box::new(Witness)).build().unwrap();
    let seen = || {
        let trial = study.ask().unwrap().unwrap();
        names.map(|name| trial.whole(name).unwrap())
    };
    assert_eq!(seen(), [0, 0, 0, 0]);
    assert_eq!(seen(), [1, 0, 0, 1]);
    assert_eq!(seen(), [2, 0, 0, 2]);
    study.tell(1, 0.5).unwrap();
    study.tell(0, Told::infeasible("diverged")).unwrap();
    assert_eq!(seen(), [1, 1, 1, 3]);
    study.tell(2, Told::failed("the machine went down")).unwrap();
    assert_eq!(seen(), [1, 1, 1, 4], "a failed trial teaches nothing, and was drawn all the same");
    study.tell(3, f64::NAN).unwrap();
    study.tell(4, 0.25_f32).unwrap();
    assert_eq!(seen(), [0, 2, 2, 5]);
    assert_eq!(study.best().unwrap().id, 4);
}

#[test]
fn the_same_calls_give_the_same_trials_and_another_seed_gives_others() {
    for sampler in etude::search::catalogue::NAMES {
        let values = |seed| {
            let study = Study::builder(space(), Direction::Minimize).sampler(sampler).seed(seed);
            let study = study.build().unwrap();
            let mut values = Vec::new();
            for round in 0..5 {
                for trial in study.ask_many(3).unwrap() {
                    values.push(trial.values().clone());
                    trial.tell(trial.number("rate").unwrap() + f64::from(round)).unwrap();
                }
            }
            values
        };
        assert_eq!(values(3), values(3), "{sampler}");
        assert!(sampler == "grid" || values(3) != values(4), "{sampler}");
    }
}

#[test]
fn a_trial_is_told_once() {
    let study = study("quasi-random");
    let unknown = study.tell(0, 1.0).unwrap_err();
    assert_eq!(unknown.to_string(), "there is no trial 0: none was asked for yet");
    let trial = study.ask().unwrap().unwrap();
    trial.tell(1.5).unwrap();
    assert_eq!(
        trial.tell(2.5).unwrap_err().to_string(),
        "trial 0 has ended already (score 1.5); a trial is told once: ask for another"
    );
    assert_eq!(study.told(0), Some(Told::from(1.5)));
}

#[test]
fn the_best_epoch_is_chosen_afterwards_unless_it_diverged() {
    let study = study("quasi-random");
    let trials = study.ask_many(3).unwrap();
    for (epoch, error) in [0.5, 0.3, 0.4].into_iter().enumerate() {
        trials[0].report(epoch as f64 + 1.0, error).unwrap();
        trials[1].report(epoch as f64 + 1.0, if epoch == 1 { f64::NAN } else { 0.1 }).unwrap();
    }
    assert_eq!(trials[0].finish().unwrap(), Told::from(0.3));
    assert_eq!(trials[1].finish().unwrap(), Told::infeasible("the score is NaN"));
    assert_eq!(trials[2].finish().unwrap_err(), StudyError::NothingReported { id: 2 });
    assert_eq!(study.reported(0), [(1.0, 0.5), (2.0, 0.3), (3.0, 0.4)]);
    assert_eq!(study.best().unwrap().id, 0);
}

#[test]
fn the_baseline_is_the_first_trial_and_never_asked_again() {
    let space = Space::new().whole("layers", 1, 4).baseline(3).choice("norm", ["off", "on"]).baseline("off");
    let study = Study::new(space, Direction::Maximize, "random").unwrap();
    let trials = study.ask_many(20).unwrap();
    let points: BTreeSet<String> = trials.iter().map(|trial| format!("{:?}", trial.values())).collect();
    assert_eq!((trials[0].whole("layers").unwrap(), trials[0].text("norm").unwrap()), (3, "off"));
    assert_eq!((trials.len(), points.len()), (8, 8), "each of the eight points, once");
    assert!(study.ask().unwrap().is_none(), "there are no more");
}

#[test]
fn a_mistake_in_the_space_is_told_with_the_parameter_and_the_remedy() {
    let wrong = Space::new().linear("good", 0.0, 1.0).log("rate", 0.0, 1.0);
    assert_eq!(
        Study::new(wrong, Direction::Minimize, "random").unwrap_err().to_string(),
        "parameter `rate`: `low = 0` has no logarithm: raise `low` above 0, or use scale = \"linear\""
    );
    let orphan = Space::new().linear("momentum", 0.0, 1.0).when("optimizer", "sgd");
    let error = Study::new(orphan, Direction::Minimize, "random").unwrap_err().to_string();
    assert_eq!(error, "parameter `momentum`: there is no parameter named `optimizer`: there are none yet");
    assert!(Study::new(Space::new(), Direction::Minimize, "random").is_err(), "nothing to search");
    assert!(Study::new(space(), Direction::Minimize, "sobol").is_err());
}

#[test]
fn a_value_is_asked_for_by_its_own_kind() {
    let study = study("quasi-random");
    let trial = study.ask().unwrap().unwrap();
    assert!(trial.number("layers").is_ok() && trial.whole("rate").is_err() && trial.text("rate").is_err());
    let error = trial.number("lr").unwrap_err().to_string();
    assert!(error.starts_with("trial 0 has no parameter `lr`; it has layers,"), "{error}");
}

#[test]
fn threads_share_one_study() {
    let study = study("quasi-random");
    thread::scope(|scope| {
        for _ in 0..8 {
            let study = study.clone();
            scope.spawn(move || {
                for _ in 0..25 {
                    let trial = study.ask().unwrap().unwrap();
                    trial.tell(trial.number("rate").unwrap()).unwrap();
                }
            });
        }
    });
    assert_eq!(study.asked(), 200);
    let alone = self::study("quasi-random");
    let expected: BTreeSet<String> =
        alone.ask_many(200).unwrap().iter().map(|trial| format!("{:?}", trial.values())).collect();
    let threaded = (0..200).map(|id| study.told(id).unwrap()).filter(|told| matches!(told, Told::Score(_)));
    assert_eq!(threaded.count(), 200);
    let best = study.best().unwrap();
    assert!(expected.contains(&format!("{:?}", best.values)), "the same points, whoever asked");
}

#[test]
fn the_example_runs() {
    example::main().unwrap();
}

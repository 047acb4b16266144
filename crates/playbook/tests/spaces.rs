//! Rounds over spaces of every kind: conditions, layers, grids, configurations by hand, small spaces.

mod support;

use etude_playbook::rounds::{RoundError, freeze_round, round_cost};
use etude_study::finding::{Answer, BoundaryAction};
use etude_study::history::History;
use etude_study::project::Project;
use etude_study::round::FrozenRound;
use etude_study::trial::{Purpose, TrialRequest};
use etude_study::value::Value;
use support::{Course, finished, luck, number, project, score, started, text};

const OPTIMIZER: &str = r#"
[parameters.optimizer]
choices = ["adam", "sgd", "nesterov"]
baseline = "sgd"
[parameters.adam.rate]
when = { optimizer = "adam" }
low = 1e-5
high = 1e-2
scale = "log"
baseline = 1e-3
flag = "--rate"
[parameters.sgd.rate]
when = { optimizer = ["sgd", "nesterov"] }
low = 1e-3
high = 1.0
scale = "log"
baseline = 0.1
flag = "--rate"
[parameters.decay]
when = { optimizer = "sgd" }
choices = ["none", "step"]
baseline = "none"
[parameters.decay_factor]
when = { decay = "step" }
low = 0.1
high = 0.9
step = 0.1
baseline = 0.5
[[rounds]]
name = "optimizer"
goal = "Which optimizer?"
"#;

fn frozen(project: &Project) -> Result<FrozenRound, RoundError> {
    freeze_round(project, &History::default(), &project.rounds[0]).map(|new| new.frozen)
}

fn names(frozen: &FrozenRound, study: usize) -> Vec<&str> {
    frozen.studies[study].space.dimensions().iter().map(|dimension| dimension.name.as_str()).collect()
}

fn searched(course: &Course, study: u32) -> Vec<&TrialRequest> {
    let id = course.study(study).definition.id;
    let requests = course.requests_of(id).into_iter();
    requests.filter(|request| matches!(request.purpose, Purpose::Search { .. })).collect()
}

/// P32: each branch tunes its own parameter of the same name, and a child below a child follows its whole chain.
#[test]
fn every_scientific_value_tunes_what_is_present_under_it_to_any_depth() {
    let roles = "scientific = [\"optimizer\"]\nnuisance = [\"adam.rate\", \"sgd.rate\", \"decay\", \"decay_factor\"]\ntrials = 24\n";
    let course = started(project(&format!("{OPTIMIZER}{roles}")));
    let frozen = &course.round().frozen;
    assert_eq!(names(frozen, 0), ["adam.rate"]);
    assert_eq!(names(frozen, 1), ["sgd.rate", "decay", "decay_factor"]);
    assert_eq!(names(frozen, 2), ["sgd.rate"]);
    let numbers: Vec<u32> = frozen.studies[1].space.dimensions().iter().map(|each| each.number).collect();
    assert_eq!(numbers, [1, 2, 3], "adam.rate and sgd.rate are two dimensions");
    let mut with_decay = 0;
    for request in searched(&course, 2) {
        let values = &request.configuration.values;
        assert!(values.contains_key("sgd.rate") && !values.contains_key("adam.rate"));
        assert_eq!(values.contains_key("decay_factor"), values["decay"] == text("step"));
        with_decay += u32::from(values.contains_key("decay_factor"));
    }
    assert!((4..20).contains(&with_decay), "{with_decay} of 23");
}

#[test]
fn a_nested_question_needs_the_whole_chain() {
    let roles = "scientific = [\"decay_factor\"]\nnuisance = [\"sgd.rate\"]\ntrials = 4\n";
    let refused = frozen(&project(&format!("{OPTIMIZER}{roles}"))).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "round `optimizer` asks about `decay_factor`, which is present only when decay = step, and the incumbent has decay \
         = none"
    );
    let on = OPTIMIZER.replace("baseline = \"none\"", "baseline = \"step\"");
    let started = frozen(&project(&format!("{on}{roles}"))).unwrap();
    let values: Vec<String> =
        started.studies.iter().map(|study| study.fixed["decay_factor"].to_string()).collect();
    assert_eq!(values, ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]);
    let off = on.replace("baseline = \"sgd\"", "baseline = \"adam\"");
    let refused = frozen(&project(&format!("{off}{roles}"))).unwrap_err();
    assert!(
        refused.to_string().contains("only when optimizer = sgd, and the incumbent has optimizer = adam")
    );
}

const LAYERS: &str = r#"
[parameters.layers]
type = "int"
low = 1
high = 3
baseline = 2
[parameters.width]
per = "layers"
type = "int"
low = 16
high = 64
step = 16
baseline = [32, 32, 16]
[[rounds]]
name = "shape"
goal = "Which shape?"
"#;

#[test]
fn every_layer_that_is_there_has_a_width() {
    let roles = "nuisance = [\"layers\", \"width\"]\ntrials = 40\n";
    let course = started(project(&format!("{LAYERS}{roles}")));
    for request in searched(&course, 1) {
        let values = &request.configuration.values;
        let layers = number(values, "layers");
        for layer in 1..=3 {
            let width = values.get(&format!("width.{layer}"));
            assert_eq!(width.is_some(), f64::from(layer) <= layers, "{values:?}");
        }
    }
    // A question about the number of layers: each value tunes its own widths.
    let roles = "scientific = [\"layers\"]\nnuisance = [\"width\"]\ntrials = 70\n";
    let frozen = frozen(&project(&format!("{LAYERS}{roles}"))).unwrap();
    assert_eq!(names(&frozen, 0), ["width.1"]);
    assert_eq!(names(&frozen, 2), ["width.1", "width.2", "width.3"]);
    let trials: Vec<u32> = frozen.studies.iter().map(|study| study.trials).collect();
    assert_eq!(
        trials,
        [4, 15, 64],
        "no more than there are; the incumbent's own is one of the second's sixteen"
    );
    assert_eq!(round_cost(&frozen, &History::default()).search_trainings, 84);
}

#[test]
fn layers_are_not_widened_beyond_those_that_have_a_width() {
    let roles = "nuisance = [\"layers\"]\ntrials = 32\n";
    let text = format!("{LAYERS}{roles}").replace("high = 3\n", "high = 7\n").replace("[32, 32, 16]", "32");
    let course = finished(project(&text), &|request| {
        score(
            -number(&request.configuration.values, "layers")
                + 1e-3 * f64::from(request.configuration.seed % 7),
        )
    });
    assert!(
        course
            .history
            .trials
            .values()
            .all(|trial| number(&trial.request.configuration.values, "layers") <= 7.0)
    );
    for finding in &course.study(1).findings {
        if let Answer::Boundary { action, .. } = &finding.answer {
            assert_eq!(*action, BoundaryAction::HardLimit { limit: 7.0 });
        }
    }
}

const NESTEROV: &str = r#"
[parameters.rate]
low = 1e-3
high = 1.0
scale = "log"
baseline = 0.1
[parameters.momentum]
low = 0.5
high = 0.99
scale = "reverse-log"
baseline = 0.9
[parameters.nesterov]
choices = [false, true]
baseline = false
[[rounds]]
name = "nesterov"
goal = "Does it help?"
scientific = ["nesterov"]
nuisance = ["rate", "momentum"]
"#;

fn by_hand(configurations: &str) -> Project {
    project(&format!("{NESTEROV}configurations = [{configurations}]\n"))
}

/// S19, P36: what is written is trained, the rest is the incumbent's, and seeds are shared by place.
#[test]
fn configurations_by_hand_are_trained_as_they_stand() {
    let project = by_hand(
        "{ nesterov = true, rate = 0.3 }, { nesterov = true, rate = 0.01, momentum = 0.95 }, \
         { nesterov = false, rate = 0.3 }, { nesterov = false, rate = 1 }",
    );
    let course = started(project);
    let values: Vec<&Value> = course.round().frozen.studies.iter().map(|it| &it.fixed["nesterov"]).collect();
    assert_eq!(values, [&Value::Bool(true), &Value::Bool(false)]);
    let rates = |study| -> Vec<(f64, f64)> {
        let requests = searched(&course, study).into_iter();
        requests
            .map(|request| &request.configuration.values)
            .map(|values| (number(values, "rate"), number(values, "momentum")))
            .collect()
    };
    assert_eq!(rates(1), [(0.3, 0.9), (0.01, 0.95)]);
    assert_eq!(rates(2), [(0.3, 0.9), (1.0, 0.9)]);
    let seeds = |study| -> Vec<u32> {
        searched(&course, study).iter().map(|request| request.configuration.seed).collect()
    };
    assert_eq!(seeds(1), seeds(2), "the same place, the same seed");
    assert_eq!(course.history.trials.len(), 5, "and the incumbent's own");
    let mut course = course;
    course.finish(&|request| {
        score(number(&request.configuration.values, "rate") + 1e-6 * luck(request.configuration.seed))
    });
    assert!(course.study(1).findings.is_empty(), "values that were chosen are no evidence about a border");
    assert_eq!(
        course.verdict().candidate.as_ref().and_then(|it| it.scientific_value.clone()),
        Some(Value::Bool(true))
    );
}

#[test]
fn the_incumbent_in_a_list_by_hand_is_trained_once() {
    let course = started(by_hand("{ nesterov = false }, { nesterov = true }"));
    let counts = [1, 2].map(|study| course.requests_of(course.study(study).definition.id).len());
    assert_eq!(counts, [1, 1]);
}

#[test]
fn a_list_by_hand_that_the_incumbent_makes_nonsense_of_is_refused() {
    let said = |project: &Project| frozen(project).unwrap_err().to_string();
    let list = "{ optimizer = \"adam\", adam.rate = 0.001 }, { optimizer = \"nesterov\", sgd.rate = 0.1 }";
    let roles = "scientific = [\"optimizer\"]\nnuisance = [\"adam.rate\", \"sgd.rate\", \"decay_factor\"]\n";
    let without = said(&project(&format!("{OPTIMIZER}{roles}configurations = [{list}]\n")));
    assert!(without.starts_with("round `optimizer` has no configuration with optimizer = sgd"), "{without}");
    let list = format!("{list}, {{ optimizer = \"sgd\", decay_factor = 0.3 }}");
    let absent = said(&project(&format!("{OPTIMIZER}{roles}configurations = [{list}]\n")));
    assert!(
        absent.ends_with("a value of `decay_factor`, which is present only when decay = step"),
        "{absent}"
    );
    let twice = said(&by_hand(
        "{ nesterov = true }, { nesterov = true, rate = 0.1 }, { nesterov = false, rate = 0.3 }, { nesterov = false }",
    ));
    assert!(twice.contains("{ nesterov = true, rate = 0.1 } twice"), "{twice}");
}

#[test]
fn a_grid_has_its_own_number_of_points_and_a_budget_below_it_is_refused() {
    let grid = |trials: u32| project(&format!("{NESTEROV}sampler = \"grid\"\ntrials = {trials}\n"));
    let frozen_trials = |trials| -> Vec<u32> {
        frozen(&grid(trials)).unwrap().studies.iter().map(|study| study.trials).collect()
    };
    assert_eq!(frozen_trials(16), [16, 16], "the incumbent's own comes besides");
    assert_eq!(frozen_trials(15), [12, 12], "4 x 3");
    let refused = frozen(&grid(3)).unwrap_err();
    assert!(matches!(refused, RoundError::GridTooLarge { smallest: 4, trials: 3, .. }), "{refused}");
    let stepped =
        NESTEROV.replace("scale = \"reverse-log\"", "step = 0.1").replace("baseline = 0.9", "baseline = 0.7");
    let stepped = stepped.replace("low = 1e-3\nhigh = 1.0\nscale = \"log\"", "choices = [0.1, 0.2]");
    let frozen = frozen(&project(&format!("{stepped}sampler = \"grid\"\ntrials = 10\n"))).unwrap();
    let trials: Vec<u32> = frozen.studies.iter().map(|study| study.trials).collect();
    assert_eq!(trials, [9, 10], "the incumbent's own is one of the grid's ten");
}

#[test]
fn a_small_space_is_not_asked_for_more_than_it_has() {
    let text = NESTEROV.replace("[\"rate\", \"momentum\"]", "[\"rate\"]");
    let text = text.replace("low = 1e-3\nhigh = 1.0\nscale = \"log\"", "choices = [0.01, 0.1, 1.0]");
    let trials = |text: &str| -> Vec<u32> {
        let frozen = frozen(&project(&format!("{text}trials = 16\n"))).unwrap();
        frozen.studies.iter().map(|study| study.trials).collect()
    };
    assert_eq!(trials(&text), [2, 3]);
    let elsewhere = format!("{text}space.rate = {{ choices = [0.01, 1.0] }}\n");
    assert_eq!(trials(&elsewhere), [2, 2], "an incumbent outside the round's space takes none of its points");
}

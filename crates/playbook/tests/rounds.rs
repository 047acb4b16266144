//! A round becomes studies: one question, a role for every parameter, equal effort for every value.

mod support;

use etude_playbook::rounds::{RoundError, freeze_round, round_cost};
use etude_study::configuration::Values;
use etude_study::event::Event;
use etude_study::history::{History, TrialRecord};
use etude_study::ids::RoundId;
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Role};
use etude_study::space::Range;
use etude_study::trial::Purpose;
use etude_study::value::Value;
use support::{Course, number, project, score, started, text};

const DROPOUT: &str = r#"
[parameters.learning_rate]
low = 1e-4
high = 1.0
scale = "log"
baseline = 0.01
[parameters.weight_decay]
low = 1e-6
high = 1e-2
scale = "log"
baseline = 1e-4
[parameters.dropout]
choices = ["off", "on"]
baseline = "off"
[parameters.dropout_rate]
when = { dropout = "on" }
low = 0.05
high = 0.7
baseline = 0.3
[[rounds]]
name = "dropout"
goal = "Does dropout lower the validation error?"
scientific = ["dropout"]
nuisance = ["learning_rate", "dropout_rate"]
trials = 16
space.learning_rate = { low = 1e-3, high = 0.3 }
"#;

const ACTIVATION: &str = r#"
[parameters.rate]
low = 0.0
high = 1.0
baseline = 0.5
[parameters.activation]
choices = ["tanh", "relu", "gelu"]
baseline = "tanh"
[[rounds]]
name = "activation"
goal = "Which activation?"
scientific = ["activation"]
nuisance = ["rate"]
trials = 4
"#;

fn frozen(project: &Project) -> FrozenRound {
    freeze_round(project, &History::default(), &project.rounds[0]).expect("a round that can start").frozen
}

fn names(frozen: &FrozenRound, study: usize) -> Vec<&str> {
    frozen.studies[study].space.dimensions().iter().map(|dimension| dimension.name.as_str()).collect()
}

/// P33, S14, S15, S16.
#[test]
fn every_scientific_value_gets_a_study_and_the_rest_keeps_the_incumbents_value() {
    let project = project(DROPOUT);
    let frozen = frozen(&project);
    let roles =
        ["dropout", "learning_rate", "dropout_rate", "weight_decay"].map(|name| frozen.definition.role(name));
    assert_eq!(roles, [Role::Scientific, Role::Nuisance, Role::Nuisance, Role::Fixed]);
    let values: Vec<&Value> = frozen.studies.iter().map(|study| &study.fixed["dropout"]).collect();
    assert_eq!(values, [&text("off"), &text("on")]);
    let course = started(project);
    for study in &frozen.studies {
        for request in course.requests_of(study.id) {
            let values = &request.configuration.values;
            assert_eq!(values["dropout"], study.fixed["dropout"]);
            assert_eq!(values["weight_decay"], Value::Float(1e-4), "a fixed parameter was varied");
        }
    }
}

/// P29, P32, S18.
#[test]
fn a_conditional_nuisance_is_tuned_only_where_it_is_present() {
    let project = project(DROPOUT);
    let frozen = frozen(&project);
    assert_eq!(names(&frozen, 0), ["learning_rate"]);
    assert_eq!(names(&frozen, 1), ["learning_rate", "dropout_rate"]);
    let course = started(project);
    for request in course.requests_of(frozen.studies[0].id) {
        assert!(!request.configuration.values.contains_key("dropout_rate"), "told what is inactive");
    }
    let mut rates: Vec<f64> = course
        .requests_of(frozen.studies[1].id)
        .iter()
        .map(|request| number(&request.configuration.values, "dropout_rate"))
        .collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    assert_eq!(rates.len(), 16, "the strength is tuned wherever the switch is on");
}

/// S18.
#[test]
fn a_rounds_own_space_replaces_the_projects() {
    let project = project(DROPOUT);
    for study in &frozen(&project).studies {
        let rate = study.space.dimension("learning_rate").expect("a nuisance");
        assert_eq!(rate.domain.range(), Some(Range { low: 1e-3, high: 0.3 }));
    }
    let course = started(project);
    let sampled = course
        .history
        .trials
        .values()
        .filter(|trial| matches!(trial.request.purpose, Purpose::Search { .. }));
    for trial in sampled {
        let rate = number(&trial.request.configuration.values, "learning_rate");
        assert!((1e-3..=0.3).contains(&rate), "{rate}");
    }
}

/// P36, P60: the incumbent's own configuration counts as one of its study's trials.
#[test]
fn every_study_gets_the_same_number_of_trials() {
    let course = started(project(DROPOUT));
    let frozen = &course.round().frozen;
    let counts: Vec<usize> = frozen.studies.iter().map(|study| course.requests_of(study.id).len()).collect();
    assert_eq!(counts, [16, 16]);
}

#[test]
fn the_incumbents_own_configuration_is_evaluated_in_its_study_alone() {
    let course = started(project(DROPOUT));
    let own: Vec<_> = course
        .history
        .trials
        .values()
        .filter(|trial| matches!(trial.request.purpose, Purpose::Incumbent { .. }))
        .collect();
    let [own] = own.as_slice() else { panic!("{} trials of the incumbent", own.len()) };
    assert_eq!(own.request.purpose.study(), Some(course.study(1).definition.id));
    assert!(course.study(1).definition.holds_incumbent && !course.study(2).definition.holds_incumbent);
    let values = &own.request.configuration.values;
    assert_eq!(values["learning_rate"], Value::Float(0.01));
    assert_eq!(values.len(), 3, "all but the inactive strength: {values:?}");
}

/// A round that only tunes has one study, which holds the incumbent.
#[test]
fn a_round_without_a_question_is_one_study() {
    let text = DROPOUT.replace("scientific = [\"dropout\"]\n", "").replace(", \"dropout_rate\"]", "]");
    let frozen = frozen(&project(&text));
    assert_eq!(frozen.studies.len(), 1);
    assert!(frozen.studies[0].holds_incumbent);
    assert_eq!(frozen.studies[0].trials, 15, "and the incumbent's own");
}

/// P92.
#[test]
fn points_are_quasi_random_unless_the_round_says_otherwise() {
    assert_eq!(frozen(&project(DROPOUT)).definition.sampler, "quasi-random");
    let text = DROPOUT.replace("trials = 16", "trials = 16\nsampler = \"random\"");
    assert_eq!(frozen(&project(&text)).definition.sampler, "random");
}

#[test]
fn a_study_with_nothing_to_tune_trains_once() {
    let text =
        DROPOUT.replace("nuisance = [\"learning_rate\", \"dropout_rate\"]", "nuisance = [\"dropout_rate\"]");
    let text = text.replace("space.learning_rate = { low = 1e-3, high = 0.3 }\n", "");
    let course = started(project(&text));
    let counts = [1, 2].map(|study| course.requests_of(course.study(study).definition.id).len());
    assert_eq!(counts, [1, 16], "without dropout there is only the incumbent's own configuration");
}

/// P60: without it, a tuned candidate would be compared with an untuned baseline alone.
#[test]
fn the_incumbents_value_gets_a_study_also_where_the_round_names_only_others() {
    let text = format!("{ACTIVATION}space.activation = {{ choices = [\"relu\", \"gelu\"] }}\n");
    let mut course = Course::new(project(&text));
    course.plan();
    let values: Vec<String> =
        course.round().studies.iter().map(|study| study.definition.fixed["activation"].to_string()).collect();
    assert_eq!(values, ["relu", "gelu", "tanh"]);
    assert!(course.study(3).definition.holds_incumbent);
    // Everything is due to the rate, nothing to the activation: a tuned tanh must be in the comparison.
    course.finish(&|request| {
        let configuration = &request.configuration;
        score(
            (number(&configuration.values, "rate") - 0.8).powi(2) + 1e-6 * support::luck(configuration.seed),
        )
    });
    let arms: Vec<_> = course
        .round()
        .confirmation
        .as_ref()
        .expect("a comparison")
        .contenders
        .iter()
        .map(|it| it.arm)
        .collect();
    assert_eq!(arms.len(), 3, "{arms:?}");
}

#[test]
fn whole_numbers_are_a_study_each() {
    let layers = r#"
[parameters.rate]
low = 0.0
high = 1.0
baseline = 0.5
[parameters.layers]
type = "int"
low = 1
high = 8
baseline = 3
[[rounds]]
name = "layers"
goal = "How many layers?"
scientific = ["layers"]
nuisance = ["rate"]
trials = 4
space.layers = { low = 2, high = 4 }
"#;
    let frozen = frozen(&project(layers));
    let values: Vec<&Value> = frozen.studies.iter().map(|study| &study.fixed["layers"]).collect();
    assert_eq!(values, [&Value::Int(2), &Value::Int(3), &Value::Int(4)]);
    let holding: Vec<bool> = frozen.studies.iter().map(|study| study.holds_incumbent).collect();
    assert_eq!(holding, [false, true, false]);
}

/// Same index, same seed in every study: studies differ by their points and not by their luck.
#[test]
fn trials_of_one_index_share_a_seed_across_studies_and_no_others() {
    let course = started(project(DROPOUT));
    let seeds = |study: u32| -> Vec<(u32, u32)> {
        let requests = course.requests_of(course.study(study).definition.id);
        let indexed = requests.iter().filter_map(|request| match request.purpose {
            Purpose::Search { index, .. } => Some((index, request.configuration.seed)),
            _ => None,
        });
        indexed.collect()
    };
    let (off, on) = (seeds(1), seeds(2));
    assert_eq!(off, on[..15]);
    let mut distinct: Vec<u32> = on.iter().map(|(_, seed)| *seed).collect();
    distinct
        .extend(course.requests_of(course.study(1).definition.id).first().map(|own| own.configuration.seed));
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 17);
}

/// S25: one length for every trial; S4: the batch size goes along and is never drawn.
#[test]
fn every_trial_has_the_same_length_and_batch_size() {
    let text = format!("[batch_size]\nvalue = 64\n{DROPOUT}");
    let mut course = Course::new(project(&text));
    course.finish(&|request| score(number(&request.configuration.values, "learning_rate")));
    assert!(course.round().confirmation.is_some());
    for trial in course.history.trials.values() {
        let configuration = &trial.request.configuration;
        assert_eq!(configuration.max_epochs, 3);
        assert_eq!(configuration.batch_size.as_ref().map(|batch_size| batch_size.value), Some(64));
    }
}

/// S1: what `etude plan` counts is what is trained.
#[test]
fn the_cost_said_beforehand_is_what_a_round_takes() {
    let project = project(DROPOUT);
    let cost = round_cost(&frozen(&project), &History::default());
    assert_eq!(cost.search_trainings, 32);
    let remedies = cost.remedies.expect("it mends by itself");
    assert_eq!(remedies.again, 31, "as many again in both studies, but for the incumbent's own");
    assert!((1..=32).contains(&remedies.widening), "{remedies:?}");
    assert_eq!((cost.confirmation_trainings_min, cost.confirmation_trainings_max), (6, 60));
    assert_eq!(cost.rerun_trainings, 18, "the best three of each study, with three seeds");
    assert_eq!(cost.trainings(), (56, 110));
    assert_eq!(cost.epochs_per_training, 3);
    assert_eq!((cost.seconds_per_training, cost.hours(1)), (None, None));

    // No gain at all: the first look keeps, and the least is exact.
    let mut course = Course::new(project);
    course.finish(&|request| {
        let on = request.configuration.values["dropout"] == text("on");
        let searched = !support::is_confirmation(request);
        let near = (number(&request.configuration.values, "learning_rate") / 0.02).log10().abs();
        let penalty = if on && !searched { 1.0 } else { 0.0 };
        score(near + penalty)
    });
    let is_search = |trial: &&TrialRecord| trial.request.purpose.study().is_some();
    let search = course.history.trials.values().filter(is_search).count();
    assert_eq!(search, 32, "no range was widened");
    assert_eq!(course.history.trials.len(), 56);

    // With trainings to go by, hours are known, and more slots make fewer of them.
    let round = course.round().frozen.clone();
    for trial in course.history.trials.values_mut() {
        trial.seconds = 1800.0;
    }
    let cost = round_cost(&round, &course.history);
    assert_eq!(cost.hours(1), Some((28.0, 55.0)));
    assert_eq!(cost.hours(2), Some((14.0, 27.5)));
}

fn history_with_incumbent(values: Values) -> History {
    let opened = Event::ProjectOpened {
        name: "test".into(),
        metric: "val_error".into(),
        direction: etude_study::score::Direction::Minimize,
        seed: 0,
    };
    let launched = Event::Launched(Box::new(Launch { values, evidence: LaunchEvidence::ProjectFile }));
    History::fold(&[opened, launched]).expect("in order")
}

#[test]
fn a_parameter_added_later_starts_at_its_baseline_and_one_removed_is_gone() {
    let project = project(DROPOUT);
    let old = Values::from([
        ("learning_rate".to_owned(), Value::Float(0.2)),
        ("dropout".to_owned(), text("on")),
        ("momentum".to_owned(), Value::Float(0.9)),
    ]);
    let new = freeze_round(&project, &history_with_incumbent(old), &project.rounds[0]).expect("can start");
    let expected = Values::from([
        ("learning_rate".to_owned(), Value::Float(0.2)),
        ("dropout".to_owned(), text("on")),
        ("dropout_rate".to_owned(), Value::Float(0.3)),
        ("weight_decay".to_owned(), Value::Float(1e-4)),
    ]);
    assert_eq!(new.frozen.incumbent, expected);
    assert_eq!(new.frozen.studies.iter().filter(|study| study.holds_incumbent).count(), 1);
}

/// P94: a parameter's number, and with it its quasi-random column, is its own for life.
#[test]
fn dimension_numbers_are_given_once() {
    let project = project(DROPOUT);
    let mut history = History::default();
    history.apply(&Event::DimensionsNumbered { names: vec!["width".into(), "dropout_rate".into()] }).unwrap();
    let new = freeze_round(&project, &history, &project.rounds[0]).expect("can start");
    assert_eq!(new.new_dimensions, ["learning_rate"]);
    let space = &new.frozen.studies[1].space;
    let numbers = ["learning_rate", "dropout_rate"].map(|name| space.dimension(name).expect("varied").number);
    assert_eq!(numbers, [2, 1]);
}

#[test]
fn a_question_about_what_the_incumbent_lacks_is_refused() {
    let text = DROPOUT.replace("scientific = [\"dropout\"]", "scientific = [\"dropout_rate\"]");
    let text =
        text.replace("nuisance = [\"learning_rate\", \"dropout_rate\"]", "nuisance = [\"learning_rate\"]");
    let project = project(&format!("{text}space.dropout_rate = {{ choices = [0.1, 0.3, 0.5] }}\n"));
    let refused = freeze_round(&project, &History::default(), &project.rounds[0]);
    assert!(matches!(refused, Err(RoundError::QuestionIsInactive { .. })), "{refused:?}");
    let on = Values::from([("dropout".to_owned(), support::text("on"))]);
    let started = freeze_round(&project, &history_with_incumbent(on), &project.rounds[0]).expect("can start");
    assert_eq!(started.frozen.studies.len(), 3);
}

#[test]
fn a_round_that_varies_nothing_is_refused() {
    let text = DROPOUT.replace("scientific = [\"dropout\"]\n", "");
    let text = text.replace("[\"learning_rate\", \"dropout_rate\"]", "[\"dropout_rate\"]");
    let project = project(&text.replace("space.learning_rate = { low = 1e-3, high = 0.3 }\n", ""));
    let refused = freeze_round(&project, &History::default(), &project.rounds[0]);
    assert_eq!(refused.unwrap_err(), RoundError::NothingVaries { round: "dropout".into() });
}

/// What a round rests on is frozen at its start: the file may change while it runs.
#[test]
fn a_started_round_does_not_heed_changes_of_the_file() {
    let mut course = started(project(ACTIVATION));
    course.project.rounds[0].trials = 400;
    course.project.min_improvement = 7.0;
    course.project.parameters.clear();
    course.project.rounds[0].nuisance.clear();
    course.finish(&|request| score(number(&request.configuration.values, "rate")));
    assert_eq!(course.history.rounds.len(), 1);
    assert_eq!(course.round().id, RoundId(1));
    let first = course.study(1).definition.id;
    let original = course
        .requests_of(first)
        .iter()
        .filter(|request| {
            matches!(request.purpose, Purpose::Search { segment: 0, .. } | Purpose::Incumbent { .. })
        })
        .count();
    assert_eq!(original, 4);
}

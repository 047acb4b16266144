//! Rounds of every design, end to end: a range in question, features with nuisances of their own, interactions, ablations.

use std::collections::BTreeMap;

use etude::coordinator::{Coordinator, CoordinatorState, Input, Start};
use etude_simulation::workload::measurement;
use etude_simulation::{Faults, Run, simulate};
use etude_stats::random::{Random, mix};
use etude_study::answer::{Reading, RoundAnswer};
use etude_study::configuration::Configuration;
use etude_study::design::{Design, part_of};
use etude_study::event::Event;
use etude_study::finding::{Answer, BoundaryAction};
use etude_study::history::{History, StudyRecord};
use etude_study::measurement::SpooledMeasurement;
use etude_study::project::{Project, parse_project};
use etude_study::trial::{Arm, AttemptEnding, Purpose};
use etude_study::value::Value;
use etude_study::verdict::{Decision, Reason};

fn project(margin: f64, seed: u64, parameters_and_rounds: &str) -> Project {
    parse_project(&format!(
        "[project]\nname = \"designs\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n\
         min_improvement = {margin:?}\n[workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 4\n\
         {parameters_and_rounds}"
    ))
    .expect("in order")
}

fn run(project: &Project, error: &dyn Fn(&Configuration) -> f64) -> Run {
    let noisy = |configuration: &Configuration| {
        error(configuration) + 0.003 * Random::new(mix(u64::from(configuration.seed))).normal()
    };
    let run = simulate(project, &noisy, Faults::default(), 0).expect("a project that can run");
    assert_eq!(run.state, CoordinatorState::Finished, "{:?}", run.state);
    run
}

fn number(configuration: &Configuration, name: &str) -> f64 {
    configuration.values.get(name).and_then(Value::as_f64).expect("a number")
}

fn is(configuration: &Configuration, name: &str, word: &str) -> bool {
    configuration.values.get(name) == Some(&Value::Text(word.into()))
}

fn decision(run: &Run, round: usize) -> Decision {
    run.history.rounds[round].verdict.as_ref().expect("a verdict").decision
}

/// The configurations that a study trained, in order.
fn trained<'a>(run: &'a Run, study: &StudyRecord) -> Vec<&'a Configuration> {
    study.trials.iter().map(|trial| &run.history.trials[trial].request.configuration).collect()
}

const WIDTH: &str = "[parameters.width]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.1\n\
    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [[rounds]]\nname = \"width\"\ngoal = \"Which width?\"\nscientific = [\"width\"]\nnuisance = [\"rate\"]\ntrials = 64\n";

/// P34, P36, P60: values covered evenly, and a baseline that is tuned as much as a part of the range.
#[test]
fn a_range_is_covered_evenly_beside_a_baseline_as_well_tuned_as_each_of_its_parts() {
    for sampler in ["quasi-random", "halton", "random"] {
        let project = project(0.01, 3, &format!("{WIDTH}sampler = \"{sampler}\"\n"));
        let ended =
            run(&project, &|it| (number(it, "width") - 0.7).powi(2) + (number(it, "rate") - 0.4).powi(2));
        let round = &ended.history.rounds[0];
        assert_eq!(round.frozen.definition.design, Design::OverRange { parts: 8 });
        let [over_range, home] = round.studies.as_slice() else { panic!("{} studies", round.studies.len()) };
        let domain = &over_range.definition.space.dimension("width").expect("a dimension").domain;
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for configuration in trained(&ended, over_range) {
            *counts
                .entry(part_of(domain, 8, &configuration.values["width"]).expect("inside"))
                .or_default() += 1;
        }
        let (least, most) = (counts.values().min().unwrap(), counts.values().max().unwrap());
        assert!(counts.len() == 8 && most - least <= 1, "{sampler}: {counts:?}");
        let at_home = trained(&ended, home);
        assert!(at_home.len() >= 8, "the baseline has as many trials as a part");
        assert!(at_home.iter().all(|it| it.values["width"] == Value::Float(0.1)));
        assert_eq!(decision(&ended, 0), Decision::Adopt, "{sampler}");
        let confirmation = round.confirmation.as_ref().expect("a confirmation");
        let arms: Vec<Arm> = confirmation.contenders.iter().map(|contender| contender.arm).collect();
        assert_eq!(arms, [Arm::Candidate, Arm::Baseline, Arm::Incumbent]);
        let width = ended.history.incumbent().and_then(|values| values["width"].as_f64()).expect("a width");
        assert!((0.55..0.85).contains(&width), "{sampler}: {width}");
    }
}

/// A list of many values: each as often as any other.
#[test]
fn every_value_of_a_long_list_is_trained_equally_often() {
    let list: Vec<String> = (0..15).map(|index| format!("\"m{index}\"")).collect();
    let text = format!(
        "[parameters.model]\nchoices = [{}]\nbaseline = \"m0\"\n[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
         [[rounds]]\nname = \"model\"\ngoal = \"Which model?\"\nscientific = [\"model\"]\nnuisance = [\"rate\"]\ntrials = 60\n",
        list.join(", ")
    );
    let ended = run(&project(0.01, 1, &text), &|it| if is(it, "model", "m7") { 0.1 } else { 0.3 });
    let round = &ended.history.rounds[0];
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for configuration in trained(&ended, &round.studies[0]) {
        *counts.entry(configuration.values["model"].to_string()).or_default() += 1;
    }
    assert!(counts.len() == 15 && counts.values().all(|count| *count == 4), "{counts:?}");
    assert_eq!(round.studies[1].trials.len(), 4);
    assert_eq!(ended.history.incumbent().map(|values| &values["model"]), Some(&Value::Text("m7".into())));
}

/// The best values lie in the incumbent's own part: tuning there is no effect of the question.
#[test]
fn the_incumbents_own_part_of_a_range_gives_no_candidate() {
    let ended = run(&project(0.01, 5, WIDTH), &|it| {
        (number(it, "width") - 0.1).abs() + (number(it, "rate") - 0.9).powi(2)
    });
    let candidate = ended.history.rounds[0].verdict.as_ref().and_then(|verdict| verdict.candidate.clone());
    let width = candidate.and_then(|candidate| candidate.values["width"].as_f64()).expect("a width");
    assert!(width >= 0.125, "{width}");
    assert_ne!(decision(&ended, 0), Decision::Adopt);
}

/// S20 for the question itself: told, not widened; a nuisance is widened as ever.
#[test]
fn the_range_of_a_question_is_not_widened_and_its_end_is_told() {
    let ended = run(&project(0.01, 2, WIDTH), &|it| 1.0 - number(it, "width") + 0.01 * number(it, "rate"));
    let round = &ended.history.rounds[0];
    let ends = |finding: &etude_study::finding::Finding| {
        matches!(&finding.answer, Answer::Boundary { parameter, action: BoundaryAction::QuestionEnds { limit }, .. }
            if parameter == "width" && limit.total_cmp(&1.0).is_eq())
    };
    assert!(round.studies[0].findings.iter().any(ends), "{:?}", round.studies[0].findings);
    let widened =
        |study: &StudyRecord| study.segments.iter().any(|it| it.widened.as_deref() == Some("width"));
    assert!(!round.studies.iter().any(widened));
}

/// P29, P32, P36: each optimizer with a learning rate of its own, at equal budget.
#[test]
fn a_feature_brings_its_own_nuisances_at_equal_budget() {
    let text = "[parameters.optimizer]\nchoices = [\"sgd\", \"adam\"]\nbaseline = \"sgd\"\n\
        [parameters.sgd.lr]\nwhen = { optimizer = \"sgd\" }\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
        [parameters.adam.lr]\nwhen = { optimizer = \"adam\" }\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
        [parameters.adam.beta]\nwhen = { optimizer = \"adam\" }\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
        [[rounds]]\nname = \"optimizer\"\ngoal = \"Is Adam better?\"\nscientific = [\"optimizer\"]\n\
        nuisance = [\"sgd.lr\", \"adam.lr\", \"adam.beta\"]\ntrials = 32\n";
    let adam = |it: &Configuration| {
        0.1 + (number(it, "adam.lr") - 0.2).powi(2) + 0.1 * (number(it, "adam.beta") - 0.5).powi(2)
    };
    let error = |it: &Configuration| {
        if is(it, "optimizer", "adam") { adam(it) } else { 0.2 + (number(it, "sgd.lr") - 0.6).powi(2) }
    };
    let ended = run(&project(0.01, 1, text), &error);
    let round = &ended.history.rounds[0];
    let names = |study: &StudyRecord| -> Vec<String> {
        study.definition.space.dimensions().iter().map(|dimension| dimension.name.clone()).collect()
    };
    assert_eq!(names(&round.studies[0]), ["sgd.lr"]);
    assert_eq!(names(&round.studies[1]), ["adam.lr", "adam.beta"]);
    let searched = |study: &StudyRecord| {
        let first_segment = |trial: &&etude_study::ids::TrialId| {
            matches!(
                ended.history.trials[*trial].request.purpose,
                Purpose::Search { segment: 0, .. } | Purpose::Incumbent { .. }
            )
        };
        study.trials.iter().filter(first_segment).count()
    };
    assert_eq!((searched(&round.studies[0]), searched(&round.studies[1])), (32, 32));
    for configuration in trained(&ended, &round.studies[1]) {
        assert!(!configuration.values.contains_key("sgd.lr"));
    }
    assert_eq!(decision(&ended, 0), Decision::Adopt);
    let incumbent = ended.history.incumbent().expect("an incumbent");
    assert_eq!(incumbent["optimizer"], Value::Text("adam".into()));
}

const CROSSED: &str = "[parameters.dropout]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
    [parameters.depth]\nchoices = [\"flat\", \"deep\"]\nbaseline = \"flat\"\n\
    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [[rounds]]\nname = \"crossed\"\ngoal = \"Does the effect of dropout depend on the depth?\"\n\
    scientific = [\"dropout\", \"depth\"]\ninteraction = true\nnuisance = [\"rate\"]\ntrials = 16\n";

/// What the round says of both changes, and the values that it leaves as incumbent.
fn crossed(bonus: f64, seed: u64) -> (RoundAnswer, Run) {
    let error = move |it: &Configuration| {
        let (dropout, deep) = (is(it, "dropout", "on"), is(it, "depth", "deep"));
        let effects = 0.02 * f64::from(u8::from(dropout)) + 0.04 * f64::from(u8::from(deep));
        let together = if dropout && deep { bonus } else { 0.0 };
        0.5 + 0.2 * (number(it, "rate") - 0.6).powi(2) - effects - together
    };
    let ended = run(&project(0.01, seed, CROSSED), &error);
    let round = &ended.history.rounds[0];
    assert_eq!(round.studies.len(), 4);
    assert!(round.studies.iter().all(|study| study.trials.len() >= 16));
    let answers = &round.verdict.as_ref().expect("a verdict").answers;
    let [answer] = answers.as_slice() else { panic!("{answers:?}") };
    (answer.clone(), ended)
}

/// A question of its own: does one effect depend on the other? Still one candidate.
#[test]
fn an_interaction_is_told_from_effects_that_add_up_and_one_pair_is_adopted() {
    for seed in 0..5 {
        let (answer, ended) = crossed(0.1, seed);
        assert_eq!(answer.reading, Reading::Effect, "{answer:?}");
        assert!(answer.interval.0 > 0.05 && answer.interval.1 < 0.15, "{answer:?}");
        let adopted = ended.history.incumbent().expect("an incumbent");
        assert_eq!(
            (adopted["dropout"].to_string(), adopted["depth"].to_string()),
            ("on".into(), "deep".into())
        );
        let (answer, _) = crossed(0.0, seed);
        assert_ne!(answer.reading, Reading::Effect, "{answer:?}");
    }
}

const ABLATION: &str = "[parameters.useful]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
    [parameters.useless]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [[rounds]]\nname = \"useful\"\ngoal = \"Does it help?\"\nscientific = [\"useful\"]\nnuisance = [\"rate\"]\ntrials = 16\n\
    [[rounds]]\nname = \"useless\"\ngoal = \"Does it help?\"\nscientific = [\"useless\"]\nnuisance = [\"rate\"]\ntrials = 16\n\
    [[rounds]]\nname = \"ablation\"\ngoal = \"Do they earn their place?\"\nablation = true\nnuisance = [\"rate\"]\ntrials = 16\n";

/// Removal is decided by non-inferiority: what does nothing any more goes, and what earns its place stays.
#[test]
fn an_ablation_removes_what_does_nothing_and_keeps_what_helps() {
    for seed in 0..5 {
        let rounds = std::cell::Cell::new(0_u32);
        let error = |it: &Configuration| {
            // Worth having before the other was there; from the third round on it does nothing.
            let helps = is(it, "useless", "on") && rounds.get() == 0;
            0.5 + 0.2 * (number(it, "rate") - 0.6).powi(2)
                - if is(it, "useful", "on") { 0.1 } else { 0.0 }
                - if helps { 0.1 } else { 0.0 }
        };
        let mut first = project(0.02, seed, ABLATION);
        let ablation = first.rounds.split_off(2);
        let before = run(&first, &error);
        let adopted = before.history.incumbent().expect("an incumbent").clone();
        assert_eq!(
            (adopted["useful"].to_string(), adopted["useless"].to_string()),
            ("on".into(), "on".into())
        );
        // The same project with the adopted values as incumbent, and a program in which one of them does nothing.
        rounds.set(1);
        let mut later = first.clone();
        later.rounds.extend(ablation);
        // The program changes unseen here, so nothing of before it may count.
        later.rounds[2].fresh = true;
        let ended = continued(&later, &before.events, &error);
        let round = &ended.rounds[2];
        assert_eq!(
            round.frozen.definition.design,
            Design::Ablation { features: vec!["useful".into(), "useless".into()] }
        );
        let verdict = round.verdict.as_ref().expect("a verdict");
        assert_eq!(verdict.decision, Decision::Adopt, "{verdict:?}");
        assert_eq!(verdict.reasons.last(), Some(&Reason::NoWorseWithout));
        let readings: Vec<Reading> = verdict.answers.iter().map(|answer| answer.reading).collect();
        assert_eq!(readings, [Reading::Effect, Reading::BelowMargin], "{:?}", verdict.answers);
        let now = ended.incumbent().expect("an incumbent");
        assert_eq!((now["useful"].to_string(), now["useless"].to_string()), ("on".into(), "off".into()));
    }
}

/// Where everything earns its place, nothing is removed.
#[test]
fn an_ablation_of_what_all_helps_changes_nothing() {
    for seed in 0..5 {
        let error = |it: &Configuration| {
            0.5 + 0.2 * (number(it, "rate") - 0.6).powi(2)
                - if is(it, "useful", "on") { 0.1 } else { 0.0 }
                - if is(it, "useless", "on") { 0.1 } else { 0.0 }
        };
        let ended = run(&project(0.02, seed, ABLATION), &error);
        let verdict = ended.history.rounds[2].verdict.as_ref().expect("a verdict");
        assert_eq!(verdict.decision, Decision::Keep, "{verdict:?}");
        assert!(
            verdict.answers.iter().all(|answer| answer.reading == Reading::Effect),
            "{:?}",
            verdict.answers
        );
    }
}

/// Goes on with a history, one attempt after the other.
fn continued(project: &Project, events: &[Event], error: &dyn Fn(&Configuration) -> f64) -> History {
    let history = History::fold(events).expect("a history");
    let mut coordinator = Coordinator::new(project.clone(), history).expect("in order");
    let mut inputs = Vec::new();
    for _ in 0..10_000 {
        let response = coordinator.handle(std::mem::take(&mut inputs)).expect("in order");
        if response.start.is_empty() {
            assert_eq!(response.state, CoordinatorState::Finished);
            return coordinator.history().clone();
        }
        for Start { trial, attempt } in response.start {
            let configuration = &coordinator.history().trials[&trial].request.configuration;
            let noise = 0.003 * Random::new(mix(u64::from(configuration.seed))).normal();
            let measurement = measurement("val_error", 1.0, error(configuration) + noise);
            inputs.push(Input::Measured {
                trial,
                measured: SpooledMeasurement { attempt, sequence: 0, measurement },
            });
            inputs.push(Input::AttemptEnded {
                trial,
                attempt,
                ending: AttemptEnding::Finished,
                seconds: Some(1.0),
            });
        }
    }
    panic!("no end");
}

//! Rounds over every kind of space through the real coordinator: no configuration twice, whatever is widened or killed.

use std::collections::BTreeSet;

use etude::coordinator::CoordinatorState;
use etude_simulation::{Faults, Run, simulate};
use etude_study::configuration::Configuration;
use etude_study::history::StudyRecord;
use etude_study::project::{Project, parse_project};
use etude_study::trial::Purpose;
use etude_study::value::Value;

const HEAD: &str = "[project]\nname = \"spaces\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
                    [workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 3\n";

/// Twelve units times what hangs on the optimizer, and an optimum beyond their range.
const SMALL: &str = r#"
[parameters.units]
type = "int"
low = 1
high = 12
hard_high = 30
baseline = 6
[parameters.optimizer]
choices = ["adam", "sgd"]
baseline = "adam"
[parameters.sgd.nesterov]
when = { optimizer = "sgd" }
choices = [false, true]
baseline = false
[parameters.sgd.factor]
when = { sgd.nesterov = true }
low = 0.5
high = 0.9
step = 0.2
baseline = 0.5
"#;

/// Layers with a width each, a momentum near 1, and a switch.
const LARGE: &str = r#"
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
baseline = 32
[parameters.momentum]
low = 0.5
high = 0.99
scale = "reverse-log"
hard_high = 0.999
baseline = 0.9
[parameters.size]
choices = ["small", "medium", "large"]
ordered = true
baseline = "small"
"#;

fn project(parameters: &str, seed: u64, round: &str) -> Project {
    let head = HEAD.replace("direction", &format!("seed = {seed}\ndirection"));
    let text = format!("{head}{parameters}\n[[rounds]]\nname = \"r\"\ngoal = \"What is best?\"\n{round}\n");
    parse_project(&text).unwrap_or_else(|error| panic!("{error}: {}\n{text}", error.problem.remedy()))
}

/// Better with more units, momentum and layers; a little luck.
fn error(configuration: &Configuration) -> f64 {
    let value = |name: &str| configuration.values.get(name).and_then(Value::as_f64).unwrap_or(0.0);
    let luck = f64::from(configuration.seed % 1009) * 1e-6;
    1.0 / (1.0 + value("units") + value("layers")) - 0.1 * value("momentum") + luck
}

fn run(project: &Project, faults: Faults) -> Run {
    let run = simulate(project, &error, faults, 3).expect("a project that can run");
    assert_eq!(run.state, CoordinatorState::Finished);
    run
}

/// What a study trained, its incumbent's own configuration included.
fn trained(run: &Run, study: &StudyRecord) -> Vec<(Purpose, String)> {
    let requests = study.trials.iter().map(|trial| &run.history.trials[trial].request);
    requests.map(|it| (it.purpose.clone(), format!("{:?}", it.configuration.values))).collect()
}

#[test]
fn no_study_trains_one_configuration_twice() {
    let mut widened = 0;
    for sampler in ["quasi-random", "halton", "random", "grid"] {
        for seed in 0..2 {
            for (parameters, roles) in [
                (
                    SMALL,
                    "nuisance = [\"units\", \"optimizer\", \"sgd.nesterov\", \"sgd.factor\"]\ntrials = 40",
                ),
                (
                    SMALL,
                    "scientific = [\"optimizer\"]\nnuisance = [\"units\", \"sgd.nesterov\"]\ntrials = 24",
                ),
                (LARGE, "nuisance = [\"layers\", \"width\", \"momentum\", \"size\"]\ntrials = 96"),
                (LARGE, "scientific = [\"layers\"]\nnuisance = [\"width\", \"size\"]\ntrials = 64"),
            ] {
                let project = project(parameters, seed, &format!("{roles}\nsampler = \"{sampler}\""));
                let run = run(&project, Faults::default());
                for study in &run.history.rounds[0].studies {
                    widened += study.segments.len() - 1;
                    let trained = trained(&run, study);
                    let different: BTreeSet<&String> = trained.iter().map(|(_, values)| values).collect();
                    assert_eq!(different.len(), trained.len(), "{sampler}, seed {seed}: {trained:?}");
                    for trial in &study.trials {
                        let values = &run.history.trials[trial].request.configuration.values;
                        let own = study.space.part_of(values);
                        assert!(study.space.contains(&own), "{sampler}, seed {seed}: {own:?}");
                    }
                }
            }
        }
    }
    assert!(widened > 10, "{widened} expansions");
}

/// Every point of a space that is smaller than the budget is trained, and the study ends there.
#[test]
fn a_space_smaller_than_its_budget_is_trained_whole() {
    let roles = "nuisance = [\"optimizer\", \"sgd.nesterov\", \"sgd.factor\"]\ntrials = 50";
    for sampler in ["quasi-random", "halton", "random"] {
        let run = run(&project(SMALL, 1, &format!("{roles}\nsampler = \"{sampler}\"")), Faults::default());
        assert_eq!(run.history.rounds[0].studies[0].trials.len(), 1 + 1 + 3, "{sampler}");
    }
}

#[test]
fn kills_change_no_point_of_any_sampler() {
    let roles = "nuisance = [\"units\", \"optimizer\", \"sgd.nesterov\", \"sgd.factor\"]";
    let by_hand =
        "configurations = [{ units = 12 }, { units = 3, optimizer = \"sgd\" }, { optimizer = \"sgd\" }]";
    let samplers = ["quasi-random", "halton", "random", "grid"]
        .map(|sampler| format!("{roles}\nsampler = \"{sampler}\"\ntrials = 40"));
    for round in samplers.into_iter().chain([format!("{roles}\n{by_hand}")]) {
        for seed in 0..2 {
            let project = project(SMALL, seed, &round);
            let (undisturbed, killed) =
                (run(&project, Faults::default()), run(&project, Faults::everywhere(0.05)));
            let points = |run: &Run| trained(run, &run.history.rounds[0].studies[0]);
            assert_eq!(points(&killed), points(&undisturbed), "{round}, seed {seed}");
        }
    }
}

/// P36: a study's grid does not depend on its scientific value, and every study has all of it.
#[test]
fn studies_of_a_grid_train_the_same_points() {
    let roles = "scientific = [\"optimizer\"]\nnuisance = [\"units\"]\nsampler = \"grid\"\ntrials = 5";
    let run = run(&project(SMALL, 1, roles), Faults::default());
    let units = |study: usize| -> Vec<Value> {
        let trials = run.history.rounds[0].studies[study].trials.iter();
        let requests = trials.map(|trial| &run.history.trials[trial].request);
        let mut units: Vec<Value> = requests.map(|it| it.configuration.values["units"].clone()).collect();
        units.sort_by_key(ToString::to_string);
        units.dedup();
        units
    };
    assert!(units(1).len() == 5 && units(1).iter().all(|value| units(0).contains(value)));
}

//! A real run with a pruner: processes are paused at rungs and go on from their checkpoints.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod etude_command;

use std::fs;

use etude_command::etude;
use serde_json::Value;
use tempfile::TempDir;

/// Nine epochs of a state that only a checkpoint can carry on. It lingers after each report, at a rung longer, so that
/// there is time to end it.
const PROGRAM: &str = r#"
import json, os, sys, time

rate = float(sys.argv[1].split("=")[1])
seed = int(os.environ["ETUDE_SEED"])
checkpoints = os.environ["ETUDE_CHECKPOINT_DIR"]
resume = os.environ.get("ETUDE_RESUME_FROM")
epoch, state = json.load(open(resume)) if resume else (0, 1.0)
while epoch < int(os.environ["ETUDE_MAX_EPOCHS"]):
    epoch += 1
    state = 0.6 * state + 0.001 * ((seed * epoch) % 7)
    name = f"epoch-{epoch}.json"
    with open(os.path.join(checkpoints, name), "w") as file:
        json.dump((epoch, state), file)
    error = 0.1 + abs(rate - 0.3) + state
    print(json.dumps({"epoch": epoch, "val_error": error, "checkpoint": name}), flush=True)
    if os.path.exists("lingers"):
        time.sleep(0.4 if epoch in (1, 3) else 0.05)
"#;

fn project(pruner: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let file = format!(
        "[project]\nname = \"mine\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
         [workload]\ncommand = [\"python3\", \"-S\", \"train.py\", \"{{args}}\"]\n\
         [length]\nmax_epochs = 9\nkeep_checkpoints = \"all\"\n[slots]\ncount = 2\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nphase = \"exploit\"\nnuisance = [\"rate\"]\n\
         trials = 8\npruner = {pruner}\n"
    );
    fs::write(folder.path().join("etude.toml"), file).unwrap();
    fs::write(folder.path().join("train.py"), PROGRAM).unwrap();
    folder
}

fn shown(folder: &TempDir, arguments: &[&str]) -> Value {
    let ran = etude(folder.path(), &[arguments, &["--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    ran.json()
}

#[test]
fn asha_pauses_trials_and_what_goes_on_ends_as_if_it_had_never_stopped() {
    let paused = project("{ rule = \"asha\", eta = 3, first = 1 }");
    fs::write(paused.path().join("lingers"), "").unwrap();
    let ran = etude(paused.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(ran.stderr.contains("paused by the pruner: "), "{}", ran.shown());
    let whole = project("\"none\"");
    let ran = etude(whole.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());

    let trials = shown(&paused, &["trials"]);
    let trials: Vec<&Value> =
        trials.as_array().unwrap().iter().filter(|trial| trial["purpose"] == "search").collect();
    let (ended, pruned): (Vec<&Value>, Vec<&Value>) =
        trials.into_iter().partition(|trial| trial["state"] == "feasible");
    assert!(pruned.len() >= 3 && pruned.iter().all(|trial| trial["state"] == "pruned"), "{pruned:?}");
    assert!(pruned[0]["outcome"].as_str().unwrap().contains("is not among the best there"), "{}", pruned[0]);
    assert!(ended.iter().any(|trial| trial["attempts"].as_u64() > Some(1)), "none was paused: {ended:?}");
    for trial in ended {
        let number = trial["trial"].to_string();
        let (own, other) = (shown(&paused, &["show", &number]), shown(&whole, &["show", &number]));
        assert_eq!(own["values"], other["values"]);
        assert_eq!((&own["curve"], &own["score"]), (&other["curve"], &other["score"]), "trial {number}");
        let attempts = own["attempt_list"].as_array().unwrap();
        for pair in attempts.windows(2) {
            assert!(pair[0]["ending"].as_str().unwrap().starts_with("paused by the pruner: "), "{}", pair[0]);
            assert!(pair[1]["resumed_from"].as_str().unwrap().starts_with("epoch-"), "{}", pair[1]);
        }
    }
    let status = shown(&paused, &["status"]);
    assert_eq!((status["trials"]["pruned"].as_u64(), status["trials"]["paused"].as_u64()), {
        (Some(pruned.len() as u64), Some(0))
    });
    let report = etude(paused.path(), &["report"]);
    assert!(report.stdout.contains("Pruner: asha (eta 3, first rung at epoch 1)."), "{}", report.shown());
    assert_eq!(shown(&paused, &["trials", "--state", "pruned"]).as_array().unwrap().len(), pruned.len());
}

#[test]
fn a_pruner_in_a_comparison_is_refused_with_the_way_out() {
    let folder = project("\"median\"");
    let file = fs::read_to_string(folder.path().join("etude.toml")).unwrap();
    let compares = "[parameters.extra]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n[[rounds]]\nscientific = [\"extra\"]";
    let file = file.replace("[[rounds]]", compares);
    fs::write(folder.path().join("etude.toml"), &file).unwrap();
    let refused = etude(folder.path(), &["plan"]);
    assert!(refused.code != 0 && refused.stderr.contains("(rule S25)"), "{}", refused.shown());
    assert!(refused.stderr.contains("allow = [{ rule = \"S25\""), "{}", refused.shown());
    let allowed = format!("{file}allow = [{{ rule = \"S25\", reason = \"the rate is constant\" }}]\n");
    fs::write(folder.path().join("etude.toml"), allowed).unwrap();
    let plan = etude(folder.path(), &["plan"]);
    assert!(plan.stdout.contains("Rule S25 is overridden: the rate is constant"), "{}", plan.shown());
}

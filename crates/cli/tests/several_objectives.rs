//! A project with several objectives: searched, shown, and told of a trial that cannot be compared.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use std::fs;

use etude_command::etude;
use serde_json::{Value, json};
use small_program::project;
use tempfile::TempDir;

/// A higher rate is slower and better up to 0.1; the best epoch is the second, the slower last one does not count. The
/// trial numbered 3 does not say how slow it is.
const PROGRAM: &str = r#"
import json, math, os, sys

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
rate = float(arguments["learning_rate"])
for epoch, worse in [(1, 0.2), (2, 0.0), (3, 0.1)]:
    report = {"epoch": epoch, "val_error": abs(math.log10(rate) + 1) + worse, "inference_ms": 1000 * rate + epoch}
    if "000003" in os.environ["ETUDE_CHECKPOINT_DIR"]:
        del report["inference_ms"]
    print(json.dumps(report), flush=True)
"#;

fn exploiting() -> TempDir {
    let folder = project(PROGRAM, false);
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap().replace("count = 2", "count = 1");
    let (head, _) = text.split_once("[[rounds]]").unwrap();
    let head = head.replace("min_improvement", "also = { inference_ms = \"minimize\" }\nmin_improvement");
    let exploit = "[[rounds]]\nname = \"best\"\ngoal = \"Which rate is best?\"\nphase = \"exploit\"\n\
                   sampler = \"gp\"\nnuisance = [\"learning_rate\"]\ntrials = 9\n\
                   allow = [{ rule = \"S22\", reason = \"it draws nothing\" }]\n";
    fs::write(&file, head + exploit).unwrap();
    folder
}

/// The numbers of what no other beats among the search's trials, from their scores.
fn undominated(trials: &[Value]) -> Vec<u64> {
    let scores = |trial: &Value| Some((trial["score"].as_f64()?, trial["also"]["inference_ms"].as_f64()?));
    let searched = || trials.iter().filter(|trial| !trial["study"].is_null());
    let beats = |a: (f64, f64), b: (f64, f64)| a.0 <= b.0 && a.1 <= b.1 && a != b;
    let on_front = |trial: &&Value| {
        scores(trial).is_some_and(|own| !searched().filter_map(scores).any(|other| beats(other, own)))
    };
    searched().filter(on_front).map(|trial| trial["trial"].as_u64().unwrap()).collect()
}

#[test]
fn the_trials_that_no_other_beats_are_shown_and_one_that_lacks_an_objective_is_named() {
    let folder = exploiting();
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let trials = etude(folder.path(), &["trials", "--format", "json"]).json();
    let trials = trials.as_array().unwrap();
    for trial in trials.iter().filter(|trial| trial["trial"] != 3) {
        let rate = trial["values"]["learning_rate"].as_f64().unwrap();
        let milliseconds = trial["also"]["inference_ms"].as_f64().unwrap();
        assert!((milliseconds - 1000.0 * rate - 2.0).abs() < 1e-9, "at the best epoch, 2: {trial}");
    }
    let expected = undominated(trials);
    assert!(expected.len() >= 2, "{trials:?}");
    let marked: Vec<u64> = trials
        .iter()
        .filter(|trial| trial["on_front"] == json!(true))
        .map(|trial| trial["trial"].as_u64().unwrap())
        .collect();
    assert_eq!(marked, expected);

    let front = &etude(folder.path(), &["best", "--format", "json"]).json()["front"];
    let mut listed: Vec<u64> =
        front["trials"].as_array().unwrap().iter().map(|trial| trial["trial"].as_u64().unwrap()).collect();
    listed.sort_unstable();
    assert_eq!(listed, expected);
    assert_eq!(front["incomplete"], json!([{ "trial": 3, "missing": ["inference_ms"] }]));
    let sentence = "no trial is better in all: val_error, inference_ms";
    for command in ["best", "trials", "report"] {
        let shown = etude(folder.path(), &[command]).stdout;
        assert!(shown.contains(sentence), "{command}: {shown}");
        assert!(shown.contains("trial 000003 is not compared: it did not log inference_ms"), "{shown}");
    }
}

#[test]
fn a_project_of_one_objective_has_no_front() {
    let folder = project(small_program::PROGRAM, false);
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let best = etude(folder.path(), &["best", "--format", "json"]).json();
    assert!(best.get("front").is_none(), "{best}");
    assert!(!etude(folder.path(), &["trials"]).stdout.contains("no trial is better"));
}

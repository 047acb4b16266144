//! The edge of stability, by real training: a deep model without normalization, right below the rate at which it falls apart.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;

use std::fs;

use etude_command::etude;
use tempfile::TempDir;

fn project(layers: u32, rate: f64, more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[project]\nname = \"stability\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n[workload]\nbuiltin = \"fashion\"\n\
         [length]\nmax_epochs = 2\n[parameters.learning_rate]\nlow = 1e-3\nhigh = 1.0\nscale = \"log\"\nbaseline = {rate:?}\n\
         [parameters.layers]\ntype = \"int\"\nlow = 0\nhigh = 8\nbaseline = {layers}\n{more}"
    );
    fs::write(folder.path().join("etude.toml"), text).unwrap();
    folder
}

/// P108-P112: recognised as the edge, and the next step is a warm-up that reaches far beyond it, written as a round.
#[test]
fn a_deep_model_at_its_highest_rate_is_at_the_edge_and_a_warm_up_is_proposed() {
    let folder = project(8, 0.03, "");
    let seen = etude(folder.path(), &["stability", "--format", "json"]);
    assert_eq!(seen.code, 0, "{}", seen.shown());
    let view = seen.json();
    assert_eq!(view["stability"]["stability"], "unstable_edge", "{view}");
    assert!(view["clip_at"].as_f64().unwrap() > 0.1, "{view}");
    let written = etude(folder.path(), &["next", "--write", "warm-up"]);
    assert_eq!(written.code, 0, "{}", written.shown());
    let file = fs::read_to_string(folder.path().join("etude.toml")).unwrap();
    assert!(file.contains("[parameters.warmup]\nchoices = [0.0, 0.02, 0.2]\nordered = true\n"), "{file}");
    assert!(file.contains("scientific = [\"warmup\"]\nnuisance = [\"learning_rate\"]"), "{file}");
    assert!(file.contains("space.learning_rate = { low = 0.01, high = 1."), "{file}");
    let planned = etude(folder.path(), &["plan"]);
    assert_eq!(planned.code, 0, "{}", planned.shown());
    // Asked about by now, so clipping is next, at the 90th percentile that was seen.
    let next = etude(folder.path(), &["next", "--format", "json"]).json();
    let steps = next["steps"].as_array().unwrap();
    let clipping = steps.iter().find(|step| step["action"] == "stabilise").unwrap();
    assert!(
        clipping["round"]["toml"].as_str().unwrap().contains("[parameters.clip]\nchoices = [\"off\", "),
        "{clipping}"
    );
}

/// S20: calm at ten times the rate, and faster there.
#[test]
fn a_rate_that_is_far_too_low_is_a_range_too_small_and_no_edge() {
    let folder = project(1, 0.001, "");
    let view = etude(folder.path(), &["stability", "--format", "json"]).json();
    assert_eq!(view["stability"]["stability"], "range_too_small", "{view}");
    assert!(!folder.path().join(".etude/stability.json").exists());
}

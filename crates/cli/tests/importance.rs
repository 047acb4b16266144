//! `etude importance` on a project that was run: what is told of a round, what is refused, and the document.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod json_shape;

use std::fs;
use std::path::Path;

use etude_command::{Ran, etude};
use insta::assert_snapshot;
use json_shape::shape;
use tempfile::TempDir;

/// The rate decides most, best at 0.03, and too large a one diverges; the feature halves what the rate costs; idle does nothing.
const PROGRAM: &str = r#"
for word in "$@"; do
    case "$word" in
        --rate=*) rate=${word#*=} ;;
        --idle=*) idle=${word#*=} ;;
        --feature=*) feature=${word#*=} ;;
    esac
done
awk -v rate="$rate" -v feature="$feature" 'BEGIN {
    if (rate > 0.2) { print "{\"infeasible\": \"diverged\"}"; exit }
    decades = (log(rate) - log(0.03)) / log(10)
    cost = decades * decades / 10
    printf "{\"epoch\": 1, \"val_error\": %.6f}\n", 0.1 + (feature == "on" ? cost / 2 : cost + 0.02)
}'
"#;

const PROJECT: &str = r#"[project]
name = "mine"
metric = "val_error"
direction = "minimize"

[workload]
command = ["sh", "train.sh", "{args}"]

[length]
max_epochs = 1

[slots]
count = 4

[parameters.rate]
low = 1e-3
high = 1.0
hard_low = 1e-3
hard_high = 1.0
scale = "log"
baseline = 0.002

[parameters.idle]
low = 0.0
high = 1.0
hard_low = 0.0
hard_high = 1.0
baseline = 0.5

[parameters.feature]
choices = ["off", "on"]
baseline = "off"

[[rounds]]
name = "feature"
goal = "Does the feature help?"
scientific = ["feature"]
nuisance = ["rate", "idle"]
trials = 16
allow = [{ rule = "S22", reason = "it draws nothing" }]

[[rounds]]
name = "idle"
goal = "Is idle worth tuning?"
nuisance = ["idle"]
trials = 4
allow = [{ rule = "S22", reason = "it draws nothing" }]
"#;

fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), PROJECT).unwrap();
    fs::write(folder.path().join("train.sh"), PROGRAM).unwrap();
    folder
}

fn told(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = etude(folder, &[&["importance"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.shown());
    ran
}

/// Numbers and bars differ in the last place between machines: what stands around them does not.
fn without_numbers(text: &str) -> String {
    let number = |word: &str| word.chars().any(|c| c.is_ascii_digit()) && word.contains('.');
    let is_bar = |word: &&str| word.chars().all(|c| "█▓░".contains(c));
    let word = |word: &str| if number(word) { "#".to_owned() } else { word.to_owned() };
    let line = |line: &str| {
        line.split_whitespace().filter(|word| !is_bar(word)).map(word).collect::<Vec<String>>().join(" ")
    };
    text.lines().map(line).collect::<Vec<String>>().join("\n")
}

#[test]
fn a_round_is_told_by_panels_and_refusals() {
    let folder = project();
    assert_eq!(told(folder.path(), &[]).stdout, "No trials yet: `etude run` makes some.\n");
    assert_eq!(told(folder.path(), &["--format", "json"]).stdout, "null\n");
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());

    let latest = told(folder.path(), &[]).stdout;
    assert_snapshot!("refused", latest);
    let feature = told(folder.path(), &["feature"]);
    assert_snapshot!("shown", without_numbers(&feature.stdout));
    let widest = feature.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{}", feature.stdout);

    let document = told(folder.path(), &["feature", "--format", "json"]).json();
    assert_snapshot!("document", shape(&document));
    let parameters = &document["score"]["parameters"];
    assert_eq!((&parameters[0]["name"], &parameters[0]["group"]), (&"rate".into(), &1.into()));
    let steps = document["best"]["steps"].as_array().unwrap();
    let sum: f64 = steps.iter().map(|step| step["gain"]["mean"].as_f64().unwrap()).sum();
    assert!((sum - document["best"]["gain"].as_f64().unwrap()).abs() < 1e-9, "{document}");

    let unknown = etude(folder.path(), &["importance", "featur"]);
    assert_eq!(unknown.code, 2, "{}", unknown.shown());
    assert!(unknown.stderr.contains("featur") && unknown.stderr.contains("rounds: feature, idle"));
}

//! Ten scripts, written the ways people write them: `etude init`, at most two edits, and `etude run` reaches a verdict.
//!
//! The scripts in `init_scripts/` train something real and tiny. `cargo xtask setup` installs the libraries that some of
//! them import; a script may only be edited through the project file that `etude init` wrote.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

#[expect(dead_code, reason = "`etude` is started here with another PATH")]
mod etude_command;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use etude_command::{Ran, run};
use tempfile::TempDir;

/// One script, and what it takes to get a verdict on it.
struct Case {
    /// Its folder in `init_scripts/`; none for the program that is built from `examples/fit.rs`.
    folder: Option<&'static str>,
    /// How its author starts it.
    command: &'static [&'static str],
    /// What is changed in the project file by hand: old text, new text.
    edits: &'static [(&'static str, &'static str)],
    /// Parameters that are found in it.
    parameters: &'static [&'static str],
    /// A switch that the edits let the first round tune, and the words it is given as, on and off.
    switch: Option<(&'static str, Option<&'static str>, Option<&'static str>)>,
    /// The metric.
    metric: &'static str,
}

/// Every study gets so many trials, so that a test takes seconds; it would work with the 16 proposed, and is no edit.
const TRIALS: &str = "trials = 4";

fn verdict(case: &Case) {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("project");
    fs::create_dir(&folder).unwrap();
    if let Some(name) = case.folder {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/init_scripts").join(name), &folder);
    }
    let built = if case.folder.is_none() { fit().display().to_string() } else { String::new() };
    let command = case.command.iter().map(|word| if *word == "fit" { built.as_str() } else { word });
    let ran = etude(&folder, &["init", "--"].into_iter().chain(command).collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.shown());

    let path = folder.join("etude.toml");
    let mut file = fs::read_to_string(&path).unwrap();
    assert!(case.edits.len() <= 2, "too many edits");
    for (old, new) in case.edits {
        assert!(file.contains(old), "the file has no {old:?}:\n{file}");
        file = file.replacen(old, new, 1);
    }
    let file = file.replace("trials = 16", TRIALS);
    fs::write(&path, &file).unwrap();

    let ran = etude(&folder, &["run"]);
    assert_eq!(ran.code, 0, "{}\n{file}", ran.shown());
    let status = etude(&folder, &["status", "--format", "json"]).json();
    let round = &status["rounds"][0];
    assert_eq!(round["name"], "learning-rate", "{status:#}");
    assert!(round["verdict"]["decision"].is_string(), "{status:#}");
    let best = etude(&folder, &["best", "--format", "json"]).json();
    for parameter in case.parameters {
        assert!(!best["values"][parameter].is_null(), "no {parameter}: {best:#}");
    }
    assert!(file.contains(&format!("metric = \"{}\"", case.metric)), "{file}");
    let trials = etude(&folder, &["trials", "--format", "json"]).json();
    let trials = trials.as_array().unwrap();
    let feasible = trials.iter().filter(|trial| trial["state"] == "feasible").count();
    assert!(2 * feasible > trials.len(), "{trials:#?}");
    if let Some(switch) = case.switch {
        check_switch(&folder, trials, switch);
    }
}

/// Trials were started both ways, with the script's own words, and ended well both ways.
fn check_switch(
    folder: &Path,
    trials: &[serde_json::Value],
    (name, on, off): (&str, Option<&str>, Option<&str>),
) {
    for (is_on, word, other) in [(true, on, off), (false, off, on)] {
        let with =
            |trial: &&serde_json::Value| trial["state"] == "feasible" && trial["values"][name] == is_on;
        let trial = trials.iter().find(with).unwrap_or_else(|| panic!("{name} = {is_on}: {trials:#?}"));
        let number = trial["trial"].to_string();
        let shown = etude(folder, &["show", &number, "--format", "json"]).json();
        let retrain = shown["retrain"].as_str().unwrap();
        let words: Vec<&str> = retrain.split(' ').collect();
        assert!(word.is_none_or(|word| words.contains(&word)), "{name} = {is_on}: {retrain}");
        assert!(other.is_none_or(|other| !words.contains(&other)), "{name} = {is_on}: {retrain}");
        assert!(!retrain.contains(&format!("--{name}=")), "{retrain}");
    }
}

/// `etude`, with the Python that has the libraries first in `PATH`.
fn etude(folder: &Path, arguments: &[&str]) -> Ran {
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("script-tests/venv/bin");
    assert!(python.is_dir(), "the scripts' libraries are not installed: run `cargo xtask setup`");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(env!("CARGO_BIN_EXE_etude"));
    command.args(arguments).env("PATH", format!("{}:{path}", python.display()));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    run(command, folder)
}

/// The example program beside this test.
fn fit() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let fit = test.parent().and_then(Path::parent).unwrap().join("examples/fit");
    assert!(
        fit.is_file(),
        "the example is not built: run the tests of the whole crate, or build it with --examples"
    );
    fit
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn argparse_as_in_the_classic_example() {
    verdict(&Case {
        folder: Some("argparse_mnist"),
        command: &["python3", "train.py", "--lr", "0.2", "--no-cuda", "--augment"],
        edits: &[(r#"nuisance = ["lr"]"#, r#"nuisance = ["lr", "augment"]"#)],
        parameters: &["lr", "gamma"],
        switch: Some(("augment", Some("--augment"), None)),
        metric: "test_loss",
    });
}

#[test]
fn argparse_with_the_many_flags_of_fine_tuning() {
    verdict(&Case {
        folder: Some("argparse_transformers"),
        command: &[
            "./run_classifier.py",
            "--learning_rate",
            "1e-3",
            "--num_train_epochs",
            "4",
            "--with_tracking",
        ],
        edits: &[(r#""adam_beta1"]"#, r#""adam_beta1", "amsgrad"]"#)],
        parameters: &["learning_rate", "adam_beta1", "lr_scheduler_type", "label_smoothing"],
        switch: Some(("amsgrad", Some("--amsgrad"), Some("--no-amsgrad"))),
        metric: "eval_accuracy",
    });
}

#[test]
fn click() {
    verdict(&Case {
        folder: Some("click"),
        command: &["python3", "train.py", "-e", "5"],
        edits: &[(r#"nuisance = ["learning_rate"]"#, r#"nuisance = ["learning_rate", "nesterov"]"#)],
        parameters: &["learning_rate", "momentum", "l2"],
        switch: Some(("nesterov", Some("--nesterov"), Some("--no-nesterov"))),
        metric: "val_mse",
    });
}

#[test]
fn typer() {
    verdict(&Case {
        folder: Some("typer"),
        command: &["python3", "train.py", "--learning-rate", "0.003", "--hidden", "4", "--epochs=3"],
        edits: &[],
        parameters: &["learning_rate", "hidden", "activation", "weight_decay"],
        switch: None,
        metric: "val_acc",
    });
}

#[test]
fn hydra() {
    verdict(&Case {
        folder: Some("hydra"),
        command: &["python3", "train.py", "optimizer.lr=0.1"],
        edits: &[],
        parameters: &["lr", "momentum", "weight_decay", "hidden", "dropout"],
        switch: None,
        metric: "validation_error",
    });
}

#[test]
fn clap() {
    verdict(&Case {
        folder: None,
        command: &["fit", "--momentum", "0.8"],
        // A compiled program shows no source: nothing says what it reports.
        edits: &[("metric = \"val_error\"", "metric = \"valid_error\"")],
        parameters: &["learning_rate", "momentum", "schedule"],
        switch: None,
        metric: "valid_error",
    });
}

#[test]
fn numbers_by_position() {
    verdict(&Case {
        folder: Some("positional"),
        command: &["python3", "train.py", "0.1", "0.2", "4"],
        edits: &[],
        parameters: &["learning_rate"],
        switch: None,
        metric: "error",
    });
}

#[test]
fn key_equals_value() {
    verdict(&Case {
        folder: Some("key_value"),
        command: &["python3", "train.py", "lr=0.02", "l2=0.001", "epochs=4", "seed=0"],
        edits: &[],
        parameters: &["lr", "l2"],
        switch: None,
        metric: "val_loss",
    });
}

#[test]
fn absl() {
    verdict(&Case {
        folder: Some("absl"),
        command: &["python3", "train.py", "--num_epochs=4", "--learning_rate=0.0005"],
        edits: &[],
        parameters: &["learning_rate", "optimizer", "grad_clip"],
        switch: None,
        metric: "validation_rmse",
    });
}

#[test]
fn a_shell_script_around_a_program_that_writes_a_table() {
    verdict(&Case {
        folder: Some("shell_wrapper"),
        command: &["./train.sh", "--lr", "0.05"],
        // A table's rows have no words beside the numbers, so they are not recognised in the source.
        edits: &[
            ("metric = \"val_error\"", "metric = \"val_mae\""),
            (
                "# [workload.metrics]\n# val_error = 'val err: (\\S+)'",
                "[workload.metrics]\nval_mae = '^\\d+,(\\S+)'",
            ),
        ],
        parameters: &["lr"],
        switch: None,
        metric: "val_mae",
    });
}

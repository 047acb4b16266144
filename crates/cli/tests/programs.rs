//! Programs of a user: right ones reach a verdict, wrong ones a clear message, and no trial is ever lost.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use etude_command::{Ran, etude, run};
use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

/// Reports twice and is better the nearer the learning rate is to 0.1, beyond what a seed changes.
const PYTHON: &str = r#"
import json, math, os, sys

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
rate = float(arguments["learning_rate"])
luck = int(os.environ["ETUDE_SEED"]) % 1000 / 1e6
for epoch in range(1, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
    error = 0.1 + abs(math.log10(rate) + 1) / 4 + 0.1 / epoch + luck
    print(json.dumps({"epoch": epoch, "val_error": error, "train_loss": 2 * error}), flush=True)
"#;

/// A tuning round over the learning rate, started as `command` says.
fn tuning(command: &str) -> String {
    format!(
        r#"[project]
name = "mine"
metric = "val_error"
direction = "minimize"
min_improvement = 0.01

[workload]
command = {command}

[length]
max_epochs = 2

[parameters.learning_rate]
low = 1e-3
high = 1.0
scale = "log"
baseline = 0.002

[[rounds]]
name = "rate"
goal = "Which learning rate suits the program?"
nuisance = ["learning_rate"]
trials = 4
"#
    )
}

/// The same with a start that cannot be improved: its verdict takes two trainings.
fn short_tuning(command: &str) -> String {
    tuning(command).replace("baseline = 0.002", "baseline = 0.1").replace("trials = 4", "trials = 2")
}

/// A project of one file and its program.
fn project(file: &str, name: &str, program: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), file).unwrap();
    fs::write(folder.path().join(name), program).unwrap();
    folder
}

fn python_project(program: &str) -> TempDir {
    project(&tuning(r#"["python3", "-S", "train.py", "{args}"]"#), "train.py", program)
}

fn trials(folder: &Path) -> Vec<Value> {
    etude(folder, &["trials", "--format", "json"]).json().as_array().unwrap().clone()
}

fn in_state(trials: &[Value], state: &str) -> usize {
    trials.iter().filter(|trial| trial["state"] == state).count()
}

/// The round's verdict.
fn decision(folder: &Path) -> String {
    let status = etude(folder, &["status", "--format", "json"]).json();
    status["rounds"][0]["verdict"]["decision"].as_str().unwrap_or("none").to_owned()
}

fn assert_runs_to_its_end(folder: &Path) {
    let ran = etude(folder, &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let trials = trials(folder);
    let ended = ["feasible", "infeasible"].map(|state| in_state(&trials, state)).iter().sum::<usize>();
    assert_eq!(ended, trials.len(), "{trials:#?}");
    for (number, trial) in (1..).zip(&trials) {
        assert_eq!(trial["trial"], number, "a number is missing");
    }
}

/// A program that is broken: the run says how, no trial is lost, and it goes on once `mend` was called.
fn broken_and_mended(folder: &Path, mend: impl Fn()) -> String {
    let ran = etude(folder, &["run"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{}", ran.shown());
    let waiting = trials(folder);
    assert_eq!(in_state(&waiting, "requested"), waiting.len(), "a trial was lost: {waiting:#?}");
    assert_eq!(waiting.len(), 2);

    mend();
    assert_runs_to_its_end(folder);
    let ended = trials(folder);
    assert_eq!(in_state(&ended, "feasible"), ended.len());
    for (before, after) in waiting.iter().zip(&ended) {
        assert_eq!(before["values"], after["values"], "a trial changed");
        assert_eq!(before["seed"], after["seed"], "a trial changed");
    }
    assert_eq!(decision(folder), "keep");
    message(&ran)
}

/// What is said after the plan of the round.
fn message(ran: &Ran) -> String {
    let at = ran.stderr.find("error:").unwrap_or_else(|| panic!("{}", ran.shown()));
    ran.without_places(&ran.stderr[at..])
}

#[test]
fn a_program_in_python_reaches_a_verdict() {
    let folder = python_project(PYTHON);
    assert_runs_to_its_end(folder.path());
    assert_eq!(decision(folder.path()), "adopt");
    let trials = trials(folder.path());
    assert!(trials.iter().all(|trial| trial["best_epoch"] == 2.0 && trial["last_epoch"] == 2.0));
    let best = etude(folder.path(), &["best", "--format", "json"]).json();
    assert_eq!((&best["adopted_in"], &best["checkpoint"]), (&Value::from("rate"), &Value::Null));
}

#[test]
fn the_program_of_the_trial_protocol_reaches_a_verdict_and_resumes() {
    let page = include_str!("../../../docs/reference/trial-protocol.md");
    let (_, program) = page.split_once("\n```python\n").unwrap();
    let (program, _) = program.split_once("\n```").unwrap();
    let broken_once = r#"
    mark = checkpoints / "was-here"
    if state["epoch"] == 1 and not mark.exists():
        mark.touch()
        raise SystemExit(3)
    assert resume_from
"#;
    let folder = python_project(&format!("{program}{broken_once}"));
    assert_runs_to_its_end(folder.path());
    assert_eq!(decision(folder.path()), "adopt");
    let trials = trials(folder.path());
    assert!(trials.iter().all(|trial| trial["state"] == "feasible" && trial["attempts"] == 2), "{trials:#?}");
    let best = etude(folder.path(), &["best", "--format", "json"]).json();
    assert!(Path::new(best["checkpoint"].as_str().unwrap()).is_file());
}

#[test]
fn the_command_that_best_prints_trains_a_user_s_program_again() {
    let file = tuning(r#"["python3", "-S", "train.py", "{args}"]"#)
        .replace("[length]", "directory = \"my code\"\nenvironment = { NOTE = \"it's mine\" }\n[length]");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), file).unwrap();
    fs::create_dir(folder.path().join("my code")).unwrap();
    let program = PYTHON.to_owned() + "assert os.environ[\"NOTE\"] == \"it's mine\"\n";
    fs::write(folder.path().join("my code/train.py"), program).unwrap();
    assert_runs_to_its_end(folder.path());
    let best = etude(folder.path(), &["best", "--format", "json"]).json();
    let retrain = |note: Option<&str>| {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(best["retrain"].as_str().unwrap());
        shell.envs(note.map(|note| ("NOTE", note)));
        run(shell, folder.path())
    };
    // The project's environment may hold secrets: it is not printed, and the line says that it wants it.
    let report = etude(folder.path(), &["report"]).stdout;
    assert!(!report.contains("it's mine") && !best.to_string().contains("it's mine"), "{report}");
    let without = retrain(None);
    assert!(without.code != 0 && without.stderr.contains("NOTE"), "{}", without.shown());
    let again = retrain(Some("it's mine"));
    assert_eq!(again.code, 0, "{}", again.shown());
    let last: Value = serde_json::from_str(again.stdout.lines().last().unwrap()).unwrap();
    let score = best["trial_score"].as_f64().unwrap();
    assert_eq!(last["val_error"].as_f64().unwrap().to_bits(), score.to_bits());
}

#[test]
fn a_program_in_shell_reaches_a_verdict_of_two_studies() {
    let program = r#"#!/bin/sh
case "$1" in --size=large) base=1 ;; *) base=5 ;; esac
echo "starting with $*"
for epoch in 1 2; do
    printf '{"epoch": %d, "val_error": 0.%d%02d}\n' $epoch $base $((ETUDE_SEED % 100))
done
"#;
    let file = tuning(r#"["./train.sh", "{args}"]"#)
        .replace(
            "[parameters.learning_rate]\nlow = 1e-3\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.002\n",
            "[parameters.size]\nchoices = [\"small\", \"large\"]\nbaseline = \"small\"\n",
        )
        .replace("nuisance = [\"learning_rate\"]", "scientific = [\"size\"]");
    let folder = project(&file, "train.sh", program);
    fs::set_permissions(folder.path().join("train.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_runs_to_its_end(folder.path());
    assert_eq!(decision(folder.path()), "adopt");
}

#[test]
fn a_missing_program_is_named() {
    let folder = TempDir::new().unwrap();
    let file = short_tuning(r#"["./train", "{args}"]"#);
    fs::write(folder.path().join("etude.toml"), file).unwrap();
    let said = broken_and_mended(folder.path(), || {
        let program = folder.path().join("train");
        fs::write(&program, format!("#!/usr/bin/env python3\n{PYTHON}")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    });
    assert_snapshot!(said);
}

#[test]
fn a_program_that_is_not_executable_is_told_apart_from_a_missing_one() {
    let program = format!("#!/usr/bin/env python3\n{PYTHON}");
    let folder = project(&short_tuning(r#"["./train.py", "{args}"]"#), "train.py", &program);
    let said = broken_and_mended(folder.path(), || {
        fs::set_permissions(folder.path().join("train.py"), fs::Permissions::from_mode(0o755)).unwrap();
    });
    assert_snapshot!(said);
}

/// A Python program that is replaced by the right one.
fn mended_python(wrong: &str) -> String {
    let folder = project(&short_tuning(r#"["python3", "-S", "train.py", "{args}"]"#), "train.py", wrong);
    broken_and_mended(folder.path(), || fs::write(folder.path().join("train.py"), PYTHON).unwrap())
}

#[test]
fn a_program_that_reports_nothing_is_told_what_to_print() {
    assert_snapshot!(mended_python("print('epoch 1: error 0.5')\n"));
}

#[test]
fn a_program_that_prints_nothing_at_all_is_told_the_same() {
    assert_snapshot!(mended_python(""));
}

#[test]
fn another_metric_than_the_project_s_is_named() {
    assert_snapshot!(mended_python(&PYTHON.replace("\"val_error\"", "\"valid_error\"")));
}

#[test]
fn a_traceback_is_shown() {
    assert_snapshot!(mended_python(
        &PYTHON.replace("float(arguments[\"learning_rate\"])", "float(arguments[\"lr\"])")
    ));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let wrong = r#"import sys
sys.stdout.buffer.write(bytes(range(256)) * 300 + b'\x1b[31m{\n{"epoch": ' + b'\xff' * 70000)
sys.stderr.buffer.write(b'\x1b[2J\xff\x00 cannot go on \n')
sys.exit(7)
"#;
    let said = mended_python(wrong);
    assert!(!said.contains('\u{1b}'), "the terminal is at the program's mercy");
    assert_snapshot!(said);
}

#[test]
fn a_script_is_told_the_same_as_json() {
    let folder = python_project("raise SystemExit(3)");
    let ran = etude(folder.path(), &["run", "--format", "json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{}", ran.shown());
    let said: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(said["exit_code"], 4);
    assert!(said["error"].as_str().unwrap().contains("exit code 3"), "{said:#}");
    assert!(said["remedy"].as_str().unwrap().contains("no trial is lost"), "{said:#}");
}

#[test]
fn a_program_killed_by_a_signal_is_told_its_signal() {
    assert_snapshot!(mended_python("import os\nos.kill(os.getpid(), 11)\n"));
}

/// The trials of a program that is unusable at high learning rates, which the round goes on without.
fn infeasible_at_high_rates(what_happens: &str) -> Vec<Value> {
    let wrong = PYTHON
        .replace("    print(json", &format!("    if rate > 0.3:\n        {what_happens}\n    print(json"));
    let folder = python_project(&wrong);
    assert_runs_to_its_end(folder.path());
    assert_eq!(decision(folder.path()), "adopt");
    let trials = trials(folder.path());
    let unusable: Vec<Value> = trials.into_iter().filter(|trial| trial["state"] == "infeasible").collect();
    assert!(!unusable.is_empty(), "no trial had a high rate");
    for trial in &unusable {
        assert!(trial["values"]["learning_rate"].as_f64().unwrap() > 0.3, "{trial:#}");
        assert_eq!(trial["attempts"], 1, "{trial:#}");
    }
    unusable
}

#[test]
fn a_loss_that_is_no_number_at_once_is_infeasible_and_the_round_goes_on() {
    let unusable = infeasible_at_high_rates("error = float('nan')");
    assert!(unusable.iter().all(|trial| trial["outcome"] == "diverged at epoch 1"), "{unusable:#?}");
}

#[test]
fn a_loss_that_is_no_number_after_a_good_epoch_is_infeasible_too() {
    let unusable = infeasible_at_high_rates("error = error if epoch == 1 else float('inf')");
    assert!(unusable.iter().all(|trial| trial["outcome"] == "diverged at epoch 2"), "{unusable:#?}");
}

#[test]
fn a_crash_after_a_loss_that_is_no_number_is_infeasible_and_no_crash() {
    let unusable = infeasible_at_high_rates(
        r#"print(json.dumps({"epoch": epoch, "val_error": math.nan}), flush=True); sys.exit(1)"#,
    );
    assert!(unusable.iter().all(|trial| trial["outcome"] == "diverged at epoch 1"), "{unusable:#?}");
}

#[test]
fn what_the_program_declares_infeasible_is_infeasible_whatever_its_exit_code() {
    let unusable = infeasible_at_high_rates(
        r#"print(json.dumps({"infeasible": "the rate is too high"}), flush=True); sys.exit(1)"#,
    );
    assert!(
        unusable.iter().all(|trial| trial["outcome"] == "infeasible: the rate is too high"),
        "{unusable:#?}"
    );
}

#[test]
fn a_program_that_breaks_on_its_first_attempt_is_attempted_again() {
    let flaky = PYTHON.replace(
        "arguments =",
        r#"
mark = os.path.join(os.environ["ETUDE_CHECKPOINT_DIR"], "was-here")
if not os.path.exists(mark):
    open(mark, "w").close()
    sys.exit(3)
arguments ="#,
    );
    let folder = python_project(&flaky);
    assert_runs_to_its_end(folder.path());
    let trials = trials(folder.path());
    assert!(trials.iter().all(|trial| trial["state"] == "feasible" && trial["attempts"] == 2), "{trials:#?}");
    assert_eq!(decision(folder.path()), "adopt");
}

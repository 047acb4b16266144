//! Looking at single trials and asking for them: `show`, `logs`, `stop`, `trials` with its options, `run --retry-failed`.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use etude::store::Store;
use etude_command::{etude, run};
use serde_json::Value;
use small_program::{Beside, PROGRAM, go, project, wait_until_reported};

fn trials(folder: &Path, options: &[&str]) -> Vec<Value> {
    let ran = etude(folder, &[&["trials", "--format", "json"], options].concat());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    ran.json().as_array().unwrap().clone()
}

fn numbers(folder: &Path, options: &[&str]) -> Vec<u64> {
    trials(folder, options).iter().map(|trial| trial["trial"].as_u64().unwrap()).collect()
}

fn state_of(folder: &Path, trial: usize) -> String {
    trials(folder, &[])[trial - 1]["state"].as_str().unwrap().to_owned()
}

/// The store keeps all its promises.
fn assert_sound(folder: &Path) {
    let store = Store::open_read_only(&folder.join(".etude/etude.db")).unwrap();
    let violations = store.integrity().unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
}

fn run_to_the_end(folder: &Path) {
    let ran = etude(folder, &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
}

#[test]
fn a_trial_is_shown_with_everything_there_is() {
    let folder = project(PROGRAM, false);
    run_to_the_end(folder.path());
    let shown = etude(folder.path(), &["show", "3"]).stdout;
    for part in [
        "Trial 000003, round `rate`: search in study 1",
        "Which learning rate suits the program?",
        "* differs from the incumbent when the round began",
        "0.002",
        "at epoch 3, the best of 3",
        "finished",
        "val_error: ",
        "train_loss: ",
        "█",
        "epoch-3.json",
        "best epoch",
        "predictions.txt   1.2 kB",
        "python3 -S train.py --learning_rate=",
    ] {
        assert!(shown.contains(part), "{part} is missing:\n{shown}");
    }
    let is_path = |line: &&str| !line.contains("train.py") && !line.contains(".etude/");
    let widest = shown.lines().filter(is_path).map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 100, "{shown}");

    let json = etude(folder.path(), &["show", "000003", "--format", "json"]).json();
    assert_eq!(json["trial"], 3);
    assert_eq!(json["curve"].as_array().unwrap().len(), 3);
    assert_eq!(json["incumbent"]["learning_rate"], 0.002);
    assert_eq!(json["attempt_list"][0]["ending"], "finished");
    assert_eq!(json["files"][0]["name"], "predictions.txt");
    let confirmation = trials(folder.path(), &[]).into_iter().find(|trial| trial["study"].is_null()).unwrap();
    let number = confirmation["trial"].to_string();
    let shown = etude(folder.path(), &["show", &number]).stdout;
    assert!(shown.contains(": confirm candidate, fresh seed number 1\n"), "{shown}");

    let none = etude(folder.path(), &["show", "77"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert!(none.stderr.contains("no trial 000077") && none.stderr.contains("1 to "), "{}", none.stderr);
}

#[test]
fn the_first_broken_attempt_is_shown_at_once_with_its_likely_cause() {
    let folder = project(PROGRAM, false);
    fs::write(folder.path().join("broken"), "").unwrap();
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 4, "{}", ran.shown());
    let at_once = ran.stderr.find("attempt 1: the program ended with exit code 1").unwrap();
    assert!(at_once < ran.stderr.find("error: ").unwrap(), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("all of it: etude show").count(), 1, "only the first: {}", ran.stderr);
    for part in ["command: ", "python3 -S train.py --learning_rate=", "ModuleNotFoundError", "no_such_module"]
    {
        assert!(ran.stderr.matches(part).count() >= 2, "{part} at once and at the end: {}", ran.stderr);
    }
    let shown = etude(folder.path(), &["show", "1", "--format", "json"]).json();
    assert_eq!(shown["broken"]["likely_cause"], "Python has no module named no_such_module");
    let stderr = shown["broken"]["stderr"].as_array().unwrap();
    assert!(stderr.len() <= 15 && stderr[0] == "begins with 0.002", "{stderr:#?}");
}

#[test]
fn three_failed_trials_in_a_row_end_the_run_and_are_trained_again_only_on_request() {
    let folder = project(PROGRAM, false);
    // The first training works, the ones after it break until somebody mends the program.
    let program = PROGRAM.replace(
        "os.path.exists(\"broken\")",
        "os.environ[\"ETUDE_TRIAL\"] != \"000001\" and not os.path.exists(\"mended\")",
    );
    fs::write(folder.path().join("train.py"), program).unwrap();
    let file = folder.path().join("etude.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("count = 2", "count = 1")).unwrap();
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 4, "{}", ran.shown());
    assert!(ran.stderr.contains("--retry-failed"), "{}", ran.stderr);
    assert_eq!(numbers(folder.path(), &["--state", "failed"]), [2, 3, 4]);

    fs::write(folder.path().join("mended"), "").unwrap();
    let ran = etude(folder.path(), &["run", "--retry-failed"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(ran.stderr.contains("Trained again from the start: 000002 000003 000004"), "{}", ran.stderr);
    assert_eq!(numbers(folder.path(), &["--state", "failed"]), [0_u64; 0]);
    assert!(trials(folder.path(), &[])[1..4].iter().all(|trial| trial["attempts"] == 2));
    let again = etude(folder.path(), &["run", "--retry-failed"]);
    assert!(again.code == 0 && again.stderr.contains("No failed trial"), "{}", again.shown());
    assert_sound(folder.path());
}

#[test]
fn logs_are_what_the_program_printed() {
    let bytes = PROGRAM.to_owned() + "sys.stdout.buffer.write(b'\\xff\\x00\\x1b[31m end')\n";
    let folder = project(&bytes, false);
    run_to_the_end(folder.path());
    let log = |name: &str| folder.path().join(".etude/trials/000002").join(name);
    let redirected = |options: &str| {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("'{}' logs 2 {options} > out", env!("CARGO_BIN_EXE_etude")));
        assert_eq!(run(shell, folder.path()).code, 0);
        fs::read(folder.path().join("out")).unwrap()
    };
    assert_eq!(redirected("--stdout"), fs::read(log("stdout.log")).unwrap());
    assert_eq!(redirected("--stderr"), fs::read(log("stderr.log")).unwrap());
    assert_eq!(redirected("--stdout --lines 1"), b"\xff\x00\x1b[31m end");
    assert_eq!(redirected("--stdout --lines 0"), b"");
    let both = redirected("");
    let both = String::from_utf8_lossy(&both);
    let heads: Vec<&str> = both.lines().filter(|line| line.starts_with("──")).collect();
    assert_eq!(heads, ["── attempt 1, standard output ──", "── attempt 1, standard error ──"]);
    let lines = redirected("--format json");
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| line["attempt"] == 1), "{lines:#?}");
    assert_eq!(lines[4]["stream"], "stderr");
    assert_eq!(etude(folder.path(), &["logs", "99"]).code, 2);
}

#[test]
fn logs_are_followed_until_the_trial_ends_or_a_person_has_seen_enough() {
    let folder = project(PROGRAM, true);
    let running = Beside::start(folder.path(), &["run"]);
    wait_until_reported(folder.path(), "000001");
    let follows = Beside::start(folder.path(), &["logs", "1", "--follow", "--stdout"]);
    let waiting = Beside::start(folder.path(), &["logs", "4", "--follow", "--stdout"]);
    let mut bored = Beside::start(folder.path(), &["logs", "2", "-f", "-n", "1", "--stderr"]);
    // Once something was printed, signals are listened to.
    bored.stdout().read_exact(&mut [0; 6]).unwrap();
    bored.interrupt();
    assert_eq!(bored.wait().0, 130);
    go(folder.path());
    let (code, _, said) = running.wait();
    assert_eq!(code, 0, "{said}");
    for (followed, trial) in [(follows, "000001"), (waiting, "000004")] {
        let log = folder.path().join(".etude/trials").join(trial).join("stdout.log");
        let (code, stdout, _) = followed.wait();
        assert_eq!((code, stdout), (0, fs::read_to_string(log).unwrap()));
    }
}

#[test]
fn a_run_is_stopped_from_elsewhere_and_goes_on_later() {
    let folder = project(PROGRAM, true);
    let none = etude(folder.path(), &["stop"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, "Nothing runs here, so there is nothing to stop.\n"));

    let running = Beside::start(folder.path(), &["run"]);
    wait_until_reported(folder.path(), "000001");
    let asked = etude(folder.path(), &["stop", "--no-wait", "--format", "json"]).json();
    assert_eq!((&asked["pid"], &asked["done"]), (&Value::from(running.pid()), &Value::from(false)));
    let waits = Beside::start(folder.path(), &["stop"]);
    let mut bored = Beside::start(folder.path(), &["stop"]);
    // Once it has asked, signals are listened to.
    bored.stderr().read_exact(&mut [0; 5]).unwrap();
    bored.interrupt();
    assert_eq!(bored.wait().0, 130);
    go(folder.path());
    let (code, _, said) = running.wait();
    assert!(code == 130 && said.contains("Stopping when the running trials have ended"), "{code} {said}");
    let (code, stdout, _) = waits.wait();
    assert_eq!(code, 0);
    assert!(stdout.contains("Stopped.") || stdout.contains("Nothing runs"), "{stdout}");
    assert_eq!(numbers(folder.path(), &["--state", "running"]), [0_u64; 0]);
    assert_eq!(numbers(folder.path(), &["--state", "requested"]), [3, 4]);
    run_to_the_end(folder.path());
}

#[test]
fn a_run_is_stopped_at_once() {
    let folder = project(PROGRAM, true);
    let running = Beside::start(folder.path(), &["run"]);
    wait_until_reported(folder.path(), "000002");
    let ran = etude(folder.path(), &["stop", "--now"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Stopped. `etude run` goes on where it was.\n"));
    assert_eq!(running.wait().0, 130);
    assert_eq!(numbers(folder.path(), &["--state", "requested"]), [1, 2, 3, 4]);
    go(folder.path());
    run_to_the_end(folder.path());
    let shown = etude(folder.path(), &["show", "1", "--format", "json"]).json();
    assert_eq!(shown["attempt_list"][0]["ending"], "stopped on request");
    assert_eq!(shown["attempt_list"][1]["resumed_from"], "epoch-1.json");
    assert_eq!(shown["curve"].as_array().unwrap().len(), 3);
}

#[test]
fn a_trial_is_given_up_whether_it_runs_or_waits_and_the_round_goes_on() {
    let folder = project(PROGRAM, true);
    let running = Beside::start(folder.path(), &["run"]);
    wait_until_reported(folder.path(), "000001");
    for trial in ["1", "4"] {
        let stopped = etude(folder.path(), &["stop", trial, "--format", "json"]).json();
        assert_eq!(
            (&stopped["done"], &stopped["outcome"]),
            (&true.into(), &"cancelled".into()),
            "{stopped:#}"
        );
    }
    let again = etude(folder.path(), &["stop", "4"]);
    assert!(again.code == 2 && again.stderr.contains("has ended already: cancelled"), "{}", again.shown());
    go(folder.path());
    let (code, _, said) = running.wait();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 trials given up by a person"), "{said}");
    assert_eq!(
        (state_of(folder.path(), 1), state_of(folder.path(), 4)),
        ("cancelled".into(), "cancelled".into())
    );
    let search = trials(folder.path(), &[]).into_iter().filter(|trial| !trial["study"].is_null()).count();
    assert_eq!(search, 4, "a cancelled point was drawn again");
    assert_sound(folder.path());
    assert_eq!(fs::read_dir(folder.path().join(".etude/requests")).unwrap().count(), 0);
}

#[test]
fn a_trial_that_is_given_up_while_nothing_runs_is_the_next_run_s_to_cancel() {
    let folder = project(PROGRAM, true);
    let running = Beside::start(folder.path(), &["run"]);
    wait_until_reported(folder.path(), "000001");
    assert_eq!(etude(folder.path(), &["stop", "--now"]).code, 0);
    running.wait();
    let ran = etude(folder.path(), &["stop", "2"]);
    assert!(
        ran.code == 0 && ran.stdout.contains("the next `etude run` gives trial 000002 up first"),
        "{}",
        ran.shown()
    );
    go(folder.path());
    run_to_the_end(folder.path());
    assert_eq!(trials(folder.path(), &["--state", "cancelled"])[0]["attempts"], 1, "it was trained again");
}

#[test]
fn trials_are_sorted_and_chosen() {
    let folder = project(PROGRAM, false);
    run_to_the_end(folder.path());
    let all = trials(folder.path(), &[]);
    let values = |options: &[&str], key: &str| -> Vec<f64> {
        trials(folder.path(), options)
            .iter()
            .map(|trial| trial.pointer(key).unwrap().as_f64().unwrap())
            .collect()
    };
    for sort in ["score", "val_error"] {
        let scores = values(&["--sort", sort], "/score");
        assert!(scores.len() == all.len() && scores.is_sorted(), "{scores:?}");
    }
    let by_loss = etude(folder.path(), &["trials", "--sort", "train_loss", "--reverse"]).stdout;
    let column: Vec<f64> =
        by_loss.lines().skip(2).filter_map(|row| row.split_whitespace().nth(7)?.parse().ok()).collect();
    assert!(column.len() == all.len() && column.is_sorted_by(|a, b| a >= b), "{column:?}\n{by_loss}");
    assert!(values(&["--sort", "seconds", "--reverse"], "/seconds").is_sorted_by(|a, b| a >= b));
    assert!(values(&["--sort", "learning_rate"], "/values/learning_rate").is_sorted());
    assert_eq!(
        numbers(folder.path(), &["--reverse", "--limit", "2"]),
        [all.len() as u64, all.len() as u64 - 1]
    );
    assert_eq!(numbers(folder.path(), &["--state", "infeasible"]), [0_u64; 0]);
    let wrong = etude(folder.path(), &["trials", "--sort", "lerning_rate"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("trial, score, seconds, learning_rate"), "{}", wrong.stderr);
}

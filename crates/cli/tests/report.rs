//! The report of a user's project: its document, its sources, the files that programs left, and re-analysis.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod json_shape;
mod same_everywhere;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use etude_command::{Ran, etude, run};
use insta::assert_snapshot;
use json_shape::shape;
use same_everywhere::markdown;
use serde_json::Value;
use tempfile::TempDir;

/// The feature halves the error; the rate is best at 0.1 by `val_error` and `accuracy`, and at 1 by `wer`. `depth` says
/// nothing of which is better, and one trial is no number by `fragile_loss`. Predictions lie beside the configuration.
const PROGRAM: &str = r#"
import json, math, os, sys
from pathlib import Path

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
rate, feature = float(arguments["rate"]), arguments["feature"] == "on"
luck = int(os.environ["ETUDE_SEED"]) % 1000 / (1e5 if feature else 2e5)
for epoch in range(1, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
    error = (0.2 + abs(math.log10(rate) + 1) / 4) / (2 if feature else 1) + 0.1 / epoch + luck
    print(json.dumps({"epoch": epoch, "val_error": error, "accuracy": 1 - error, "wer": -math.log10(rate) + epoch,
                      "depth": epoch}), flush=True)
folder = Path(os.environ["ETUDE_CONFIGURATION"]).parent
(folder / "predictions.csv").write_text("0,1,1,0\n")
"#;

const PROJECT: &str = r#"[project]
name = "mine"
metric = "val_error"
direction = "minimize"
min_improvement = 0.01

[workload]
command = ["python3", "-S", "train.py", "{args}"]

[length]
max_epochs = 2

[parameters.rate]
low = 1e-3
high = 1.0
hard_low = 1e-3
hard_high = 1.0
scale = "log"
baseline = 0.002

[parameters.feature]
choices = ["off", "on"]
baseline = "off"

[[rounds]]
name = "feature"
goal = "Does the feature help?"
scientific = ["feature"]
nuisance = ["rate"]
trials = 4
"#;

/// A project whose start cannot be improved: its verdict takes a training or two.
fn short() -> String {
    let (head, round) = PROJECT.split_once("[[rounds]]").unwrap();
    let round = round.replace("scientific = [\"feature\"]\n", "").replace("trials = 4", "trials = 1");
    format!("{}[[rounds]]{round}", head.replace("baseline = 0.002", "baseline = 0.1"))
}

fn project(file: &str, program: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), file).unwrap();
    fs::write(folder.path().join("train.py"), program).unwrap();
    folder
}

fn finished(folder: &Path) {
    let ran = etude(folder, &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
}

fn done(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = etude(folder, arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.shown());
    ran
}

fn report(folder: &Path) -> Value {
    done(folder, &["report", "--format", "json"]).json()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=N", "-c", "user.email=e@example.org", "-c", "init.defaultBranch=trunk"]);
    command.args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let ran = run(command, folder);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    ran.stdout
}

fn repository(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    fs::write(folder.join(".gitignore"), ".etude/\n").unwrap();
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "a start"]);
}

/// Every file below a folder with its content, and nothing of when it was touched.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_string_lossy().ends_with("-shm") {
                files.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_report_holds_what_an_appendix_needs() {
    let folder = project(PROJECT, PROGRAM);
    finished(folder.path());
    let text = done(folder.path(), &["report"]);
    assert_snapshot!("markdown", markdown(&text.without_places(&text.stdout)));
    let document = report(folder.path());
    assert_snapshot!("document", shape(&document));

    let round = &document["rounds"][0];
    for (sheet, study) in round["sheets"].as_array().unwrap().iter().zip(round["studies"].as_array().unwrap())
    {
        let best = &sheet["best"];
        assert_eq!((&best["trial"], &best["score"]), (&study["best_trial"], &study["best_observed"]));
        assert!(folder.path().join(best["configuration"].as_str().unwrap()).is_file());
    }

    // The command of a sheet makes its score again.
    let best = &round["sheets"][1]["best"];
    let mut shell = Command::new("sh");
    shell.args(["-c", best["retrain"].as_str().unwrap()]);
    let scratch = folder.path().join("configuration.json");
    shell.env("ETUDE_CONFIGURATION", scratch);
    let again = run(shell, folder.path());
    let errors = again.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let least = errors.map(|line| line["val_error"].as_f64().unwrap()).min_by(f64::total_cmp).unwrap();
    assert_eq!(least.to_bits(), best["score"].as_f64().unwrap().to_bits(), "{}", again.shown());
}

/// P79.
#[test]
fn what_a_program_saved_is_kept_and_listed() {
    let folder = project(PROJECT, PROGRAM);
    finished(folder.path());
    let document = report(folder.path());
    let listed = document["rounds"][0]["files"].as_array().unwrap();
    let arms = |retraining: bool| {
        listed.iter().filter(move |trial| trial["retraining"] == retraining).map(|trial| &trial["arm"])
    };
    assert_eq!(arms(false).collect::<Vec<_>>(), ["candidate", "baseline"]);
    assert!(["candidate", "baseline", "incumbent"].iter().all(|arm| arms(true).any(|known| known == arm)));
    for trial in listed {
        let expected = serde_json::json!([{ "name": "predictions.csv", "bytes": 8 }]);
        assert_eq!(trial["files"], expected, "nothing of Etude's is among them");
        let file = folder.path().join(trial["folder"].as_str().unwrap()).join("predictions.csv");
        assert!(file.is_file());
    }
}

#[test]
fn a_report_is_written_to_a_file_and_over_none() {
    let folder = project(PROJECT, PROGRAM);
    let expected = done(folder.path(), &["report"]).stdout;
    let written = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    done(folder.path(), &["report", "--output", "report.md"]);
    assert_eq!(written("report.md"), expected);
    fs::write(folder.path().join("report.md"), "mine").unwrap();
    let refused = etude(folder.path(), &["report", "--output", "report.md"]);
    assert_snapshot!("file_is_there", refused.shown());
    assert_eq!(written("report.md"), "mine");
    done(folder.path(), &["report", "--output", "report.md", "--force"]);
    assert_eq!(written("report.md"), expected);
    assert_eq!(etude(folder.path(), &["report", "--output", "nowhere/report.md"]).code, 1);
    assert_eq!(content(folder.path()).len(), 3, "something unfinished is left");
}

/// P81.
#[test]
fn a_round_tells_the_commit_and_keeps_what_was_not_committed() {
    let folder = project(&short(), PROGRAM);
    repository(folder.path());
    fs::write(folder.path().join("train.py"), PROGRAM.replace("0.1 / epoch", "0.2 / epoch")).unwrap();
    fs::write(folder.path().join("token.txt"), "secret").unwrap();
    let diff = git(folder.path(), &["diff", "--full-index"]);
    finished(folder.path());

    let document = report(folder.path());
    let sources = &document["rounds"][0]["sources"];
    let states = sources["states"].as_array().unwrap();
    assert_eq!((states.len(), &sources["changed_during"]), (1, &Value::Null));
    let repository = &states[0]["repository"];
    let commit = git(folder.path(), &["rev-parse", "HEAD"]);
    assert_eq!(
        (repository["commit"].as_str(), repository["branch"].as_str()),
        (Some(commit.trim()), Some("trunk"))
    );
    let kept = folder.path().join(".etude").join(repository["diff"]["file"].as_str().unwrap());
    assert_eq!(fs::read_to_string(&kept).unwrap(), diff);
    assert!(!diff.contains("secret") && diff.contains("0.2 / epoch"), "{diff}");

    let text = done(folder.path(), &["report"]).stdout;
    let line = text.lines().find(|line| line.starts_with("Sources:")).unwrap();
    let name = repository["diff"]["file"].as_str().unwrap();
    assert_eq!(
        line,
        format!(
            "Sources: commit `{}` (branch `trunk`), **with uncommitted changes** in `.etude/{name}` ({} bytes).",
            commit.trim(),
            diff.len()
        )
    );
    git(folder.path(), &["checkout", "--quiet", "train.py"]);
    git(folder.path(), &["apply", kept.to_str().unwrap()]);
    assert_eq!(git(folder.path(), &["diff", "--full-index"]), diff, "the kept diff makes the same files");
}

#[test]
fn sources_that_change_under_a_round_are_a_caveat_of_its_verdict() {
    let folder = project(&short(), &format!("{PROGRAM}\nopen('notes.txt', 'a').write('trained\\n')\n"));
    fs::write(folder.path().join("notes.txt"), "").unwrap();
    repository(folder.path());
    finished(folder.path());
    let document = report(folder.path());
    assert_eq!(document["rounds"][0]["sources"]["changed_during"], "uncommitted_changes");
    let text = done(folder.path(), &["report"]).stdout;
    assert!(text.contains("- tracked files were changed while the round ran"), "{text}");
}

#[test]
fn where_sources_are_named_only_their_content_counts() {
    let named = short().replace("[length]", "sources = [\"train.py\", \"model.py\"]\n\n[length]");
    let folder = project(&named, &format!("{PROGRAM}\nopen('notes.txt', 'a').write('trained\\n')\n"));
    fs::write(folder.path().join("notes.txt"), "").unwrap();
    repository(folder.path());
    fs::write(folder.path().join("model.py"), "# no commit has it\n").unwrap();
    finished(folder.path());
    let sources = &report(folder.path())["rounds"][0]["sources"];
    assert_eq!(sources["changed_during"], Value::Null);
    let fingerprint = &sources["states"][0]["named"];
    assert_eq!(
        (&fingerprint["files"], &fingerprint["untracked"][0]["name"]),
        (&2.into(), &"model.py".into())
    );
    assert_eq!(fingerprint["untracked"].as_array().unwrap().len(), 1);
    assert!(fingerprint.get("missing").is_none());

    // Another round, after a change.
    let again = named.split_once("[[rounds]]").unwrap().1.replace("name = \"feature\"", "name = \"again\"");
    fs::write(folder.path().join("etude.toml"), format!("{named}\n[[rounds]]{again}")).unwrap();
    fs::write(folder.path().join("model.py"), "# changed\n").unwrap();
    finished(folder.path());
    let document = report(folder.path());
    assert_eq!(document["rounds"][0]["sources"]["changed_by_round"], 2);
    assert_eq!(document["rounds"][1]["sources"]["changed_by_round"], Value::Null);
}

/// A repository can name programs that git starts; looking at the sources starts none of them.
#[test]
fn a_repository_that_names_programs_has_none_of_them_started() {
    let folder = project(&short(), PROGRAM);
    fs::write(folder.path().join(".gitattributes"), "*.py diff=evil\n").unwrap();
    repository(folder.path());
    fs::write(folder.path().join("train.py"), format!("{PROGRAM}\n# changed\n")).unwrap();
    let started = folder.path().join(".git/started");
    let evil = folder.path().join(".git/evil.sh");
    fs::write(&evil, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", started.display())).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&evil, executable).unwrap();
    let evil = evil.display().to_string();
    fs::create_dir_all(folder.path().join(".git/hooks")).unwrap();
    fs::copy(&evil, folder.path().join(".git/hooks/post-index-change")).unwrap();
    for key in ["core.fsmonitor", "core.pager", "diff.external", "diff.evil.command", "diff.evil.textconv"] {
        git(folder.path(), &["config", key, &evil]);
    }
    let _ = fs::remove_file(&started);
    finished(folder.path());
    assert!(!started.exists(), "{}", fs::read_to_string(&started).unwrap_or_default());
    let sources = &report(folder.path())["rounds"][0]["sources"];
    assert!(sources["states"][0]["repository"]["diff"]["bytes"].as_u64() > Some(0), "{sources}");
}

#[test]
fn a_project_that_no_repository_holds_is_recorded_as_such_without_a_word() {
    let folder = project(&short(), PROGRAM);
    finished(folder.path());
    let states = &report(folder.path())["rounds"][0]["sources"]["states"];
    let absent = serde_json::json!({ "state": "absent", "why": "not_under_version_control" });
    assert_eq!(states[0]["repository"], absent);
    // One that its repository ignores is not held by it.
    let outer = TempDir::new().unwrap();
    let inner = outer.path().join("scratch");
    fs::create_dir(&inner).unwrap();
    fs::write(outer.path().join(".gitignore"), "scratch/\n").unwrap();
    fs::write(inner.join("etude.toml"), short()).unwrap();
    fs::write(inner.join("train.py"), PROGRAM).unwrap();
    git(outer.path(), &["init", "--quiet"]);
    git(outer.path(), &["add", "."]);
    git(outer.path(), &["commit", "--quiet", "--message", "without scratch"]);
    finished(&inner);
    assert_eq!(report(&inner)["rounds"][0]["sources"]["states"][0]["repository"], absent);
}

/// P93.
#[test]
fn another_metric_reads_the_rounds_again_and_changes_nothing() {
    let folder = project(PROJECT, PROGRAM);
    finished(folder.path());
    let before = content(folder.path());
    let again = |arguments: &[&str]| done(folder.path(), &[&["report", "--metric"], arguments].concat());

    let agreeing = again(&["accuracy", "--format", "json"]).json();
    assert_snapshot!("reanalysis_document", shape(&agreeing));
    let by = serde_json::json!({ "metric": "accuracy", "direction": "maximize", "direction_from": "name" });
    assert_eq!(agreeing["reanalysis"], by);
    let (round, first) = (&agreeing["rounds"][0], &report(folder.path())["rounds"][0]);
    assert_eq!((&round["result"], &round["decision"]), (&"retrained".into(), &"would_have_adopted".into()));
    assert_eq!(round["verdict_when_run"], first["verdict"]["decision"]);
    for (comparison, run) in (round["comparisons"].as_array().unwrap().iter())
        .zip(first["verdict"]["comparisons"].as_array().unwrap())
    {
        let gains = |mean: &Value| mean.as_f64().unwrap();
        assert!((gains(&comparison["look"]["mean_gain"]) - gains(&run["mean_gain"])).abs() < 1e-9);
    }

    // By `wer` another rate is best, and the first epoch of every training.
    let other = again(&["wer", "--format", "json"]).json();
    let round = &other["rounds"][0];
    assert_eq!((&round["result"], &round["others_retrained"]), (&"search_only".into(), &true.into()));
    for study in round["studies"].as_array().unwrap() {
        assert_eq!(study["best"]["epoch"], 1.0, "{study}");
    }
    let worse = again(&["accuracy", "--direction", "minimize", "--format", "json"]).json();
    assert_eq!(worse["reanalysis"]["direction_from"], "given");
    assert_ne!(worse["rounds"][0]["decision"], "would_have_adopted");

    let texts = [again(&["accuracy"]), again(&["wer"])].map(|ran| markdown(&ran.stdout));
    assert_snapshot!("reanalysis", texts.join("\n\n"));
    assert!(content(folder.path()) == before, "a re-analysis wrote something");
}

#[test]
fn a_metric_that_cannot_be_read_by_is_refused_with_a_way_out() {
    let folder = project(&short(), PROGRAM);
    let unborn = etude(folder.path(), &["report", "--metric", "accuracy"]).shown();
    finished(folder.path());
    let lines: [&[&str]; 5] = [
        &["--metric", "acuracy"],
        &["--metric", "val_error"],
        &["--metric", "depth"],
        &["--metric", "depth", "--format", "json"],
        &["--direction", "minimize"],
    ];
    let refused = lines.map(|line| {
        let ran = etude(folder.path(), &[&["report"], line].concat());
        assert_eq!(ran.code, 2, "{}", ran.shown());
        format!("$ etude report {}\n{}", line.join(" "), ran.shown())
    });
    assert_snapshot!("refused_metrics", format!("{unborn}\n{}", refused.join("\n")));
    done(folder.path(), &["report", "--metric", "depth", "--direction", "maximize"]);
}

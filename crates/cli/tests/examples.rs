//! Every example is run as its README says.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::path::Path;
use std::process::Command;

use etude_command::etude;
use tempfile::TempDir;

/// Copies a folder's files, without what an earlier run left there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if name == ".etude" || name == "__pycache__" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(&name));
        } else {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

#[test]
fn the_users_own_program_reaches_its_verdicts_and_a_test_score() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/10-your-own-program");
    let folder = TempDir::new().unwrap();
    copy(&example, folder.path());
    let ran = etude(folder.path(), &["run", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let overview = ran.json();
    let rounds = overview["rounds"].as_array().unwrap();
    assert_eq!(rounds.len(), 2);
    for round in rounds {
        let decision = round["verdict"]["decision"].as_str().unwrap();
        assert!(["adopt", "keep", "inconclusive"].contains(&decision), "{decision}");
        assert!(round["verdict"]["candidate_score"]["seeds"].as_u64().unwrap() >= 3, "{round}");
    }
    assert!(overview["trials"]["feasible"].as_u64().unwrap() >= 44, "{}", overview["trials"]);
    let finished = etude(folder.path(), &["finish", "--format", "json"]);
    assert_eq!(finished.code, 0, "{}", finished.shown());
    let error = finished.json()["incumbent"]["metrics"]["test_error"].as_f64().unwrap();
    assert!(error < 0.2, "a network that has learned to read digits is wrong in less than a fifth: {error}");
}

/// Runs the script of the example by itself; the lines it prints.
fn script(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Vec<serde_json::Value> {
    let mut command = Command::new("python3");
    command.args(["-S", "train.py"]).args(arguments).current_dir(folder);
    for name in
        ["ETUDE_SEED", "ETUDE_DATA_SEED", "ETUDE_MAX_EPOCHS", "ETUDE_RESUME_FROM", "ETUDE_CHECKPOINT_DIR"]
    {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_protocol_in_python_reaches_its_verdict() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/12-python-protocol");
    let folder = TempDir::new().unwrap();
    copy(&example, folder.path());
    let ran = etude(folder.path(), &["run", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert_eq!(ran.json()["rounds"][0]["verdict"]["decision"], "adopt");
    let best = etude(folder.path(), &["best", "--format", "json"]).json();
    assert_eq!(best["values"]["features"], "squares");
    assert!(Path::new(best["checkpoint"].as_str().unwrap()).is_file());
}

#[test]
fn the_protocol_in_python_resumes_as_if_it_had_never_stopped_and_works_without_etude() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/12-python-protocol");
    let folder = TempDir::new().unwrap();
    copy(&example, folder.path());
    let whole = script(folder.path(), &[], &[]);
    assert_eq!(whole.len(), 10);
    assert_eq!(script(folder.path(), &[], &[("ETUDE_MAX_EPOCHS", "3")]), whole[..3]);
    let resumed = script(folder.path(), &[], &[("ETUDE_RESUME_FROM", "checkpoints/epoch-3.json")]);
    assert_eq!(resumed, whole[3..]);
    let diverged = script(folder.path(), &["--lr=1e308"], &[]);
    assert!(diverged.last().unwrap()["infeasible"].is_string(), "{diverged:?}");
    let lines = fs::read_to_string(folder.path().join("etude_protocol.py")).unwrap().lines().count();
    assert!(lines < 120, "the file to copy has grown to {lines} lines");
}

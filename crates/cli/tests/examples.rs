//! Every example is run as its README says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod etude_command;

use std::fs;
use std::path::Path;

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

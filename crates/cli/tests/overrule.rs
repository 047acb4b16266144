//! A person's word over a verdict, from the command line: taken with a reason, kept for ever, refused without one.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use etude_command::etude;
use small_program::{PROGRAM, project};

#[test]
fn a_verdict_is_overruled_with_a_reason_and_never_without() {
    let folder = project(PROGRAM, false);
    let at = folder.path();
    let early = etude(at, &["adopt", "--reason", "because"]);
    assert_eq!(
        (early.code, early.stderr.contains("no round has its verdict yet")),
        (2, true),
        "{}",
        early.shown()
    );
    assert!(!at.join(".etude").exists(), "a refusal leaves no files");
    let ran = etude(at, &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());

    let without = etude(at, &["adopt", "2"]);
    assert_eq!(without.code, 2, "{}", without.shown());
    assert!(without.stderr.contains("--reason"), "{}", without.stderr);
    let launches =
        || etude(at, &["status", "--format", "json"]).json()["launches"].as_array().unwrap().clone();
    let before = launches();

    let trials = etude(at, &["trials", "--format", "json"]).json();
    let incumbent = etude(at, &["best", "--format", "json"]).json()["values"].clone();
    let other = trials.as_array().unwrap().iter().find(|trial| trial["values"] != incumbent).unwrap();
    let number = other["trial"].to_string();
    let adopted = etude(at, &["adopt", &number, "--reason", "half the memory", "--format", "json"]);
    assert_eq!(adopted.code, 0, "{}", adopted.shown());
    assert_eq!(adopted.json()["values"], other["values"]);
    assert_eq!(adopted.json()["reason"], "half the memory");
    assert_eq!(launches().len(), before.len() + 1);
    for shown in [&["status"][..], &["best"], &["report"]] {
        let text = etude(at, shown).stdout;
        assert!(text.contains("half the memory"), "{shown:?}: {text}");
    }

    let kept = etude(at, &["keep", "--reason", "it was not half"]);
    assert_eq!(kept.code, 0, "{}", kept.shown());
    assert_eq!(etude(at, &["best", "--format", "json"]).json()["values"], incumbent);
    assert!(etude(at, &["report"]).stdout.contains("it was not half"));
}

//! A verdict that waits: a program that ignores its seed, what is said of it, and how a person goes on all the same.

#![expect(clippy::unwrap_used, reason = "tests may panic")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod etude_command;

use std::fs;

use etude_command::etude;
use tempfile::TempDir;

const PROGRAM: &str = "import json, sys\nrate = float(sys.argv[1].split('=')[1])\n\
                       print(json.dumps({'epoch': 1, 'val_error': 0.1 + abs(rate - 0.3)}))\n";

const FILE: &str = "[project]\nname = \"mine\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
    [workload]\ncommand = [\"python3\", \"-S\", \"train.py\", \"{args}\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 2\n\
    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
    # the only question\n[[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 8 # few\n";

#[test]
fn seeds_that_do_nothing_end_the_run_with_a_code_of_their_own_until_they_are_accepted() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), FILE).unwrap();
    fs::write(folder.path().join("train.py"), PROGRAM).unwrap();
    let blocked = etude(folder.path(), &["run"]);
    assert_eq!(blocked.code, 7, "{}", blocked.shown());
    assert!(blocked.stdout.contains("(S22)"), "{}", blocked.shown());
    assert!(blocked.stdout.contains("etude run --accept S22"), "{}", blocked.shown());
    let again = etude(folder.path(), &["run"]);
    assert_eq!(again.code, 7, "nothing has changed: {}", again.shown());

    let other = etude(folder.path(), &["run", "--accept", "P36", "why not"]);
    assert_eq!(other.code, 2, "{}", other.shown());
    assert!(other.stderr.contains("these can be accepted: S20, S22"), "{}", other.shown());
    assert_eq!(fs::read_to_string(folder.path().join("etude.toml")).unwrap(), FILE);

    let reason = "all data are used at once";
    let accepted = etude(folder.path(), &["run", "--accept", "S22", reason]);
    assert_eq!(accepted.code, 0, "{}", accepted.shown());
    let file = fs::read_to_string(folder.path().join("etude.toml")).unwrap();
    let entry = format!("allow = [{{ rule = \"S22\", reason = \"{reason}\" }}]\n");
    assert_eq!(file, format!("{FILE}{entry}"), "comments stay");
    let report = etude(folder.path(), &["report"]);
    assert!(report.stdout.contains(&format!("rule S22 was overridden: {reason}")), "{}", report.shown());
}

#[test]
fn a_round_that_is_stopped_ends_by_keep_with_its_reason_in_the_launch_log() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), FILE).unwrap();
    fs::write(folder.path().join("train.py"), PROGRAM).unwrap();
    assert_eq!(etude(folder.path(), &["run"]).code, 7);
    let reason = "the program is written anew";
    let kept = etude(folder.path(), &["keep", "--reason", reason]);
    assert_eq!(kept.code, 0, "{}", kept.shown());
    assert!(kept.stdout.contains("Round `rate` has ended without an answer, by hand"), "{}", kept.shown());
    let run = etude(folder.path(), &["run"]);
    assert_eq!(run.code, 0, "nothing waits any more: {}", run.shown());
    let report = etude(folder.path(), &["report"]);
    assert!(report.stdout.contains(reason), "{}", report.shown());
    let said = "findings of S22 stopped the verdict, and a person ended the round";
    assert!(
        report.stdout.split_whitespace().collect::<Vec<_>>().join(" ").contains(said),
        "{}",
        report.shown()
    );
}

//! Real programs and files, examined.

#![expect(clippy::disallowed_methods, reason = "a test makes files")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use etude_runner::Bounds;
use tempfile::TempDir;

use super::words;
use crate::init::InitError;
use crate::init::examine::{BOUNDS, examine};
use crate::init::from_command;
use crate::init::propose::{Facts, Wishes};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn facts(folder: &Path, command: &str, bounds: Bounds) -> Facts {
    examine(folder, &words(command), "p".into(), bounds)
}

#[test]
fn a_script_that_trains_whatever_it_is_told_is_killed_and_its_command_counts() {
    let folder = folder(&[("train.sh", "echo epoch 1 loss 0.5; sleep 600 & wait")]);
    let bounds = Bounds { time: Duration::from_millis(300), ..BOUNDS };
    let facts = facts(folder.path(), "sh train.sh --lr 0.1", bounds);
    assert_eq!(facts.options[0].given.as_deref(), Some("0.1"));
    let expected = "check what was found: `sh train.sh --help` had not ended after 0.3 seconds and was killed; the script may \
                    not know --help";
    assert_eq!(facts.troubles, [expected]);
}

#[test]
fn the_source_is_followed_to_the_files_beside_it_and_no_further() {
    let report = "print(f'val_acc: {a}')";
    let places = |files: &[(&str, &str)], command: &str| -> Vec<String> {
        let folder = folder(files);
        let facts = facts(folder.path(), command, BOUNDS);
        facts.metrics.into_iter().map(|metric| metric.place).collect()
    };
    let shell = ("run.sh", "#!/bin/sh\necho usage: run.sh; exit; exec python3 src/fit.py \"$@\"\n");
    assert_eq!(places(&[shell, ("src/fit.py", report)], "sh run.sh"), ["fit.py:1"]);
    let imports = ("train.py", "from model.net import Net\nimport loop\n");
    assert_eq!(places(&[imports, ("loop.py", &format!("\n{report}"))], "true train.py"), ["loop.py:2"]);
    assert_eq!(places(&[("pack/run.py", report)], "true -m pack.run"), ["run.py:1"]);
    assert_eq!(places(&[("a/run.sh", "#!/bin/sh\n. ../b.sh\n"), ("b.sh", report)], "true a/run.sh"), [""; 0]);
}

#[test]
fn braces_in_a_command_are_placeholders_or_refused() {
    let folder = folder(&[]);
    let draft = |command: &str| from_command(folder.path(), &words(command), &Wishes::default());
    assert!(draft("true --seed={seed}").is_ok());
    assert!(matches!(draft("true --seed={other}"), Err(InitError::Braces { name }) if name == "other"));
}

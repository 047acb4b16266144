//! `etude init`, as a user meets it: what it says, what it refuses, and what it makes of programs that give it nothing.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use etude_command::{Ran, etude};
use insta::assert_snapshot;
use tempfile::TempDir;

/// A folder named `digits` in a temporary one: its name is the project's.
fn folder() -> (TempDir, std::path::PathBuf) {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("digits");
    fs::create_dir(&folder).unwrap();
    (temporary, folder)
}

fn program(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn init(folder: &Path, command: &[&str]) -> Ran {
    etude(folder, &[&["init"], command].concat())
}

const SCRIPT: &str = r#"#!/usr/bin/env python3
import argparse
import json

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--amp", action="store_true")
settings = parser.parse_args()
for epoch in range(settings.epochs):
    print(json.dumps({"epoch": epoch + 1, "val_error": settings.lr}))
"#;

#[test]
fn a_script_becomes_a_project_file_that_explains_itself() {
    let (_temporary, folder) = folder();
    program(&folder, "train.py", SCRIPT);
    let ran = init(&folder, &["--", "python3", "train.py", "--lr", "0.1", "--amp"]);
    assert_snapshot!("said", ran.shown());
    assert_snapshot!("file", fs::read_to_string(folder.join("etude.toml")).unwrap());
    assert_eq!(etude(&folder, &["plan"]).code, 0);
}

#[test]
fn what_is_proposed_is_also_data() {
    let (_temporary, folder) = folder();
    program(&folder, "train.py", SCRIPT);
    let dry = init(&folder, &["--dry-run", "--format", "json", "--", "python3", "train.py"]).json();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "a dry run made files");
    let mut real = init(&folder, &["--format", "json", "--", "python3", "train.py"]).json();
    assert_eq!(real["project_file"], folder.join("etude.toml").to_str().unwrap());
    real["project_file"] = serde_json::Value::Null;
    assert_eq!(real, dry);
    assert_snapshot!(serde_json::to_string_pretty(&dry).unwrap());
}

#[test]
fn a_project_file_is_never_overwritten() {
    let (_temporary, folder) = folder();
    program(&folder, "train.py", "import pathlib\npathlib.Path('started').touch()\n");
    fs::write(folder.join("etude.toml"), "mine").unwrap();
    let commands: [&[&str]; 2] = [&["--", "python3", "train.py"], &["--builtin", "fashion"]];
    let refused = commands.map(|command| init(&folder, command).shown());
    assert_snapshot!(refused.join("\n"));
    assert_eq!(fs::read_to_string(folder.join("etude.toml")).unwrap(), "mine");
    assert!(!folder.join("started").exists(), "a program was started for nothing");
}

#[test]
fn a_command_line_that_makes_no_project_is_refused() {
    let (_temporary, folder) = folder();
    let lines: [&[&str]; 5] = [
        &[],
        &["--"],
        &["--builtin", "mnist"],
        &["--optimizer", "adam", "--", "true"],
        &["--builtin", "fashion", "--", "true"],
    ];
    assert_snapshot!(lines.map(|line| init(&folder, line).shown()).join("\n"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_program_that_tells_nothing_still_gets_a_skeleton() {
    let programs: [(&str, &[&str]); 5] = [
        ("#!/no/such/interpreter\n", &["./program"]),
        ("#!/bin/sh\nexit 0\n", &["./program"]),
        ("#!/bin/sh\necho 'I know no help' >&2; exit 3\n", &["./program", "--epochs", "5", "--lr", "0.3"]),
        ("#!/bin/sh\nyes | head -c 100000000\n", &["./program"]),
        ("#!/bin/sh\nprintf '\\377\\376\\000--lr\\n'\n", &["./program", "data.bin"]),
    ];
    let mut all = String::new();
    for (text, command) in programs {
        let (_temporary, folder) = folder();
        program(&folder, "program", text);
        all += &init(&folder, &[&["--"], command].concat()).shown();
        all += &fs::read_to_string(folder.join("etude.toml")).unwrap();
        all += "\n======\n";
        let planned = etude(&folder, &["plan"]);
        assert_eq!(planned.code, 0, "{}", planned.shown());
    }
    let (_temporary, folder) = folder();
    all += &init(&folder, &["--", "no-such-program", "--lr", "0.1"]).shown();
    assert_snapshot!(all);
}

#[test]
fn git_is_told_once_to_ignore_what_etude_keeps() {
    let (_temporary, folder) = folder();
    let ignored = || fs::read_to_string(folder.join(".gitignore")).ok();
    let again = || {
        let _ = fs::remove_file(folder.join("etude.toml"));
        assert_eq!(init(&folder, &["--builtin", "fashion"]).code, 0);
    };
    again();
    assert_eq!(ignored(), None, "there is no repository");
    fs::create_dir(folder.join(".git")).unwrap();
    again();
    assert_eq!(ignored().as_deref(), Some("/.etude/\n"));
    again();
    assert_eq!(ignored().as_deref(), Some("/.etude/\n"));
    fs::write(folder.join(".gitignore"), "*.pyc").unwrap();
    again();
    assert_eq!(ignored().as_deref(), Some("*.pyc\n/.etude/\n"));
    fs::write(folder.join(".gitignore"), ".etude\n").unwrap();
    again();
    assert_eq!(ignored().as_deref(), Some(".etude\n"));
}

#[test]
fn every_optimizer_of_the_built_in_workload_has_a_project() {
    let mut all = String::new();
    for optimizer in ["sgd", "nesterov", "adam", "adamw"] {
        let (_temporary, folder) = folder();
        let ran = init(&folder, &["--builtin", "fashion", "--optimizer", optimizer]);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        let planned = etude(&folder, &["plan"]);
        assert_eq!(planned.code, 0, "{}", planned.shown());
        let file = fs::read_to_string(folder.join("etude.toml")).unwrap();
        all += &["# --optimizer ", optimizer, "\n", &file, "\n"].concat();
    }
    assert_snapshot!(all);
}

#[test]
fn a_script_that_is_not_there_is_refused_before_anything_is_written() {
    let (_temporary, folder) = folder();
    let ran = init(&folder, &["--", "python3", "trian.py"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("there is no trian.py in"), "{}", ran.stderr);
    program(&folder, "train.py", SCRIPT);
    let ran = init(&folder, &["--", "python3", "trian.py"]);
    assert!(ran.stderr.contains("there is train.py"), "{}", ran.stderr);
    assert!(!folder.join("etude.toml").exists());
}

//! A small project around a program, and what a run of it says.
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::etude_command::{Ran, etude};

/// Begins every program in Python: `report` prints a report that gets better, `error` is a good value.
const BEGINNING: &str = r#"
import json, os, sys, time
def report(epoch=1, **more):
    print(json.dumps({"epoch": epoch, "val_error": 0.5 / epoch, **more}), flush=True)
"#;

/// A project of one file, one program and one round of two trials.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// Around a command; `more` stands in `[workload]` and may begin sections of its own.
    pub(crate) fn of(command: &str, more: &str) -> Project {
        let file = format!(
            r#"[project]
name = "wild"
metric = "val_error"
direction = "minimize"

[length]
max_epochs = 3

[parameters.rate]
low = 0.001
high = 1.0
scale = "log"
baseline = 0.1

[[rounds]]
name = "rate"
goal = "Which rate suits the program?"
nuisance = ["rate"]
trials = 2

[workload]
command = {command}
{more}
"#
        );
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("etude.toml"), file).unwrap();
        Project { folder }
    }

    /// Around a program in Python, whose beginning is there.
    pub(crate) fn python(program: &str) -> Project {
        Project::python_with(program, "")
    }

    /// The same with more in `[workload]`.
    pub(crate) fn python_with(program: &str, more: &str) -> Project {
        let project = Project::of(r#"["python3", "-S", "train.py", "{args}"]"#, more);
        project.put("train.py", &format!("{BEGINNING}{program}\n"));
        project
    }

    /// Around a shell script.
    pub(crate) fn shell(script: &str) -> Project {
        let project = Project::of(r#"["sh", "train.sh", "{args}"]"#, "");
        project.put("train.sh", script);
        project
    }

    /// Puts an executable file there.
    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn run(&self) -> Ran {
        etude(self.path(), &["run"])
    }

    pub(crate) fn trials(&self) -> Vec<Value> {
        etude(self.path(), &["trials", "--format", "json"]).json().as_array().unwrap().clone()
    }

    /// The file of a trial.
    pub(crate) fn of_trial(&self, trial: u32, name: &str) -> String {
        let path = self.path().join(format!(".etude/trials/{trial:06}/{name}"));
        String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
    }

    /// Runs a program that works in its own way: every trial is feasible, at its first attempt.
    pub(crate) fn works(&self) -> Vec<Value> {
        self.ends_as("feasible")
    }

    /// Runs a program to the end of its round: every trial ends in a state, at its first attempt.
    pub(crate) fn ends_as(&self, state: &str) -> Vec<Value> {
        let ran = self.run();
        assert_eq!(ran.code, 0, "{}", ran.shown());
        let trials = self.trials();
        assert!(trials.len() >= 2, "{trials:#?}");
        for (number, trial) in (1..).zip(&trials) {
            assert_eq!(trial["trial"], number, "a number is missing");
            assert_eq!((&trial["state"], &trial["attempts"]), (&state.into(), &1.into()), "{trial:#}");
        }
        trials
    }

    /// Runs a program that never works: the run stops, no trial is lost, and this is what it says.
    pub(crate) fn breaks(&self) -> String {
        let ran = self.run();
        assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{}", ran.shown());
        for trial in self.trials() {
            assert_eq!(trial["state"], "requested", "a trial was lost: {trial:#}");
        }
        assert!(!ran.stderr.contains("panicked"), "{}", ran.shown());
        let at = ran.stderr.find("error:").unwrap_or_else(|| panic!("{}", ran.shown()));
        ran.without_places(&ran.stderr[at..])
    }
}

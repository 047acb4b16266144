//! A project in a folder of its own, which leaves no process behind.
#![expect(clippy::disallowed_methods, reason = "the project is made of files")]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::processes;

/// A project that nothing has run yet.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// Makes the files, given as name and text, in a new folder.
    pub(crate) fn new(files: &[(&str, &str)]) -> Project {
        let folder = tempfile::Builder::new().prefix("etude-kills-").tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Project { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where `etude run` writes what it says, all runs one after the other.
    pub(crate) fn log(&self) -> PathBuf {
        self.path().join("run.log")
    }

    /// What `etude run` has said so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }
}

impl Drop for Project {
    /// A check that failed half-way must not leave trainings running.
    fn drop(&mut self) {
        for process in processes::of(self.path()) {
            processes::kill_9(process.pid);
        }
    }
}

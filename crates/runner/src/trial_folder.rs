//! Where a trial keeps its things.

use std::io;
use std::path::{Path, PathBuf};

use etude_study::ids::TrialId;

/// The folder of one trial, as an absolute path.
///
/// ```text
/// .etude/trials/000042/
///   configuration.json     what the program is told (ETUDE_CONFIGURATION)
///   stdout.log stderr.log  what it printed, byte for byte, all attempts one after the other
///   supervisor.log         what the supervisor has to say, mostly nothing
///   measurements.jsonl     what it reported: one spooled measurement a line
///   checkpoints/           ETUDE_CHECKPOINT_DIR
///   attempt-1.order.json   what the supervisor is to do
///   attempt-1.pid          the supervisor's process and start time: the attempt has begun
///   attempt-1.exit.json    how it ended
///   lock                   held while a supervisor lives
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrialFolder {
    path: PathBuf,
}

impl TrialFolder {
    /// The folder of a trial in a project's `.etude`. Fails only where a relative path meets no working directory.
    pub fn of_trial(etude_folder: &Path, trial: TrialId) -> io::Result<TrialFolder> {
        TrialFolder::at(&etude_folder.join("trials").join(trial.to_string()))
    }

    /// The folder at a path.
    pub fn at(path: &Path) -> io::Result<TrialFolder> {
        Ok(TrialFolder { path: std::path::absolute(path)? })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is there. It is made when the trial's first attempt is started.
    pub fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// `configuration.json`.
    pub fn configuration(&self) -> PathBuf {
        self.path.join("configuration.json")
    }

    /// `stdout.log`.
    pub fn stdout_log(&self) -> PathBuf {
        self.path.join("stdout.log")
    }

    /// `stderr.log`.
    pub fn stderr_log(&self) -> PathBuf {
        self.path.join("stderr.log")
    }

    /// `supervisor.log`.
    pub fn supervisor_log(&self) -> PathBuf {
        self.path.join("supervisor.log")
    }

    /// `measurements.jsonl`.
    pub fn measurements(&self) -> PathBuf {
        self.path.join("measurements.jsonl")
    }

    /// `checkpoints/`.
    pub fn checkpoints(&self) -> PathBuf {
        self.path.join("checkpoints")
    }

    /// `attempt-1.order.json`.
    pub fn order(&self, attempt: u32) -> PathBuf {
        self.path.join(format!("attempt-{attempt}.order.json"))
    }

    /// `attempt-1.exit.json`.
    pub fn exit_record(&self, attempt: u32) -> PathBuf {
        self.path.join(format!("attempt-{attempt}.exit.json"))
    }

    /// `attempt-1.pid`.
    pub(crate) fn pid(&self, attempt: u32) -> PathBuf {
        self.path.join(format!("attempt-{attempt}.pid"))
    }

    /// `lock`.
    pub(crate) fn lock(&self) -> PathBuf {
        self.path.join("lock")
    }
}

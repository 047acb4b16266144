//! Where a trial keeps its things.

use std::io;
use std::path::{Path, PathBuf};

use etude_study::ids::TrialId;

/// The names of what is there once a trial, whatever its attempts.
const OWN: [&str; 7] = [
    "configuration.json",
    "stdout.log",
    "stderr.log",
    "supervisor.log",
    "measurements.jsonl",
    "checkpoints",
    "lock",
];

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
///   attempt-1.logs.json    where it begins in the two logs
///   lock                   held while a supervisor lives
/// ```
///
/// Anything else that lies in it was put there by the program, and is never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrialFolder {
    path: PathBuf,
}

impl TrialFolder {
    /// The folder of a trial in a project's `.etude`. Fails only where a relative path meets no working directory.
    pub fn of_trial(etude_folder: &Path, trial: TrialId) -> io::Result<TrialFolder> {
        TrialFolder::at(&etude_folder.join("trials").join(trial.to_string()))
    }

    /// The folder of a trial in a project's `.etude`, which is an absolute path.
    pub fn below(etude_folder: &Path, trial: TrialId) -> TrialFolder {
        TrialFolder { path: etude_folder.join("trials").join(trial.to_string()) }
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

    /// `attempt-1.logs.json`.
    pub fn log_start(&self, attempt: u32) -> PathBuf {
        self.path.join(format!("attempt-{attempt}.logs.json"))
    }

    /// Whether an entry of this folder is Etude's own or the folder of checkpoints, by its name. All others are the
    /// program's.
    pub fn is_own(name: &str) -> bool {
        let name = name.strip_suffix(".tmp").unwrap_or(name);
        let of_attempt = || {
            let (number, kind) = name.strip_prefix("attempt-")?.split_once('.')?;
            let numbered = number.parse::<u32>().is_ok();
            (numbered && matches!(kind, "order.json" | "pid" | "exit.json" | "logs.json")).then_some(())
        };
        OWN.contains(&name) || of_attempt().is_some()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_that_this_type_gives_is_its_own_and_no_other_is() {
        let folder = TrialFolder::below(Path::new("/project/.etude"), TrialId(42));
        assert_eq!(folder.path(), Path::new("/project/.etude/trials/000042"));
        let paths = [
            folder.configuration(),
            folder.stdout_log(),
            folder.stderr_log(),
            folder.supervisor_log(),
            folder.measurements(),
            folder.checkpoints(),
            folder.order(1),
            folder.exit_record(12),
            folder.log_start(2),
            folder.pid(3),
            folder.lock(),
            folder.configuration().with_added_extension("tmp"),
        ];
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            assert!(TrialFolder::is_own(name), "{name}");
        }
        for name in
            ["predictions.csv", "attempt-1.log", "attempt-x.pid", "locked", "stdout.log.gz", "attempt-"]
        {
            assert!(!TrialFolder::is_own(name), "{name}");
        }
    }
}

//! Where an attempt begins in the logs of its trial, which hold all attempts one after the other.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::trial_folder::TrialFolder;

/// `attempt-2.logs.json`: the lengths of both logs before the attempt printed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogStart {
    /// Where its standard output begins, in bytes.
    pub stdout: u64,
    /// Where its standard error begins, in bytes.
    pub stderr: u64,
}

impl LogStart {
    /// Where an attempt begins; none if it was never started, or by an Etude that did not write this down.
    pub fn read(folder: &TrialFolder, attempt: u32) -> Option<LogStart> {
        let text = fs::read(folder.log_start(attempt)).ok()?;
        let json: Value = serde_json::from_slice(&text).ok()?;
        Some(LogStart { stdout: json.get("stdout")?.as_u64()?, stderr: json.get("stderr")?.as_u64()? })
    }

    /// Writes down where the next attempt begins. A help to readers and nothing else, so a failure is none.
    #[expect(clippy::disallowed_methods, reason = "the file is for people and need not outlive a power loss")]
    pub(crate) fn write(folder: &TrialFolder, attempt: u32) {
        let length = |log: &Path| fs::metadata(log).map_or(0, |found| found.len());
        let (stdout, stderr) = (length(&folder.stdout_log()), length(&folder.stderr_log()));
        let text = json!({ "version": 1, "stdout": stdout, "stderr": stderr });
        let _ = fs::write(folder.log_start(attempt), format!("{text}\n"));
    }
}

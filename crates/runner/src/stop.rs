//! Asking a running attempt to end.
#![expect(clippy::disallowed_methods, reason = "this module reads a pid file and waits by the clock")]

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::file_error::FileError;
use crate::lock;
use crate::process_table::process;
use crate::trial_folder::TrialFolder;

/// Between its start and its pid file a supervisor needs milliseconds.
const STARTING: Duration = Duration::from_secs(5);

/// What became of a request to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum StopRequest {
    /// The supervisor was asked. It ends the program and writes the exit record; [`crate::poll`] shows when.
    Asked,
    /// The attempt does not run.
    NotRunning,
}

/// Why an attempt could not be asked to stop.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// The lock could not be looked at.
    #[error(transparent)]
    File(#[from] FileError),
    /// The signal could not be sent.
    #[error("cannot send SIGTERM to the supervisor {pid} of attempt {attempt}: {source}")]
    Signal {
        /// The supervisor.
        pid: i32,
        /// The attempt.
        attempt: u32,
        /// The system's words.
        source: Errno,
    },
}

/// Asks an attempt's supervisor to end it: SIGTERM for the program's group, a grace, SIGKILL for whatever is left.
///
/// A pid that was given to another process since is never signalled: the lock must be held, and the process must
/// have started when the supervisor did.
pub fn stop(folder: &TrialFolder, attempt: u32) -> Result<StopRequest, StopError> {
    let asked = Instant::now();
    loop {
        if folder.exit_record(attempt).exists() || !lock::is_held(folder)? {
            return Ok(StopRequest::NotRunning);
        }
        if let Some((pid, started)) = read_identity(folder, attempt) {
            return signal(pid, started, attempt);
        }
        if asked.elapsed() > STARTING {
            return Ok(StopRequest::NotRunning);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn signal(pid: Pid, started: u64, attempt: u32) -> Result<StopRequest, StopError> {
    if process(pid).is_none_or(|process| process.started != started) {
        return Ok(StopRequest::NotRunning);
    }
    match kill(pid, Signal::SIGTERM) {
        Ok(()) => Ok(StopRequest::Asked),
        Err(Errno::ESRCH) => Ok(StopRequest::NotRunning),
        Err(source) => Err(StopError::Signal { pid: pid.as_raw(), attempt, source }),
    }
}

/// The supervisor's pid and start time; `None` while they are not written.
fn read_identity(folder: &TrialFolder, attempt: u32) -> Option<(Pid, u64)> {
    let text = fs::read_to_string(folder.pid(attempt)).ok()?;
    let (pid, started) = text.strip_suffix('\n')?.split_once(' ')?;
    Some((Pid::from_raw(pid.parse().ok()?), started.parse().ok()?))
}

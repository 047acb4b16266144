//! Starting an attempt, once, however often it is asked for.
#![expect(clippy::disallowed_methods, reason = "waiting for a lock is bounded by the clock")]

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::before_exec::leave_the_terminal;
use crate::durable_file::{sync_directory, write_whole};
use crate::file_error::FileError;
use crate::lock::TrialLock;
use crate::log_start::LogStart;
use crate::prepare::PreparedAttempt;
use crate::trial_folder::TrialFolder;

/// Somebody who only looks whether the lock is held holds it for an instant.
const LOOKING: Duration = Duration::from_millis(20);
/// A supervisor goes soon after its exit record can be seen.
const LEAVING: Duration = Duration::from_secs(5);

/// What became of a request to start an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Started {
    /// It was started now.
    Started {
        /// The supervisor's pid, for people to look at; use [`crate::stop`] to end it.
        supervisor: u32,
    },
    /// It was started before, and runs.
    AlreadyRunning,
    /// It was started before, and has ended: its exit record is there.
    AlreadyEnded,
    /// It was started before, had begun, and was lost. Its number is used up: measurements are numbered within an
    /// attempt, and running it again would use the same numbers for others.
    AlreadyLost,
}

/// Why an attempt could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A file of the trial could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The supervisor could not be started.
    #[error("cannot start the supervisor {program:?}: {source}")]
    Supervisor {
        /// The supervisor's program, as given.
        program: OsString,
        /// The system's words.
        source: io::Error,
    },
    /// No supervisor's program was given.
    #[error("no program was given that could supervise the attempt")]
    NoSupervisor,
    /// Another attempt of the same trial is running.
    #[error(
        "cannot start attempt {attempt} in {}: another attempt of the trial is running; wait for its end or stop it",
        folder.display()
    )]
    AnotherAttemptRuns {
        /// The attempt that was to be started.
        attempt: u32,
        /// The trial's folder.
        folder: PathBuf,
    },
    /// A later attempt of the same trial was already started.
    #[error("attempt {attempt} in {} comes after attempt {}, which was started before", folder.display(), attempt + 1)]
    OutOfOrder {
        /// The attempt that was to be started.
        attempt: u32,
        /// The trial's folder.
        folder: PathBuf,
    },
}

/// Starts an attempt in a process that outlives this one.
///
/// `supervisor` is a program with its first arguments, such as `["/usr/bin/etude", "supervise"]`, that calls
/// [`crate::supervise`] with the path that is added as the last one. When this returns [`Started::Started`], the
/// order is durable and the trial is locked by the supervisor.
///
/// A thread waits for the supervisor's end, so that it leaves no zombie behind while this process lives; it costs
/// nothing else, and the supervisor does not notice when this process dies.
pub fn start(
    folder: &TrialFolder,
    prepared: &PreparedAttempt,
    supervisor: &[OsString],
) -> Result<Started, StartError> {
    let attempt = prepared.order.attempt;
    let (program, arguments) = supervisor.split_first().ok_or(StartError::NoSupervisor)?;
    create_folder(folder)?;
    let lock = match lock_for(folder, attempt)? {
        Locked::Ours(lock) => lock,
        Locked::Theirs(already) => return Ok(already),
    };
    if let Some(already) = what_is_there(folder, attempt) {
        return Ok(already);
    }
    if folder.order(attempt + 1).exists() {
        return Err(StartError::OutOfOrder { attempt, folder: folder.path().to_owned() });
    }
    write_files(folder, prepared)?;
    let mut command = Command::new(program);
    command.args(arguments).arg(folder.order(attempt)).envs(&prepared.environment);
    command.stdin(lock.into_standard_input()).stdout(Stdio::null()).stderr(open_log(folder)?);
    leave_the_terminal(&mut command);
    let child =
        command.spawn().map_err(|source| StartError::Supervisor { program: program.clone(), source })?;
    let supervisor = child.id();
    reap_in_background(child);
    Ok(Started::Started { supervisor })
}

enum Locked {
    Ours(TrialLock),
    Theirs(Started),
}

/// Takes the lock, or tells what the attempt is doing with it.
///
/// An order is only ever written by the holder of the lock. So where the lock is held and the order is there, it is
/// this very attempt that runs; otherwise another one does, which may be on its way out.
fn lock_for(folder: &TrialFolder, attempt: u32) -> Result<Locked, StartError> {
    let asked = Instant::now();
    loop {
        if let Some(lock) = TrialLock::take(folder)? {
            return Ok(Locked::Ours(lock));
        }
        if folder.exit_record(attempt).exists() {
            return Ok(Locked::Theirs(Started::AlreadyEnded));
        }
        let ordered = folder.order(attempt).exists();
        if ordered && asked.elapsed() > LOOKING {
            return Ok(Locked::Theirs(Started::AlreadyRunning));
        }
        if asked.elapsed() > LEAVING {
            return Err(StartError::AnotherAttemptRuns { attempt, folder: folder.path().to_owned() });
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// What an attempt left behind whose lock is free.
fn what_is_there(folder: &TrialFolder, attempt: u32) -> Option<Started> {
    if folder.exit_record(attempt).exists() {
        Some(Started::AlreadyEnded)
    } else if folder.pid(attempt).exists() {
        Some(Started::AlreadyLost)
    } else {
        None
    }
}

fn create_folder(folder: &TrialFolder) -> Result<(), FileError> {
    let checkpoints = folder.checkpoints();
    if checkpoints.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&checkpoints).map_err(FileError::of("create", &checkpoints))?;
    folder.path().parent().map_or(Ok(()), sync_directory)
}

fn write_files(folder: &TrialFolder, prepared: &PreparedAttempt) -> Result<(), FileError> {
    write_json(&folder.configuration(), serde_json::to_vec_pretty(&prepared.configuration))?;
    write_json(&folder.order(prepared.order.attempt), serde_json::to_vec_pretty(&prepared.order))?;
    LogStart::write(folder, prepared.order.attempt);
    let spool = folder.measurements();
    OpenOptions::new().append(true).create(true).open(&spool).map_err(FileError::of("create", &spool))?;
    sync_directory(folder.path())
}

fn write_json(path: &Path, text: serde_json::Result<Vec<u8>>) -> Result<(), FileError> {
    let mut text = text.map_err(io::Error::from).map_err(FileError::of("write", path))?;
    text.push(b'\n');
    write_whole(path, &text)
}

/// What the supervisor prints, a panic included, is kept.
fn open_log(folder: &TrialFolder) -> Result<Stdio, FileError> {
    let path = folder.supervisor_log();
    let log = OpenOptions::new().append(true).create(true).open(&path);
    log.map(Stdio::from).map_err(FileError::of("open", &path))
}

fn reap_in_background(mut child: Child) {
    let wait = move || drop(child.wait());
    // Without the thread there is a zombie until this process ends, and nothing worse.
    drop(thread::Builder::new().name("reap a supervisor".into()).stack_size(64 * 1024).spawn(wait));
}

//! One coordinator a project: a lock that its process holds, and that dies with it.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::StoreError;
use crate::lease::LeaseOwner;

/// How often, and after which pause, a lock is tried again whose owner is dead or has not written its name yet.
const TRIES: u32 = 400;
const PAUSE: Duration = Duration::from_millis(5);

/// Held for as long as this value lives. The system lets go of it when the process ends, however it ends, so no lock is
/// ever stale and none is broken by force. Programs started meanwhile do not inherit it; only while one is being
/// started, for some milliseconds, does the lock belong to it too, and outlives an owner that is killed just then.
#[derive(Debug)]
pub struct ProjectLock {
    _file: File,
}

/// Who holds the lock, as it wrote itself into the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockOwner {
    /// A process of this or another machine.
    Process {
        /// Its id there.
        pid: u32,
        /// The machine's name.
        host: String,
    },
    /// One that has a lease, which tells more.
    Leased(Box<LeaseOwner>),
    /// It has not written its name yet.
    Unnamed,
}

impl ProjectLock {
    /// Takes the lock in the file `path` (`.etude/coordinator.lock`), or says who has it. The file stays when the
    /// lock is gone; its text then means nothing.
    pub fn take(path: &Path) -> Result<ProjectLock, StoreError> {
        let failed = |source| StoreError::File { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        let mut tries = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    let owner = LockOwner::read(&mut file).map_err(failed)?;
                    tries += 1;
                    if tries == TRIES || !(owner == LockOwner::Unnamed || owner.is_known_dead()) {
                        return Err(StoreError::AlreadyRunning { owner });
                    }
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        write_owner(&mut file).map_err(failed)?;
        Ok(ProjectLock { _file: file })
    }
}

/// Who holds the lock in a file; none if nobody does. Only looks: whoever takes the lock meanwhile is not refused for it.
pub fn lock_holder(path: &Path) -> Result<Option<LockOwner>, StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let owner = LockOwner::read(&mut file).map_err(failed)?;
    if owner.is_known_dead() {
        return Ok(None);
    }
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(owner)),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn write_owner(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{} {}", std::process::id(), this_host()?)?;
    file.flush()
}

fn this_host() -> io::Result<String> {
    let host = nix::unistd::gethostname().map_err(io::Error::from)?;
    Ok(host.to_string_lossy().into_owned())
}

impl LockOwner {
    fn read(file: &mut File) -> io::Result<LockOwner> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.take(1024).read_to_end(&mut bytes)?;
        Ok(LockOwner::parse(&String::from_utf8_lossy(&bytes)))
    }

    /// A line that is not finished names nobody.
    fn parse(text: &str) -> LockOwner {
        let named = text.strip_suffix('\n').and_then(|line| {
            let (pid, host) = line.split_once(' ')?;
            Some(LockOwner::Process { pid: pid.parse().ok()?, host: host.to_owned() })
        });
        named.unwrap_or(LockOwner::Unnamed)
    }

    /// Whether it was a process of this machine and has ended; one that nobody has waited for yet is a zombie.
    fn is_known_dead(&self) -> bool {
        match self {
            LockOwner::Process { pid, host } if this_host().is_ok_and(|this| this == *host) => {
                let stat = std::fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
                let stat = String::from_utf8_lossy(&stat);
                stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with(['Z', 'X']))
            }
            _ => false,
        }
    }
}

impl fmt::Display for LockOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockOwner::Process { pid, host } => write!(f, "process {pid} on {host}"),
            LockOwner::Leased(owner) => owner.fmt(f),
            LockOwner::Unnamed => f.write_str("another process"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_read_only_from_a_finished_line() {
        let owner = LockOwner::Process { pid: 42, host: "gpu 1".into() };
        assert_eq!(LockOwner::parse("42 gpu 1\n"), owner);
        assert_eq!(owner.to_string(), "process 42 on gpu 1");
        for unfinished in ["", "42", "42 gpu", "x y\n"] {
            assert_eq!(LockOwner::parse(unfinished), LockOwner::Unnamed);
        }
    }
}

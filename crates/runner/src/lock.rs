//! The lock of a trial: an open file, exclusively locked, that goes from coordinator to supervisor.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::process::Stdio;

use crate::file_error::FileError;
use crate::trial_folder::TrialFolder;

/// The held lock. It is released when every process has closed this very open file.
#[derive(Debug)]
pub(crate) struct TrialLock {
    file: File,
}

impl TrialLock {
    /// Takes the lock; `None` when another process holds it.
    pub(crate) fn take(folder: &TrialFolder) -> Result<Option<TrialLock>, FileError> {
        let path = folder.lock();
        let file = OpenOptions::new()
            .read(true)
            .write(true) // so that the kernel tells watchers when the last holder closes it
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(FileError::of("open", &path))?;
        TrialLock::lock(file, folder)
    }

    /// The lock that this process was given as its standard input, or a fresh one when it was started by hand.
    pub(crate) fn inherit(folder: &TrialFolder) -> Result<Option<TrialLock>, FileError> {
        let path = folder.lock();
        let input =
            io::stdin().as_fd().try_clone_to_owned().map(File::from).map_err(FileError::of("keep", &path))?;
        let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
        let given = input.metadata().map(identity).map_err(FileError::of("look at", &path))?;
        match path.metadata().map(identity) {
            // Locking an open file that is locked already changes nothing.
            Ok(wanted) if wanted == given => TrialLock::lock(input, folder),
            _ => TrialLock::take(folder),
        }
    }

    /// Hands the lock to a process that is about to be started.
    pub(crate) fn into_standard_input(self) -> Stdio {
        Stdio::from(self.file)
    }

    fn lock(file: File, folder: &TrialFolder) -> Result<Option<TrialLock>, FileError> {
        match file.try_lock() {
            Ok(()) => Ok(Some(TrialLock { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(FileError::of("lock", &folder.lock())(source)),
        }
    }
}

/// Whether a process holds the lock. A shared lock is tried, so that two who ask at once do not see each other.
pub(crate) fn is_held(folder: &TrialFolder) -> Result<bool, FileError> {
    let path = folder.lock();
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(FileError::of("open", &path)(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(FileError::of("lock", &path)(source)),
    }
}

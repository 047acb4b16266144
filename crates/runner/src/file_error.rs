//! What went wrong with a file of a trial.

use std::io;
use std::path::{Path, PathBuf};

/// A file of a trial's folder that could not be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {verb} {}: {source}", path.display())]
pub struct FileError {
    /// What was tried: "write", "open", ...
    pub verb: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Why it failed.
    pub source: io::Error,
}

impl FileError {
    /// For `map_err`: gives an error of the system its verb and file.
    pub fn of(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FileError {
        move |source| FileError { verb, path: path.to_owned(), source }
    }

    /// Whether waiting helps, because a disk or quota is full.
    pub fn is_full(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }
}

//! Files that are there as a whole or not at all, also after a power loss.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use crate::file_error::FileError;

/// Writes beside the target, syncs, and renames. The name itself is durable after [`sync_directory`].
///
/// # Errors
/// The file that could not be written, and the system's words.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let temporary = path.with_added_extension("tmp");
    let mut file = File::create(&temporary).map_err(FileError::of("create", &temporary))?;
    file.write_all(bytes).map_err(FileError::of("write", &temporary))?;
    file.sync_all().map_err(FileError::of("sync", &temporary))?;
    fs::rename(&temporary, path).map_err(FileError::of("rename into place", path))
}

/// Makes the names in a folder durable.
pub(crate) fn sync_directory(path: &Path) -> Result<(), FileError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(FileError::of("sync", path))
}

//! Writing a file as a whole or not at all.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use crate::failure::Failure;

/// Refuses a file that is there, unless it may be replaced.
pub(crate) fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Failure::FileIsThere { path: path.to_owned() });
    }
    Ok(())
}

/// Writes beside the file, syncs and renames, so that nobody sees half of it; the text ends with a newline. A file that is
/// there is replaced only with `force`.
pub(crate) fn write(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    refuse_existing(path, force)?;
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    let unfinished = path.with_added_extension(format!("{}.tmp", std::process::id()));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&unfinished, path));
    renamed.map_err(|source| {
        let _ = fs::remove_file(&unfinished);
        failed(source)
    })
}

//! Letting Git ignore `.etude/`.

#![expect(
    clippy::disallowed_methods,
    reason = "reads and writes a file of the user's, in the shell of `etude init`"
)]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::InitError;

/// The lines by which `.etude/` is ignored already.
const LINES: [&str; 6] = [".etude", ".etude/", "/.etude", "/.etude/", "**/.etude", "**/.etude/"];

/// What became of `.gitignore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// The line was added to this file.
    Added(PathBuf),
    /// It was there.
    Already,
    /// The folder is in no repository of Git's.
    NoRepository,
}

/// Adds the line to the `.gitignore` of a folder in a repository, unless it or a folder above has it.
pub(super) fn ignore_etude(folder: &Path) -> Result<Ignored, InitError> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let Some(root) = folder.ancestors().find(|above| above.join(".git").exists()) else {
        return Ok(Ignored::NoRepository);
    };
    let path = folder.join(".gitignore");
    for above in folder.ancestors().take_while(|above| above.starts_with(root)) {
        let text = fs::read_to_string(above.join(".gitignore")).unwrap_or_default();
        let anchored_here = above == folder;
        if text
            .lines()
            .map(str::trim)
            .any(|line| LINES.contains(&line) && (anchored_here || !line.starts_with('/')))
        {
            return Ok(Ignored::Already);
        }
    }
    let before = fs::read(&path).unwrap_or_default();
    let newline = if before.is_empty() || before.ends_with(b"\n") { "" } else { "\n" };
    let file = OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(format!("{newline}/.etude/\n").as_bytes()))
        .map_err(|source| InitError::Unwritable { path: path.clone(), source })?;
    Ok(Ignored::Added(path))
}

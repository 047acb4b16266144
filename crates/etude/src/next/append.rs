//! Writing a proposed round into the project file: at its end, with everything before it as it was.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etude_study::project::{ProjectFileError, parse_project};
use thiserror::Error;

use crate::project_folder::{PROJECT_FILE, ProjectFolder};

/// Why a round was not written. The file is as it was.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The file cannot be read or replaced.
    #[error("cannot write {}: {source}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// With the round at its end the file would say something that cannot be.
    #[error("with this round at its end {} would be wrong: {error}", .path.display())]
    WouldBeWrong {
        /// The file.
        path: PathBuf,
        /// What would be wrong.
        error: Box<ProjectFileError>,
    },
}

/// Appends the lines of a round to the project file. The file is replaced as a whole or not at all.
///
/// # Errors
/// Where the file cannot be replaced, or would be no project file any more.
#[expect(clippy::disallowed_methods, reason = "this is where the project file is added to")]
pub fn append_round(folder: &ProjectFolder, toml: &str) -> Result<(), AppendError> {
    let path = folder.root().join(PROJECT_FILE);
    let unwritable = |source| AppendError::Unwritable { path: path.clone(), source };
    let place = fs::canonicalize(&path).map_err(unwritable)?;
    let mut text = fs::read_to_string(&place).map_err(unwritable)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text += toml;
    if let Err(error) = parse_project(&text) {
        return Err(AppendError::WouldBeWrong { path: path.clone(), error: Box::new(error) });
    }
    replace(&place, &text).map_err(unwritable)
}

fn replace(place: &Path, text: &str) -> io::Result<()> {
    let unfinished = place.with_added_extension("tmp");
    let mut file = File::create(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(fs::metadata(place)?.permissions())?;
    file.sync_all()?;
    fs::rename(&unfinished, place)
}

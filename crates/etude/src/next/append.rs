//! Writing a proposed round into the project file: at its end, with everything before it as it was.

use std::io;
use std::path::PathBuf;

use etude_study::project::{ProjectFileError, parse_project};
use thiserror::Error;

use crate::project_file_text;
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
pub fn append_round(folder: &ProjectFolder, toml: &str) -> Result<(), AppendError> {
    let path = folder.root().join(PROJECT_FILE);
    let unwritable = |source| AppendError::Unwritable { path: path.clone(), source };
    let mut text = project_file_text::read(folder).map_err(unwritable)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text += toml;
    if let Err(error) = parse_project(&text) {
        return Err(AppendError::WouldBeWrong { path: path.clone(), error: Box::new(error) });
    }
    project_file_text::replace(folder, &text).map_err(unwritable)
}

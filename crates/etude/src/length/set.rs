//! Writing another length into the project file, with everything else as it was.

use std::io;
use std::path::PathBuf;

use etude_study::project::{ProjectFileError, parse_project};
use thiserror::Error;
use toml_edit::{DocumentMut, Item, Value};

use crate::project_file_text;
use crate::project_folder::{OpenError, PROJECT_FILE, ProjectFolder};

/// Why the length was not changed. The file is as it was.
#[derive(Debug, Error)]
pub enum SetLengthError {
    /// The file cannot be read or replaced.
    #[error("cannot change {}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// With that length the file would say something that cannot be.
    #[error("with max_epochs = {epochs} the project file would be wrong: {error}")]
    WouldBeWrong {
        /// The length asked for.
        epochs: u32,
        /// What would be wrong.
        error: Box<ProjectFileError>,
    },
    /// The file cannot be read anew.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Writes `max_epochs` and opens the project anew. Comments and order are kept.
///
/// # Errors
/// Where the file cannot be replaced, or would be no project file any more.
pub fn set_length(folder: &ProjectFolder, epochs: u32) -> Result<ProjectFolder, SetLengthError> {
    let path = folder.root().join(PROJECT_FILE);
    let failed = |source| SetLengthError::File { path: path.clone(), source };
    let text = project_file_text::read(folder).map_err(failed)?;
    let changed = with_length(&text, epochs).unwrap_or_else(|| text.clone());
    if let Err(error) = parse_project(&changed) {
        return Err(SetLengthError::WouldBeWrong { epochs, error: Box::new(error) });
    }
    project_file_text::replace(folder, &changed).map_err(failed)?;
    Ok(ProjectFolder::open(folder.root())?)
}

fn with_length(text: &str, epochs: u32) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let Item::Value(written) = document.get_mut("length")?.get_mut("max_epochs")? else { return None };
    let decoration = written.decor().clone();
    *written = Value::from(i64::from(epochs));
    *written.decor_mut() = decoration;
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_number_changes() {
        let text = "# mine\n[length] # of all\nmax_epochs = 8 # enough\nkeep_checkpoints = \"all\"\n";
        assert_eq!(with_length(text, 16).unwrap(), text.replace("= 8 #", "= 16 #"));
        assert_eq!(
            with_length("length = { max_epochs = 8 }\n", 16).unwrap(),
            "length = { max_epochs = 16 }\n"
        );
        assert_eq!(with_length("[project]\n", 16), None);
    }
}

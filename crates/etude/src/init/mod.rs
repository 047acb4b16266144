//! `etude init`: from a user's own script to a commented project file.
//!
//! The script is asked for its help and its source is read; nothing is trained. Options become parameters, the length
//! of training, the batch size or neither ([`Proposal`]); the file is written once and never over another.
//!
//! ```text
//! command ─► invocation ─► help ─► options ◄── source
//!                                    │ knowledge
//!                         metric ─► propose ─► Proposal ─► file ─► etude.toml
//! ```

mod command;
mod examine;
mod file;
mod gitignore;
mod help;
mod invocation;
mod knowledge;
mod metric;
mod missing_script;
mod parameters;
mod preset;
mod proposal;
mod propose;
mod ranges;
mod rounds;
mod script_option;
mod source;
mod source_files;
mod switches;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etude_study::project::{Problem, ProjectFileError, parse_project};
use thiserror::Error;

use crate::project_folder::PROJECT_FILE;
pub use gitignore::Ignored;
pub use help::Style;
pub use metric::FoundMetric;
pub use preset::Optimizer;
pub use proposal::{
    CommandWord, LeftOut, LengthCounts, MetricFrom, Proposal, ProposedBatchSize, ProposedLength,
    ProposedMetric, ProposedParameter, ProposedProgram, ProposedRound, ProposedValues,
};
pub use propose::Wishes;

/// A proposal and the text of its project file, which the parser has read.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What is proposed.
    pub proposal: Proposal,
    /// The file.
    pub text: String,
}

/// Why no project file was made.
#[derive(Debug, Error)]
pub enum InitError {
    /// There is one already.
    #[error("there is a project file already: {}", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The script that an interpreter is to run is not in the folder.
    #[error("there is no {script} in {}", .folder.display())]
    NoScript {
        /// The script, as it was written.
        script: String,
        /// The project's folder, where the command runs.
        folder: PathBuf,
        /// Scripts of that kind that are there.
        there: Vec<String>,
    },
    /// A word of the command has a name in braces that is no placeholder.
    #[error("the command has {{{name}}} in it, and braces around a name are a placeholder in a project file")]
    Braces {
        /// The name.
        name: String,
    },
    /// The proposal is no project file: a mistake of Etude's, not of the user's.
    #[error("the proposed project file cannot be read, which is a mistake in Etude: {error}")]
    NotReadable {
        /// What was proposed.
        text: String,
        /// What is wrong with it.
        error: Box<ProjectFileError>,
    },
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The project file; absolute.
    pub path: PathBuf,
    /// What became of `.gitignore`.
    pub ignored: Ignored,
}

/// Examines the program of a command, in the folder of the project to be, and drafts a project file.
///
/// The program is started with `--help` alone, and for at most 30 seconds.
pub fn from_command(folder: &Path, command: &[String], wishes: &Wishes) -> Result<Draft, InitError> {
    missing_script::refuse(folder, command)?;
    let facts = examine::examine(folder, command, name_of(folder), examine::BOUNDS);
    draft(propose::propose(facts, wishes))
}

/// Drafts a project file for a workload that comes with Etude.
pub fn from_builtin(folder: &Path, workload: &str, optimizer: Optimizer) -> Result<Draft, InitError> {
    draft(preset::preset(name_of(folder), workload, optimizer))
}

fn draft(proposal: Proposal) -> Result<Draft, InitError> {
    let text = file::project_file(&proposal);
    match parse_project(&text) {
        Ok(_) => Ok(Draft { proposal, text }),
        Err(ProjectFileError { problem: Problem::UnknownName { what: "placeholder", name, .. }, .. }) => {
            Err(InitError::Braces { name })
        }
        Err(error) => Err(InitError::NotReadable { text, error: Box::new(error) }),
    }
}

/// A folder's name, as the name of a project.
fn name_of(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = absolute.file_name().map(|name| name.to_string_lossy().trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "project".into())
}

/// Refuses a folder that has a project file.
pub fn check_free(folder: &Path) -> Result<(), InitError> {
    let path = folder.join(PROJECT_FILE);
    if path.symlink_metadata().is_ok() { Err(InitError::Exists(path)) } else { Ok(()) }
}

/// Writes a project file into a folder, never over another, and lets Git ignore what Etude keeps.
pub fn write(folder: &Path, text: &str) -> Result<Written, InitError> {
    let path = folder.join(PROJECT_FILE);
    let mut file = File::create_new(&path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(path.clone()),
        _ => InitError::Unwritable { path: path.clone(), source },
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| InitError::Unwritable { path: path.clone(), source })?;
    let ignored = gitignore::ignore_etude(folder)?;
    let path = std::path::absolute(&path).unwrap_or(path);
    Ok(Written { path, ignored })
}

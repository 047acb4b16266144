//! Why an attempt could not be supervised.

use std::io;
use std::path::PathBuf;

use etude_study::protocol::{PROTOCOL_VERSION, PatternProblem};

use crate::file_error::FileError;

/// Why an attempt was refused, or was given up without an exit record: it then counts as lost.
#[derive(Debug, thiserror::Error)]
pub enum SuperviseError {
    /// A file of the trial could not be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// The order is not one.
    #[error("{} is not an order: {source}", path.display())]
    BadOrder {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A pattern of the order cannot be used: something other than Etude wrote it.
    #[error("the pattern for {metric} {problem}")]
    BadPattern {
        /// The metric.
        metric: String,
        /// What is wrong with its pattern.
        problem: PatternProblem,
    },
    /// The order does not lie where its attempt's order belongs.
    #[error("{} describes attempt {attempt}: an order must keep its name", path.display())]
    MisplacedOrder {
        /// The file.
        path: PathBuf,
        /// The attempt it describes.
        attempt: u32,
    },
    /// The order was written by a later version of Etude.
    #[error(
        "{} has version {found}, and this program knows {PROTOCOL_VERSION}: use the newer etude that wrote it",
        path.display()
    )]
    LaterVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
    },
    /// Another process holds the trial's lock.
    #[error("another attempt of the trial in {} is running", folder.display())]
    Locked {
        /// The trial's folder.
        folder: PathBuf,
    },
    /// The attempt has an exit record.
    #[error("attempt {attempt} in {} has ended: it is never run again", folder.display())]
    AlreadyEnded {
        /// The attempt.
        attempt: u32,
        /// The trial's folder.
        folder: PathBuf,
    },
    /// The attempt had begun, and its supervisor is gone.
    #[error("attempt {attempt} in {} had begun and was lost: start the next one", folder.display())]
    AlreadyBegun {
        /// The attempt.
        attempt: u32,
        /// The trial's folder.
        folder: PathBuf,
    },
    /// The system refused something every supervisor needs.
    #[error("cannot {verb}: {source}")]
    System {
        /// What was tried.
        verb: &'static str,
        /// The system's words.
        source: io::Error,
    },
}

impl SuperviseError {
    /// For `map_err`: gives an error of the system its verb.
    pub(super) fn system<E: Into<io::Error>>(verb: &'static str) -> impl FnOnce(E) -> SuperviseError {
        move |source| SuperviseError::System { verb, source: source.into() }
    }
}

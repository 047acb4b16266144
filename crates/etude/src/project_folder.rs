//! Where a project lives: `etude.toml`, and `.etude/` beside it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use etude_runner::TrialFolder;
use etude_store::{LeaseOwner, LeaseRequest, ProjectLease, Store, StoreError, lease_duration, take_lease};
use etude_study::history::History;
use etude_study::ids::TrialId;
use etude_study::project::{Project, ProjectFileError, parse_project};
use thiserror::Error;

/// The project file's name.
pub const PROJECT_FILE: &str = "etude.toml";
/// A project file is small; anything larger is another file.
const LARGEST_FILE: u64 = 1 << 20;

/// A project on disk.
#[derive(Debug, Clone)]
pub struct ProjectFolder {
    root: PathBuf,
    /// What the project file says.
    pub project: Project,
}

/// Why a project cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Neither the folder nor one above it has a project file.
    #[error("there is no {PROJECT_FILE} in {} or a folder above it", .from.display())]
    NoProjectFile {
        /// Where the search began.
        from: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// Too large to be a project file.
    #[error("{} has {bytes} bytes, more than a project file can have ({LARGEST_FILE})", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// Not text.
    #[error("{} is not UTF-8 text: byte {byte} is part of no character", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first bad byte.
        byte: usize,
    },
    /// The file says something that cannot be.
    #[error("{error}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What it says.
        text: String,
        /// What is wrong, and where.
        error: Box<ProjectFileError>,
    },
}

impl ProjectFolder {
    /// Opens the project in a folder or the nearest one above it.
    pub fn open(from: &Path) -> Result<ProjectFolder, OpenError> {
        let unreadable = |source| OpenError::Unreadable { path: from.to_owned(), source };
        let from = std::path::absolute(from).map_err(unreadable)?;
        let holds_project = |folder: &&Path| folder.join(PROJECT_FILE).is_file();
        let root = from
            .ancestors()
            .find(holds_project)
            .ok_or_else(|| OpenError::NoProjectFile { from: from.clone() })?;
        let path = root.join(PROJECT_FILE);
        let text = read_text(&path)?;
        match parse_project(&text) {
            Ok(project) => Ok(ProjectFolder { root: root.to_owned(), project }),
            Err(error) => Err(OpenError::Invalid { path, text, error: Box::new(error) }),
        }
    }

    /// The folder of the project file; absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `.etude/`, where everything that happened is kept.
    pub fn etude_folder(&self) -> PathBuf {
        self.root.join(".etude")
    }

    /// The database.
    pub fn store_path(&self) -> PathBuf {
        self.etude_folder().join("etude.db")
    }

    /// The file whose lock the coordinator holds.
    pub fn lock_path(&self) -> PathBuf {
        self.etude_folder().join("coordinator.lock")
    }

    /// Becomes the one process that may write to the project, and opens its store for that; see [`take_lease`], also
    /// for `on_watch`. `now_ms` is the time of day.
    pub fn own(
        &self,
        now_ms: i64,
        on_watch: &mut dyn FnMut(&LeaseOwner, Duration) -> bool,
    ) -> Result<(Store, ProjectLease), StoreError> {
        let (store, lock) = (self.store_path(), self.lock_path());
        let request = LeaseRequest { store: &store, lock: &lock, lease: lease_duration()?, now_ms };
        take_lease(&request, on_watch)
    }

    /// Where a trial keeps its things.
    pub fn trial_folder(&self, trial: TrialId) -> TrialFolder {
        TrialFolder::below(&self.etude_folder(), trial)
    }

    /// A store to read from; none while nothing has run.
    pub fn reader(&self) -> Result<Option<Store>, StoreError> {
        match Store::open_read_only(&self.store_path()) {
            Ok(store) => Ok(Some(store)),
            Err(StoreError::NoProject { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The history so far, empty while nothing has run.
    pub fn history(&self) -> Result<History, StoreError> {
        self.reader()?.map_or_else(|| Ok(History::default()), |store| store.load_history())
    }
}

fn read_text(path: &Path) -> Result<String, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    if bytes > LARGEST_FILE {
        return Err(OpenError::TooLarge { path: path.to_owned(), bytes });
    }
    let mut content = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut content).map_err(unreadable)?;
    String::from_utf8(content)
        .map_err(|error| OpenError::NotText { path: path.to_owned(), byte: error.utf8_error().valid_up_to() })
}

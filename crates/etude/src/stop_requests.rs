//! What people ask of the coordinator that runs a project: empty files in `.etude/requests/`.
//!
//! ```text
//! .etude/requests/stop            let the running trials end, start no other
//! .etude/requests/stop-now        end the running trials too; the next run attempts them again
//! .etude/requests/cancel-000042   give this trial up
//! ```
//!
//! A file needs no second writer of the store, reaches a coordinator on another machine, and waits where none runs. Its
//! name says everything and it appears at once, so a half-written one does not exist; `touch` makes one as well. A stop
//! is meant for the coordinator that runs: the next one forgets it. A cancellation is kept until its trial has ended.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use etude_store::{LockOwner, StoreError, running_owner};
use etude_study::ids::TrialId;

use crate::project_folder::ProjectFolder;

const STOP: &str = "stop";
const STOP_NOW: &str = "stop-now";
const CANCEL: &str = "cancel-";

/// The folder of requests of one project.
#[derive(Debug, Clone)]
pub struct StopRequests {
    folder: PathBuf,
}

impl StopRequests {
    /// Of the project whose `.etude` this is.
    pub fn of(etude_folder: &Path) -> StopRequests {
        StopRequests { folder: etude_folder.join("requests") }
    }

    /// Asks the coordinator to stop; `now` ends the running trials too.
    pub fn ask_to_stop(&self, now: bool) -> io::Result<()> {
        self.place(if now { STOP_NOW } else { STOP })
    }

    /// Asks the coordinator, or the next one, to give a trial up.
    pub fn ask_to_cancel(&self, trial: TrialId) -> io::Result<()> {
        self.place(&cancel_name(trial))
    }

    /// How often the coordinator was asked to stop, as Ctrl-C counts: 0, 1 or 2.
    pub fn stops(&self) -> u32 {
        if self.folder.join(STOP_NOW).exists() { 2 } else { u32::from(self.folder.join(STOP).exists()) }
    }

    /// Trials to be given up. Other files are nobody's.
    pub fn cancelled(&self) -> BTreeSet<TrialId> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return BTreeSet::new() };
        let trial = |name: &str| name.strip_prefix(CANCEL)?.parse().ok().map(TrialId);
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter_map(|name| trial(&name)).collect()
    }

    /// Forgets requests to stop, which were meant for an earlier coordinator.
    pub(crate) fn forget_stops(&self) {
        // One that cannot be deleted is heeded, which loses nothing.
        let _ = fs::remove_file(self.folder.join(STOP));
        let _ = fs::remove_file(self.folder.join(STOP_NOW));
    }

    /// Forgets the request to give a trial up: it has ended, or there is no such trial.
    pub(crate) fn forget_cancelled(&self, trial: TrialId) {
        let _ = fs::remove_file(self.folder.join(cancel_name(trial)));
    }

    fn place(&self, name: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        OpenOptions::new().write(true).create(true).truncate(false).open(self.folder.join(name)).map(drop)
    }
}

/// The process that runs a project now; none if nothing does.
pub fn running_coordinator(folder: &ProjectFolder) -> Result<Option<LockOwner>, StoreError> {
    running_owner(&folder.store_path(), &folder.lock_path())
}

fn cancel_name(trial: TrialId) -> String {
    format!("{CANCEL}{trial}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_there_until_it_is_forgotten() {
        let folder = std::env::temp_dir().join(format!("etude-requests-{}", std::process::id()));
        let requests = StopRequests::of(&folder);
        assert_eq!((requests.stops(), requests.cancelled()), (0, BTreeSet::new()));
        requests.ask_to_stop(false).unwrap();
        requests.ask_to_cancel(TrialId(42)).unwrap();
        requests.ask_to_cancel(TrialId(42)).unwrap();
        requests.place("cancel-everything").unwrap();
        assert_eq!((requests.stops(), requests.cancelled()), (1, BTreeSet::from([TrialId(42)])));
        requests.ask_to_stop(true).unwrap();
        assert_eq!(requests.stops(), 2);
        requests.forget_stops();
        assert_eq!((requests.stops(), requests.cancelled()), (0, BTreeSet::from([TrialId(42)])));
        requests.forget_cancelled(TrialId(42));
        assert_eq!(requests.cancelled(), BTreeSet::new());
        fs::remove_dir_all(folder).unwrap();
    }
}

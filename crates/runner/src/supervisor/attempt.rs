//! The attempt a supervisor was started for: its order, its folder, its lock.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use etude_study::protocol::{AttemptOrder, PROTOCOL_VERSION};
use nix::unistd::Pid;

use super::error::SuperviseError;
use crate::file_error::FileError;
use crate::lock::TrialLock;
use crate::process_table::process;
use crate::trial_folder::TrialFolder;

/// One attempt, with the right to run it.
pub(super) struct Attempt {
    pub(super) order: AttemptOrder,
    pub(super) folder: TrialFolder,
    /// Held for as long as the process lives.
    _lock: TrialLock,
}

impl Attempt {
    /// Reads an order and takes the lock; refuses an attempt that has begun or ended.
    pub(super) fn open(order_path: &Path) -> Result<Attempt, SuperviseError> {
        let order = read_order(order_path)?;
        let path = std::path::absolute(order_path).map_err(FileError::of("find", order_path))?;
        let folder = TrialFolder::at(path.parent().unwrap_or(Path::new("/")))
            .map_err(FileError::of("find", order_path))?;
        let attempt = order.attempt;
        if folder.order(attempt) != path {
            return Err(SuperviseError::MisplacedOrder { path, attempt });
        }
        let place = || folder.path().to_owned();
        let lock = TrialLock::inherit(&folder)?.ok_or_else(|| SuperviseError::Locked { folder: place() })?;
        if folder.exit_record(attempt).exists() {
            return Err(SuperviseError::AlreadyEnded { attempt, folder: place() });
        }
        if folder.pid(attempt).exists() {
            return Err(SuperviseError::AlreadyBegun { attempt, folder: place() });
        }
        Ok(Attempt { order, folder, _lock: lock })
    }

    /// From here on the attempt's number is used up.
    ///
    /// The file also tells who may be signalled. It becomes durable with the first measurement, which syncs the
    /// folder; without one there is nothing that a second run under the same number could contradict.
    pub(super) fn begin(&self) -> Result<(), SuperviseError> {
        let path = self.folder.pid(self.order.attempt);
        let started = process(Pid::this()).map_or(0, |process| process.started);
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| file.write_all(format!("{} {started}\n", Pid::this()).as_bytes()))
            .map_err(FileError::of("write", &path))?;
        Ok(())
    }
}

fn read_order(path: &Path) -> Result<AttemptOrder, SuperviseError> {
    let text = fs::read(path).map_err(FileError::of("read", path))?;
    let bad = |source| SuperviseError::BadOrder { path: path.to_owned(), source };
    let json: serde_json::Value = serde_json::from_slice(&text).map_err(bad)?;
    match json.get("version").and_then(serde_json::Value::as_u64) {
        Some(found) if found > u64::from(PROTOCOL_VERSION) => {
            Err(SuperviseError::LaterVersion { path: path.to_owned(), found })
        }
        Some(_) => serde_json::from_value(json).map_err(bad),
        None => Err(bad(serde_json::Error::io(io::Error::other("it has no version")))),
    }
}

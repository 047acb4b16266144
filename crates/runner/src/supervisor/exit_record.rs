//! The last thing a supervisor does.

use std::path::Path;
use std::thread;
use std::time::Duration;

use etude_study::protocol::{ExitRecord, PROTOCOL_VERSION, ProcessEnd};

use super::attempt::Attempt;
use super::error::SuperviseError;
use super::notes::note;
use crate::durable_file::{sync_directory, write_whole};
use crate::file_error::FileError;

/// Between two tries on a full disk.
const PAUSE: Duration = Duration::from_secs(1);

/// How an attempt ended.
pub(super) struct Ending {
    pub(super) end: ProcessEnd,
    pub(super) infeasible: Option<String>,
    pub(super) measurements: u32,
    pub(super) left_running: Vec<String>,
    pub(super) seconds: f64,
}

/// Makes the exit record appear as a whole. Waits for a full disk, since nothing else can tell how it ended.
pub(super) fn write(attempt: &Attempt, ending: Ending) -> Result<(), SuperviseError> {
    let number = attempt.order.attempt;
    let record = ExitRecord {
        version: PROTOCOL_VERSION,
        attempt: number,
        end: ending.end,
        infeasible: ending.infeasible,
        measurements: ending.measurements,
        left_running: ending.left_running,
        seconds: ending.seconds,
    };
    let mut text = serde_json::to_vec_pretty(&record).expect("an exit record is JSON in memory");
    text.push(b'\n');
    let path = attempt.folder.exit_record(number);
    let mut complained = false;
    while let Err(error) = write_durably(&path, attempt.folder.path(), &text) {
        if !error.is_full() {
            return Err(error.into());
        }
        if !complained {
            note(number, format_args!("{error}; trying every second"));
            complained = true;
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn write_durably(path: &Path, folder: &Path, text: &[u8]) -> Result<(), FileError> {
    write_whole(path, text)?;
    sync_directory(folder)
}

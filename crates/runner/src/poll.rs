//! Looking at an attempt from outside: what it reported, and whether it runs.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use etude_study::measurement::SpooledMeasurement;
use etude_study::protocol::{ExitRecord, PROTOCOL_VERSION};

use crate::file_error::FileError;
use crate::lock;
use crate::trial_folder::TrialFolder;

/// What is known of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// Its measurements from the offset on, in the order of their sequence.
    pub measurements: Vec<SpooledMeasurement>,
    /// Where to go on reading next time.
    pub next_offset: u64,
    /// Complete lines that are no measurements: somebody else wrote to the spool.
    pub damaged_lines: u32,
    /// Whether it runs. When it does not, the measurements are all there will be.
    pub state: AttemptState,
}

/// Whether an attempt runs.
#[derive(Debug, Clone, PartialEq)]
pub enum AttemptState {
    /// Its supervisor lives.
    Running,
    /// It has ended.
    Exited(ExitRecord),
    /// No supervisor lives, and none left an exit record: killed, or the machine went down, or it never started.
    Lost,
}

/// Why an attempt cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// A file of the trial could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The exit record is not one.
    #[error("{} is not an exit record: {source}", path.display())]
    BadExitRecord {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The exit record was written by a later version of Etude.
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
}

/// Looks at an attempt. Needs nothing of whoever started it: any process may ask at any time.
///
/// `from_offset` is 0 for an attempt that was not polled before, and then the last `next_offset`. Only complete lines
/// of this attempt are given. After a power loss the spool may end before the offset; it is then read again from the
/// start, and measurements that were seen before are told by their sequence.
pub fn poll(folder: &TrialFolder, attempt: u32, from_offset: u64) -> Result<Poll, PollError> {
    // The state comes first: an exit record is written after the last measurement.
    let state = state(folder, attempt)?;
    let Spooled { measurements, next_offset, damaged_lines } = read_spool(folder, attempt, from_offset)?;
    Ok(Poll { measurements, next_offset, damaged_lines, state })
}

fn state(folder: &TrialFolder, attempt: u32) -> Result<AttemptState, PollError> {
    if let Some(record) = read_exit_record(folder, attempt)? {
        return Ok(AttemptState::Exited(record));
    }
    if lock::is_held(folder)? {
        return Ok(AttemptState::Running);
    }
    // It may have ended between the two looks.
    Ok(read_exit_record(folder, attempt)?.map_or(AttemptState::Lost, AttemptState::Exited))
}

fn read_exit_record(folder: &TrialFolder, attempt: u32) -> Result<Option<ExitRecord>, PollError> {
    let path = folder.exit_record(attempt);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::of("read", &path)(error).into()),
    };
    let bad = |source| PollError::BadExitRecord { path: path.clone(), source };
    let json: serde_json::Value = serde_json::from_slice(&text).map_err(bad)?;
    match json.get("version").and_then(serde_json::Value::as_u64) {
        Some(found) if found > u64::from(PROTOCOL_VERSION) => Err(PollError::LaterVersion { path, found }),
        _ => serde_json::from_value(json).map(Some).map_err(bad),
    }
}

struct Spooled {
    measurements: Vec<SpooledMeasurement>,
    next_offset: u64,
    damaged_lines: u32,
}

fn read_spool(folder: &TrialFolder, attempt: u32, from_offset: u64) -> Result<Spooled, FileError> {
    let path = folder.measurements();
    let mut spooled = Spooled { measurements: Vec::new(), next_offset: 0, damaged_lines: 0 };
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(spooled),
        Err(error) => return Err(FileError::of("open", &path)(error)),
    };
    spooled.next_offset = line_start(&mut file, from_offset).map_err(FileError::of("read", &path))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(FileError::of("read", &path))?;
        if line.last() != Some(&b'\n') {
            return Ok(spooled);
        }
        spooled.next_offset += length as u64;
        match serde_json::from_slice::<SpooledMeasurement>(&line) {
            Ok(measurement) if measurement.attempt == attempt => spooled.measurements.push(measurement),
            Ok(_) => {}
            Err(_) => spooled.damaged_lines += 1,
        }
    }
}

/// Puts the file at the offset, if a line starts there, else at its beginning.
fn line_start(file: &mut File, offset: u64) -> io::Result<u64> {
    let mut before = [0];
    if offset > 0 {
        file.seek(SeekFrom::Start(offset - 1))?;
        if file.read(&mut before)? == 1 && before[0] == b'\n' {
            return Ok(offset);
        }
    }
    file.seek(SeekFrom::Start(0))
}

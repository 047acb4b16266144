//! Measurements, written down so that they survive whatever comes next.
//!
//! A thread of its own writes and syncs, so that a slow or full disk does not stop the program's pipe from being read.
//! All that has come in while it synced is written and synced together. A disk that is full is tried again every
//! second; what is not yet durable stays in memory, in order, and is written again at its own place in the file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use etude_study::measurement::{Measurement, SpooledMeasurement};

use super::attempt::Attempt;
use super::error::SuperviseError;
use super::event::{self, Event};
use super::notes::note;
use crate::durable_file::sync_directory;
use crate::file_error::FileError;

/// Bytes that wait for a full disk, beside as many that are being written. When there are more, the program waits
/// too: nothing is lost.
const WAITING_BYTES_MAX: usize = 32 << 20;
/// Between two tries.
const PAUSE: Duration = Duration::from_secs(1);
/// Tries after an error other than a full disk.
const TRIES: u32 = 5;

/// The spool of a trial, open for one attempt.
pub(super) struct Spool {
    queue: Arc<Queue>,
    attempt: u32,
    writer: JoinHandle<Result<(), FileError>>,
}

/// The end of the spool that measurements are put into.
pub(super) struct SpoolSender {
    queue: Arc<Queue>,
    attempt: u32,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<u8>,
    count: u32,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

impl Spool {
    /// Opens the spool and cuts off the torn line that a killed predecessor may have left.
    pub(super) fn open(attempt: &Attempt, events: Sender<Event>) -> Result<Spool, SuperviseError> {
        let path = attempt.folder.measurements();
        let number = attempt.order.attempt;
        let mut file = open(&path)?;
        let end = end_of_last_line(&mut file).map_err(FileError::of("read", &path))?;
        let length = file.metadata().map_err(FileError::of("look at", &path))?.len();
        if length > end {
            note(number, format_args!("cut off {} bytes of a torn measurement", length - end));
            file.set_len(end).map_err(FileError::of("cut", &path))?;
        }
        let queue = Arc::new(Queue::default());
        let mut writer = Writer { file, path, end, attempt: number, named: false };
        let work = {
            let queue = Arc::clone(&queue);
            move || {
                let result = writer.run(&queue);
                if result.is_err() {
                    queue.close();
                }
                result.inspect_err(|error| {
                    let FileError { verb, path, source } = error;
                    let source = io::Error::new(source.kind(), source.to_string());
                    let copy = FileError { verb, path: path.clone(), source };
                    drop(events.send(Event::SpoolBroken(copy)));
                })
            }
        };
        let writer = event::spawn("spool", work)?;
        Ok(Spool { queue, attempt: number, writer })
    }

    /// An end to put measurements into.
    pub(super) fn sender(&self) -> SpoolSender {
        SpoolSender { queue: Arc::clone(&self.queue), attempt: self.attempt }
    }

    /// Waits until all is durable, and tells how many measurements there were.
    pub(super) fn finish(self) -> Result<u32, FileError> {
        self.queue.close();
        self.writer.join().expect("the spool's thread does not panic")?;
        Ok(self.queue.lock().count)
    }
}

impl SpoolSender {
    /// Gives a measurement its sequence and puts it into the queue. Waits only where too much waits already.
    pub(super) fn push(&self, measurement: Measurement) {
        let mut state = self.queue.lock();
        while state.lines.len() > WAITING_BYTES_MAX && !state.closed {
            state = self.queue.wait(state);
        }
        if state.closed {
            return; // nobody writes any more: the attempt is being given up
        }
        let spooled = SpooledMeasurement { attempt: self.attempt, sequence: state.count, measurement };
        serde_json::to_writer(&mut state.lines, &spooled).expect("a measurement is JSON in memory");
        state.lines.push(b'\n');
        state.count += 1;
        self.queue.changed.notify_all();
    }
}

struct Writer {
    file: File,
    path: PathBuf,
    /// Up to here everything is durable.
    end: u64,
    attempt: u32,
    /// Whether the file's name, and that the attempt has begun, are durable too.
    named: bool,
}

impl Writer {
    fn run(&mut self, queue: &Queue) -> Result<(), FileError> {
        loop {
            let mut state = queue.lock();
            while state.lines.is_empty() && !state.closed {
                state = queue.wait(state);
            }
            let lines = std::mem::take(&mut state.lines);
            if lines.is_empty() {
                return Ok(());
            }
            drop(state);
            queue.changed.notify_all();
            self.persist(&lines)?;
        }
    }

    /// Writes until it is durable, for as long as a disk is full.
    fn persist(&mut self, lines: &[u8]) -> Result<(), FileError> {
        let attempt = self.attempt;
        let complain = |error: &FileError| {
            note(attempt, format_args!("{error}; measurements wait in memory, trying every second"));
        };
        until_durable(|| self.write(lines), complain, || thread::sleep(PAUSE))?;
        self.end += lines.len() as u64;
        Ok(())
    }

    /// Writes at the place where these lines belong: a second try puts the same bytes over a torn first.
    fn write(&mut self, lines: &[u8]) -> Result<(), FileError> {
        let written = self.file.write_all_at(lines, self.end).and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            // After a failed sync the old open file may call lost bytes clean: never trust it again.
            let reopened = OpenOptions::new().read(true).write(true).open(&self.path);
            self.file = reopened.map_err(FileError::of("open", &self.path))?;
            return Err(FileError::of("write", &self.path)(source));
        }
        if !self.named {
            sync_directory(self.path.parent().unwrap_or(&self.path))?;
            self.named = true;
        }
        Ok(())
    }
}

/// Repeats `write` until it succeeds: for ever on a full disk, [`TRIES`] times after any other error.
fn until_durable(
    mut write: impl FnMut() -> Result<(), FileError>,
    complain: impl Fn(&FileError),
    mut pause: impl FnMut(),
) -> Result<(), FileError> {
    let mut tries = 0;
    let mut complained = false;
    while let Err(error) = write() {
        if !complained {
            complain(&error);
            complained = true;
        }
        if !error.is_full() {
            tries += 1;
            if tries == TRIES {
                return Err(error);
            }
        }
        pause();
    }
    Ok(())
}

fn open(path: &std::path::Path) -> Result<File, FileError> {
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    options.map_err(FileError::of("open", path))
}

/// The length of a file without what stands after its last line end.
fn end_of_last_line(file: &mut File) -> io::Result<u64> {
    const PIECE: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut piece = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(PIECE);
        file.seek(SeekFrom::Start(start))?;
        piece.clear();
        file.take(end - start).read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes a file")]
mod tests {
    use super::*;

    fn failure(kind: io::ErrorKind) -> FileError {
        FileError::of("write", "spool".as_ref())(kind.into())
    }

    #[test]
    fn a_full_disk_is_waited_for_and_a_broken_one_is_not() {
        let mut left = 1000;
        let full_for_a_while = || {
            left -= 1;
            if left > 0 { Err(failure(io::ErrorKind::StorageFull)) } else { Ok(()) }
        };
        let mut pauses = 0;
        until_durable(full_for_a_while, |_| {}, || pauses += 1).unwrap();
        assert_eq!(pauses, 999);

        let mut tries = 0;
        let broken = || {
            tries += 1;
            Err(failure(io::ErrorKind::InvalidInput))
        };
        until_durable(broken, |_| {}, || {}).unwrap_err();
        assert_eq!(tries, TRIES);
    }

    #[test]
    fn the_last_line_end_is_found_from_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let torn = "x".repeat(200_000);
        for (text, expected) in [("", 0), ("torn", 0), ("a\n", 2), ("a\ntorn", 2), (&format!("a\n{torn}"), 2)]
        {
            std::fs::write(&path, text).unwrap();
            assert_eq!(end_of_last_line(&mut open(&path).unwrap()).unwrap(), expected);
        }
    }
}

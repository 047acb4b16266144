//! Emptying the program's two pipes.

use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read};
use std::os::fd::AsFd;
use std::process::Child;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use etude_study::protocol::{Line, LineReader};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::attempt::Attempt;
use super::capped_log::CappedLog;
use super::error::SuperviseError;
use super::event::{self, Event};
use super::signs_of_life::SignsOfLife;
use super::spool::SpoolSender;
use crate::file_error::FileError;
use crate::line_splitter::LineSplitter;

/// A pipe holds at most so much. Once the program has ended, more comes only from somebody who should not be there.
const PIPE_BYTES_MAX: usize = 1 << 20;

/// The logs, open before the program starts.
pub(super) struct Outputs {
    stdout: CappedLog,
    stderr: CappedLog,
}

/// The program's outputs while they are read.
pub(super) struct Reading {
    stdout: JoinHandle<Option<String>>,
    stderr: JoinHandle<()>,
    over: PipeWriter,
}

impl Outputs {
    pub(super) fn open(attempt: &Attempt) -> Result<Outputs, FileError> {
        let stdout = CappedLog::open(&attempt.folder.stdout_log())?;
        Ok(Outputs { stdout, stderr: CappedLog::open(&attempt.folder.stderr_log())? })
    }

    /// Starts reading: lines of standard output become measurements, everything goes to the logs.
    pub(super) fn read(
        self,
        child: &mut Child,
        reports: Reports,
        (events, signs): (&Sender<Event>, &SignsOfLife),
    ) -> Result<Reading, SuperviseError> {
        let (over_for_stdout, over) = io::pipe().map_err(SuperviseError::system("make a pipe"))?;
        let over_for_stderr = over_for_stdout.try_clone().map_err(SuperviseError::system("make a pipe"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let Outputs { stdout: mut stdout_log, stderr: mut stderr_log } = self;

        let (ended, alive) = (events.clone(), signs.clone());
        let read_stdout = move || {
            let mut reports = reports;
            if let Some(pipe) = stdout {
                empty(pipe, &over_for_stdout, |bytes| {
                    alive.note();
                    reports.push(bytes);
                    stdout_log.push(bytes);
                });
            }
            stdout_log.finish();
            drop(ended.send(Event::OutputEnded));
            reports.finish()
        };
        let (ended, alive) = (events.clone(), signs.clone());
        let read_stderr = move || {
            if let Some(pipe) = stderr {
                empty(pipe, &over_for_stderr, |bytes| {
                    alive.note();
                    stderr_log.push(bytes);
                });
            }
            stderr_log.finish();
            drop(ended.send(Event::OutputEnded));
        };
        let stdout = event::spawn("stdout", read_stdout)?;
        let stderr = event::spawn("stderr", read_stderr)?;
        Ok(Reading { stdout, stderr, over })
    }
}

impl Reading {
    /// Reads what the pipes still hold, though somebody may keep them open, and gives the program's own declaration
    /// that its point is infeasible.
    pub(super) fn finish(self) -> Option<String> {
        drop(self.over);
        self.stderr.join().expect("reading standard error does not panic");
        self.stdout.join().expect("reading standard output does not panic")
    }
}

/// Standard output, line by line.
pub(super) struct Reports {
    spool: SpoolSender,
    lines: LineSplitter,
    reader: LineReader,
    infeasible: Option<String>,
}

impl Reports {
    /// Reports that go into the spool, read as the order says.
    pub(super) fn new(spool: SpoolSender, reader: LineReader) -> Reports {
        Reports { spool, lines: LineSplitter::default(), reader, infeasible: None }
    }

    fn push(&mut self, bytes: &[u8]) {
        let Reports { spool, lines, reader, infeasible } = self;
        lines.push(bytes, &mut |line| take_line(line, reader, spool, infeasible));
    }

    fn finish(mut self) -> Option<String> {
        let Reports { spool, lines, reader, infeasible } = &mut self;
        lines.finish(&mut |line| take_line(line, reader, spool, infeasible));
        if let Some(measurement) = reader.finish() {
            spool.push(measurement);
        }
        self.infeasible
    }
}

fn take_line(line: &[u8], reader: &mut LineReader, spool: &SpoolSender, infeasible: &mut Option<String>) {
    for found in reader.read(line) {
        match found {
            Line::Measurement(measurement) => spool.push(measurement),
            Line::Infeasible { reason } => {
                infeasible.get_or_insert(reason);
            }
            Line::Output => {}
        }
    }
}

/// Reads a pipe to its end; once `over` is hung up, only what the pipe still holds.
fn empty(mut pipe: impl Read + AsFd, over: &PipeReader, mut take: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 64 * 1024];
    let mut left = PIPE_BYTES_MAX;
    while left > 0 {
        let (readable, is_over) = wait_for(&pipe, over);
        if !readable {
            if is_over {
                return;
            }
            continue;
        }
        match pipe.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => {
                take(&buffer[..length]);
                left = if is_over { left.saturating_sub(length) } else { left };
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// Whether a read would not wait, and whether reading is over.
fn wait_for(pipe: &impl AsFd, over: &PipeReader) -> (bool, bool) {
    let mut both =
        [PollFd::new(pipe.as_fd(), PollFlags::POLLIN), PollFd::new(over.as_fd(), PollFlags::POLLIN)];
    match poll(&mut both, PollTimeout::NONE) {
        Ok(_) => (both[0].any().unwrap_or(true), both[1].any().unwrap_or(true)),
        Err(_) => (false, false),
    }
}

//! `etude logs TRIAL`: what a trial printed, also while it runs.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use etude::ProjectFolder;
use etude::logs::{Logs, Stream, inert};
use etude::runner::TrialFolder;
use etude::study::ids::TrialId;
use serde_json::json;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program, stop_requests};

/// How often a growing log is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How often the history is read while nothing is printed, to see whether the trial has ended.
const READ_AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct LogsOptions {
    /// The trial's number, as `etude trials` lists it.
    #[arg(value_name = "TRIAL", value_parser = crate::usage_error::trial_number)]
    pub(crate) trial: u32,
    /// Go on until the trial has ended, printing what comes; Ctrl-C ends the looking, not the trial.
    #[arg(long, short)]
    pub(crate) follow: bool,
    /// Only standard error, byte for byte into a pipe or file.
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) stderr: bool,
    /// Only standard output, likewise.
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Only the last attempt, and of each of its streams only so many lines of the end.
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) lines: Option<u64>,
}

impl LogsOptions {
    fn streams(&self) -> &'static [Stream] {
        match (self.stdout, self.stderr) {
            (true, _) => &[Stream::Stdout],
            (_, true) => &[Stream::Stderr],
            _ => &[Stream::Stdout, Stream::Stderr],
        }
    }
}

pub(crate) fn logs(project: &Path, options: &LogsOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let trial = TrialId(options.trial);
    let unknown = || Failure::UnknownTrial { trial, trials: history.trials.len() };
    let known = history.trials.get(&trial).ok_or_else(unknown)?;
    let logs = Logs::of(TrialFolder::of_trial(&folder.etude_folder(), trial).map_err(Failure::Log)?);
    let has_ended = known.outcome().is_some();
    let mut printer = Printer::new(options.streams(), format);
    if logs.attempts() == 0 && !has_ended {
        output::to_standard_error(&format!("Trial {trial} waits for a slot: it has printed nothing yet.\n"));
    }
    let mut reader = Reader::new(&logs, options)?;
    if !options.follow {
        while reader.print_news(&mut printer)? {}
        printer.finish()?;
        return Ok(exit_code::success());
    }
    stop_requests::listen()?;
    follow(&folder, trial, &mut reader, &mut printer)
}

/// Prints what comes until the trial has ended.
fn follow(folder: &ProjectFolder, trial: TrialId, reader: &mut Reader<'_>, printer: &mut Printer) -> Done {
    let mut ended = false;
    let mut looked: Option<(Instant, bool)> = None;
    loop {
        // What was printed before the trial ended is all there now.
        let had_ended = ended;
        while reader.print_news(printer)? {}
        printer.flush()?;
        if had_ended {
            printer.finish()?;
            return Ok(exit_code::success());
        }
        if stop_requests::count() > 0 {
            printer.finish()?;
            return Ok(exit_code::STOPPED.into());
        }
        let idle = reader.attempt_has_ended();
        if looked.is_none_or(|(at, was_idle)| at.elapsed() > READ_AGAIN || was_idle != idle) {
            let history = folder.history()?;
            ended = history.trials.get(&trial).is_none_or(|known| known.outcome().is_some());
            looked = Some((now(), idle));
        }
        if !ended {
            thread::sleep(LOOK_AGAIN);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the shell decides by the clock when to look again")]
fn now() -> Instant {
    Instant::now()
}

/// How far the logs have been read.
struct Reader<'a> {
    logs: &'a Logs,
    attempt: u32,
    streams: Vec<(Stream, u64)>,
}

impl Reader<'_> {
    fn new<'a>(logs: &'a Logs, options: &LogsOptions) -> Result<Reader<'a>, Failure> {
        let attempt = if options.lines.is_some() { logs.attempts().max(1) } else { 1 };
        let mut reader = Reader { logs, attempt, streams: Vec::new() };
        for stream in options.streams() {
            let mut range = logs.range(*stream, attempt);
            if let Some(lines) = options.lines {
                range = match lines {
                    0 => range.end..range.end,
                    lines => logs.last_lines_of(*stream, &range, lines).map_err(Failure::Log)?,
                };
            }
            reader.streams.push((*stream, range.start));
        }
        Ok(reader)
    }

    /// Prints a block of each stream, or goes on to the next attempt. False when there is nothing new.
    fn print_news(&mut self, printer: &mut Printer) -> Result<bool, Failure> {
        let next_began = self.logs.attempts() > self.attempt;
        for (stream, offset) in &mut self.streams {
            let mut range = self.logs.range(*stream, self.attempt);
            let mut is_new = false;
            while *offset < range.end {
                range.start = *offset;
                let bytes = self.logs.read(*stream, &range).map_err(Failure::Log)?;
                if bytes.is_empty() {
                    break;
                }
                *offset += bytes.len() as u64;
                printer.print(self.attempt, *stream, &bytes)?;
                is_new = true;
            }
            if is_new {
                return Ok(true);
            }
        }
        if next_began {
            self.attempt += 1;
            for (stream, offset) in &mut self.streams {
                *offset = self.logs.range(*stream, self.attempt).start;
            }
        }
        Ok(next_began)
    }

    fn attempt_has_ended(&self) -> bool {
        self.logs.has_ended(self.attempt)
    }
}

/// Prints bytes as what they are read by wants them.
struct Printer {
    manner: Manner,
    /// Whether each stream's parts get a head: there are two streams.
    heads: bool,
    last: Option<(u32, Stream)>,
    /// The beginning of a line whose end has not come.
    unfinished: Vec<u8>,
}

enum Manner {
    /// Bytes as they are, for a pipe or a file.
    Exact,
    /// Lines without anything a terminal would obey.
    Inert,
    /// A JSON object a line.
    Json,
}

impl Printer {
    fn new(streams: &[Stream], format: Format) -> Printer {
        let manner = match format {
            Format::Json => Manner::Json,
            Format::Table if io::stdout().is_terminal() => Manner::Inert,
            Format::Table => Manner::Exact,
        };
        Printer { manner, heads: streams.len() > 1, last: None, unfinished: Vec::new() }
    }

    fn print(&mut self, attempt: u32, stream: Stream, bytes: &[u8]) -> Result<(), Failure> {
        if self.last != Some((attempt, stream)) {
            self.end_line()?;
            self.last = Some((attempt, stream));
            if self.heads && !matches!(self.manner, Manner::Json) {
                writeln!(io::stdout().lock(), "── attempt {attempt}, {} ──", stream.word())?;
            }
        }
        if matches!(self.manner, Manner::Exact) {
            // The last byte is kept to know whether a line was finished.
            self.unfinished = bytes.last().copied().into_iter().collect();
            return Ok(io::stdout().lock().write_all(bytes)?);
        }
        self.unfinished.extend_from_slice(bytes);
        let whole = self.unfinished.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let rest = self.unfinished.split_off(whole);
        let lines = std::mem::replace(&mut self.unfinished, rest);
        self.lines(&lines)
    }

    fn lines(&self, bytes: &[u8]) -> Result<(), Failure> {
        let Some((attempt, stream)) = self.last else { return Ok(()) };
        let mut out = io::stdout().lock();
        for line in String::from_utf8_lossy(bytes).lines() {
            match self.manner {
                Manner::Json => {
                    writeln!(out, "{}", json!({"attempt": attempt, "stream": stream, "line": line}))?;
                }
                Manner::Inert | Manner::Exact => writeln!(out, "{}", inert(line))?,
            }
        }
        Ok(())
    }

    /// Finishes a line that the program did not.
    fn end_line(&mut self) -> Result<(), Failure> {
        let unfinished = std::mem::take(&mut self.unfinished);
        match self.manner {
            Manner::Exact if self.heads && unfinished.last().is_some_and(|byte| *byte != b'\n') => {
                Ok(io::stdout().lock().write_all(b"\n")?)
            }
            Manner::Exact => Ok(()),
            Manner::Inert | Manner::Json => self.lines(&unfinished),
        }
    }

    #[expect(clippy::unused_self, reason = "what it printed is what is flushed")]
    fn flush(&mut self) -> Result<(), Failure> {
        Ok(io::stdout().lock().flush()?)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.end_line()?;
        self.flush()
    }
}

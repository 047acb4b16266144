//! The course of one attempt, from the start of its program to the end of its whole tree.
//!
//! ```text
//! running ──ends by itself──────────────────────────────► ended
//!    │                                                      ▲
//!    └─ stop, a limit ────► SIGTERM ─ends─┬─────────────────┤
//!                                         └─grace─► SIGKILL ┘
//! ```
#![expect(clippy::disallowed_methods, reason = "time limits are measured with the monotonic clock")]

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use etude_study::protocol::{AttemptOrder, ProcessEnd};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::error::SuperviseError;
use super::event::Event;
use super::signs_of_life::SignsOfLife;
use super::{notes, tree};
use crate::file_error::FileError;

/// After the program's end, so long its children may still print their last lines.
const DRAIN: Duration = Duration::from_millis(200);

/// How many of the processes that a program left running are named in the exit record.
const LEFT_NAMED: usize = 5;

/// Why a program is being ended. The first reason counts.
enum Reason {
    Stopped,
    TimedOut { limit_seconds: f64 },
    Stalled { after_seconds: f64 },
    SpoolBroken(FileError),
}

/// What the program is being told.
enum Stage {
    Running,
    Asked { reason: Reason, kill_at: Option<Instant> },
    Killed { reason: Reason },
}

/// The program, its clock, and what happens to it.
pub(super) struct Course<'a> {
    order: &'a AttemptOrder,
    child: Child,
    events: Receiver<Event>,
    started: Instant,
    stage: Stage,
    open_outputs: u32,
    signs: SignsOfLife,
}

impl Course<'_> {
    pub(super) fn new(
        order: &AttemptOrder,
        child: Child,
        events: Receiver<Event>,
        signs: SignsOfLife,
    ) -> Course<'_> {
        let started = Instant::now();
        Course { order, child, events, started, stage: Stage::Running, open_outputs: 2, signs }
    }

    /// Waits until the program has ended, ending it where it must. Gives how it ended and after how many seconds.
    ///
    /// A program that ended by itself before it could be told to is never called stopped or timed out.
    pub(super) fn run(&mut self) -> Result<(ProcessEnd, f64), SuperviseError> {
        let status = loop {
            let event = self.next_event(self.deadline());
            tree::reap_orphans(self.program());
            if let Some(status) = self.child.try_wait().map_err(SuperviseError::system("reap the program"))? {
                break status;
            }
            match event {
                None => self.deadline_passed(),
                Some(Event::StopAsked) => self.ask_to_end(Reason::Stopped),
                Some(Event::SpoolBroken(error)) => self.ask_to_end(Reason::SpoolBroken(error)),
                Some(Event::ChildEnded | Event::OutputEnded) => {}
            }
        };
        let seconds = self.started.elapsed().as_secs_f64();
        self.drain();
        let end = match std::mem::replace(&mut self.stage, Stage::Running) {
            Stage::Running => end_of(status),
            Stage::Asked { reason, .. } | Stage::Killed { reason } => match reason {
                Reason::Stopped => ProcessEnd::Stopped,
                Reason::TimedOut { limit_seconds } => ProcessEnd::TimedOut { limit_seconds },
                Reason::Stalled { after_seconds } => ProcessEnd::Stalled { after_seconds },
                Reason::SpoolBroken(error) => {
                    self.end_the_tree();
                    return Err(error.into());
                }
            },
        };
        Ok((end, seconds))
    }

    /// Ends what the program left running, and names it.
    pub(super) fn end_the_tree(&self) -> Vec<String> {
        let left = tree::end_all(&self.events);
        if !left.is_empty() {
            notes::note_ended(self.order.attempt, "the program left running", &left);
        }
        left.into_iter().take(LEFT_NAMED).map(|process| process.name).collect()
    }

    fn program(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// When the next thing has to be done.
    fn deadline(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Running => self.time_limit().into_iter().chain(self.silence_limit()).min(),
            Stage::Asked { kill_at, .. } => *kill_at,
            Stage::Killed { .. } => None,
        }
    }

    fn time_limit(&self) -> Option<Instant> {
        after(self.started, self.order.time_limit_seconds?)
    }

    /// When it counts as stalled, unless it prints something before.
    fn silence_limit(&self) -> Option<Instant> {
        after(self.signs.last(), self.order.stall_after_seconds?)
    }

    /// Ends the program for the limit that has passed; for neither, if it printed something in time.
    fn limit_passed(&mut self) {
        let now = Instant::now();
        let is_over = |limit: Option<Instant>| limit.is_some_and(|limit| limit <= now);
        if is_over(self.time_limit()) {
            let limit_seconds = self.order.time_limit_seconds.unwrap_or_default();
            self.ask_to_end(Reason::TimedOut { limit_seconds });
        } else if is_over(self.silence_limit()) {
            let after_seconds = self.order.stall_after_seconds.unwrap_or_default();
            self.ask_to_end(Reason::Stalled { after_seconds });
        }
    }

    fn deadline_passed(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Running) {
            Stage::Running => self.limit_passed(),
            Stage::Asked { reason, .. } | Stage::Killed { reason } => {
                tree::signal_group(self.program(), Signal::SIGKILL);
                // It may have left its own group. An error would mean that it has ended.
                let _ = self.child.kill();
                self.stage = Stage::Killed { reason };
            }
        }
    }

    fn ask_to_end(&mut self, reason: Reason) {
        if matches!(self.stage, Stage::Running) {
            let kill_at = after(Instant::now(), self.order.grace_seconds);
            self.stage = Stage::Asked { reason, kill_at };
            tree::signal_group(self.program(), Signal::SIGTERM);
            // A program that was suspended could not even end.
            tree::signal_group(self.program(), Signal::SIGCONT);
        }
    }

    /// Lets the outputs come to their end by themselves, for a short time.
    fn drain(&mut self) {
        let deadline = Instant::now() + DRAIN;
        while self.open_outputs > 0 && self.next_event(Some(deadline)).is_some() {}
    }

    /// The next event, or `None` when the deadline has passed.
    fn next_event(&mut self, deadline: Option<Instant>) -> Option<Event> {
        let event = match deadline {
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        };
        if matches!(event, Ok(Event::OutputEnded)) {
            self.open_outputs -= 1;
        }
        event.ok()
    }
}

/// An instant some seconds later; none for a time that never comes.
fn after(start: Instant, seconds: f64) -> Option<Instant> {
    start.checked_add(Duration::try_from_secs_f64(seconds.max(0.0)).ok()?)
}

/// The end of a process that exited by itself or by a signal.
fn end_of(status: ExitStatus) -> ProcessEnd {
    match status.code() {
        Some(code) => ProcessEnd::Exited { code },
        None => ProcessEnd::Signaled { signal: status.signal().unwrap_or_default() },
    }
}

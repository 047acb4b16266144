//! What a supervisor waits for.

use std::sync::mpsc::Sender;
use std::thread;

use nix::sys::signal::{SigSet, Signal};

use super::error::SuperviseError;
use crate::file_error::FileError;

/// Something happened.
#[derive(Debug)]
pub(super) enum Event {
    /// A child process ended; which one, the kernel is asked.
    ChildEnded,
    /// Somebody asked to stop (SIGTERM).
    StopAsked,
    /// One of the program's two outputs came to its end.
    OutputEnded,
    /// Measurements can no longer be written down.
    SpoolBroken(FileError),
}

/// Signals that are for others: a Ctrl-C or a closed terminal ends no training.
const IGNORED: [Signal; 3] = [Signal::SIGINT, Signal::SIGHUP, Signal::SIGQUIT];

/// Turns signals into events. Every thread that is started later leaves them to the one that is started here.
pub(super) fn listen_to_signals(events: &Sender<Event>) -> Result<(), SuperviseError> {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGCHLD);
    signals.add(Signal::SIGTERM);
    for signal in IGNORED {
        signals.add(signal);
    }
    signals.thread_block().map_err(SuperviseError::system("block signals"))?;
    let events = events.clone();
    let listen = move || {
        loop {
            let event = match signals.wait() {
                Ok(Signal::SIGCHLD) => Event::ChildEnded,
                Ok(Signal::SIGTERM) => Event::StopAsked,
                _ => continue,
            };
            if events.send(event).is_err() {
                return;
            }
        }
    };
    spawn("signals", listen)?;
    Ok(())
}

/// Starts a thread, or tells that there can be none.
pub(super) fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<thread::JoinHandle<T>, SuperviseError> {
    thread::Builder::new().name(name.into()).spawn(work).map_err(SuperviseError::system("start a thread"))
}

//! Counting how often a person has asked to stop.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::Failure;

static REQUESTS: AtomicU32 = AtomicU32::new(0);

/// Listens to Ctrl-C and SIGTERM from now on. A closed terminal (SIGHUP) ends nothing.
pub(crate) fn listen() -> Result<(), Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(Failure::Signals)?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if signal != SIGHUP {
                REQUESTS.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    Ok(())
}

/// How often so far.
pub(crate) fn count() -> u32 {
    REQUESTS.load(Ordering::SeqCst)
}

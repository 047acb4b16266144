//! The process that stands between one attempt and everything else, and outlives the coordinator.
//!
//! Its main thread starts the program, since the kernel ties the program's life to the thread that started it, and
//! then only waits for [`event::Event`]s. Two threads empty the program's pipes, one writes measurements down, one
//! waits for signals; nothing that happens to a disk stops the pipes from being read.

mod attempt;
mod capped_log;
mod course;
mod error;
mod event;
mod exit_record;
mod notes;
mod output;
mod program;
mod signs_of_life;
mod spool;
mod tree;

use std::path::Path;
use std::sync::mpsc;

pub use error::SuperviseError;

use crate::marked_processes::end_marked_processes;
use attempt::Attempt;
use course::Course;
use etude_study::protocol::{self, AttemptOrder, LineReader, ProcessEnd};
use exit_record::Ending;
use output::{Outputs, Reports};
use signs_of_life::SignsOfLife;
use spool::Spool;

/// Runs the attempt that an order describes, and returns when its exit record is durable.
///
/// To be called from the main thread of a process of its own, as the hidden command `etude supervise PATH` does,
/// before any other thread is started: signals are blocked for good. The trial's lock is expected as standard input,
/// and taken where it is not.
///
/// The order of things is what makes a kill -9 at any instant harmless:
/// 1. the lock is held; an attempt that has begun before, or a later version's order, is refused;
/// 2. a torn last line of the spool is cut off; only then the attempt counts as begun;
/// 3. what an earlier attempt's killed supervisor left running is ended;
/// 4. the program runs; each measurement is synced before anything depends on it;
/// 5. the program's whole tree is ended, its output read to the end, everything synced;
/// 6. the exit record appears, as a whole, as the last thing.
///
/// A full disk makes steps 4 to 6 wait, not fail.
pub fn supervise(order_path: &Path) -> Result<(), SuperviseError> {
    let attempt = Attempt::open(order_path)?;
    let (sender, events) = mpsc::channel();
    event::listen_to_signals(&sender)?;
    tree::adopt_orphans()?;
    let spool = Spool::open(&attempt, sender.clone())?;
    let outputs = Outputs::open(&attempt)?;
    let AttemptOrder { objective, metrics, epochs_before, .. } = &attempt.order;
    let reader = LineReader::new(objective, metrics)
        .map_err(|(metric, problem)| SuperviseError::BadPattern { metric, problem })?
        .after(*epochs_before);
    attempt.begin()?;
    end_leftovers(&attempt);

    let ending = match program::start(&attempt.order) {
        Err(reason) => {
            spool.finish()?;
            Ending {
                end: ProcessEnd::CouldNotStart { reason },
                infeasible: None,
                measurements: 0,
                left_running: Vec::new(),
                seconds: 0.0,
            }
        }
        Ok(mut child) => {
            let signs = SignsOfLife::begin();
            let reports = Reports::new(spool.sender(), reader);
            let reading = outputs.read(&mut child, reports, (&sender, &signs))?;
            let mut course = Course::new(&attempt.order, child, events, signs);
            let (end, seconds) = course.run()?;
            let left_running = course.end_the_tree();
            let declared = reading.finish();
            let measurements = spool.finish()?;
            Ending { end, infeasible: declared, measurements, left_running, seconds }
        }
    };
    exit_record::write(&attempt, ending)
}

/// Ends what the program of an earlier attempt started, where its supervisor could not.
fn end_leftovers(attempt: &Attempt) {
    let first = attempt.order.attempt == 1;
    let Some(configuration) = attempt.order.environment.get(protocol::CONFIGURATION).filter(|_| !first)
    else {
        return;
    };
    let ended = end_marked_processes(configuration);
    if !ended.is_empty() {
        notes::note_ended(attempt.order.attempt, "an earlier attempt left running", &ended);
    }
}

//! What a supervisor has to say to people. Its standard error is the trial's `supervisor.log`.

use std::fmt::Display;
use std::io::Write as _;

use crate::process_table::Process;

/// Says one line. That it cannot be said is no reason to end a training.
pub(super) fn note(attempt: u32, words: impl Display) {
    let _ = writeln!(std::io::stderr(), "attempt {attempt}: {words}");
}

/// Names the processes that were ended.
pub(super) fn note_ended(attempt: u32, whose: &str, ended: &[Process]) {
    const NAMED: usize = 20;
    let mut names: Vec<String> =
        ended.iter().take(NAMED).map(|process| format!("{} ({})", process.pid, process.name)).collect();
    if ended.len() > NAMED {
        names.push("...".into());
    }
    note(attempt, format_args!("ended {} that {whose}: {}", ended.len(), names.join(", ")));
}

//! Whole attempts with real processes: what a supervisor does, and what can be seen from outside.
//!
//! Nothing here measures time; waits end when something happens, and have a limit only so that a mistake does not
//! hang.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod coordinator;
mod endings;
mod full_disk;
mod kills;
mod output;
mod trees;
mod trial;

//! Programs as nobody would write them on purpose: none of them hangs or breaks a run, loses a trial or goes unexplained.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod endings;
mod environment;
#[path = "../etude_command/mod.rs"]
mod etude_command;
mod output;
mod project;
mod reports;
mod starts;

//! How the command ends, as `docs/reference/exit-codes.md` tells.

use std::process::ExitCode;

/// Something went wrong that has no code of its own.
pub(crate) const OTHER: u8 = 1;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 2;
/// The project file is missing or wrong.
pub(crate) const PROJECT_FILE: u8 = 3;
/// The training or test program is broken.
pub(crate) const PROGRAM: u8 = 4;
/// The store cannot be used.
pub(crate) const STORE: u8 = 5;
/// Another coordinator runs the project.
pub(crate) const ALREADY_RUNNING: u8 = 6;
/// A finding stands in the way of a round's verdict.
pub(crate) const BLOCKED: u8 = 7;
/// Etude itself broke: a mistake in it.
pub(crate) const BROKEN: u8 = 70;
/// Stopped on request; the next run goes on.
pub(crate) const STOPPED: u8 = 130;

/// All went well.
pub(crate) fn success() -> ExitCode {
    ExitCode::SUCCESS
}

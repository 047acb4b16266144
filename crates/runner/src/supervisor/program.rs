//! Starting the training program.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use etude_study::protocol::AttemptOrder;

use crate::before_exec::die_with_parent;
use crate::not_started::why_not_started;
use crate::virtual_environment;

/// Starts the program in a process group of its own. What fails is told in words, for the exit record.
///
/// A program named with a slash is looked for in the order's directory, any other in `PATH`, that of the
/// virtual environment first. It sees the caller's
/// environment with the order's added, no input, and none of the supervisor's open files.
pub(super) fn start(order: &AttemptOrder) -> Result<Child, String> {
    let (program, arguments) = order.command.split_first().ok_or("the command is empty")?;
    let mut command = Command::new(program);
    if let Some(folder) = &order.virtual_environment {
        virtual_environment::enter(&mut command, Path::new(folder));
    }
    command
        .args(arguments)
        .current_dir(&order.directory)
        .envs(&order.environment)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    die_with_parent(&mut command);
    command.spawn().map_err(|error| why_not_started(program, Path::new(&order.directory), &error))
}

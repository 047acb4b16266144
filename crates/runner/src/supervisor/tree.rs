//! The processes below a supervisor.
//!
//! The supervisor is the reaper of every orphan below it: when a process ends, its children become the supervisor's
//! own, wherever they went with `setsid` or a double fork. A child's pid is not given to another process before it
//! was reaped, so children are killed without a doubt about who is meant.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::Pid;

use super::error::SuperviseError;
use super::event::Event;
use crate::process_table::{Process, processes};

/// From now on orphans become this process's children.
pub(super) fn adopt_orphans() -> Result<(), SuperviseError> {
    set_child_subreaper(true).map_err(SuperviseError::system("become the reaper of orphans"))
}

/// Reaps orphans that have ended, and leaves the program alone.
pub(super) fn reap_orphans(program: Pid) {
    let look = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    while let Ok(status) = waitid(Id::All, look) {
        match status.pid() {
            Some(pid) if pid != program => drop(waitpid(pid, Some(WaitPidFlag::WNOHANG))),
            _ => return,
        }
    }
}

/// Sends a signal to the program's group. A group without processes is no error.
pub(super) fn signal_group(program: Pid, signal: Signal) {
    let _ = killpg(program, signal);
}

/// Kills every process below this one, after the program itself was reaped, and gives those that were found.
///
/// Killing a generation makes its children this process's own, so it goes on until there are none. A process that
/// even SIGKILL does not end at once, because it waits for a device, is left behind after some seconds.
pub(super) fn end_all(events: &Receiver<Event>) -> Vec<Process> {
    const ROUNDS_MAX: u32 = 500;
    let mut found: Vec<Process> = Vec::new();
    for _ in 0..ROUNDS_MAX {
        if !reap_all() {
            break;
        }
        for child in processes().into_iter().filter(|process| process.parent == Pid::this()) {
            let _ = kill(child.pid, Signal::SIGKILL);
            if !found.contains(&child) {
                found.push(child);
            }
        }
        // Any event will do: it is most likely the end of one of them.
        drop(events.recv_timeout(Duration::from_millis(10)));
    }
    found
}

/// Reaps every child that has ended; whether there are others.
fn reap_all() -> bool {
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) => return true,
            Err(Errno::ECHILD) => return false,
            // A signal without a name in `nix` is an error there, but the child was reaped.
            Ok(_) | Err(_) => {}
        }
    }
}

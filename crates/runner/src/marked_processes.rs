//! Processes of a trial that outlived their supervisor.
//!
//! The kernel kills a training program with its supervisor, but not what the program itself had started: with
//! `["bash", "train.sh"]` that is the training. It would go on computing, and writing checkpoints, beside the next
//! attempt. Every process of a trial carries the path of the trial's configuration in its environment, unless it
//! cleared it; by this mark the next attempt finds them.

use std::fs;

use etude_study::protocol;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::process_table::{Process, pids, process};

/// Kills all processes that carry the mark, and tells which they were.
///
/// Only for the holder of the trial's lock: then no living attempt can be among them.
pub(crate) fn end_marked_processes(configuration: &str) -> Vec<Process> {
    let mark = format!("{}={configuration}", protocol::CONFIGURATION);
    let mut ended = Vec::new();
    // A process that is being killed may still start another: look until none is left, but not for ever.
    for _ in 0..100 {
        let marked: Vec<Process> = pids()
            .into_iter()
            .filter(|pid| *pid != Pid::this() && carries(*pid, &mark))
            .filter_map(process)
            .collect();
        if marked.is_empty() {
            break;
        }
        for process in marked {
            let killed = kill(process.pid, Signal::SIGKILL).is_ok();
            if killed && !ended.contains(&process) {
                ended.push(process);
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    ended
}

/// Whether the mark stands in a process's environment; that of another user's cannot be read, a zombie's is empty.
pub(crate) fn carries(pid: Pid, mark: &str) -> bool {
    fs::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
}

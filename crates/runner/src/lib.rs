//! Runs trials: the only crate that starts processes.
//!
//! Every attempt has a small process of its own, the *supervisor* ([`supervise`]), which starts the training program,
//! writes its measurements down durably, ends it when it must, and leaves an exit record. It needs nothing of the
//! coordinator that started it: that one may crash, and its successor finds everything in the trial's folder.
//!
//! ```text
//!  coordinator                         supervisor                        training program
//!  start ──lock, order, spawn───────►  supervise ──own group, dies with it──►  prints a line
//!  Watcher::wait ◄─────inotify──────── measurements.jsonl, synced  ◄──pipe──┘
//!  poll    ◄── attempt-1.exit.json ◄── exit record, renamed into place
//!  stop    ────────SIGTERM──────────►  SIGTERM, grace, SIGKILL ────────────►  the whole tree ends
//! ```
//!
//! Three facts about a trial's folder decide everything, in this order: an *exit record* means that the attempt has
//! ended; a held *lock* means that a supervisor lives; neither means that the attempt was lost. The lock is the open
//! file itself, handed from the coordinator to the supervisor as its standard input, so there is no moment in which
//! a started attempt is unlocked, and the kernel releases it however the supervisor dies.
//!
//! Linux only: the promises rest on its process groups, death signals, sub-reapers, inotify and `/proc`.
//!
//! What escapes: a program that daemonizes itself ends with its attempt, as everything it started does (the
//! supervisor is the reaper of all orphans below it). When the *supervisor* is killed, the kernel kills the program
//! it started, but not the program's own children; the next attempt ends those before it starts, by the trial's mark
//! in their environment.

mod before_exec;
mod check_workload;
mod disk_room;
mod durable_file;
mod file_error;
mod line_splitter;
mod lock;
mod log_start;
mod marked_processes;
mod memory;
mod not_started;
mod poll;
mod prepare;
mod process_table;
mod retention;
mod short_command;
mod start;
mod stop;
mod supervisor;
mod taken_over;
mod trial_folder;
mod virtual_environment;
mod watcher;

pub use check_workload::{WorkloadProblem, check_workload};
pub use disk_room::is_disk_full;
pub use durable_file::write_whole;
pub use file_error::FileError;
pub use log_start::LogStart;
pub use memory::{MemoryMeter, MemoryReading, available_memory, out_of_memory_kills};
pub use poll::{AttemptState, Poll, PollError, poll};
pub use prepare::{AttemptRequest, GRACE_SECONDS, PrepareError, PreparedAttempt, THREAD_CAPS, order_for};
pub use retention::apply_retention;
pub use short_command::{Bounds, Kept, ShortCommand, ShortEnd, ShortRun, run_to_end};
pub use start::{StartError, Started, start};
pub use stop::{StopError, StopRequest, stop};
pub use supervisor::{SuperviseError, supervise};
pub use taken_over::copy_checkpoints;
pub use trial_folder::TrialFolder;
pub use virtual_environment::activated;
pub use watcher::{Wake, Watcher};

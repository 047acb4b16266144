//! What a started process does to itself before it becomes another program.
//!
//! The only unsafe code of the crate. The standard library has no safe way to say either of these two things, and
//! both must be said between fork and exec: later there would be a moment in which a Ctrl-C meant for the
//! coordinator ends its supervisors, or in which a training program outlives its supervisor.
#![expect(
    unsafe_code,
    reason = "pre_exec is unsafe; its closures make system calls only and allocate nothing"
)]

use std::os::fd::{BorrowedFd, RawFd};
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::{fs, io};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{SigHandler, SigSet, Signal, signal};
use nix::unistd::{Pid, getppid, setsid};

/// The process gets a session of its own: no terminal's Ctrl-C or hangup reaches it. It can also wait for its
/// children, whatever the coordinator's parent did to `SIGCHLD`: an ignored one would be inherited, as blocked
/// signals are. And it inherits no open file: what the coordinator's caller forgot to close, a pipe that somebody
/// reads to its end, would stay open for as long as a training lasts.
pub(crate) fn leave_the_terminal(command: &mut Command) {
    let inherited = open_files();
    let prepare = move || {
        // SAFETY: setting the default disposition installs no handler.
        unsafe { signal(Signal::SIGCHLD, SigHandler::SigDfl) }?;
        SigSet::empty().thread_set_mask()?;
        setsid()?;
        for file in &inherited {
            // SAFETY: the descriptor is used for this one call, which fails where it is no longer open.
            let file = unsafe { BorrowedFd::borrow_raw(*file) };
            let _ = fcntl(file, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC));
        }
        Ok(())
    };
    // SAFETY: `signal`, `pthread_sigmask`, `setsid` and `fcntl` are async-signal-safe, and the closure does not allocate.
    unsafe { command.pre_exec(prepare) };
}

/// The process is killed when the thread that started it ends, by a kill -9 too. That thread must be the main one.
/// The signals that the supervisor blocks, it gets.
pub(crate) fn die_with_parent(command: &mut Command) {
    let parent = Pid::this();
    let prepare = move || {
        set_pdeathsig(Signal::SIGKILL)?;
        SigSet::empty().thread_set_mask()?;
        // The parent may have died before the first line: then nobody will send the signal.
        if getppid() == parent { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: `prctl`, `pthread_sigmask` and `getppid` are plain system calls, and the closure does not allocate.
    unsafe { command.pre_exec(prepare) };
}

/// The open files of this process after the standard three, which are the new process's own.
fn open_files() -> Vec<RawFd> {
    let entries = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(|file| *file > 2).collect()
}

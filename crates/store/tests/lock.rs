//! A lock whose owner was killed while it started a program: for an instant it is the program's too.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use etude_store::{LockOwner, ProjectLock, StoreError};

/// No process has so large a number: the kernel's largest is 2^22.
const NO_PROCESS: u32 = u32::MAX;

/// A lock that a dead owner left with a program, which holds it for so many seconds.
fn left_behind(path: &Path, seconds: &str) -> Child {
    let host = nix::unistd::gethostname().unwrap();
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).unwrap();
    writeln!(file, "{NO_PROCESS} {}", host.to_string_lossy()).unwrap();
    file.lock().unwrap();
    Command::new("sleep").arg(seconds).stdin(Stdio::from(file)).spawn().unwrap()
}

#[test]
fn a_dead_owner_s_lock_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coordinator.lock");
    let mut holder = left_behind(&path, "0.2");
    ProjectLock::take(&path).unwrap();
    holder.wait().unwrap();
}

#[test]
fn a_dead_owner_s_lock_is_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coordinator.lock");
    let mut holder = left_behind(&path, "1000");
    let refused = ProjectLock::take(&path);
    holder.kill().unwrap();
    holder.wait().unwrap();
    let Err(StoreError::AlreadyRunning { owner: LockOwner::Process { pid, .. } }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(pid, NO_PROCESS);
}

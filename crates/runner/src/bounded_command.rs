//! Running a command that must not hang, linger or flood: with a limit of time and of output, in a clean environment.

#![expect(clippy::disallowed_methods, reason = "time limits are measured with the monotonic clock")]

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use etude_study::protocol::ProcessEnd;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::run_to_end::end_of;

/// How often it is looked whether a command that has closed its output has ended.
const LOOK: Duration = Duration::from_millis(2);

/// A command that may take so long and print so much. What it prints to standard error is not read.
#[derive(Debug, Clone, Copy)]
pub struct BoundedCommand<'a> {
    /// The program; never a shell line.
    pub program: &'a str,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Where to run it.
    pub directory: &'a Path,
    /// Set in its environment.
    pub environment: &'a BTreeMap<String, String>,
    /// Variables whose names begin so are taken out of its environment, unless they are set above.
    pub without_prefix: &'a str,
    /// It is ended, with all it started in its process group, after this long.
    pub limit: Duration,
    /// Bytes of its standard output that are kept; it is ended when it prints more.
    pub most_bytes: usize,
}

/// How a bounded command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoundedEnd {
    /// By itself, with this exit code, having printed no more than it may.
    Exited {
        /// The exit code.
        code: i32,
        /// All it printed to standard output.
        stdout: Vec<u8>,
    },
    /// It printed more than it may, and was ended.
    TooMuch {
        /// The beginning, as much as may be kept.
        stdout: Vec<u8>,
    },
    /// It took too long, and was ended.
    TooSlow,
    /// By a signal that is not ours.
    Signaled {
        /// The signal.
        signal: i32,
    },
    /// There is no such program.
    NotFound,
    /// It could not be started or read.
    Unusable {
        /// Why.
        reason: String,
    },
}

/// Runs a command within its bounds, in a process group of its own and without standard input.
pub fn run_bounded(command: &BoundedCommand<'_>) -> BoundedEnd {
    let mut process = Command::new(command.program);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(command.without_prefix.as_bytes()) {
            process.env_remove(name);
        }
    }
    process
        .args(command.arguments)
        .current_dir(command.directory)
        .envs(command.environment)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    match process.spawn() {
        Ok(child) => watch(child, command),
        Err(error) if error.kind() == io::ErrorKind::NotFound => BoundedEnd::NotFound,
        Err(error) => BoundedEnd::Unusable { reason: error.to_string() },
    }
}

fn watch(mut child: Child, command: &BoundedCommand<'_>) -> BoundedEnd {
    let deadline = Instant::now() + command.limit;
    let most = command.most_bytes;
    let (sender, printed) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        // Not waited for: whatever escaped from the process group may hold the pipe open for ever.
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(most as u64 + 1).read_to_end(&mut bytes).map(|_| bytes);
            let _ = sender.send(read);
        });
    }
    let mut stdout = match printed.recv_timeout(command.limit) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => return ended(&mut child, BoundedEnd::Unusable { reason: error.to_string() }),
        Err(_) => return ended(&mut child, BoundedEnd::TooSlow),
    };
    if stdout.len() > most {
        stdout.truncate(most);
        return ended(&mut child, BoundedEnd::TooMuch { stdout });
    }
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                return match end_of(status) {
                    ProcessEnd::Exited { code } => BoundedEnd::Exited { code, stdout },
                    _ => BoundedEnd::Signaled {
                        signal: std::os::unix::process::ExitStatusExt::signal(&status).unwrap_or_default(),
                    },
                };
            }
            Ok(None) if Instant::now() < deadline => thread::sleep(LOOK),
            Ok(None) => return ended(&mut child, BoundedEnd::TooSlow),
            Err(error) => return ended(&mut child, BoundedEnd::Unusable { reason: error.to_string() }),
        }
    }
}

/// Ends the process group and takes leave of its leader.
fn ended(child: &mut Child, end: BoundedEnd) -> BoundedEnd {
    let _ = killpg(Pid::from_raw(child.id().cast_signed()), Signal::SIGKILL);
    let _ = child.wait();
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, limit: Duration) -> BoundedEnd {
        let environment = BTreeMap::from([("CARGO_WORD".to_owned(), "kept".to_owned())]);
        run_bounded(&BoundedCommand {
            program: "sh",
            arguments: &["-c".into(), script.into()],
            directory: Path::new("/"),
            environment: &environment,
            without_prefix: "CARGO_",
            limit,
            most_bytes: 16,
        })
    }

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn what_it_prints_and_how_it_ends_are_told() {
        let end = run("echo $CARGO_WORD $CARGO_MANIFEST_DIR; pwd; exit 3", LONG);
        assert_eq!(end, BoundedEnd::Exited { code: 3, stdout: b"kept\n/\n".to_vec() });
        assert_eq!(run("kill -9 $$", LONG), BoundedEnd::Signaled { signal: 9 });
    }

    #[test]
    fn one_that_floods_or_hangs_is_ended_with_its_children() {
        assert_eq!(run("yes", LONG), BoundedEnd::TooMuch { stdout: b"y\n".repeat(8) });
        assert_eq!(run("sleep 600 & sleep 600", Duration::from_millis(50)), BoundedEnd::TooSlow);
        assert_eq!(run("exec >&-; sleep 600", Duration::from_millis(50)), BoundedEnd::TooSlow);
    }

    #[test]
    fn a_missing_program_is_told_apart() {
        let end = run_bounded(&BoundedCommand {
            program: "no-such-program-here",
            arguments: &[],
            directory: Path::new("/"),
            environment: &BTreeMap::new(),
            without_prefix: "CARGO_",
            limit: LONG,
            most_bytes: 1,
        });
        assert_eq!(end, BoundedEnd::NotFound);
    }
}

//! Running a command and waiting for its end, bounded in time and in what it may print.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::before_exec::die_with_parent;
use crate::not_started::why_not_started;

/// How long output that is still under way is waited for once the program has ended.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Pieces of output that may wait to be looked at.
const WAITING: usize = 16;
/// The largest piece, in bytes.
const PIECE: usize = 64 * 1024;

/// A command that is waited for.
#[derive(Debug, Clone, Copy)]
pub struct ShortCommand<'a> {
    /// Program and arguments; never a shell line.
    pub command: &'a [String],
    /// Where to run it.
    pub directory: &'a Path,
    /// Added to this process's environment.
    pub environment: &'a BTreeMap<String, String>,
    /// Variables of this process whose names begin so are kept from it, unless they are added above.
    pub without_prefix: Option<&'a str>,
}

/// How much a command may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It is killed when it runs longer.
    pub time: Duration,
    /// What it may print to standard output, and what is kept of it.
    pub stdout: Kept,
    /// What it may print to standard error, and what is kept of it.
    pub stderr: Kept,
}

/// What is kept of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// So many bytes from its beginning; a command that prints more is killed.
    AtMost(usize),
    /// The last so many bytes, however much is printed.
    Last(usize),
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortRun {
    /// How it ended.
    pub end: ShortEnd,
    /// What is kept of its standard output.
    pub stdout: Vec<u8>,
    /// What is kept of its standard error.
    pub stderr: Vec<u8>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShortEnd {
    /// By itself.
    Exited {
        /// The exit code.
        code: i32,
    },
    /// By a signal that is not ours.
    Signaled {
        /// The signal.
        signal: i32,
    },
    /// It could not be started, or its end could not be seen.
    Unusable {
        /// What the system calls it.
        kind: io::ErrorKind,
        /// Why, in words.
        reason: String,
    },
    /// It ran longer than it may, and was killed.
    TookTooLong {
        /// How long it may run.
        limit: Duration,
    },
    /// It printed more to one of its streams than it may, and was killed.
    PrintedTooMuch {
        /// The bytes that it may print there.
        most: usize,
    },
}

/// Something that a command did.
enum Heard {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Closed,
    Exited(io::Result<ExitStatus>),
}

/// Runs a command in a process group of its own, with no standard input, and kills the whole group when it goes beyond
/// its bounds. What it leaves behind in the background is killed as well, and it is killed when the thread that called
/// this ends, by a Ctrl-C too.
pub fn run_to_end(command: &ShortCommand<'_>, bounds: Bounds) -> ShortRun {
    let unusable = |kind, reason| ShortRun {
        end: ShortEnd::Unusable { kind, reason },
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let Some((program, arguments)) = command.command.split_first() else {
        return unusable(io::ErrorKind::InvalidInput, "the command is empty".into());
    };
    let mut process = Command::new(program);
    if let Some(prefix) = command.without_prefix {
        let names = std::env::vars_os().map(|(name, _)| name);
        names.filter(|name| name.as_encoded_bytes().starts_with(prefix.as_bytes())).for_each(|name| {
            process.env_remove(name);
        });
    }
    process.args(arguments).current_dir(command.directory).envs(command.environment);
    process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    die_with_parent(&mut process);
    match process.spawn() {
        Ok(child) => listen(child, bounds),
        Err(error) => unusable(error.kind(), why_not_started(program, command.directory, &error)),
    }
}

fn listen(mut child: Child, bounds: Bounds) -> ShortRun {
    let group = Pid::from_raw(child.id().cast_signed());
    let (sender, heard) = sync_channel(WAITING);
    forward(child.stdout.take(), sender.clone(), Heard::Stdout);
    forward(child.stderr.take(), sender.clone(), Heard::Stderr);
    thread::spawn(move || sender.send(Heard::Exited(child.wait())));
    let mut stdout = Stream { kept: bounds.stdout, bytes: Vec::new() };
    let mut stderr = Stream { kept: bounds.stderr, bytes: Vec::new() };
    let end = until_it_ends(&mut stdout, &mut stderr, &heard, bounds.time);
    // Nobody of the group is left, or somebody whose work is over: both are fine.
    let _ = killpg(group, Signal::SIGKILL);
    ShortRun { end, stdout: stdout.bytes, stderr: stderr.bytes }
}

#[expect(clippy::disallowed_methods, reason = "a limit of time is measured with the monotonic clock")]
fn until_it_ends(
    stdout: &mut Stream,
    stderr: &mut Stream,
    heard: &Receiver<Heard>,
    limit: Duration,
) -> ShortEnd {
    let mut deadline = Instant::now() + limit;
    let mut open_pipes = 2;
    let mut ended = None;
    while ended.is_none() || open_pipes > 0 {
        let within_bounds = match heard.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Heard::Stdout(bytes)) => stdout.take(&bytes),
            Ok(Heard::Stderr(bytes)) => stderr.take(&bytes),
            Ok(Heard::Closed) => {
                open_pipes -= 1;
                Ok(())
            }
            Ok(Heard::Exited(status)) => {
                ended = Some(end_of(status));
                deadline = Instant::now() + LAST_WORDS;
                Ok(())
            }
            Err(_) => break,
        };
        if let Err(too_much) = within_bounds {
            return too_much;
        }
    }
    ended.unwrap_or(ShortEnd::TookTooLong { limit })
}

fn end_of(status: io::Result<ExitStatus>) -> ShortEnd {
    match status.map(|status| (status.code(), status.signal())) {
        Ok((Some(code), _)) => ShortEnd::Exited { code },
        Ok((None, signal)) => ShortEnd::Signaled { signal: signal.unwrap_or_default() },
        Err(error) => {
            ShortEnd::Unusable { kind: error.kind(), reason: format!("its end could not be seen: {error}") }
        }
    }
}

/// What is kept of a stream so far.
struct Stream {
    kept: Kept,
    bytes: Vec<u8>,
}

impl Stream {
    /// Takes what was printed next; an error if that is more than may be.
    fn take(&mut self, next: &[u8]) -> Result<(), ShortEnd> {
        self.bytes.extend_from_slice(next);
        match self.kept {
            Kept::AtMost(most) if self.bytes.len() > most => {
                self.bytes.truncate(most);
                return Err(ShortEnd::PrintedTooMuch { most });
            }
            Kept::AtMost(_) => {}
            Kept::Last(most) => drop(self.bytes.drain(..self.bytes.len().saturating_sub(most))),
        }
        Ok(())
    }
}

/// Sends what comes through a pipe. The thread ends with the pipe, or when nobody listens any more.
fn forward(pipe: Option<impl Read + Send + 'static>, sender: SyncSender<Heard>, heard: fn(Vec<u8>) -> Heard) {
    thread::spawn(move || {
        let mut buffer = vec![0; PIECE];
        if let Some(mut pipe) = pipe {
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                if sender.send(heard(buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
        }
        let _ = sender.send(Heard::Closed);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds =
        Bounds { time: Duration::from_mins(1), stdout: Kept::AtMost(100_000), stderr: Kept::AtMost(100_000) };
    const SOON: Bounds = Bounds { time: Duration::from_millis(300), ..BOUNDS };

    fn run_words(words: &[&str], directory: &str, bounds: Bounds) -> ShortRun {
        let command: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let environment = BTreeMap::from([("CARGO_WORD".to_owned(), "kept".to_owned())]);
        let command = ShortCommand {
            command: &command,
            directory: Path::new(directory),
            environment: &environment,
            without_prefix: Some("CARGO_"),
        };
        run_to_end(&command, bounds)
    }

    fn run(script: &str, bounds: Bounds) -> ShortRun {
        run_words(&["sh", "-c", script], "/", bounds)
    }

    #[test]
    fn what_it_prints_is_kept_apart_and_its_environment_is_clean() {
        let run_it = run("echo $CARGO_WORD $CARGO_MANIFEST_DIR; pwd; echo err >&2; exit 3", BOUNDS);
        assert_eq!(run_it.end, ShortEnd::Exited { code: 3 });
        assert_eq!((run_it.stdout, run_it.stderr), (b"kept\n/\n".to_vec(), b"err\n".to_vec()));
        assert_eq!(run("kill -9 $$", BOUNDS).end, ShortEnd::Signaled { signal: 9 });
    }

    #[test]
    fn one_that_hangs_is_killed_with_all_it_started() {
        let too_long = ShortEnd::TookTooLong { limit: SOON.time };
        assert_eq!(run("exec >&- 2>&-; sleep 600", SOON).end, too_long);
        let hung = run("echo before; sleep 600 & echo $!; wait", SOON);
        assert_eq!(hung.end, too_long);
        let said = String::from_utf8(hung.stdout).unwrap();
        let child = said.lines().nth(1).unwrap();
        let gone = || {
            let state = Command::new("ps").args(["-o", "stat=", "-p", child]).output();
            let state = String::from_utf8(state.unwrap().stdout).unwrap();
            state.trim().is_empty() || state.starts_with('Z')
        };
        while !gone() {
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn one_that_prints_without_end_is_killed() {
        let flood = run("yes", BOUNDS);
        assert_eq!(
            (flood.end, flood.stdout),
            (ShortEnd::PrintedTooMuch { most: 100_000 }, b"y\n".repeat(50_000))
        );
        assert_eq!(run("yes >&2", BOUNDS).end, ShortEnd::PrintedTooMuch { most: 100_000 });
    }

    #[test]
    fn of_a_stream_that_may_be_long_the_end_is_kept() {
        let bounds = Bounds { stderr: Kept::Last(9), ..BOUNDS };
        let long = run("yes | head -c 1000000 >&2; echo last >&2; echo done", bounds);
        assert_eq!(long.end, ShortEnd::Exited { code: 0 });
        assert_eq!((long.stdout, long.stderr), (b"done\n".to_vec(), b"y\ny\nlast\n".to_vec()));
    }

    #[test]
    fn something_left_in_the_background_delays_nothing() {
        let left = run("sleep 600 & echo done", BOUNDS);
        assert_eq!((left.end, left.stdout), (ShortEnd::Exited { code: 0 }, b"done\n".to_vec()));
    }

    #[test]
    fn what_cannot_be_started_says_why() {
        for (words, named) in [
            (&["no-such-program-here"][..], io::ErrorKind::NotFound),
            (&["/no/such/program"], io::ErrorKind::NotFound),
            (&[], io::ErrorKind::InvalidInput),
        ] {
            let end = run_words(words, "/", BOUNDS).end;
            assert!(matches!(&end, ShortEnd::Unusable { kind, .. } if *kind == named), "{end:?}");
        }
        let reason = "the directory /no/such/place does not exist".into();
        let nowhere = ShortEnd::Unusable { kind: io::ErrorKind::NotFound, reason };
        assert_eq!(run_words(&["true"], "/no/such/place", BOUNDS).end, nowhere);
    }
}

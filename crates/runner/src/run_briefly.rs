//! Running a program that nobody knows yet, for a moment: bounded in time and in what it may print.

use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use etude_study::protocol::ProcessEnd;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::before_exec::die_with_parent;
use crate::not_started::why_not_started;
use crate::run_to_end::{ShortCommand, end_of};

/// How long output that is still under way is waited for once the program has ended.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How much a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It is killed when it runs longer.
    pub time: Duration,
    /// It is killed when it prints more bytes than this to standard output or to standard error.
    pub bytes: usize,
}

/// What a program did in its moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// How it ended.
    pub end: BriefEnd,
    /// What it printed to standard output, at most the bound.
    pub stdout: Vec<u8>,
    /// What it printed to standard error, at most the bound.
    pub stderr: Vec<u8>,
}

/// How a moment ended.
#[derive(Debug, Clone, PartialEq)]
pub enum BriefEnd {
    /// By itself, or it could not be started.
    Ended(ProcessEnd),
    /// It ran longer than it may, and was killed.
    TookTooLong,
    /// It printed more than it may, and was killed.
    PrintedTooMuch,
}

/// Something that a program did.
enum Heard {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Closed,
    Exited(Option<std::process::ExitStatus>),
}

/// Runs a program in a process group of its own, with no standard input, and kills the whole group when it goes beyond
/// its bounds. What it leaves behind in the background is killed as well, and it is killed when the thread that called
/// this ends, by a Ctrl-C too.
pub fn run_briefly(command: &ShortCommand<'_>, bounds: Bounds) -> Brief {
    let not_started = |reason| Brief {
        end: BriefEnd::Ended(ProcessEnd::CouldNotStart { reason }),
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let Some((program, arguments)) = command.command.split_first() else {
        return not_started("the command is empty".into());
    };
    let mut process = Command::new(program);
    process.args(arguments).current_dir(command.directory).envs(command.environment);
    process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    die_with_parent(&mut process);
    match process.spawn() {
        Ok(child) => listen(child, bounds),
        Err(error) => not_started(why_not_started(program, command.directory, &error)),
    }
}

fn listen(mut child: Child, bounds: Bounds) -> Brief {
    let group = Pid::from_raw(child.id().cast_signed());
    let (sender, heard) = channel();
    forward(child.stdout.take(), sender.clone(), Heard::Stdout);
    forward(child.stderr.take(), sender.clone(), Heard::Stderr);
    thread::spawn(move || sender.send(Heard::Exited(child.wait().ok())));
    let mut brief = Brief { end: BriefEnd::TookTooLong, stdout: Vec::new(), stderr: Vec::new() };
    brief.end = until_it_ends(&mut brief, &heard, bounds);
    // Nobody of the group is left, or somebody whose work is over: both are fine.
    let _ = killpg(group, Signal::SIGKILL);
    brief.stdout.truncate(bounds.bytes);
    brief.stderr.truncate(bounds.bytes);
    brief
}

fn until_it_ends(brief: &mut Brief, heard: &Receiver<Heard>, bounds: Bounds) -> BriefEnd {
    #[expect(clippy::disallowed_methods, reason = "the shell that bounds a program's time reads the clock")]
    let now = Instant::now;
    let mut deadline = now() + bounds.time;
    let mut open_pipes = 2;
    let mut ended = None;
    while ended.is_none() || open_pipes > 0 {
        match heard.recv_timeout(deadline.saturating_duration_since(now())) {
            Ok(Heard::Stdout(bytes)) => brief.stdout.extend(bytes),
            Ok(Heard::Stderr(bytes)) => brief.stderr.extend(bytes),
            Ok(Heard::Closed) => open_pipes -= 1,
            Ok(Heard::Exited(status)) => {
                ended = Some(status.map_or(ProcessEnd::Signaled { signal: 0 }, end_of));
                deadline = now() + LAST_WORDS;
            }
            Err(_) => break,
        }
        if brief.stdout.len().max(brief.stderr.len()) > bounds.bytes {
            return BriefEnd::PrintedTooMuch;
        }
    }
    ended.map_or(BriefEnd::TookTooLong, BriefEnd::Ended)
}

/// Sends what comes through a pipe. The thread ends with the pipe, or when nobody listens any more.
fn forward(pipe: Option<impl Read + Send + 'static>, sender: Sender<Heard>, heard: fn(Vec<u8>) -> Heard) {
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
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
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    const BOUNDS: Bounds = Bounds { time: Duration::from_mins(1), bytes: 100_000 };

    fn run(script: &str, bounds: Bounds) -> Brief {
        let command = ["sh", "-c", script].map(str::to_owned);
        run_briefly(
            &ShortCommand { command: &command, directory: Path::new("/"), environment: &BTreeMap::new() },
            bounds,
        )
    }

    #[test]
    fn what_a_program_prints_is_kept_apart() {
        let brief = run("echo out; echo err >&2; exit 3", BOUNDS);
        assert_eq!(brief.end, BriefEnd::Ended(ProcessEnd::Exited { code: 3 }));
        assert_eq!((brief.stdout, brief.stderr), (b"out\n".to_vec(), b"err\n".to_vec()));
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_all_it_started() {
        let bounds = Bounds { time: Duration::from_millis(300), ..BOUNDS };
        let brief = run("echo before; sleep 600 & echo $!; wait", bounds);
        assert_eq!(brief.end, BriefEnd::TookTooLong);
        let said = String::from_utf8(brief.stdout).unwrap();
        let child: i32 = said.lines().nth(1).unwrap().parse().unwrap();
        let gone = || {
            let state =
                std::process::Command::new("ps").args(["-o", "stat=", "-p", &child.to_string()]).output();
            let state = String::from_utf8(state.unwrap().stdout).unwrap();
            state.trim().is_empty() || state.starts_with('Z')
        };
        while !gone() {
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_program_that_prints_without_end_is_killed() {
        let brief = run("yes", BOUNDS);
        assert_eq!((brief.end, brief.stdout.len()), (BriefEnd::PrintedTooMuch, BOUNDS.bytes));
        assert_eq!(run("yes >&2", BOUNDS).end, BriefEnd::PrintedTooMuch);
    }

    #[test]
    fn something_left_in_the_background_delays_nothing() {
        let brief = run("sleep 600 & echo done", BOUNDS);
        assert_eq!(brief.end, BriefEnd::Ended(ProcessEnd::Exited { code: 0 }));
        assert_eq!(brief.stdout, b"done\n");
    }

    #[test]
    fn what_cannot_be_started_says_why() {
        let command = ["/no/such/program".to_owned()];
        let brief = run_briefly(
            &ShortCommand { command: &command, directory: Path::new("/"), environment: &BTreeMap::new() },
            BOUNDS,
        );
        assert!(matches!(brief.end, BriefEnd::Ended(ProcessEnd::CouldNotStart { .. })), "{brief:?}");
    }
}

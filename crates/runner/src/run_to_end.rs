//! Running a short command and reading what it prints.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use etude_study::protocol::ProcessEnd;

use crate::line_splitter::LineSplitter;
use crate::not_started::why_not_started;

/// How much of the end of standard error is kept.
const STDERR_KEPT: usize = 16 * 1024;

/// A command that is waited for.
#[derive(Debug, Clone, Copy)]
pub struct ShortCommand<'a> {
    /// Program and arguments; never a shell line.
    pub command: &'a [String],
    /// Where to run it.
    pub directory: &'a Path,
    /// Added to this process's environment.
    pub environment: &'a BTreeMap<String, String>,
}

/// How a short command ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// How the process ended.
    pub end: ProcessEnd,
    /// The end of what it printed to standard error, at most 16 KiB.
    pub stderr: String,
}

/// Why a command's output could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read what {program} prints: {source}")]
pub struct RunError {
    /// The program.
    pub program: String,
    /// The system's words.
    pub source: io::Error,
}

/// Runs a command to its end and gives every line of its standard output (of at most 64 KiB) as it comes.
///
/// It stays in this process's group: a Ctrl-C ends it too. One that cannot be started is a
/// [`ProcessEnd::CouldNotStart`], not an error.
pub fn run_to_end(command: &ShortCommand<'_>, mut on_line: impl FnMut(&[u8])) -> Result<Ended, RunError> {
    let Some((program, arguments)) = command.command.split_first() else {
        return Ok(could_not_start("the command is empty".into()));
    };
    let started = Command::new(program)
        .args(arguments)
        .current_dir(command.directory)
        .envs(command.environment)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Ok(could_not_start(why_not_started(program, command.directory, &error))),
    };
    let failed = |source| RunError { program: program.clone(), source };
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (read, stderr) = thread::scope(|scope| {
        let tail = scope.spawn(|| stderr.map_or_else(Vec::new, tail_of));
        let read = stdout.map_or(Ok(()), |stdout| give_lines(stdout, &mut on_line));
        (read, tail.join().unwrap_or_default())
    });
    let status = child.wait().map_err(failed)?;
    read.map_err(failed)?;
    Ok(Ended { end: end_of(status), stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// The end of a process that exited by itself or by a signal.
pub(crate) fn end_of(status: std::process::ExitStatus) -> ProcessEnd {
    match status.code() {
        Some(code) => ProcessEnd::Exited { code },
        None => ProcessEnd::Signaled { signal: status.signal().unwrap_or_default() },
    }
}

fn could_not_start(reason: String) -> Ended {
    Ended { end: ProcessEnd::CouldNotStart { reason }, stderr: String::new() }
}

fn give_lines(pipe: impl Read, on_line: &mut impl FnMut(&[u8])) -> io::Result<()> {
    let mut splitter = LineSplitter::default();
    read_all(pipe, |bytes| splitter.push(bytes, on_line))?;
    splitter.finish(on_line);
    Ok(())
}

fn tail_of(pipe: impl Read) -> Vec<u8> {
    let mut tail = Vec::new();
    // What was read before an error is still worth showing.
    let _ = read_all(pipe, |bytes| {
        tail.extend_from_slice(bytes);
        tail.drain(..tail.len().saturating_sub(STDERR_KEPT));
    });
    tail
}

fn read_all(mut pipe: impl Read, mut on_bytes: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => on_bytes(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &[&str], directory: &str) -> (Ended, Vec<String>) {
        let command: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let environment = BTreeMap::from([("WORD".to_owned(), "hello".to_owned())]);
        let command =
            ShortCommand { command: &command, directory: Path::new(directory), environment: &environment };
        let mut lines = Vec::new();
        let ended =
            run_to_end(&command, |line| lines.push(String::from_utf8_lossy(line).into_owned())).unwrap();
        (ended, lines)
    }

    #[test]
    fn lines_come_as_they_are_and_the_end_of_standard_error_is_kept() {
        let script = r#"echo $WORD; pwd; echo why >&2; printf '{"test_error": 0.1}'; exit 2"#;
        let (ended, lines) = run(&["sh", "-c", script], "/");
        assert_eq!(lines, ["hello", "/", r#"{"test_error": 0.1}"#]);
        assert_eq!(ended, Ended { end: ProcessEnd::Exited { code: 2 }, stderr: "why\n".into() });
    }

    #[test]
    fn much_standard_error_blocks_nobody() {
        let (ended, _) = run(&["sh", "-c", "yes | head -c 1000000 >&2; echo last >&2; kill -9 $$"], "/");
        assert_eq!(ended.end, ProcessEnd::Signaled { signal: 9 });
        assert_eq!(ended.stderr.len(), STDERR_KEPT);
        assert!(ended.stderr.ends_with("y\nlast\n"));
    }

    #[test]
    fn what_cannot_be_started_is_an_end() {
        for words in [&["/no/such/program"][..], &[]] {
            assert!(matches!(run(words, "/").0.end, ProcessEnd::CouldNotStart { .. }));
        }
        let (ended, _) = run(&["true"], "/no/such/place");
        let reason = "the directory /no/such/place does not exist".into();
        assert_eq!(ended.end, ProcessEnd::CouldNotStart { reason });
    }
}

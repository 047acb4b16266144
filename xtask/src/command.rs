//! Running a program with its output flowing to the terminal, and what may go wrong.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Why a command of `xtask` did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line makes no sense; carries the usage.
    Usage(&'static str),
    /// No bench has this name.
    UnknownBench(String),
    /// A program that is needed is not installed.
    Missing { program: &'static str, remedy: &'static str },
    /// A program could not be started.
    Start { line: String, source: io::Error },
    /// A program ran and said no.
    Exit { line: String, code: Option<i32> },
    /// A file could not be read or written.
    File { path: PathBuf, source: io::Error },
    /// Some rules of `tidy` are broken.
    Untidy { count: usize },
    /// `ARCHITECTURE.md` has no place for the code map.
    NoCodeMap { path: &'static str, remedy: String },
}

impl Failure {
    /// 2 for a mistake on the command line, 1 for everything else.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::UnknownBench(_) => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => write!(f, "there is no such command\n\n{usage}"),
            Self::UnknownBench(name) => {
                write!(f, "there is no bench `{name}`; `cargo xtask bench` lists them")
            }
            Self::Missing { program, remedy } => write!(f, "{program} is missing; {remedy}"),
            Self::Start { line, source } => write!(f, "`{line}` could not be started: {source}"),
            Self::Exit { line, code: Some(code) } => write!(f, "`{line}` ended with code {code}"),
            Self::Exit { line, code: None } => write!(f, "`{line}` was ended by a signal"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Untidy { count } => write!(f, "rules broken: {count}, listed above"),
            Self::NoCodeMap { path, remedy } => write!(f, "{path} has no code map; {remedy}"),
        }
    }
}

/// The root of the repository: this manifest's parent folder.
pub(crate) fn root() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map_or_else(|| manifest.clone(), PathBuf::from)
}

/// Runs `words` at the root of the repository; its output goes straight to the terminal.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let line = words.join(" ");
    let status = build(words).status().map_err(|source| Failure::Start { line: line.clone(), source })?;
    if status.success() { Ok(()) } else { Err(Failure::Exit { line, code: status.code() }) }
}

/// The first line that `words` prints, or nothing when it is not installed or fails.
pub(crate) fn first_line(words: &[&str]) -> Option<String> {
    let output = build(words).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
}

fn build(words: &[&str]) -> Command {
    let (program, arguments) = words.split_first().expect("every command has a program");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_a_failure() {
        assert!(run(&["true"]).is_ok());
        assert!(matches!(run(&["false"]), Err(Failure::Exit { code: Some(1), .. })));
        assert!(matches!(run(&["no-such-program"]), Err(Failure::Start { .. })));
    }

    #[test]
    fn a_missing_program_prints_nothing() {
        assert_eq!(first_line(&["echo", "one"]), Some("one".to_owned()));
        assert_eq!(first_line(&["false"]), None);
        assert_eq!(first_line(&["no-such-program"]), None);
    }
}

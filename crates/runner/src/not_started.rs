//! Why a program could not be started, in words: the system says "not found" and "permission denied" of many things.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use nix::errno::Errno;

/// Longest first line that the kernel looks at.
const LONGEST_FIRST_LINE: u64 = 256;

/// Says which of the things that may be missing is, or what stands there instead of a program.
pub(crate) fn why_not_started(program: &str, directory: &Path, error: &io::Error) -> String {
    if !directory.is_dir() {
        return format!("the directory {} does not exist", directory.display());
    }
    let path = directory.join(program);
    let is_named = program.contains('/');
    if is_named && path.is_dir() {
        return format!("{program} is a folder, not a program: {error}");
    }
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::ENOENT) if is_named && path.exists() => match interpreter(&path) {
            Some(line) if line.ends_with('\r') => format!(
                "{program} has Windows line ends, so that its first line names no interpreter: {}",
                line.trim_end()
            ),
            Some(line) => format!("{program} names an interpreter that was not found: {line}"),
            None => format!("{program} needs a loader or library that was not found: {error}"),
        },
        Some(Errno::ENOENT) => format!("{program} was not found: {error}"),
        Some(Errno::EACCES) if is_named && path.is_file() => format!("{program} is not executable: {error}"),
        _ => format!("{program} could not be started: {error}"),
    }
}

/// The first line of a script, if it names an interpreter; its carriage return is kept.
fn interpreter(path: &Path) -> Option<String> {
    let mut line = Vec::new();
    BufReader::new(File::open(path).ok()?.take(LONGEST_FIRST_LINE)).read_until(b'\n', &mut line).ok()?;
    let line = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
    line.starts_with("#!").then_some(line)
}

//! What a trial printed: both streams, attempt by attempt, whole or from the end, also while it runs.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

use etude_runner::{LogStart, TrialFolder};
use serde::Serialize;

/// Bytes read at a time.
const BLOCK: u64 = 64 * 1024;
/// Of a log's end, so much is looked at for its last lines.
const TAIL: u64 = 16 * 1024;

/// One of a program's two outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output, which holds the reports too.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Stream {
    /// Its name, in words.
    pub fn word(self) -> &'static str {
        match self {
            Stream::Stdout => "standard output",
            Stream::Stderr => "standard error",
        }
    }
}

/// The logs of one trial.
#[derive(Debug, Clone)]
pub struct Logs {
    folder: TrialFolder,
}

impl Logs {
    /// Of the trial with this folder, which need not exist yet.
    pub fn of(folder: TrialFolder) -> Logs {
        Logs { folder }
    }

    /// How many attempts were started so far.
    pub fn attempts(&self) -> u32 {
        (1..=u32::MAX).take_while(|attempt| self.folder.order(*attempt).exists()).last().unwrap_or(0)
    }

    /// Whether an attempt has left its exit record, after which it prints no more.
    pub fn has_ended(&self, attempt: u32) -> bool {
        self.folder.exit_record(attempt).exists()
    }

    /// Where an attempt's output lies in its log, as far as it is there. An attempt of an older Etude, which did not
    /// note where it began, begins where the log does.
    pub fn range(&self, stream: Stream, attempt: u32) -> Range<u64> {
        let start = |attempt| {
            LogStart::read(&self.folder, attempt).map(|start| match stream {
                Stream::Stdout => start.stdout,
                Stream::Stderr => start.stderr,
            })
        };
        let length = std::fs::metadata(self.path(stream)).map_or(0, |found| found.len());
        let end = start(attempt + 1).unwrap_or(length).min(length);
        start(attempt).unwrap_or(0).min(end)..end
    }

    /// Some of the bytes in a range, from its start: all of a short one.
    pub fn read(&self, stream: Stream, range: &Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let wanted = range.end.saturating_sub(range.start).min(BLOCK);
        if wanted > 0 {
            let mut file = File::open(self.path(stream))?;
            file.seek(SeekFrom::Start(range.start))?;
            file.take(wanted).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// The part of a range that holds its last lines; all of it if there are no more.
    pub fn last_lines_of(&self, stream: Stream, range: &Range<u64>, lines: u64) -> io::Result<Range<u64>> {
        let mut left = lines;
        let mut end = range.end;
        while end > range.start {
            let start = end.saturating_sub(BLOCK).max(range.start);
            let block = self.read(stream, &(start..end))?;
            for (place, _) in block.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n') {
                // The line end of the last line begins no other.
                let next = start + place as u64 + 1;
                if next == range.end {
                    continue;
                }
                left = left.saturating_sub(1);
                if left == 0 {
                    return Ok(next..range.end);
                }
            }
            end = start;
        }
        Ok(range.clone())
    }

    /// The last lines of an attempt that say something, inert and at most so many.
    pub fn last_lines(&self, stream: Stream, attempt: u32, most: usize) -> Vec<String> {
        let range = self.range(stream, attempt);
        let end = range.end.saturating_sub(TAIL).max(range.start)..range.end;
        // A log that cannot be read has nothing to show.
        let bytes = self.read(stream, &end).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<String> = text.lines().map(inert).filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(most)..].to_vec()
    }

    fn path(&self, stream: Stream) -> PathBuf {
        match stream {
            Stream::Stdout => self.folder.stdout_log(),
            Stream::Stderr => self.folder.stderr_log(),
        }
    }
}

/// A line with nothing in it that a terminal would obey: colours are left out, of a progress bar only its last state
/// stays, and any other control character becomes `\u{fffd}`.
pub fn inert(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let line = line.rsplit('\r').next().unwrap_or(line);
    let mut shown = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' if letters.next_if_eq(&'[').is_some() => {
                // The parameters, up to the letter that ends the sequence.
                while letters.next_if(|next| matches!(next, '\u{20}'..='\u{3f}')).is_some() {}
                letters.next_if(|next| matches!(next, '\u{40}'..='\u{7e}'));
            }
            '\t' => shown.push_str("    "),
            letter if letter.is_control() => shown.push('\u{fffd}'),
            letter => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes logs")]
mod tests {
    use super::*;

    fn logs(name: &str, text: &str) -> (PathBuf, Logs) {
        let path = std::env::temp_dir().join(format!("etude-logs-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("stdout.log"), text).unwrap();
        (path.clone(), Logs::of(TrialFolder::at(&path).unwrap()))
    }

    #[test]
    fn an_attempt_s_output_ends_where_the_next_begins() {
        let (path, logs) = logs("attempts", "first\nsecond\n");
        for (attempt, start) in [(1, 0), (2, 6)] {
            std::fs::write(path.join(format!("attempt-{attempt}.order.json")), "{}").unwrap();
            let text = format!(r#"{{"version": 1, "stdout": {start}, "stderr": 0}}"#);
            std::fs::write(path.join(format!("attempt-{attempt}.logs.json")), text).unwrap();
        }
        assert_eq!(logs.attempts(), 2);
        assert_eq!((logs.range(Stream::Stdout, 1), logs.range(Stream::Stdout, 2)), (0..6, 6..13));
        assert_eq!(logs.range(Stream::Stderr, 2), 0..0);
        assert_eq!(logs.read(Stream::Stdout, &(6..13)).unwrap(), b"second\n");
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn the_last_lines_are_found_from_the_end() {
        let text = (1..=30_000).map(|line| line.to_string()).collect::<Vec<_>>().join("\n") + "\n";
        let (path, logs) = logs("lines", &text);
        let whole = logs.range(Stream::Stdout, 1);
        for (lines, expected) in [(1, "30000\n"), (3, "29998\n29999\n30000\n")] {
            let range = logs.last_lines_of(Stream::Stdout, &whole, lines).unwrap();
            assert_eq!(logs.read(Stream::Stdout, &range).unwrap(), expected.as_bytes());
        }
        let range = logs.last_lines_of(Stream::Stdout, &whole, 29_999).unwrap();
        assert_eq!(range.start, 2);
        assert_eq!(logs.last_lines_of(Stream::Stdout, &whole, 40_000).unwrap(), whole);
        assert_eq!(logs.last_lines(Stream::Stdout, 1, 2), ["29999", "30000"]);
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_terminal_has_nothing_to_obey() {
        assert_eq!(inert("\u{1b}[1;31mred\u{1b}[0m and\tplain"), "red and    plain");
        assert_eq!(inert("10 %\r20 %\r100 %\r"), "100 %");
        assert_eq!(inert("\u{1b}]0;title\u{7}\u{1b}[2J"), "\u{fffd}]0;title\u{fffd}");
    }
}

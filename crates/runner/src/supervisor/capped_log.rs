//! A log of bounded size: the head as it comes, the tail when it ends.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::file_error::FileError;

/// Bytes of one attempt that are written as they come.
const HEAD_BYTES: u64 = 62 << 20;
/// Bytes that are kept in memory once the head is full, and written at the end: the traceback is there.
const TAIL_BYTES: usize = 1 << 20;

/// Bytes that a program printed, unchanged. Whatever happens to the disk, taking them never fails.
pub(super) struct CappedLog {
    file: File,
    head_left: u64,
    tail: VecDeque<u8>,
    omitted: u64,
    /// Bytes that could not be written since the last that could.
    refused: u64,
}

impl CappedLog {
    /// Goes on after what earlier attempts wrote.
    pub(super) fn open(path: &Path) -> Result<CappedLog, FileError> {
        let file = OpenOptions::new().append(true).create(true).open(path);
        let file = file.map_err(FileError::of("open", path))?;
        Ok(CappedLog { file, head_left: HEAD_BYTES, tail: VecDeque::new(), omitted: 0, refused: 0 })
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let head = bytes.len().min(usize::try_from(self.head_left).unwrap_or(usize::MAX));
        let (head, rest) = bytes.split_at(head);
        self.head_left -= head.len() as u64;
        self.write(head);
        self.tail.extend(rest);
        let surplus = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..surplus);
        self.omitted += surplus as u64;
    }

    /// Writes the tail, with a note where something was left out.
    pub(super) fn finish(mut self) {
        if self.omitted > 0 {
            self.write(format!("\n[etude: {} bytes are left out here]\n", self.omitted).as_bytes());
        }
        let tail = std::mem::take(&mut self.tail);
        let (front, back) = tail.as_slices();
        self.write(front);
        self.write(back);
    }

    fn write(&mut self, mut bytes: &[u8]) {
        if self.refused > 0 && !bytes.is_empty() {
            let note =
                format!("\n[etude: {} bytes are missing here: they could not be written]\n", self.refused);
            if self.file.write_all(note.as_bytes()).is_ok() {
                self.refused = 0;
            }
        }
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(written) if written > 0 => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => {
                    self.refused += bytes.len() as u64;
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test reads and writes a file")]
mod tests {
    use super::*;

    #[test]
    fn head_and_tail_are_kept_and_the_gap_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "before\n").unwrap();
        let mut log = CappedLog::open(&path).unwrap();
        log.head_left = 4;
        log.push(b"ab");
        log.push(b"cdef");
        let many: Vec<u8> = (0..TAIL_BYTES).map(|index| b'0' + (index % 10) as u8).collect();
        log.push(&many);
        log.finish();
        let written = std::fs::read(&path).unwrap();
        let expected = [b"before\nabcd\n[etude: 2 bytes are left out here]\n", many.as_slice()].concat();
        assert!(written == expected);
    }

    #[test]
    fn a_full_disk_is_noted_and_not_an_error() {
        let mut log = CappedLog::open(Path::new("/dev/full")).unwrap();
        log.push(b"abc");
        log.push(b"de");
        assert_eq!(log.refused, 5);
    }
}

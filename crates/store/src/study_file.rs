//! A bare study in a file: lines of JSON that are only ever appended, by one process at a time.
//!
//! Whoever works with the file holds the system's lock on it, which dies with the process; another waits. What
//! [`StudyFile::append`] acknowledged is on the disk. A kill in the middle of a line leaves one without an end: nobody was told
//! of it, and the next writer takes it away.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use etude_study::study_file::{FORMAT_VERSION, StudyHeader, StudyLine};
use thiserror::Error;

/// Why a study's file cannot be used. Whatever the error, the file was left as it was.
#[derive(Debug, Error)]
pub enum StudyFileError {
    /// There is no file, or nothing in it.
    #[error("there is no study at {}", .path.display())]
    NoStudy {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is no study: its first line is not the head of one", .path.display())]
    NotAStudy {
        /// The file.
        path: PathBuf,
    },
    /// Written by a later Etude.
    #[error("{} has version {found} of the study format; this Etude knows versions up to {FORMAT_VERSION}", .path.display())]
    NewerStudy {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
    },
    /// A line in the middle cannot be read.
    #[error("{}, line {line}: {source}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why not.
        source: serde_json::Error,
    },
    /// The file cannot be opened, read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// A study's file, locked for as long as this value lives.
#[derive(Debug)]
pub struct StudyFile {
    path: PathBuf,
    file: File,
    /// The bytes of whole lines.
    length: u64,
}

/// What a study's file says.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyContent {
    /// The first line.
    pub header: StudyHeader,
    /// The lines after it.
    pub lines: Vec<StudyLine>,
}

impl StudyFile {
    /// Opens the file to read and append, waiting for its lock; made, empty, if `create` says so and it is not there.
    /// Nothing as content: the file was empty, and a header is to be appended first.
    ///
    /// # Errors
    /// If there is no file, or it is no study's.
    pub fn open(path: &Path, create: bool) -> Result<(StudyFile, Option<StudyContent>), StudyFileError> {
        let at = |source| StudyFileError::File { path: path.to_owned(), source };
        let opened = OpenOptions::new().read(true).append(true).create(create).open(path);
        let mut file = opened.map_err(|error| absent(path, error))?;
        file.lock().map_err(at)?;
        let (content, length) = read(path, &mut file)?;
        if content.is_none() && create {
            sync_folder(path).map_err(at)?;
        }
        Ok((StudyFile { path: path.to_owned(), file, length }, content))
    }

    /// Reads a study, waiting only for who writes.
    ///
    /// # Errors
    /// If there is no file, or it is no study's.
    pub fn read(path: &Path) -> Result<StudyContent, StudyFileError> {
        let mut file = File::open(path).map_err(|error| absent(path, error))?;
        file.lock_shared().map_err(|source| StudyFileError::File { path: path.to_owned(), source })?;
        let (content, _) = read(path, &mut file)?;
        content.ok_or_else(|| StudyFileError::NoStudy { path: path.to_owned() })
    }

    /// Appends lines, all in one write, and returns when they are on the disk.
    ///
    /// # Errors
    /// If the file cannot be written; then none of the lines counts.
    pub fn append(&mut self, lines: &[StudyLine]) -> Result<(), StudyFileError> {
        let mut text = Vec::new();
        for line in lines {
            let written = serde_json::to_writer(&mut text, line).map_err(io::Error::from);
            written.map_err(|source| StudyFileError::File { path: self.path.clone(), source })?;
            text.push(b'\n');
        }
        let done = self.write(&text);
        if done.is_err() {
            // On a full disk a part may be there: it goes, so that no reader takes whole lines of it for told.
            let _ = self.file.set_len(self.length);
        }
        done.map_err(|source| StudyFileError::File { path: self.path.clone(), source })?;
        self.length += text.len() as u64;
        Ok(())
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        if self.file.metadata()?.len() > self.length {
            self.file.set_len(self.length)?;
        }
        self.file.write_all(text)?;
        self.file.sync_data()
    }
}

fn absent(path: &Path, error: io::Error) -> StudyFileError {
    match error.kind() {
        io::ErrorKind::NotFound => StudyFileError::NoStudy { path: path.to_owned() },
        _ => StudyFileError::File { path: path.to_owned(), source: error },
    }
}

/// The content, if there is any, and how many bytes its whole lines have.
fn read(path: &Path, file: &mut File) -> Result<(Option<StudyContent>, u64), StudyFileError> {
    let at = |source| StudyFileError::File { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(at)?;
    file.read_to_end(&mut bytes).map_err(at)?;
    let length = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    if length == 0 && !b"{\"study\":".starts_with(&bytes[..bytes.len().min(9)]) {
        return Err(StudyFileError::NotAStudy { path: path.to_owned() });
    }
    let mut lines = bytes[..length].split_inclusive(|byte| *byte == b'\n');
    let Some(first) = lines.next() else { return Ok((None, 0)) };
    let header = header(path, first)?;
    let read = |(line, text): (usize, &[u8])| {
        let damaged = |source| StudyFileError::Damaged { path: path.to_owned(), line, source };
        serde_json::from_slice(text).map_err(damaged)
    };
    let lines = (2..).zip(lines).map(read).collect::<Result<Vec<StudyLine>, _>>()?;
    Ok((Some(StudyContent { header, lines }), length as u64))
}

fn header(path: &Path, line: &[u8]) -> Result<StudyHeader, StudyFileError> {
    let no_study = || StudyFileError::NotAStudy { path: path.to_owned() };
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|_| no_study())?;
    let found = value["study"]["version"].as_u64().ok_or_else(no_study)?;
    if found > u64::from(FORMAT_VERSION) {
        return Err(StudyFileError::NewerStudy { path: path.to_owned(), found });
    }
    match serde_json::from_value(value) {
        Ok(StudyLine::Study(header)) => Ok(*header),
        Ok(_) => Err(no_study()),
        Err(source) => Err(StudyFileError::Damaged { path: path.to_owned(), line: 1, source }),
    }
}

/// A new file's name is on the disk only with its folder.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

//! What a project is trained with, looked at: the commit, the uncommitted changes, the named sources (P81).

mod git;
mod named;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use etude_study::sources::Sources;
use sha2::{Digest as _, Sha256};

use crate::project_folder::ProjectFolder;

/// The folder of the diffs, in `.etude/`.
const FOLDER: &str = "sources";

/// Looks at the state of a project's code, and keeps the diff of its tracked files in `.etude/sources/`. Whatever cannot
/// be found out is recorded as such; a project needs no repository.
pub fn look_at_sources(folder: &ProjectFolder) -> Sources {
    let directory = folder.root().join(&folder.project.workload.directory);
    let names = &folder.project.workload.sources;
    let seen = git::look(folder, &directory, names);
    let fingerprint = || named::fingerprint(&directory, names, seen.untracked.as_ref());
    Sources { named: (!names.is_empty()).then(fingerprint), repository: seen.repository }
}

/// SHA-256 as 64 hexadecimal digits.
fn hexadecimal(hash: Sha256) -> String {
    use std::fmt::Write as _;
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Keeps bytes in `.etude/sources/` under a name that is their hash, and gives the hash. What is there already is
/// complete, since it was renamed into place.
fn keep(etude_folder: &Path, bytes: &[u8]) -> io::Result<String> {
    let sha256 = hexadecimal(Sha256::new().chain_update(bytes));
    let folder = etude_folder.join(FOLDER);
    let place = etude_folder.join(file_of(&sha256));
    if place.exists() {
        return Ok(sha256);
    }
    fs::create_dir_all(&folder)?;
    let unfinished = place.with_added_extension("tmp");
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, &place)?;
    File::open(&folder)?.sync_all()?;
    Ok(sha256)
}

/// The file of a diff, relative to `.etude/`.
fn file_of(sha256: &str) -> String {
    format!("{FOLDER}/{sha256}.diff")
}

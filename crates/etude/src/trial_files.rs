//! What a training program left in its trial's folder: checkpoints, and beside Etude's own files predictions, plots (P79).

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use etude_runner::TrialFolder;
use serde::Serialize;

/// A file or folder that a program put into its trial's folder or among its checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TrialFile {
    /// Its name in the folder it lies in; a folder's ends with a slash. What is not UTF-8 of it is replaced.
    pub name: String,
    /// Its size in bytes; of a folder, that of all files in it; of a link, its own.
    pub bytes: u64,
}

impl TrialFile {
    /// Whether it is the file of this name, or a folder with that file in it.
    pub fn holds(&self, file: &str) -> bool {
        self.name.trim_end_matches('/') == file || (self.name.ends_with('/') && file.starts_with(&self.name))
    }
}

/// What the program of a trial left in its folder, by name: everything but Etude's own files and the checkpoints. It is
/// never deleted. Empty for a trial that has no folder yet. Links are listed, not followed.
///
/// # Errors
/// When the folder is there and cannot be read. A file that vanishes meanwhile is left out.
pub fn trial_files(folder: &TrialFolder) -> io::Result<Vec<TrialFile>> {
    files_in(folder.path(), |name| !TrialFolder::is_own(name))
}

/// What lies in a trial's folder of checkpoints, by name. Empty where there is no such folder.
///
/// # Errors
/// When the folder is there and cannot be read.
pub fn checkpoint_files(folder: &TrialFolder) -> io::Result<Vec<TrialFile>> {
    files_in(&folder.checkpoints(), |_| true)
}

fn files_in(folder: &Path, counts: impl Fn(&str) -> bool) -> io::Result<Vec<TrialFile>> {
    let counted = entries(folder)?.into_iter().filter(|(name, _)| counts(name));
    let mut files: Vec<TrialFile> = counted
        .map(|(name, metadata)| {
            if metadata.is_dir() {
                TrialFile { bytes: size_of_all(&folder.join(&name)), name: format!("{name}/") }
            } else {
                TrialFile { bytes: metadata.len(), name }
            }
        })
        .collect();
    files.sort();
    Ok(files)
}

/// The names in a folder with what each is; none in a folder that does not exist.
fn entries(folder: &Path) -> io::Result<Vec<(String, Metadata)>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in listed {
        let entry = entry?;
        let Ok(metadata) = entry.metadata() else { continue };
        found.push((entry.file_name().to_string_lossy().into_owned(), metadata));
    }
    Ok(found)
}

/// The bytes of all files below a folder, as far as it can be read.
fn size_of_all(folder: &Path) -> u64 {
    let mut bytes = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => folders.push(entry.path()),
                Ok(metadata) => bytes += metadata.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests write files")]
mod tests {
    use std::os::unix::fs::symlink;

    use etude_study::ids::TrialId;

    use super::*;

    #[test]
    fn what_the_program_wrote_is_listed_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let folder = TrialFolder::below(root.path(), TrialId(7));
        assert_eq!(trial_files(&folder).unwrap(), []);
        fs::create_dir_all(folder.checkpoints()).unwrap();
        fs::create_dir_all(folder.path().join("predictions/by-class")).unwrap();
        for (name, content) in [
            ("configuration.json", "{}"),
            ("attempt-1.exit.json", "{}"),
            ("stdout.log", "said"),
            ("checkpoints/epoch-1.pt", "weights"),
            ("scores.csv", "0.1,0.2"),
            ("predictions/all.txt", "12345"),
            ("predictions/by-class/7.txt", "123"),
        ] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        symlink("/", folder.path().join("way-out")).unwrap();
        let found = trial_files(&folder).unwrap();
        let names: Vec<(&str, u64)> = found.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
        assert_eq!(names, [("predictions/", 8), ("scores.csv", 7), ("way-out", 1)]);
        let checkpoints = checkpoint_files(&folder).unwrap();
        assert_eq!(checkpoints, [TrialFile { name: "epoch-1.pt".into(), bytes: 7 }]);
        assert!(checkpoints[0].holds("epoch-1.pt") && !checkpoints[0].holds("epoch-1"));
        let holds = |file: &str| found[0].holds(file);
        assert!(holds("predictions") && holds("predictions/all.txt") && !holds("predictions.txt"));
    }
}

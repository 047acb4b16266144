//! Which checkpoints outlive their trial (S26).

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use crate::file_error::FileError;
use crate::trial_folder::TrialFolder;

/// Deletes the checkpoints that were reported and are not among the kept, and gives the paths that were deleted.
///
/// Only paths that were reported and lie in the trial's `checkpoints/` are ever deleted: one that leads elsewhere, climbs with `..` or passes through a symbolic link is left alone. A symbolic link is deleted itself,
/// never what it points to; what a kept link points to is kept. A reported folder is one checkpoint, with all that
/// is in it; what lies in a kept folder, or holds a kept file, is kept.
pub fn apply_retention(
    folder: &TrialFolder,
    reported: &[String],
    kept: &[&str],
) -> Result<Vec<PathBuf>, FileError> {
    let checkpoints = folder.checkpoints();
    let kept: Vec<PathBuf> = kept.iter().filter_map(|name| relative(name, &checkpoints)).collect();
    let identities: BTreeSet<_> = kept
        .iter()
        .filter_map(|path| checkpoints.join(path).metadata().ok())
        .map(|metadata| identity(&metadata))
        .collect();
    let candidates: BTreeSet<PathBuf> =
        reported.iter().filter_map(|name| relative(name, &checkpoints)).collect();
    let mut deleted = Vec::new();
    for candidate in candidates {
        let is_kept = kept.iter().any(|kept| kept.starts_with(&candidate) || candidate.starts_with(kept));
        if is_kept || passes_through_a_link(&checkpoints, &candidate) {
            continue;
        }
        let path = checkpoints.join(candidate);
        if delete(&path, &identities).map_err(FileError::of("delete", &path))? {
            deleted.push(path);
        }
    }
    Ok(deleted)
}

/// The path in its plain form, relative to the checkpoints; `None` for one that leads, or could lead, elsewhere.
pub(crate) fn relative(name: &str, checkpoints: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    let path = Path::new(name);
    for component in path.strip_prefix(checkpoints).unwrap_or(path).components() {
        match component {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (plain.components().next().is_some()).then_some(plain)
}

fn passes_through_a_link(checkpoints: &Path, candidate: &Path) -> bool {
    let above = candidate.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    above.map(|above| checkpoints.join(above)).any(|above| above.is_symlink())
}

/// Deletes a file, a link or a folder, unless it is one of the kept under another name.
fn delete(path: &Path, kept: &BTreeSet<(u64, u64)>) -> io::Result<bool> {
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let folder = metadata.is_dir();
    if kept.contains(&identity(&metadata)) {
        return Ok(false);
    }
    if folder {
        fs::remove_dir_all(path)?;
    } else {
        fs::remove_file(path)?;
    }
    Ok(true)
}

fn identity(metadata: &fs::Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests write files")]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn trial(files: &[&str]) -> (TempDir, TrialFolder) {
        let temporary = tempfile::tempdir().unwrap();
        let folder = TrialFolder::at(&temporary.path().join("000001")).unwrap();
        for file in files {
            let path = folder.checkpoints().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "weights").unwrap();
        }
        (temporary, folder)
    }

    fn deleted(folder: &TrialFolder, reported: &[&str], best: &str, last: &str) -> Vec<String> {
        let reported: Vec<String> = reported.iter().map(|name| (*name).to_owned()).collect();
        let deleted = apply_retention(folder, &reported, &[best, last]).unwrap();
        let relative = |path: &PathBuf| path.strip_prefix(folder.checkpoints()).unwrap().to_path_buf();
        deleted.iter().map(|path| relative(path).to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn best_last_and_what_was_never_reported_stay() {
        let (_temporary, folder) = trial(&["1.pt", "2.pt", "3.pt", "sub/4.pt", "notes.txt"]);
        let reported = ["1.pt", "./2.pt", "3.pt", "sub//4.pt", "gone.pt"];
        assert_eq!(deleted(&folder, &reported, "2.pt", "3.pt"), ["1.pt", "sub/4.pt"]);
        for kept in ["2.pt", "3.pt", "notes.txt"] {
            assert!(folder.checkpoints().join(kept).exists(), "{kept}");
        }
        assert!(deleted(&folder, &reported, "2.pt", "3.pt").is_empty());
    }

    #[test]
    fn nothing_outside_is_touched() {
        let (temporary, folder) = trial(&["1.pt"]);
        let outside = temporary.path().join("outside");
        fs::create_dir(&outside).unwrap();
        let precious = outside.join("precious");
        fs::write(&precious, "").unwrap();
        symlink(&outside, folder.checkpoints().join("link")).unwrap();
        let absolute = precious.to_str().unwrap();
        let reported = ["../../outside/precious", absolute, "link/precious", "..", ".", "", "link"];
        assert_eq!(deleted(&folder, &reported, "1.pt", "1.pt"), ["link"]);
        assert!(precious.exists());
        assert!(folder.checkpoints().exists());
    }

    #[test]
    fn a_whole_path_into_the_checkpoints_is_as_good_as_a_relative_one() {
        let (_temporary, folder) = trial(&["1.pt", "2.pt", "3.pt"]);
        let whole = |name: &str| folder.checkpoints().join(name).to_str().unwrap().to_owned();
        let reported = [whole("1.pt"), whole("2.pt"), "3.pt".into()];
        let reported: Vec<&str> = reported.iter().map(String::as_str).collect();
        assert_eq!(deleted(&folder, &reported, reported[1], "3.pt"), ["1.pt"]);
    }

    #[test]
    fn what_a_kept_link_means_is_kept() {
        let (_temporary, folder) = trial(&["1.pt", "2.pt"]);
        symlink("2.pt", folder.checkpoints().join("latest.pt")).unwrap();
        assert_eq!(deleted(&folder, &["1.pt", "2.pt", "latest.pt"], "latest.pt", "latest.pt"), ["1.pt"]);
    }

    #[test]
    fn a_folder_is_one_checkpoint() {
        let (_temporary, folder) = trial(&["step-1/model", "step-2/model", "step-3/model"]);
        let reported = ["step-1", "step-2/model", "step-2", "step-3"];
        assert_eq!(deleted(&folder, &reported, "step-2/model", "step-3"), ["step-1"]);
    }

    #[test]
    fn none_means_none_and_leaves_what_was_never_reported() {
        let (_temporary, folder) = trial(&["1.pt", "notes.txt"]);
        assert_eq!(apply_retention(&folder, &["1.pt".to_owned()], &[]).unwrap().len(), 1);
        assert!(folder.checkpoints().join("notes.txt").exists());
    }
}

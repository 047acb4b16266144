//! Bringing the checkpoints of an earlier trial to one that goes on from them.

use std::fs;
use std::io;
use std::path::Path;

use crate::retention::relative;
use crate::trial_folder::TrialFolder;

/// Copies those of the named checkpoints that are there from one trial's folder to another's, and gives their number. A checkpoint is a file,
/// or a folder with all that is in it; one that the other trial has already is left as it is. They are copies and no links, since a program may write
/// into a checkpoint that it goes on from.
///
/// # Errors
/// Where one cannot be copied. What was copied before it stays.
pub fn copy_checkpoints(from: &TrialFolder, to: &TrialFolder, names: &[String]) -> io::Result<usize> {
    let (from, to) = (from.checkpoints(), to.checkpoints());
    let mut copied = 0;
    for name in names.iter().filter_map(|name| relative(name, &from)) {
        let (source, target) = (from.join(&name), to.join(&name));
        if !source.exists() {
            continue;
        }
        copied += 1;
        if target.exists() {
            continue;
        }
        if let Some(above) = target.parent() {
            fs::create_dir_all(above)?;
        }
        let unfinished = target.with_added_extension("unfinished");
        copy(&source, &unfinished)?;
        fs::rename(unfinished, target)?;
    }
    Ok(copied)
}

fn copy(source: &Path, target: &Path) -> io::Result<()> {
    if !source.is_dir() {
        fs::copy(source, target)?;
        return Ok(());
    }
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        copy(&entry.path(), &target.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make files")]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_come_along_and_nothing_from_elsewhere() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("1"), root.path().join("2"));
        let (from, to) = (TrialFolder::at(&from).unwrap(), TrialFolder::at(&to).unwrap());
        fs::create_dir_all(from.checkpoints().join("two")).unwrap();
        fs::write(from.checkpoints().join("one.bin"), "1").unwrap();
        fs::write(from.checkpoints().join("two/part"), "2").unwrap();
        fs::write(root.path().join("1/secret"), "3").unwrap();
        let names = ["one.bin", "two", "gone.bin", "../secret"].map(str::to_owned);
        assert_eq!(copy_checkpoints(&from, &to, &names).unwrap(), 2);
        let read = |name: &str| fs::read_to_string(to.checkpoints().join(name)).unwrap();
        assert_eq!((read("one.bin"), read("two/part")), ("1".into(), "2".into()));
        fs::write(to.checkpoints().join("one.bin"), "mine").unwrap();
        assert_eq!(copy_checkpoints(&from, &to, &names).unwrap(), 2);
        assert_eq!((read("one.bin"), to.path().join("secret").exists()), ("mine".into(), false));
    }
}

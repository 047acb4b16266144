//! The content of the files that `[workload] sources` names.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use etude_study::sources::{NamedSources, SourceFile};
use sha2::{Digest as _, Sha256};

use super::git::Untracked;
use super::hexadecimal;

/// More files than this are no program's sources, and are not read.
const MOST_FILES: usize = 10_000;
/// More bytes than this together are not read.
const MOST_BYTES: u64 = 256 << 20;
/// So many untracked files are listed one by one; the fingerprint covers all.
const MOST_LISTED: usize = 200;

/// The files found so far, by their name relative to the workload's directory.
#[derive(Default)]
struct Found {
    files: BTreeMap<String, String>,
    bytes: u64,
    incomplete: bool,
}

/// Fingerprints all files that the names lead to, in the order of their own names, so that the order in the project
/// file does not matter. In folders, what begins with a dot and what Python compiled is left out, and links are not
/// followed: the place they point to stands for them.
pub(super) fn fingerprint(directory: &Path, names: &[String], untracked: Option<&Untracked>) -> NamedSources {
    let mut found = Found::default();
    let mut missing = Vec::new();
    for name in names {
        let plain = plain(name);
        let place = directory.join(&plain);
        match fs::metadata(&place) {
            Ok(metadata) if metadata.is_dir() => found.take_in_folder(&place, &plain),
            Ok(metadata) if metadata.is_file() => found.take_in_file(&place, &plain, &metadata),
            _ => missing.push(name.clone()),
        }
    }
    let mut whole = Sha256::new();
    for (name, sha256) in &found.files {
        whole.update(format!("{} {name} {sha256} ", name.len()));
    }
    let is_untracked = |name: &&String| untracked.is_none_or(|untracked| untracked.holds(name));
    let listed = found.files.keys().filter(is_untracked).take(MOST_LISTED);
    NamedSources {
        sha256: hexadecimal(whole),
        files: found.files.len() as u32,
        bytes: found.bytes,
        untracked: listed
            .map(|name| SourceFile { name: name.clone(), sha256: found.files[name].clone() })
            .collect(),
        missing,
        whole: !found.incomplete,
    }
}

/// `./model/` as `model`.
fn plain(name: &str) -> PathBuf {
    let plain: PathBuf =
        Path::new(name).components().filter(|component| *component != Component::CurDir).collect();
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

fn is_source(name: &str) -> bool {
    let is_compiled = Path::new(name).extension().is_some_and(|extension| extension == "pyc");
    !name.starts_with('.') && name != "__pycache__" && !is_compiled
}

impl Found {
    fn take_in_folder(&mut self, place: &Path, name: &Path) {
        let Ok(entries) = fs::read_dir(place) else {
            self.incomplete = true;
            return;
        };
        for entry in entries {
            let Ok(entry) = entry else {
                self.incomplete = true;
                continue;
            };
            let file_name = entry.file_name();
            if !is_source(&file_name.to_string_lossy()) || self.incomplete {
                continue;
            }
            let name = if name == Path::new(".") { PathBuf::from(&file_name) } else { name.join(&file_name) };
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => self.take_in_folder(&entry.path(), &name),
                Ok(metadata) => self.take_in_file(&entry.path(), &name, &metadata),
                Err(_) => self.incomplete = true,
            }
        }
    }

    fn take_in_file(&mut self, place: &Path, name: &Path, metadata: &Metadata) {
        if self.files.len() >= MOST_FILES || self.bytes + metadata.len() > MOST_BYTES {
            self.incomplete = true;
            return;
        }
        let hash = if metadata.is_symlink() {
            let target = fs::read_link(place);
            target.map(|target| {
                Sha256::new().chain_update("link ").chain_update(target.as_os_str().as_encoded_bytes())
            })
        } else if metadata.is_file() {
            hash_of(place)
        } else {
            return;
        };
        match hash {
            Ok(hash) => {
                self.files.insert(name.to_string_lossy().into_owned(), hexadecimal(hash));
                self.bytes += metadata.len();
            }
            Err(_) => self.incomplete = true,
        }
    }
}

fn hash_of(place: &Path) -> io::Result<Sha256> {
    let mut file = File::open(place)?.take(MOST_BYTES);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests write files")]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn seen(folder: &Path, names: &[&str]) -> NamedSources {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        fingerprint(folder, &names, None)
    }

    #[test]
    fn a_fingerprint_changes_with_content_and_names_and_with_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir_all(at("model/__pycache__")).unwrap();
        for name in ["train.py", "model/net.py", "notes.txt"] {
            fs::write(at(name), name).unwrap();
        }
        let first = seen(root.path(), &["train.py", "model"]);
        assert_eq!((first.files, first.bytes, first.whole), (2, 20, true));
        let listed: Vec<&str> = first.untracked.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(listed, ["model/net.py", "train.py"]);

        fs::write(at("notes.txt"), "not named").unwrap();
        fs::write(at("model/__pycache__/net.pyc"), "compiled").unwrap();
        fs::write(at("model/.swap"), "an editor's").unwrap();
        assert_eq!(seen(root.path(), &["./model/", "train.py"]).sha256, first.sha256);

        fs::write(at("model/net.py"), "model/net.PY").unwrap();
        let changed = seen(root.path(), &["train.py", "model"]).sha256;
        assert_ne!(changed, first.sha256);
        fs::rename(at("model/net.py"), at("model/nets.py")).unwrap();
        let renamed = seen(root.path(), &["train.py", "model"]).sha256;
        assert_ne!(renamed, changed);
        symlink("/", at("model/way_out")).unwrap();
        let linked = seen(root.path(), &["train.py", "model"]);
        assert_ne!(linked.sha256, renamed);
        assert_eq!(linked.files, 3, "a link is not followed");
    }

    #[test]
    fn names_that_nothing_answers_to_are_told() {
        let root = tempfile::tempdir().unwrap();
        let found = seen(root.path(), &["train.py", "/dev/zero", "."]);
        assert_eq!((found.files, found.missing), (0, vec!["train.py".to_owned(), "/dev/zero".to_owned()]));
    }
}

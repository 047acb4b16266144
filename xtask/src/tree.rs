//! The repository as the checks see it: every file that is, or is about to be, under version control.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::Failure;

/// Paths from the root, with `/`, and the text of each; a file that is not UTF-8 has an empty text.
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the files that git tracks or would track: committed or not, but not ignored.
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let line = format!("git {}", words.join(" "));
        let output = Command::new("git")
            .args(words)
            .current_dir(root)
            .output()
            .map_err(|source| Failure::Start { line: line.clone(), source })?;
        if !output.status.success() {
            return Err(Failure::Exit { line, code: output.status.code() });
        }
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut files = BTreeMap::new();
        for path in listed.split('\0').filter(|path| !path.is_empty()) {
            let full: PathBuf = root.join(path);
            if full.is_file() {
                let bytes = std::fs::read(&full).map_err(|source| Failure::File { path: full, source })?;
                files.insert(path.to_owned(), String::from_utf8(bytes).unwrap_or_default());
            }
        }
        Ok(Self { files })
    }

    /// A small tree for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { files }
    }

    /// Every path and text, in the order of the paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Is there a file, or a folder with a file in it, at this path?
    pub(crate) fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// The `.rs` files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| extension(path) == Some("rs"))
    }

    /// The `.rs` files below `crates/*/src/`: what is shipped, without tests, examples and benches of their own.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rust().filter(|(path, _)| {
            let mut parts = path.split('/');
            parts.next() == Some("crates") && parts.nth(1) == Some("src")
        })
    }

    /// The folders of the workspace's crates: `crates/study`, ..., `xtask`.
    pub(crate) fn crates(&self) -> BTreeSet<&str> {
        self.files
            .keys()
            .filter_map(|path| path.strip_suffix("/Cargo.toml"))
            .filter(|folder| *folder == "xtask" || is_direct_child(folder, "crates"))
            .collect()
    }

    /// The folders of the examples that bring tests in Python.
    pub(crate) fn python_tests(&self) -> BTreeSet<&str> {
        self.files
            .keys()
            .filter_map(|path| path.rsplit_once('/'))
            .filter(|(folder, name)| {
                is_direct_child(folder, "examples")
                    && name.starts_with("test_")
                    && extension(name) == Some("py")
            })
            .map(|(folder, _)| folder)
            .collect()
    }

    /// Does a shipped file hold an example in its documentation that `cargo test --doc` would run?
    pub(crate) fn has_doctests(&self) -> bool {
        self.shipped().any(|(_, text)| has_doctest(text))
    }
}

/// Does a fence open in the documentation with no language, or with one of those that mean Rust?
fn has_doctest(text: &str) -> bool {
    let mut open = false;
    for line in text.lines().map(str::trim_start) {
        let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        let Some(kind) = doc.and_then(|doc| doc.trim_start().strip_prefix("```")) else { continue };
        if !open && matches!(kind.trim(), "" | "rust" | "no_run" | "should_panic" | "compile_fail") {
            return true;
        }
        open = !open;
    }
    false
}

fn is_direct_child(folder: &str, parent: &str) -> bool {
    let rest = folder.strip_prefix(parent).and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
}

/// What follows the last dot of a path's file name.
pub(crate) fn extension(path: &str) -> Option<&str> {
    Path::new(path).extension().and_then(|extension| extension.to_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_exists_when_a_file_is_in_it() {
        let tree = Tree::of(&[("crates/study/src/space/mod.rs", "")]);
        assert!(tree.exists("crates/study/src/space/mod.rs"));
        assert!(tree.exists("crates/study/src/space/"));
        assert!(tree.exists("crates/study/src/space"));
        assert!(!tree.exists("crates/study/src/spa"));
    }

    #[test]
    fn shipped_files_are_those_below_src() {
        let tree = Tree::of(&[
            ("crates/study/src/lib.rs", ""),
            ("crates/study/tests/all.rs", ""),
            ("xtask/src/main.rs", ""),
        ]);
        let paths: Vec<&str> = tree.shipped().map(|(path, _)| path).collect();
        assert_eq!(paths, ["crates/study/src/lib.rs"]);
    }

    #[test]
    fn a_fence_of_text_is_no_doctest() {
        let doctests = |text| Tree::of(&[("crates/a/src/lib.rs", text)]).has_doctests();
        assert!(!doctests("//! ```text\n//! a ─► b\n//! ```\n"));
        assert!(doctests("//! ```text\n//! ```\n/// ```\n/// f();\n/// ```\n"));
        assert!(doctests("/// ```no_run\n/// ```\n"));
        assert!(!doctests("// plain\n"));
    }
}

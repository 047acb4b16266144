//! Names that say nothing about what a file holds.

use super::{Check, Finding};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "file-name",
    question: "Does every file and folder have a name that says what is in it?",
    run,
};

const EMPTY_NAMES: [&str; 10] =
    ["utils", "util", "misc", "base", "common", "helpers", "helper", "imp", "manager", "stuff"];

fn run(tree: &Tree) -> Vec<Finding> {
    let says_nothing = |path: &&str| path.split('/').any(|part| EMPTY_NAMES.contains(&stem(part)));
    tree.files()
        .map(|(path, _)| path)
        .filter(says_nothing)
        .map(|path| {
            let problem = "has a name that fits anything".to_owned();
            Finding::refused(
                path,
                0,
                problem,
                "name it for the one thing it holds, or split it until that is possible",
            )
        })
        .collect()
}

fn stem(part: &str) -> &str {
    part.split_once('.').map_or(part, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_are_caught_as_file_and_as_folder() {
        let tree = Tree::of(&[
            ("crates/a/src/utils.rs", ""),
            ("crates/a/tests/common/mod.rs", ""),
            ("docs/base.md", ""),
            ("crates/a/src/baseline.rs", ""),
        ]);
        let found: Vec<String> = run(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/a/src/utils.rs", "crates/a/tests/common/mod.rs", "docs/base.md"]);
    }
}

//! Paths that exist on one machine only.

use super::{Check, Finding};
use crate::tree::Tree;

pub(super) const CHECK: Check =
    Check { name: "machine-path", question: "Is the repository free of paths of somebody's machine?", run };

/// The first folder of such a path.
const FOLDERS: [&str; 4] = ["work", "root", "home", "Users"];

fn run(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .flat_map(|(path, text)| {
            text.lines().enumerate().filter_map(move |(index, line)| {
                let folder = FOLDERS.iter().find(|folder| names(line, folder))?;
                let problem = format!("names a path below `/{folder}`");
                let remedy = "use a path relative to the repository, or a temporary folder";
                Some(Finding::refused(path, index + 1, problem, remedy))
            })
        })
        .collect()
}

/// Is there an absolute path through `folder`, and not only a part of a longer path of that name?
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(&format!("/{folder}/")).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.~}*)".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_are_caught_and_relative_ones_are_not() {
        let text = ["root", "home"].map(|folder| format!("cd /{folder}/x\n")).concat();
        let text = format!("{text}docs/{}/a\n$HOME/x\n", FOLDERS[0]);
        let lines: Vec<usize> =
            run(&Tree::of(&[("a.md", &text)])).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [1, 2]);
    }
}

//! The place where a change is told to users.

use super::{Check, Finding};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "changelog",
    question: "Does CHANGELOG.md have a section for what is not yet released?",
    run,
};

const PATH: &str = "CHANGELOG.md";

fn run(tree: &Tree) -> Vec<Finding> {
    let heading = |line: &str| matches!(line.trim_end(), "## [Unreleased]" | "## Unreleased");
    if tree.text(PATH).is_some_and(|text| text.lines().any(heading)) {
        return Vec::new();
    }
    let problem = "has no section for what is not yet released".to_owned();
    vec![Finding::refused(
        PATH,
        0,
        problem,
        "add the line `## [Unreleased]` and say what changes for the user",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_section_and_a_missing_file_are_caught() {
        assert_eq!(run(&Tree::of(&[])).len(), 1);
        assert_eq!(run(&Tree::of(&[(PATH, "# Changelog\n\n## 0.1.0\n")])).len(), 1);
        assert!(run(&Tree::of(&[(PATH, "# Changelog\n\n## [Unreleased]\n")])).is_empty());
    }
}

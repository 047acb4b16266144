//! One thing a file: files that are too long to hold one.

use super::{Check, Finding, Severity};
use crate::tree::Tree;

pub(super) const CHECK: Check =
    Check { name: "file-length", question: "Is every Rust file short enough to hold one thing?", run };

const LINES_MAX: usize = 600;
const LINES_LOOK: usize = 400;

fn run(tree: &Tree) -> Vec<Finding> {
    tree.rust().filter_map(|(path, text)| finding(path, text.lines().count())).collect()
}

fn finding(path: &str, lines: usize) -> Option<Finding> {
    if lines <= LINES_LOOK {
        return None;
    }
    let severity = if lines <= LINES_MAX { Severity::Look } else { Severity::Refused };
    Some(Finding {
        severity,
        path: path.to_owned(),
        line: 0,
        problem: format!("has {lines} lines; wonder at {LINES_LOOK}, {LINES_MAX} is the end"),
        remedy: "find the two things that are in it, and give each a file".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severity(lines: usize) -> Option<Severity> {
        let text = "\n".repeat(lines);
        run(&Tree::of(&[("crates/a/src/lib.rs", &text)])).first().map(|finding| finding.severity)
    }

    #[test]
    fn limits_are_where_they_should_be() {
        assert_eq!(severity(400), None);
        assert_eq!(severity(401), Some(Severity::Look));
        assert_eq!(severity(600), Some(Severity::Look));
        assert_eq!(severity(601), Some(Severity::Refused));
    }
}

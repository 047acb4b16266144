//! Lints that are switched off without a reason, or for ever.

use super::{Check, Finding, rust_source};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "suppression",
    question: "Is every lint that is switched off expected, with a reason?",
    run,
};

const REMEDY: &str = "write `#[expect(lint, reason = \"...\")]`, which complains once it is no longer needed";

fn run(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|(path, text)| in_file(path, text)).collect()
}

fn in_file(path: &str, text: &str) -> Vec<Finding> {
    let code = rust_source::code(text);
    let found = code.lines().enumerate().filter_map(|(index, line)| {
        let dense: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let allows = dense.contains("#[allow(") || dense.contains("#![allow(");
        let problem = if allows && !(is_shared_by_tests(path) && reasoned(&code, index, "allow(")) {
            "switches a lint off for ever"
        } else if (dense.contains("#[expect(") || dense.contains("#![expect("))
            && !reasoned(&code, index, "expect(")
        {
            "expects a lint without saying why"
        } else {
            return None;
        };
        Some(Finding::refused(path, index + 1, problem.to_owned(), REMEDY))
    });
    found.collect()
}

/// A module that several test programs are compiled with uses all of itself in none of them, so it cannot *expect*
/// unused code: there an `allow` with a reason will do.
fn is_shared_by_tests(path: &str) -> bool {
    path.contains("/tests/") && path.ends_with("/mod.rs")
}

/// Does the attribute that starts in this line give a reason before it closes?
fn reasoned(code: &str, index: usize, opening: &str) -> bool {
    let rest: Vec<&str> = code.lines().skip(index).collect();
    let rest = rest.join("\n");
    let attribute = rest.split(opening).nth(1).and_then(|rest| rest.split(")]").next());
    attribute.is_some_and(|attribute| attribute.contains("reason"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        run(&Tree::of(&[("a.rs", text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn switching_off_is_caught() {
        assert_eq!(lines("\n#[allow(dead_code)]\nfn f() {}\n#![allow(unused)]\n"), [2, 4]);
    }

    #[test]
    fn a_module_that_tests_share_may_allow_with_a_reason() {
        let problems = |path, text| run(&Tree::of(&[(path, text)])).len();
        assert_eq!(
            problems("crates/a/tests/support/mod.rs", "#![allow(dead_code, reason = \"shared\")]\n"),
            0
        );
        assert_eq!(problems("crates/a/tests/support/mod.rs", "#![allow(dead_code)]\n"), 1);
        assert_eq!(problems("crates/a/src/mod.rs", "#![allow(dead_code, reason = \"shared\")]\n"), 1);
    }

    #[test]
    fn expecting_needs_a_reason() {
        assert_eq!(lines("#[expect(dead_code)]\nfn f() {}\n"), [1]);
        assert!(lines("#[expect(\n    dead_code,\n    reason = \"r\"\n)]\n").is_empty());
    }

    #[test]
    fn a_comment_may_speak_of_it() {
        assert!(lines("// no #[allow(dead_code)] here\nconst A: &str = \"#[allow(\";\n").is_empty());
    }
}

//! The pure crates: no input or output, no clock, no environment, no entropy.

use super::{Check, Finding, rust_source};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "purity",
    question: "Are the pure crates free of files, clocks, environment, processes and network?",
    run,
};

/// Where the code is pure: the crates that know the science, and the state machine that drives a project.
const PURE: [&str; 7] = [
    "crates/study/src/",
    "crates/stats/src/",
    "crates/search/src/",
    "crates/playbook/src/",
    "crates/figures/src/",
    "crates/etude/src/coordinator/",
    "crates/etude/src/coordinator.rs",
];

/// What a pure crate does not name.
const IMPURE: [&str; 15] = [
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::os",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::hash::RandomState",
    "SystemTime",
    "Instant",
    "getrandom",
    "rand::thread_rng",
];

fn run(tree: &Tree) -> Vec<Finding> {
    tree.shipped()
        .filter(|(path, _)| PURE.iter().any(|pure| path.starts_with(pure)))
        .flat_map(|(path, text)| {
            rust_source::paths(text).into_iter().filter_map(move |named| {
                IMPURE.iter().find(|impure| named.is_within(impure))?;
                let problem = format!("pure code names `{}`", named.path);
                let remedy =
                    "take the value as an argument; a shell (store, runner, cli, the façade's) gets it";
                Some(Finding::refused(path, named.line, problem, remedy))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> Vec<String> {
        run(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn a_clock_and_a_file_are_caught_in_any_spelling() {
        let text = "use std::{collections::BTreeMap, time::Instant};\nfn f() { std::fs::read(p); }\n";
        let expected = ["pure code names `std::time::Instant`", "pure code names `std::fs::read`"];
        assert_eq!(problems("crates/stats/src/lib.rs", text), expected);
        assert_eq!(problems("crates/etude/src/coordinator/state.rs", text).len(), 2);
    }

    #[test]
    fn every_impure_thing_is_caught_in_every_pure_place() {
        for pure in PURE {
            let path = if pure.ends_with('/') { format!("{pure}a.rs") } else { pure.to_owned() };
            for impure in IMPURE {
                assert_eq!(problems(&path, &format!("use {impure};\n")).len(), 1, "{impure} in {pure}");
            }
        }
    }

    #[test]
    fn shells_comments_and_durations_are_fine() {
        assert!(problems("crates/store/src/lib.rs", "use std::fs;\n").is_empty());
        assert!(problems("crates/etude/src/shell.rs", "use std::fs;\n").is_empty());
        assert!(problems("crates/study/src/a.rs", "// std::fs\nuse std::time::Duration;\n").is_empty());
    }
}

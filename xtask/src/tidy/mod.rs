//! `cargo xtask tidy`: the repository's own rules, those that no lint of rustc or clippy knows.
//!
//! Each rule is one file below this folder and one line of [`CHECKS`]: a question, and a pure function from the
//! [`Tree`] to its findings. The formats that are held against the tree:
//!
//! - the **code map** of `docs/ARCHITECTURE.md` stands between two marker comments and is the first sentence of
//!   each module's documentation, written by `cargo xtask tidy --write`;
//! - the **crate table** there has the header `| crate | verb | may depend on | in tests also |` and names crates by
//!   their folder in backticks, `–` for none; a person writes it;
//! - each row of **`docs/PLAYBOOK.md`** is `| rule | in our words | state | where | test |`, paths in backticks, a
//!   test as `path` or `path::name`.

mod changelog;
mod code_map;
mod crate_table;
mod file_length;
mod file_name;
mod machine_path;
mod ownership;
mod playbook;
mod purity;
mod rust_source;
mod suppression;
mod table;
mod unfinished;

use std::fmt;

use crate::command::{self, Failure};
use crate::tree::Tree;

/// The rules, in the order in which they are asked.
const CHECKS: [Check; 11] = [
    crate_table::CHECK,
    code_map::CHECK,
    playbook::CHECK,
    purity::CHECK,
    ownership::CHECK,
    file_name::CHECK,
    file_length::CHECK,
    suppression::CHECK,
    unfinished::CHECK,
    machine_path::CHECK,
    changelog::CHECK,
];

/// One rule.
struct Check {
    name: &'static str,
    question: &'static str,
    run: fn(&Tree) -> Vec<Finding>,
}

/// Does a finding stop the test run, or only ask for a look?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Severity {
    Refused,
    Look,
}

/// One place where a rule is broken, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    severity: Severity,
    path: String,
    /// Counted from 1; 0 when the file as a whole is meant.
    line: usize,
    problem: String,
    remedy: String,
}

impl Finding {
    fn refused(path: &str, line: usize, problem: String, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Refused, path: path.to_owned(), line, problem, remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}\n    remedy: {}", self.problem, self.remedy)
    }
}

/// Asks every rule and prints what it finds.
pub(crate) fn run() -> Result<(), Failure> {
    let tree = Tree::read(&command::root())?;
    let mut count = 0;
    for check in &CHECKS {
        let findings = (check.run)(&tree);
        let refused = findings.iter().filter(|finding| finding.severity == Severity::Refused).count();
        let answer = if refused == 0 { "ok" } else { "NO" };
        println!("{answer:<3} {:<13} {}", check.name, check.question);
        for finding in &findings {
            let kind = if finding.severity == Severity::Look { "look" } else { "refused" };
            println!("  {kind} [{}] {finding}", check.name);
        }
        count += refused;
    }
    if count == 0 { Ok(()) } else { Err(Failure::Untidy { count }) }
}

/// Brings up to date what can be generated: the code map.
pub(crate) fn write() -> Result<(), Failure> {
    let tree = Tree::read(&command::root())?;
    let path = command::root().join(code_map::PATH);
    let text = code_map::rewritten(&tree)
        .ok_or_else(|| Failure::NoCodeMap { path: code_map::PATH, remedy: code_map::markers() })?;
    std::fs::write(&path, text).map_err(|source| Failure::File { path, source })?;
    println!("{} is up to date", code_map::PATH);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_the_place_the_problem_and_the_remedy() {
        let finding = Finding::refused("a.rs", 3, "is wrong".to_owned(), "do it right");
        assert_eq!(finding.to_string(), "a.rs:3: is wrong\n    remedy: do it right");
    }

    #[test]
    fn every_check_has_a_name_of_its_own() {
        for check in &CHECKS {
            assert_eq!(CHECKS.iter().filter(|other| other.name == check.name).count(), 1);
            assert!(check.question.ends_with('?'), "{}", check.question);
        }
    }
}

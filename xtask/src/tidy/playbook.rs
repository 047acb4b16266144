//! `docs/PLAYBOOK.md`: every rule once, and what is said to be done is there and tested.

use super::table::{self, Row};
use super::{Check, Finding};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "playbook",
    question: "Does PLAYBOOK.md list every rule once, and is each done rule where it says, with its test?",
    run,
};

const PATH: &str = "docs/PLAYBOOK.md";
/// How many rules each series has.
const SERIES: [(char, usize); 2] = [('S', 30), ('P', 116)];
/// The columns: rule, in our words, state, where, test.
const COLUMNS: usize = 5;

fn run(tree: &Tree) -> Vec<Finding> {
    let rows = table::rows(tree.text(PATH).unwrap_or_default(), "rule");
    let mut findings = completeness(&rows);
    for row in &rows {
        let problems = match row.cells.as_slice() {
            [_, words, state, place, test] => row_problems(tree, words, state, (place, test)),
            cells => vec![format!("has {} columns and not {COLUMNS}", cells.len())],
        };
        findings.extend(problems.into_iter().map(|problem| {
            let problem = format!("{}: {problem}", row.cells[0]);
            Finding::refused(PATH, row.line, problem, "correct the row, or give back the state `planned`")
        }));
    }
    findings
}

/// Rules that are missing, repeated or unknown.
fn completeness(rows: &[Row<'_>]) -> Vec<Finding> {
    let wanted: Vec<String> = SERIES
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}")))
        .collect();
    let mut findings = Vec::new();
    for rule in &wanted {
        let lines: Vec<usize> = rows.iter().filter(|row| row.cells[0] == rule).map(|row| row.line).collect();
        match lines.as_slice() {
            [_] => {}
            [] => findings.push(Finding::refused(PATH, 0, format!("{rule} is missing"), "add its row")),
            [_, second, ..] => {
                let problem = format!("{rule} is there more than once");
                findings.push(Finding::refused(PATH, *second, problem, "keep one row"));
            }
        }
    }
    let unknown = rows.iter().filter(|row| !wanted.iter().any(|rule| rule == row.cells[0]));
    findings.extend(unknown.map(|row| {
        Finding::refused(PATH, row.line, format!("there is no rule `{}`", row.cells[0]), "remove the row")
    }));
    findings
}

fn row_problems(tree: &Tree, words: &str, state: &str, (place, test): (&str, &str)) -> Vec<String> {
    let mut problems = Vec::new();
    if words.is_empty() {
        problems.push("the rule is not put into words".to_owned());
    }
    match table::quoted(state).first() {
        Some(&"cannot") if place.is_empty() || place == "–" => {
            problems.push("says that it cannot be done, and not why".to_owned());
        }
        Some(&"planned" | &"cannot") => {}
        Some(&"done") => {
            problems.extend(unproven(tree, place, "place"));
            problems.extend(unproven(tree, test, "test"));
        }
        _ => problems.push(format!("the state is {state} and not `done`, `planned` or `cannot`")),
    }
    problems
}

/// What is wrong with the paths and commands named in the cell of a rule that is done.
fn unproven(tree: &Tree, cell: &str, column: &str) -> Vec<String> {
    let quoted = table::quoted(cell);
    let mut problems: Vec<String> = quoted.iter().filter_map(|name| missing(tree, name)).collect();
    if !quoted.iter().any(|name| is_path(name)) {
        problems.push(format!("is done, and no path is named as its {column}"));
    }
    problems
}

/// `etude plan` is a command, and a word without a slash, `chance_level`, a key of the project file.
fn is_path(name: &str) -> bool {
    name.contains('/')
}

fn missing(tree: &Tree, name: &str) -> Option<String> {
    if let Some(command) = name.strip_prefix("etude ") {
        let command = command.split(' ').next().unwrap_or_default().replace('-', "_");
        let known = tree.shipped().any(|(path, _)| {
            let module = path.strip_prefix("crates/cli/src/").and_then(|path| path.strip_suffix(".rs"));
            module.is_some_and(|module| module.split('/').any(|part| part == command))
        });
        return (!known).then(|| format!("crates/cli has no module for the command `{name}`"));
    }
    if !is_path(name) {
        return None;
    }
    let (path, function) = name.split_once("::").map_or((name, None), |(path, name)| (path, Some(name)));
    if !tree.exists(path) {
        return Some(format!("`{path}` does not exist"));
    }
    let function = function?;
    let has =
        |text: &str| text.contains(&format!("fn {function}(")) || text.contains(&format!("def {function}("));
    (!tree.text(path).is_some_and(has)).then(|| format!("`{path}` has no function `{function}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A complete table in which the row of S1 is `row`.
    fn problems(row: &str) -> Vec<String> {
        let mut lines = vec!["| rule | in our words | state | where | test |".to_owned(), "|---|".to_owned()];
        lines.extend(row.lines().map(str::to_owned));
        for (letter, count) in SERIES {
            let others = (1..=count).filter(|number| (letter, *number) != ('S', 1));
            lines.extend(others.map(|number| format!("| {letter}{number} | words | `planned` | – | – |")));
        }
        let text = lines.join("\n");
        let tree = Tree::of(&[
            (PATH, &text),
            ("crates/playbook/src/plan.rs", "#[test]\nfn counts() {}\n"),
            ("crates/cli/src/commands/batch_size.rs", ""),
        ]);
        run(&tree).into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn true_rows_are_fine() {
        assert!(problems("| S1 | words | `planned` | `a/b.rs` | – |").is_empty());
        assert!(problems("| S1 | words | `cannot` | needs a person | – |").is_empty());
        let done = "| S1 | words | `done` | `crates/playbook/src/plan.rs`, `etude batch-size`, `value` | \
                    `crates/playbook/src/plan.rs::counts` |";
        assert!(problems(done).is_empty());
    }

    #[test]
    fn done_without_a_place_or_a_test_is_caught() {
        assert_eq!(problems("| S1 | words | `done` | – | `word` |").len(), 2);
        let nowhere = "| S1 | words | `done` | `crates/gone.rs` | `crates/playbook/src/plan.rs::gone` |";
        assert_eq!(
            problems(nowhere),
            [
                "S1: `crates/gone.rs` does not exist",
                "S1: `crates/playbook/src/plan.rs` has no function `gone`",
            ]
        );
        let command =
            "| S1 | words | `done` | `crates/playbook/src`, `etude fly` | `crates/playbook/src/plan.rs` |";
        assert_eq!(problems(command), ["S1: crates/cli has no module for the command `etude fly`"]);
    }

    #[test]
    fn missing_repeated_and_unknown_rules_are_caught() {
        assert_eq!(problems(""), ["S1 is missing"]);
        let twice = "| S1 | words | `planned` | – | – |\n| S1 | words | `planned` | – | – |";
        assert_eq!(problems(twice), ["S1 is there more than once"]);
        let unknown = "| S1 | words | `planned` | – | – |\n| Q1 | words | `planned` | – | – |";
        assert_eq!(problems(unknown), ["there is no rule `Q1`"]);
    }

    #[test]
    fn a_wrong_state_a_wordless_row_and_an_unreasoned_refusal_are_caught() {
        assert_eq!(problems("| S1 | words | `soon` | – | – |").len(), 1);
        assert_eq!(problems("| S1 | words | done | – | – |").len(), 1);
        assert_eq!(problems("| S1 |  | `planned` | – | – |").len(), 1);
        assert_eq!(problems("| S1 | words | `cannot` | – | – |").len(), 1);
        assert_eq!(problems("| S1 | words | `planned` | – |").len(), 1);
    }
}

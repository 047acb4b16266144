//! The code map of `ARCHITECTURE.md`: every crate and top-level module with the first sentence of its documentation.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Finding};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "code-map",
    question: "Does the code map name every crate and module, and say what each says of itself?",
    run,
};

pub(super) const PATH: &str = "docs/ARCHITECTURE.md";
const BEGIN: &str = "<!-- code map: `cargo xtask tidy --write` -->";
const END: &str = "<!-- end of the code map -->";
const REWRITE: &str = "run `cargo xtask tidy --write`";

/// What to put into the document so that it can hold a code map.
pub(super) fn markers() -> String {
    format!("add the lines `{BEGIN}` and `{END}`")
}

fn run(tree: &Tree) -> Vec<Finding> {
    let (lines, mut findings) = generate(tree);
    let text = tree.text(PATH).unwrap_or_default();
    let Some((before, present, _)) = split(text) else {
        findings.push(Finding::refused(PATH, 0, "has no code map".to_owned(), markers()));
        return findings;
    };
    let first = before.lines().count() + 1;
    let wanted: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    let found: BTreeSet<&str> = present.lines().collect();
    let stale = present.lines().enumerate().filter(|(_, line)| !wanted.contains(line));
    findings.extend(stale.map(|(index, line)| {
        let problem = format!("this line of the code map is not what the tree says: {}", line.trim());
        Finding::refused(PATH, first + index, problem, REWRITE)
    }));
    let missing = lines.iter().filter(|line| !found.contains(line.as_str()));
    findings.extend(missing.map(|line| {
        let problem = format!("the code map lacks the line: {}", line.trim());
        Finding::refused(PATH, first, problem, REWRITE)
    }));
    let ordered = lines.iter().map(String::as_str).eq(present.lines());
    if findings.is_empty() && !ordered {
        let problem = "the code map repeats a line or is out of order".to_owned();
        findings.push(Finding::refused(PATH, first, problem, REWRITE));
    }
    findings
}

/// The document with its code map brought up to date, or nothing when it has no place for one.
pub(super) fn rewritten(tree: &Tree) -> Option<String> {
    let (before, _, after) = split(tree.text(PATH)?)?;
    Some(format!("{before}{}\n{after}", generate(tree).0.join("\n")))
}

/// The text up to and with the line of the first marker, between the markers, and from the second.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(BEGIN)? + BEGIN.len() + 1;
    let end = start + text.get(start..)?.find(END)?;
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// The lines of the map, and the modules that do not say what they are.
fn generate(tree: &Tree) -> (Vec<String>, Vec<Finding>) {
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    let mut add = |indent: &str, shown: &str, file: &str| {
        let sentence = tree.text(file).and_then(first_sentence);
        if sentence.is_none() {
            let problem = "does not say in a `//!` comment what it is".to_owned();
            findings.push(Finding::refused(file, 1, problem, "begin the file with `//!` and a sentence"));
        }
        lines.push(format!("{indent}- `{shown}` — {}", sentence.unwrap_or_default()));
    };
    for folder in tree.crates() {
        let root = ["lib.rs", "main.rs"].map(|name| format!("{folder}/src/{name}"));
        let root = root.iter().find(|path| tree.text(path).is_some());
        add("", &format!("{folder}/"), root.map_or(folder, String::as_str));
        for (shown, file) in modules(tree, folder) {
            add("  ", &shown, &file);
        }
    }
    (lines, findings)
}

/// The top-level modules of a crate: how each is shown, `src/space/` or `src/seed.rs`, and the file that speaks for it.
fn modules(tree: &Tree, folder: &str) -> BTreeMap<String, String> {
    let source = format!("{folder}/src/");
    let mut modules = BTreeMap::new();
    for path in tree.rust().filter_map(|(path, _)| path.strip_prefix(&source)) {
        match path.split_once('/') {
            Some((name, _)) => {
                let inside = format!("{source}{name}/mod.rs");
                let beside = format!("{source}{name}.rs");
                let speaker = if tree.text(&inside).is_some() { inside } else { beside };
                modules.insert(format!("src/{name}/"), speaker);
            }
            None if !matches!(path, "lib.rs" | "main.rs") => {
                let stem = path.trim_end_matches(".rs");
                if !tree.exists(&format!("{source}{stem}")) {
                    modules.insert(format!("src/{path}"), format!("{source}{path}"));
                }
            }
            None => {}
        }
    }
    modules
}

/// The first sentence of a file's `//!` comment, without its full stop.
fn first_sentence(text: &str) -> Option<String> {
    let paragraph: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    let paragraph = unlinked(&paragraph.join(" "));
    let sentence = paragraph.split(". ").next().unwrap_or_default().trim_end_matches(['.', ':']);
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

/// Links of rustdoc, [`Name`] or [`Name`](path), lead nowhere in the document: only the name stays.
fn unlinked(text: &str) -> String {
    let mut parts = text.split("[`");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("`]").unwrap_or((part, ""));
        let target = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        kept.extend(["`", name, "`", target.map_or(rest, |(_, rest)| rest)]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 4] = [
        ("crates/study/Cargo.toml", ""),
        ("crates/study/src/lib.rs", "//! The nouns. And more.\n"),
        ("crates/study/src/seed.rs", "//! Seeds,\n//! everywhere.\n//!\n//! Details.\n"),
        ("crates/study/src/space/mod.rs", "//! Spaces: all points.\nmod scale;\n"),
    ];
    const MAP: &str = "- `crates/study/` — The nouns\n  - `src/seed.rs` — Seeds, everywhere\n  \
                       - `src/space/` — Spaces: all points\n";

    fn with_map(map: &str, more: &[(&str, &str)]) -> Tree {
        let text = format!("# Map\n\n{BEGIN}\n{map}{END}\n\nmore\n");
        let mut files = FILES.to_vec();
        files.extend(more);
        files.push((PATH, &text));
        Tree::of(&files)
    }

    fn problems(tree: &Tree) -> Vec<String> {
        run(tree).into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn the_map_of_the_tree_is_fine_and_rewriting_makes_it() {
        assert!(run(&with_map(MAP, &[])).is_empty());
        let rewritten = rewritten(&with_map("old\n", &[])).expect("there are markers");
        assert_eq!(rewritten, format!("# Map\n\n{BEGIN}\n{MAP}{END}\n\nmore\n"));
    }

    #[test]
    fn links_become_names() {
        assert_eq!(unlinked("A [`B`] and [`C`](crate::C), (d) [e]"), "A `B` and `C`, (d) [e]");
    }

    #[test]
    fn a_module_that_is_not_named_is_caught() {
        let found = problems(&with_map(MAP, &[("crates/study/src/new.rs", "//! New.\n")]));
        assert_eq!(found, ["the code map lacks the line: - `src/new.rs` — New"]);
    }

    #[test]
    fn a_module_that_is_gone_is_caught_where_it_stands() {
        let findings = run(&with_map(&format!("{MAP}  - `src/old.rs` — Old\n"), &[]));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, 7);
    }

    #[test]
    fn a_module_without_a_sentence_is_caught() {
        let found = problems(&with_map(MAP, &[("crates/study/src/new.rs", "mod a;\n")]));
        assert_eq!(found[0], "does not say in a `//!` comment what it is");
    }

    #[test]
    fn repetition_and_a_missing_map_are_caught() {
        assert_eq!(problems(&with_map(&MAP.repeat(2), &[])).len(), 1);
        assert_eq!(problems(&Tree::of(&[(PATH, "# Map\n")])), ["has no code map"]);
        assert!(rewritten(&Tree::of(&[(PATH, "# Map\n")])).is_none());
    }

    #[test]
    fn a_folder_beside_its_file_is_named_once() {
        let tree =
            Tree::of(&[("crates/a/src/space.rs", "//! All points.\n"), ("crates/a/src/space/scale.rs", "")]);
        let modules = modules(&tree, "crates/a");
        assert_eq!(modules.len(), 1);
        assert_eq!(modules["src/space/"], "crates/a/src/space.rs");
    }
}

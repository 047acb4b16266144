//! Marks of unfinished work that nobody has promised to finish.

use super::{Check, Finding};
use crate::tree::{Tree, extension};

pub(super) const CHECK: Check = Check {
    name: "unfinished",
    question: "Does every mark of unfinished work name who will finish it?",
    run,
};

/// Spelled in two parts, so that this file does not carry them itself.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const EXTENSIONS: [&str; 7] = ["rs", "py", "toml", "sh", "yml", "js", "sql"];

fn run(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .filter(|(path, _)| extension(path).is_some_and(|extension| EXTENSIONS.contains(&extension)))
        .flat_map(|(path, text)| {
            text.lines().enumerate().filter(|(_, line)| ownerless(line)).map(move |(index, _)| {
                let problem = "marks unfinished work without an owner".to_owned();
                let remedy = format!("finish it, or write `{}(name): what`", MARKS[0]);
                Finding::refused(path, index + 1, problem, remedy)
            })
        })
        .collect()
}

fn ownerless(line: &str) -> bool {
    MARKS.iter().any(|mark| {
        line.match_indices(mark).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + mark.len()..];
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let owned = after.strip_prefix('(').is_some_and(|owner| !owner.starts_with(')'));
            !is_word(before) && !is_word(after.chars().next()) && !owned
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_without_an_owner_is_caught() {
        let mark = MARKS[0];
        let text = format!("a\n// {mark}: later\n// {mark}(): later\n// {mark}(ada): later\n// MA{mark}\n");
        let tree = Tree::of(&[("a.rs", &text), ("docs/a.md", &text)]);
        let found: Vec<(String, usize)> =
            run(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("a.rs".to_owned(), 2), ("a.rs".to_owned(), 3)]);
    }
}

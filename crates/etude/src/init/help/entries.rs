//! The entries of a help text: what stands on the left, and what is said about it.

use crate::init::script_option::{ScriptOption, Spelling, Takes};

/// One entry of a list of options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// `--lr`, `-l`: every name, dashes included.
    pub(super) names: Vec<String>,
    /// What stands beside the names: `LR`, `<LR>`, `{a,b}`, `[a|b]`, `INTEGER RANGE`; empty for a switch.
    pub(super) placeholder: String,
    /// What is said about it, on one line.
    pub(super) about: String,
}

/// Every entry of a text. A line that begins, indented or not, with a name with dashes begins an entry; lines that are
/// indented deeper belong to it.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut indent_of_entry = None;
    for line in text.lines() {
        let line = without_box(line);
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if words.is_empty() {
            continue;
        }
        if begins_with_name(words) {
            indent_of_entry = Some(indent);
            entries.push(entry(words));
        } else if indent_of_entry.is_some_and(|of_entry| indent > of_entry) {
            if let Some(entry) = entries.last_mut() {
                go_on(entry, words.trim_end());
            }
        } else {
            indent_of_entry = None;
        }
    }
    entries
}

/// A line without the sides of a box, and without the star that marks what is required in it.
fn without_box(line: &str) -> String {
    let Some(inside) = line.trim().strip_prefix('│') else { return line.trim_end().into() };
    let inside = inside.trim_end_matches('│').trim_end();
    inside.strip_prefix(" *").map_or_else(|| inside.into(), |rest| format!("  {rest}"))
}

fn begins_with_name(words: &str) -> bool {
    let rest = words.trim_start_matches('-');
    let dashes = words.len() - rest.len();
    (1..=2).contains(&dashes) && rest.starts_with(|letter: char| letter.is_alphabetic() || letter == '[')
}

fn entry(line: &str) -> Entry {
    let mut entry = Entry { names: Vec::new(), placeholder: String::new(), about: String::new() };
    let mut columns = line.split("  ").map(str::trim).filter(|column| !column.is_empty());
    for column in columns.by_ref() {
        if begins_with_name(column) {
            read_names(&mut entry, column);
        } else if entry.placeholder.is_empty() && is_placeholder(column) {
            column.clone_into(&mut entry.placeholder);
        } else {
            column.clone_into(&mut entry.about);
            break;
        }
    }
    for column in columns {
        entry.about += " ";
        entry.about += column;
    }
    entry
}

/// A line after an entry's first. A placeholder too long for the first line is read there.
fn go_on(entry: &mut Entry, words: &str) {
    if !entry.about.is_empty() {
        entry.about.push(' ');
    }
    entry.about.push_str(words);
}

/// `-l LR, --lr LR`, `--lr=LR`, `--nesterov / --no-nesterov`, `--lr: Step size.`.
fn read_names(entry: &mut Entry, column: &str) {
    let mut rest = column;
    while begins_with_name(rest) {
        let end = rest.find([' ', ',', '/', '=', ':']).unwrap_or(rest.len());
        entry.names.push(rest[..end].to_owned());
        let after = &rest[end..];
        if let Some(said) = after.strip_prefix(':') {
            said.trim().clone_into(&mut entry.about);
            return;
        }
        rest = after.trim_start_matches([' ', ',', '/', '=', '|']);
        if !begins_with_name(rest) && !rest.is_empty() {
            let next = rest.find(", -").unwrap_or(rest.len());
            rest[..next].trim().clone_into(&mut entry.placeholder);
            rest = rest[next..].trim_start_matches([' ', ',']);
        }
    }
}

/// A column of its own that describes a value, not the option.
fn is_placeholder(column: &str) -> bool {
    let bracketed =
        column.starts_with(['<', '{']) || (column.starts_with('[') && !column.starts_with("[default"));
    let plain = column.split(['[', '<']).next().unwrap_or(column);
    bracketed
        || (!plain.is_empty()
            && plain.chars().all(|letter| letter.is_uppercase() || "_ |".contains(letter))
            && plain.chars().any(char::is_uppercase))
}

/// An option with these names that takes a value where a placeholder stands beside them.
pub(super) fn plain_option(entry: &Entry) -> Option<ScriptOption> {
    let long = entry.names.iter().filter(|name| name.starts_with("--"));
    let long = long.max_by_key(|name| (!name.starts_with("--no-"), name.len()));
    let spelling = match long {
        Some(long) => Spelling::Flag(long.clone()),
        None => Spelling::Short(entry.names.first()?.clone()),
    };
    let takes = if entry.placeholder.is_empty() { Takes::Nothing } else { Takes::Value };
    let mut option = ScriptOption::named(spelling, takes);
    option.aliases.clone_from(&entry.names);
    Some(option)
}

/// The default that a description names: `(default: 0.1)`, `[default: 16; 1<=x<=512]`, `Default: 0.1.`.
pub(super) fn default_in(about: &str) -> Option<String> {
    let lower = about.to_ascii_lowercase();
    let at = lower.rfind("default")? + "default".len();
    let rest = about[at..].trim_start_matches('s').trim_start();
    let rest = rest
        .strip_prefix([':', '='])
        .or_else(|| rest.strip_prefix("to "))
        .or_else(|| rest.strip_prefix("is "));
    let rest = rest.unwrap_or(&about[at..]).trim_start();
    if let Some(quoted) = rest.strip_prefix('\'') {
        return quoted.split('\'').next().map(str::to_owned);
    }
    let end = rest.find([')', ']', ';', ',', ' ']).unwrap_or(rest.len());
    let value = rest[..end].trim_matches(['"', '`', '\'']).trim_end_matches('.');
    (!value.is_empty() && !["None", "null"].contains(&value)).then(|| value.to_owned())
}

/// The words of a list in brackets: `{a,b}`, `[a|b]`, `<a|b>`.
pub(super) fn choices_in(placeholder: &str, separator: char) -> Vec<String> {
    let inside = placeholder.trim_matches(['{', '}', '[', ']', '<', '>']);
    if !inside.contains(separator) {
        return Vec::new();
    }
    inside.split(separator).map(|choice| choice.trim().to_owned()).collect()
}

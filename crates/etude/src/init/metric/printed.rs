//! Metrics that a script prints as text: the words before a number become its name and a regular expression.

use super::words::name_of;
use crate::init::source::{calls, literal};

/// What prints a line, in the languages that look alike.
const PRINTERS: [&str; 9] =
    ["print", "println!", "echo", "info", "log", "write", "printf", "println", "tqdm.write"];
/// Where the number stands; punctuation that clings to it is ignored.
const NUMBER: &str = r"(\S+)";

/// Names, regular expressions and places of all that is printed beside words.
pub(super) fn reported(source: &str) -> Vec<(String, String, usize)> {
    let mut found = Vec::new();
    for printer in PRINTERS {
        for call in calls(source, printer) {
            let labels = match call.plain.as_slice() {
                [one] => labels_of(one),
                [format, ..] if has_placeholders(format) => labels_of(format),
                several => labels_beside(several),
            };
            found.extend(labels.into_iter().map(|label| (name_of(&label), pattern(&label), call.at)));
        }
    }
    found.retain(|(name, _, _)| !name.is_empty());
    found.sort_by_key(|(_, _, at)| *at);
    found
}

/// The labels in a string with placeholders: `{}`, `{x:.4f}`, `%d`, `%.4f`. The 143 of `143/200` is no metric.
fn labels_of(expression: &str) -> Vec<String> {
    let Some((text, _)) = joined(expression) else { return Vec::new() };
    let mut labels = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = split_at_placeholder(rest) {
        let is_fraction = after.starts_with('/');
        labels.extend(Some(label_at_end(before)).filter(|_| !is_fraction));
        rest = after;
    }
    labels.retain(|label| !label.is_empty());
    labels
}

/// A string literal with those that follow it: in Python they are one.
fn joined(expression: &str) -> Option<(String, &str)> {
    let (mut text, mut rest) = literal(expression)?;
    while let Some((more, after)) = literal(rest) {
        text += &more;
        rest = after;
    }
    Some((text, rest))
}

fn has_placeholders(expression: &str) -> bool {
    joined(expression).is_some_and(|(text, _)| split_at_placeholder(&text).is_some())
}

/// The labels in `print("epoch", epoch, "error", error)`, which puts spaces between.
fn labels_beside(arguments: &[String]) -> Vec<String> {
    let texts = arguments.iter().map(|argument| literal(argument).filter(|(_, rest)| rest.trim().is_empty()));
    let texts: Vec<Option<String>> = texts.map(|found| found.map(|(text, _)| text)).collect();
    let beside = texts.windows(2).filter_map(|pair| match pair {
        [Some(text), None] => Some(label_at_end(&format!("{text} "))),
        _ => None,
    });
    beside.filter(|label| !label.is_empty()).collect()
}

/// What stands before and after the first placeholder.
fn split_at_placeholder(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '%']).map(|at| from + at) {
        let rest = &text[at..];
        if rest.starts_with("{{") || rest.starts_with("%%") {
            from = at + 2;
        } else if rest.starts_with('{') {
            let end = rest.find('}')?;
            return Some((&text[..at], &rest[end + 1..]));
        } else if let Some(end) = conversion_end(rest) {
            return Some((&text[..at], &rest[end..]));
        } else {
            from = at + 1;
        }
    }
    None
}

/// The length of `%d`, `%.4f`, `%5s`.
fn conversion_end(text: &str) -> Option<usize> {
    let end = text[1..].find(|letter: char| !letter.is_ascii_digit() && !".-+".contains(letter))? + 1;
    text[end..].starts_with(['d', 'f', 's', 'g', 'e', 'i']).then_some(end + 1)
}

/// The words right before a placeholder, with what separates them from the number.
fn label_at_end(before: &str) -> String {
    let last = before.rsplit(['\n', '\t', ',', ';', '|', ')', ']', '}', '/']).next().unwrap_or(before);
    let last = last.rsplit(" - ").next().unwrap_or(last);
    let words = last.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let ends_well = words.ends_with([' ', ':', '=']);
    if ends_well { words.to_owned() } else { String::new() }
}

/// A regular expression for a number after a label. Where other words may stand between, any do.
fn pattern(label: &str) -> String {
    let words = label.trim_end();
    let mut escaped = String::new();
    for letter in words.chars() {
        if r"\.+*?()|[]{}^$#&-~/".contains(letter) && !"-/#&~".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    let gap = if label.ends_with(' ') { " *" } else { "" };
    format!("{escaped}{gap}{NUMBER}")
}

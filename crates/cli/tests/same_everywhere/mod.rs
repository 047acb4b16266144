//! What is the same on every machine of an answer full of measured numbers: its words.

#![allow(dead_code, reason = "every test file uses a part of it")]

/// The lines of a text: every number is `N`, the layout is single spaces, and lines that are then alike are one.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let one = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = if one.starts_with("--- exit code") { one } else { without_numbers(&one) };
        let is_rule = !line.is_empty() && line.chars().all(|letter| letter == '─');
        // How many trials of a kind there are, and in which order they end, is not the same everywhere.
        let is_known = lines.last() == Some(&line) || (line.starts_with("trial N") && lines.contains(&line));
        if !is_rule && !is_known {
            lines.push(line);
        }
    }
    lines
}

/// A text whose lines are not wrapped.
pub(crate) fn markdown(text: &str) -> String {
    lines(text).join("\n")
}

/// The words of a text in lines of about 100 letters, for one that is wrapped where its numbers have it.
pub(crate) fn words(text: &str) -> String {
    let mut shown = String::new();
    let mut length = 0;
    for line in lines(text) {
        let is_heading = line.starts_with("---") || line.starts_with('━');
        for (index, word) in line.split(' ').filter(|word| !word.is_empty()).enumerate() {
            if length > 0 && ((is_heading && index == 0) || length + word.len() > 100) {
                shown.push('\n');
                length = 0;
            } else if length > 0 {
                shown.push(' ');
            }
            shown += word;
            length += word.len() + 1;
        }
        if is_heading {
            shown.push('\n');
            length = 0;
        }
    }
    shown
}

/// The text with `N` for every number, its sign included.
fn without_numbers(text: &str) -> String {
    let mut shown = String::new();
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        if !letter.is_ascii_digit() || before.is_alphanumeric() || before == '_' {
            shown.push(letter);
            before = letter;
            continue;
        }
        let mut last = letter;
        while let Some(next) = letters.next_if(|next| next.is_ascii_alphanumeric() || ".-".contains(*next)) {
            last = next;
        }
        if shown.ends_with(['+', '-']) {
            shown.pop();
        }
        shown.push('N');
        if last == '.' {
            shown.push('.');
        }
        before = 'N';
    }
    shown
}

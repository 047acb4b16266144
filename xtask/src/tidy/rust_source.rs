//! As much of Rust's syntax as the checks need: code without comments and strings, and the paths it names.

/// The code alone: comments, strings and characters become spaces, so that lines and columns stay.
pub(super) fn code(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let end = at + blank_length(&characters[at..], at.checked_sub(1).map(|before| characters[before]));
        if end == at {
            kept.push(characters[at]);
            at += 1;
        } else {
            let blanked = characters[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' });
            kept.extend(blanked);
            at = end;
        }
    }
    kept
}

/// How many characters at the start are a comment, a string or a character; 0 for code.
fn blank_length(rest: &[char], before: Option<char>) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => block_comment_length(rest),
        ['r', '"' | '#', ..] if !before.is_some_and(is_word) => raw_string_length(rest),
        ['b', 'r', '"' | '#', ..] if !before.is_some_and(is_word) => {
            let raw = raw_string_length(&rest[1..]);
            if raw == 0 { 0 } else { raw + 1 }
        }
        ['"', ..] => quoted_length(rest, '"'),
        ['\'', '\\', ..] => quoted_length(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

fn block_comment_length(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// `rest` starts with `r`; 0 when it is a raw identifier and no string.
fn raw_string_length(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let body = 2 + hashes;
    let closes = |at: &usize| {
        rest[*at] == '"' && rest[*at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    (body..rest.len()).find(closes).map_or(rest.len(), |at| at + 1 + hashes)
}

fn quoted_length(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A path that code names: `std::fs::write`, or `println!` for a macro.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) path: String,
}

impl Named {
    /// Is this path `wanted`, or something within it?
    pub(super) fn is_within(&self, wanted: &str) -> bool {
        self.path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }
}

/// Every path that the text names outside of comments and strings; groups of `use` are spelled out.
pub(super) fn paths(text: &str) -> Vec<Named> {
    let code = code(text);
    let tokens = tokens(&code);
    let mut named = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            (_, Token::Word("use")) => at = use_tree(&tokens, at + 1, "", &mut named),
            (line, Token::Word(_)) => {
                let (mut path, end) = plain_path(&tokens, at);
                let is_macro = matches!(tokens.get(end), Some((_, Token::Mark('!'))))
                    && !matches!(tokens.get(end + 1), Some((_, Token::Mark('='))));
                if is_macro {
                    path.push('!');
                }
                named.push(Named { line: *line, path });
                at = end;
            }
            _ => at += 1,
        }
    }
    named
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    /// `::`
    Within,
    Mark(char),
}

/// Words and marks, each with its line.
fn tokens(code: &str) -> Vec<(usize, Token<'_>)> {
    let mut tokens = Vec::new();
    for (index, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let token = match &rest[..length] {
                "::" => Token::Within,
                word if is_word(first) => Token::Word(word),
                _ => Token::Mark(first),
            };
            tokens.push((index + 1, token));
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

/// The path `a::b::c` whose first word is at `start`, and where it ends.
fn plain_path(tokens: &[(usize, Token<'_>)], start: usize) -> (String, usize) {
    let mut path = String::new();
    let mut at = start;
    while let Some((_, Token::Word(word))) = tokens.get(at) {
        path.push_str(word);
        at += 1;
        if !matches!(tokens.get(at..at + 2), Some([(_, Token::Within), (_, Token::Word(_))])) {
            break;
        }
        path.push_str("::");
        at += 1;
    }
    (path, at)
}

/// Spells out the tree of a `use` that starts at `start` below `prefix`; answers where it ends.
fn use_tree(tokens: &[(usize, Token<'_>)], start: usize, prefix: &str, named: &mut Vec<Named>) -> usize {
    let mut at = start;
    if matches!(tokens.get(at), Some((_, Token::Within))) {
        at += 1;
    }
    let line = tokens.get(at).map_or(0, |(line, _)| *line);
    let (mut path, end) = plain_path(tokens, at);
    at = end;
    path.insert_str(0, prefix);
    match tokens.get(at..) {
        Some([(_, Token::Within), (_, Token::Mark('{')), ..]) => {
            return use_group(tokens, at + 2, &format!("{path}::"), named);
        }
        Some([(_, Token::Mark('{')), ..]) => return use_group(tokens, at + 1, prefix, named),
        Some([(_, Token::Within), (_, Token::Mark('*')), ..]) => {
            path.push_str("::*");
            at += 2;
        }
        Some([(_, Token::Word("as")), (_, Token::Word(_)), ..]) => at += 2,
        _ => {}
    }
    let itself = path.strip_suffix("::self").map(str::to_owned);
    named.push(Named { line, path: itself.unwrap_or(path) });
    // Always forward, whatever stands here.
    at.max(start + 1)
}

fn use_group(tokens: &[(usize, Token<'_>)], start: usize, prefix: &str, named: &mut Vec<Named>) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match tokens[at].1 {
            Token::Mark('}') => return at + 1,
            Token::Mark(',') => at += 1,
            _ => at = use_tree(tokens, at, prefix, named),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        paths(text).into_iter().map(|named| format!("{}:{}", named.line, named.path)).collect()
    }

    #[test]
    fn comments_strings_and_characters_are_blanked() {
        let text = "a /* b /* c */ d */ e // f\n\"g\\\"h\" i r#\"j\"k\"# 'l' '\\'' m br\"n\" &'static r#o";
        let words: Vec<String> = code(text).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words, ["a", "e", "i", "m", "&'static", "r#o"]);
        assert_eq!(code(text).lines().count(), 2);
    }

    #[test]
    fn groups_are_spelled_out() {
        let text = "use std::{fs, io::{self, Write as W},\n env::*};\nuse ::nix::unistd;";
        let expected = ["1:std::fs", "1:std::io", "1:std::io::Write", "2:std::env::*", "3:nix::unistd"];
        assert_eq!(named(text), expected);
    }

    #[test]
    fn expressions_and_macros_are_paths_too() {
        let expected = ["1:if", "1:a", "1:b", "1:println!", "1:std::fs::read", "1:p"];
        assert_eq!(named("if a != b { println!(\"{}\", std::fs::read(p)) }"), expected);
    }

    #[test]
    fn a_path_is_within_its_parents_and_no_others() {
        let path = Named { line: 1, path: "std::fs::write".to_owned() };
        assert!(path.is_within("std::fs") && path.is_within("std::fs::write"));
        assert!(!path.is_within("std::f") && !path.is_within("std::fs::write::x"));
    }
}

//! The words of a usage line that belong to no option: `usage: train.py LEARNING_RATE EPOCHS [SEED]`.

use crate::init::script_option::{ScriptOption, Spelling, Takes};

/// Stands for options or for more words, and is none itself.
const NOT_A_WORD: [&str; 5] = ["OPTIONS", "ARGS", "COMMAND", "SUBCOMMAND", "FLAGS"];

pub(super) fn options(text: &str) -> Vec<ScriptOption> {
    let Some(usage) = usage(text) else { return Vec::new() };
    let mut options = Vec::new();
    let mut depth = 0_usize;
    let mut after_flag = false;
    for word in usage.split_whitespace().skip(1) {
        let inside_option = depth > 0;
        let opened = word.matches(['[', '{', '(']).count();
        let closed = word.matches([']', '}', ')']).count();
        let alone = opened == closed;
        depth = (depth + opened).saturating_sub(closed);
        let name = word.trim_matches(['[', ']', '<', '>', '.', '{', '}']);
        let is_flag = name.starts_with('-');
        let is_word =
            !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
        if is_word && alone && !is_flag && !inside_option && !after_flag && !NOT_A_WORD.contains(&name) {
            let spelling = Spelling::Position(options.len(), name.to_owned());
            options.push(ScriptOption::named(spelling, Takes::Value));
        }
        after_flag = is_flag && alone && !word.starts_with('[');
    }
    options
}

/// The words after `usage:` up to an empty line, without `python` before the script's name.
fn usage(text: &str) -> Option<String> {
    let at = text.to_ascii_lowercase().find("usage:")? + "usage:".len();
    let block: Vec<&str> =
        text[at..].trim_start().lines().take_while(|line| !line.trim().is_empty()).collect();
    let first = block.first()?;
    let more = block[1..].iter().take_while(|line| line.starts_with(' '));
    let joined = std::iter::once(first).chain(more).copied().collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let interpreters = words.iter().take_while(|word| word.starts_with("python") || **word == "sh").count();
    Some(words[interpreters.min(words.len())..].join(" "))
}

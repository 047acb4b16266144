//! A command line that is wrong: said as the parser says it, or as the one JSON object that programs read.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::{exit_code, output};

/// Shows what the parser has to say, which is help as often as an error, and gives the exit code.
pub(crate) fn show(error: &clap::Error, words: &[OsString]) -> ExitCode {
    if !error.use_stderr() || !wants_json(words) {
        error.exit();
    }
    let told = error.to_string();
    let mut paragraphs = told.split("\n\n").map(str::trim);
    let sentence = paragraphs.next().unwrap_or_default();
    let tip = paragraphs.next().and_then(|next| next.strip_prefix("tip: "));
    let value = serde_json::json!({
        "error": sentence.strip_prefix("error: ").unwrap_or(sentence),
        "remedy": tip.unwrap_or("`etude --help` and `etude COMMAND --help` list what there is"),
        "exit_code": exit_code::USAGE,
    });
    output::to_standard_error(&format!("{value}\n"));
    ExitCode::from(exit_code::USAGE)
}

/// Whether a command line that could not be read asks for JSON. What stands after `--` is another program's.
fn wants_json(words: &[OsString]) -> bool {
    let own: Vec<&str> = words.iter().map_while(|word| word.to_str().filter(|word| *word != "--")).collect();
    own.contains(&"--format=json") || own.windows(2).any(|pair| pair == ["--format", "json"])
}

/// A trial's number, with or without the zeros before it.
pub(crate) fn trial_number(word: &str) -> Result<u32, String> {
    word.parse().map_err(|_| "a trial is named by its number, as `etude trials` lists it: 42".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_asked_for_before_the_words_of_another_program() {
        let wants = |line: &str| wants_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(wants("etude stauts --format json") && wants("etude --format=json run --nope"));
        assert!(!wants("etude run --nope") && !wants("etude init --nope -- train --format json"));
    }

    #[test]
    fn a_trial_is_a_number() {
        assert_eq!(trial_number("000042"), Ok(42));
        assert!(trial_number("abc").is_err() && trial_number("-1").is_err());
    }
}

//! The command that a user wrote after `--`: the program, and the words that set its options.

use super::script_option::{ScriptOption, Spelling, Takes, number};
use super::switches::is_off;

/// Endings of files that an interpreter runs.
const SCRIPT_ENDINGS: [&str; 9] = [".py", ".sh", ".bash", ".R", ".jl", ".js", ".lua", ".pl", ".rb"];

/// A command, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// The program: the interpreter and its options, the script, a subcommand.
    pub(crate) program: Vec<String>,
    /// The words after it.
    pub(crate) words: Vec<String>,
}

impl Invocation {
    /// Finds where the program ends. The script is the first word with the ending of one, or the module after `-m`; a
    /// program of another kind is the first word. Plain words right after it are taken for subcommands.
    pub(crate) fn of(command: &[String]) -> Invocation {
        let script =
            command.iter().position(|word| SCRIPT_ENDINGS.iter().any(|ending| word.ends_with(ending)));
        let module = command.iter().position(|word| word == "-m").map(|at| at + 1);
        let separator = command.iter().position(|word| word == "--");
        let last = separator.or(script).or(module).unwrap_or(0);
        let mut end = (last + 1).min(command.len());
        while command.get(end).is_some_and(|word| is_subcommand(word)) {
            end += 1;
        }
        Invocation { program: command[..end].to_vec(), words: command[end..].to_vec() }
    }

    /// The command that prints the program's help.
    pub(crate) fn help(&self) -> Vec<String> {
        self.program.iter().cloned().chain(["--help".to_owned()]).collect()
    }

    /// The command that prints a Hydra program's configuration.
    pub(crate) fn configuration(&self) -> Vec<String> {
        let assignments = self.words.iter().filter(|word| !word.starts_with('-'));
        let added = ["--cfg".to_owned(), "job".to_owned()];
        self.program.iter().chain(assignments).cloned().chain(added).collect()
    }
}

/// A word that names what to do, not with what: `train` in `main.py train --lr 0.1`.
fn is_subcommand(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-' || letter == '_')
}

/// A word of a command, read with the options in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// It stays as it is: an unknown option, a switch, a file.
    AsGiven(String),
    /// It set the option of this index.
    Sets(usize),
}

/// Reads the words with the options, notes in the options which value was given, and adds the options that only the
/// words tell of: `--lr 0.1` of a program without help, `lr=0.1`, and numbers by their position.
pub(crate) fn read_words(words: &[String], options: &mut Vec<ScriptOption>) -> Vec<Word> {
    let help_says_nothing =
        !options.iter().any(|option| matches!(option.spelling, Spelling::Flag(_) | Spelling::Short(_)));
    let mut read = Vec::new();
    let mut positions = 0;
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        let is_flag = word.starts_with('-') && number(word).is_none();
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        if !is_flag && value.is_none() {
            let at = options.iter().position(
                |option| matches!(option.spelling, Spelling::Position(index, _) if index == positions),
            );
            positions += 1;
            read.push(given(options, at, word.clone()).unwrap_or_else(|| Word::AsGiven(word.clone())));
            continue;
        }
        let known = options.iter().position(|option| option.is_called(name));
        let takes_next = is_flag && value.is_none() && rest.peek().is_some_and(|next| is_value(next));
        let known = match known {
            None if help_says_nothing && (takes_next || value.is_some()) && is_plain(name) => {
                let name = name.to_owned();
                let spelling = if !is_flag {
                    Spelling::Key(name)
                } else if name.starts_with("--") {
                    Spelling::Flag(name)
                } else {
                    Spelling::Short(name)
                };
                options.push(ScriptOption::named(spelling, Takes::Value));
                Some(options.len() - 1)
            }
            known => known,
        };
        let takes = known.map(|at| options[at].takes);
        let value = match (takes, value) {
            (Some(Takes::Value), None) if takes_next => rest.next().cloned(),
            (_, value) => value,
        };
        if let (Some(at), Some(Takes::Nothing), None) = (known, takes, &value) {
            options[at].given = Some((!is_off(name)).to_string());
        }
        let set =
            value.and_then(|value| given(options, known.filter(|_| takes == Some(Takes::Value)), value));
        read.push(set.unwrap_or_else(|| Word::AsGiven(word.clone())));
        if known.is_none() && takes_next {
            read.extend(rest.next().cloned().map(Word::AsGiven));
        }
    }
    read
}

fn given(options: &mut [ScriptOption], at: Option<usize>, value: String) -> Option<Word> {
    let option = options.get_mut(at?)?;
    option.given = Some(value);
    at.map(Word::Sets)
}

/// A word that can follow an option as its value.
fn is_value(word: &str) -> bool {
    !word.starts_with('-') || number(word).is_some()
}

/// A name of an option, and not part of a path or of an expression.
fn is_plain(name: &str) -> bool {
    let name = name.trim_start_matches('-');
    !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
}

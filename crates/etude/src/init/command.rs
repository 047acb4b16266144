//! The command of a proposed project: the user's words, with what Etude fills in.

use super::invocation::Word;
use super::proposal::{CommandWord, ProposedParameter};
use super::propose::Sorting;
use super::script_option::{ScriptOption, Spelling, Takes};
use super::switches::is_switch;

/// What an option is in the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The parameter of this index.
    Parameter(usize),
    /// The batch size.
    BatchSize,
    /// A placeholder.
    Becomes(&'static str),
    /// A placeholder, in a comment.
    Suggested(&'static str),
    /// What the user wrote, or nothing.
    AsGiven,
}

/// The words of the command, and whether each parameter is a word of it: `{args}` would write `--name=value`, which not
/// every script reads.
pub(super) fn assemble(
    program: &[String],
    words: &[Word],
    options: &[ScriptOption],
    sorting: &Sorting,
) -> (Vec<CommandWord>, bool) {
    let is_active = |at: usize| sorting.parameters[at].aside.is_none();
    let by_words = options.iter().zip(&sorting.parts).any(|(option, part)| {
        let odd = matches!(option.spelling, Spelling::Short(_) | Spelling::Position(..));
        odd && matches!(part, Part::Parameter(at) if is_active(*at))
    });
    // A switch that is a parameter is set by its parameter alone.
    let is_tuned = |word: &str| {
        options.iter().zip(&sorting.parts).any(|(option, part)| {
            option.takes == Takes::Nothing
                && matches!(part, Part::Parameter(at) if is_active(*at))
                && option.is_called(word)
        })
    };
    let writer = Writer { parameters: &sorting.parameters, by_words };
    let mut command: Vec<CommandWord> = program.iter().map(|word| plain(word.clone())).collect();
    for word in words {
        match word {
            Word::AsGiven(word) if is_tuned(word) => {}
            Word::AsGiven(word) => command.push(plain(word.clone())),
            Word::Sets(at) => writer.write(&mut command, &options[*at], sorting.parts[*at]),
        }
    }
    let mut position_missing = false;
    for (at, option) in options.iter().enumerate() {
        let was_given = words.contains(&Word::Sets(at));
        let is_position = matches!(option.spelling, Spelling::Position(..));
        let has_a_place = sorting.parts[at] != Part::AsGiven;
        if is_position && !was_given {
            position_missing |= !has_a_place;
            if position_missing {
                continue;
            }
        }
        if !was_given && has_a_place {
            writer.write(&mut command, option, sorting.parts[at]);
        }
    }
    if !by_words {
        command.push(plain("{args}".into()));
    }
    (command, by_words)
}

fn plain(word: String) -> CommandWord {
    CommandWord { word, suggested: None }
}

struct Writer<'a> {
    parameters: &'a [ProposedParameter],
    by_words: bool,
}

impl Writer<'_> {
    fn write(&self, command: &mut Vec<CommandWord>, option: &ScriptOption, part: Part) {
        let (value, suggested) = match part {
            Part::Parameter(at) => {
                let parameter = &self.parameters[at];
                match (&parameter.aside, option.given.clone()) {
                    (None, _) if !self.by_words => return,
                    (None, _) => (format!("{{{}}}", parameter.name), None),
                    (Some(_), Some(given)) => (given, None),
                    (Some(_), None) => return,
                }
            }
            Part::BatchSize if !self.by_words => return,
            Part::Becomes(placeholder) => (placeholder.to_owned(), None),
            Part::Suggested(placeholder) => {
                let about = "if the script can go on from its own checkpoints, and reports them";
                (placeholder.to_owned(), Some(about.to_owned()))
            }
            Part::BatchSize | Part::AsGiven => match option.given.clone() {
                Some(given) => (given, None),
                None => return,
            },
        };
        let is_word_of_its_own = matches!(part, Part::Parameter(at) if is_switch(&self.parameters[at]));
        let words = match &option.spelling {
            _ if is_word_of_its_own => vec![value],
            Spelling::Flag(flag) | Spelling::Key(flag) => vec![format!("{flag}={value}")],
            Spelling::Short(flag) => vec![flag.clone(), value],
            Spelling::Position(..) => vec![value],
        };
        command.extend(words.into_iter().map(|word| CommandWord { word, suggested: suggested.clone() }));
    }
}

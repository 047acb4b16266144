//! One option of a user's script, as far as its help, its source and its command line tell.

use serde::Serialize;

/// How an option is written on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Spelling {
    /// `--lr=0.1`: the name with its dashes.
    Flag(String),
    /// `-l 0.1`: there is no long name.
    Short(String),
    /// `lr=0.1`, as Hydra has it: the name.
    Key(String),
    /// The n-th word that belongs to no option, from 0, and what the script calls it.
    Position(usize, String),
}

impl Spelling {
    /// The name without dashes, in snake case; dots stay.
    pub(crate) fn plain_name(&self) -> String {
        let (Spelling::Flag(name)
        | Spelling::Short(name)
        | Spelling::Key(name)
        | Spelling::Position(_, name)) = self;
        let mut plain = String::new();
        let mut before = '_';
        for letter in name.trim_start_matches('-').chars() {
            if letter.is_uppercase() && before.is_lowercase() {
                plain.push('_');
            }
            plain.extend(letter.to_lowercase().map(|letter| if letter == '-' { '_' } else { letter }));
            before = letter;
        }
        plain
    }

    /// As people write it.
    pub(crate) fn shown(&self) -> &str {
        let (Spelling::Flag(name)
        | Spelling::Short(name)
        | Spelling::Key(name)
        | Spelling::Position(_, name)) = self;
        name
    }
}

/// What follows the option's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A value.
    Value,
    /// Nothing: to name it is to switch something on or off.
    Nothing,
}

/// What kind of value an option says it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// True or false, as a value.
    Truth,
    /// Anything else.
    Text,
}

/// One option of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScriptOption {
    /// How it is written; of several names the most telling.
    pub(crate) spelling: Spelling,
    /// All its other names, dashes included.
    pub(crate) aliases: Vec<String>,
    /// What follows it.
    pub(crate) takes: Takes,
    /// Its value when it is not given, as text.
    pub(crate) default: Option<String>,
    /// Its value in the command that the user wrote, as text.
    pub(crate) given: Option<String>,
    /// The only values it takes, where it says so.
    pub(crate) choices: Vec<String>,
    /// The kind of its values, where it says so.
    pub(crate) kind: Option<Kind>,
}

impl ScriptOption {
    /// An option of which only the name is known.
    pub(crate) fn named(spelling: Spelling, takes: Takes) -> ScriptOption {
        ScriptOption {
            spelling,
            aliases: Vec::new(),
            takes,
            default: None,
            given: None,
            choices: Vec::new(),
            kind: None,
        }
    }

    /// The value with which the command, as the user wrote it, trains.
    pub(crate) fn value(&self) -> Option<&str> {
        self.given.as_deref().or(self.default.as_deref())
    }

    /// Whether this is one of the option's names, dashes included.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.spelling.shown() == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// Its kind of value: what it says, or else what its value looks like.
    pub(crate) fn kind(&self) -> Kind {
        if let Some(kind) = self.kind {
            return kind;
        }
        match self.value() {
            Some(value) if value.parse::<i64>().is_ok() => Kind::Whole,
            Some(value) if number(value).is_some() => Kind::Number,
            Some(value) if truth(value).is_some() => Kind::Truth,
            _ => Kind::Text,
        }
    }
}

/// A finite number as scripts print it: `1_000` and `1e-3` too.
pub(crate) fn number(text: &str) -> Option<f64> {
    let digits_first =
        text.trim_start_matches(['-', '+', '.']).starts_with(|letter: char| letter.is_ascii_digit());
    let number: f64 = text.replace('_', "").parse().ok()?;
    (digits_first && number.is_finite()).then_some(number)
}

/// A boolean as Python, YAML and Rust write it.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" => Some(true),
        "false" | "False" => Some(false),
        _ => None,
    }
}

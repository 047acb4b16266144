//! What can be wrong with a project file: each problem names the value, and its remedy.

use std::ops::Range;

use thiserror::Error;

/// A problem and its place in the file.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{problem}")]
pub struct ProjectFileError {
    /// What is wrong.
    pub problem: Problem,
    /// Where: bytes of the file.
    pub place: Range<usize>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// Not TOML.
    #[error("this is not TOML: {0}")]
    NotToml(String),
    /// A key that means nothing here.
    #[error("unknown key `{key}` in {section}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Where it stands.
        section: String,
        /// What may stand there.
        known: Vec<&'static str>,
    },
    /// A key that must be there.
    #[error("`{key}` is missing in {section}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// Where it belongs.
        section: String,
        /// What it would say.
        example: &'static str,
    },
    /// A value of another kind.
    #[error("`{key}` must be {expected}, but this is {found}")]
    WrongType {
        /// The key.
        key: String,
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A value that cannot be.
    #[error("`{key} = {value}` {reason}")]
    BadValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// Why not.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// A name that nothing bears.
    #[error("there is no {what} named `{name}`")]
    UnknownName {
        /// What it would be the name of.
        what: &'static str,
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A round without a goal.
    #[error("round `{round}` has no goal (rule S17)")]
    NoGoal {
        /// The round.
        round: String,
    },
    /// The batch size as a parameter.
    #[error("`{name}` is the batch size, which is not a parameter to tune (rule S3)")]
    BatchSizeIsNoParameter {
        /// The name used.
        name: String,
    },
    /// The length of training as a parameter.
    #[error("`{name}` is the length of training, which is not a parameter to tune (rule S24)")]
    LengthIsNoParameter {
        /// The name used.
        name: String,
    },
    /// More than one question.
    #[error("round `{round}` asks about {} parameters at once: {} (rule S12)", .names.len(), .names.join(", "))]
    TwoScientificParameters {
        /// The round.
        round: String,
        /// The parameters.
        names: Vec<String>,
    },
    /// One parameter, two roles.
    #[error("round `{round}` gives `{parameter}` two roles, scientific and nuisance")]
    TwoRoles {
        /// The round.
        round: String,
        /// The parameter.
        parameter: String,
    },
    /// Two parameters in question with more pairs of values than can have a study each.
    #[error("round `{round}` crosses {} with {pairs}, and each would be a study (rule P33)", .names.join(" and "))]
    TooManyPairs {
        /// The round.
        round: String,
        /// The parameters.
        names: Vec<String>,
        /// Their pairs of values, in words.
        pairs: String,
    },
    /// A question of many values, or several questions, whose points would follow the scores, or a grid.
    #[error(
        "round `{round}` {why}, which takes points that are evenly spread, and sampler = \"{sampler}\" does not spread them (rule P34)"
    )]
    NeedsEvenSampler {
        /// The round.
        round: String,
        /// What it does that needs them.
        why: String,
        /// The sampler.
        sampler: String,
    },
    /// Trials stopped early in a round that compares values.
    #[error(
        "round `{round}` compares values of `{parameter}`, and pruner = \"{pruner}\" stops trials early (rule S25)"
    )]
    PrunerInComparison {
        /// The round.
        round: String,
        /// The scientific parameter.
        parameter: String,
        /// The pruner's rule.
        pruner: &'static str,
    },
    /// A round that varies nothing.
    #[error("round `{round}` varies nothing: it has neither a scientific nor a nuisance parameter")]
    NothingVaries {
        /// The round.
        round: String,
    },
}

impl Problem {
    /// The rule that refuses it, if a rule does.
    pub fn rule(&self) -> Option<&'static str> {
        match self {
            Problem::NoGoal { .. } => Some("S17"),
            Problem::BatchSizeIsNoParameter { .. } => Some("S3"),
            Problem::LengthIsNoParameter { .. } => Some("S24"),
            Problem::TwoScientificParameters { .. } => Some("S12"),
            Problem::PrunerInComparison { .. } => Some("S25"),
            Problem::TooManyPairs { .. } => Some("P33"),
            Problem::NeedsEvenSampler { .. } => Some("P34"),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Problem::NotToml(_) => "mend the syntax at the place shown".into(),
            Problem::UnknownKey { key, known, .. } => suggest(key, known.iter().copied()),
            Problem::MissingKey { example, .. } => format!("add it, for example: {example}"),
            Problem::WrongType { key, expected, .. } => format!("write `{key}` as {expected}"),
            Problem::BadValue { remedy, .. } => remedy.clone(),
            Problem::UnknownName { name, known, .. } => suggest(name, known.iter().map(String::as_str)),
            Problem::NoGoal { .. } => {
                "say in one sentence what the round is to find out: goal = \"Does dropout lower the validation error?\""
                    .into()
            }
            Problem::BatchSizeIsNoParameter { .. } => {
                "the same final performance can be reached at any batch size, so set it once, for speed, in \
                 [batch_size]: flag = \"--batch_size\", value = 64"
                    .into()
            }
            Problem::LengthIsNoParameter { .. } => {
                "every trial gets the same maximum and its best epoch is chosen afterwards: set max_epochs in [length]"
                    .into()
            }
            Problem::TwoScientificParameters { .. } => {
                "changing several things at once hides the effect of each: make a round for each, or move all but \
                 one to `nuisance`; to ask whether the effect of one depends on another, write interaction = true"
                    .into()
            }
            Problem::PrunerInComparison { .. } => {
                "values that start slowly would lose by it: delete `pruner`, or override the rule for this round with \
                 allow = [{ rule = \"S25\", reason = \"...\" }], which is printed with the verdict for ever"
                    .into()
            }
            Problem::TwoRoles { .. } => "take it out of one of the two lists".into(),
            Problem::TooManyPairs { .. } => {
                "name fewer values in this round, at most 12 pairs: space.NAME = { choices = [...] }".into()
            }
            Problem::NeedsEvenSampler { .. } => {
                "write sampler = \"quasi-random\", \"halton\" or \"random\"; or, of a question of many values, name those to \
                 compare: space.NAME = { choices = [...] }"
                    .into()
            }
            Problem::NothingVaries { .. } => "name at least one parameter in `nuisance` or `scientific`".into(),
        }
    }
}

/// Names what is known, the nearest first.
fn suggest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    if known.is_empty() {
        return "there are none yet".into();
    }
    known.sort_by_key(|candidate| edit_distance(word, candidate));
    let nearest = known[0];
    if edit_distance(word, nearest) <= 1 + word.len() / 4 {
        format!("did you mean `{nearest}`?")
    } else {
        known.sort_unstable();
        format!("known here: {}", known.join(", "))
    }
}

/// Names in the order of their likeness to a word, the nearest first.
pub fn nearest_first(word: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_by_cached_key(|name| (edit_distance(word, name), name.clone()));
    names
}

/// Levenshtein's distance between two short words.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

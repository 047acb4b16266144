//! A proposed project, as data: what `etude init` writes, shows and gives to programs.

use etude_study::score::Direction;
use etude_study::space::{Flag, Group};
use serde::Serialize;

use super::help::Style;
use super::metric::FoundMetric;

/// A project that is proposed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The project's name.
    pub name: String,
    /// Who printed the help; none when it named no option.
    pub style: Option<Style>,
    /// The metric.
    pub metric: ProposedMetric,
    /// Other numbers that the script reports.
    pub other_metrics: Vec<FoundMetric>,
    /// What is started.
    pub program: ProposedProgram,
    /// How long a training is.
    pub length: ProposedLength,
    /// The batch size, where the script has one.
    pub batch_size: Option<ProposedBatchSize>,
    /// What is searched, and what could be.
    pub parameters: Vec<ProposedParameter>,
    /// The questions, the first of them to be asked at once.
    pub rounds: Vec<ProposedRound>,
    /// Options that are no parameters, and why.
    pub left_out: Vec<LeftOut>,
    /// What a person still has to do.
    pub to_do: Vec<String>,
}

/// The metric, and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposedMetric {
    /// Its name.
    pub name: String,
    /// `minimize` or `maximize`.
    pub direction: Direction,
    /// Where the name comes from.
    pub from: MetricFrom,
    /// The regular expression that finds it; none where it is reported as JSON.
    pub pattern: Option<String>,
}

/// Where the name of a metric comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricFrom {
    /// The script's source: `train.py:17`.
    Source(String),
    /// The command line of `etude init`.
    CommandLine,
    /// A built-in workload's own.
    Builtin,
    /// Nowhere: it is a guess that must be mended.
    Guess,
}

/// What is started for a trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposedProgram {
    /// The user's own program.
    Command(Vec<CommandWord>),
    /// A workload that comes with Etude.
    Builtin(String),
}

/// One word of the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandWord {
    /// The word.
    pub word: String,
    /// A word that is only suggested stands in a comment, with what is to be known of it.
    pub suggested: Option<String>,
}

/// How long a training is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedLength {
    /// The number.
    pub max_epochs: u32,
    /// What it counts.
    pub counts: LengthCounts,
}

/// What the length of a training counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthCounts {
    /// Epochs, which the script is told.
    Epochs,
    /// Steps, which the script is told.
    Steps,
    /// Nothing that the script is told by an option: it has none for it.
    Untold,
}

/// The batch size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedBatchSize {
    /// Its flag.
    pub flag: String,
    /// Its value.
    pub value: u32,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposedParameter {
    /// Its name.
    pub name: String,
    /// What carries it on the command line, where that is not `--name`.
    pub flag: Option<Flag>,
    /// Its values.
    pub values: ProposedValues,
    /// Its value in the simple start, as the project file has it.
    pub baseline: String,
    /// Its group, where it is known.
    pub group: Option<Group>,
    /// The parent and the value without which it is not there, as the project file has them.
    pub when: Option<(String, String)>,
    /// Why it is in a comment for now.
    pub aside: Option<String>,
    /// What is to be known of its baseline.
    pub remark: Option<String>,
}

/// A group as the project file has it.
pub(super) fn word_of_group(group: Group) -> &'static str {
    match group {
        Group::Optimizer => "optimizer",
        Group::Regularization => "regularization",
        Group::Architecture => "architecture",
        Group::Schedule => "schedule",
        Group::Data => "data",
    }
}

/// The values of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposedValues {
    /// A range.
    Range {
        /// The lower end, as the project file has it.
        low: String,
        /// The upper end.
        high: String,
        /// Its scale; linear where there is none.
        scale: Option<&'static str>,
        /// Whether it holds whole numbers only.
        whole: bool,
    },
    /// A list, each value as the project file has it.
    Choices(Vec<String>),
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedRound {
    /// Its name.
    pub name: String,
    /// What it is to find out.
    pub goal: String,
    /// The parameter in question, and values to compare where its own are not a short list.
    pub scientific: Option<(String, Option<Vec<String>>)>,
    /// The parameters tuned beside it.
    pub nuisance: Vec<String>,
    /// Trials of each study.
    pub trials: u32,
    /// Whether it stands in a comment until the first has its verdict.
    pub aside: bool,
}

/// An option that is no parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The option.
    pub option: String,
    /// Its value in every trial, where it is known.
    pub value: Option<String>,
    /// Why.
    pub reason: String,
}

impl Proposal {
    /// The parameters that are not in a comment.
    pub fn active(&self) -> impl Iterator<Item = &ProposedParameter> {
        self.parameters.iter().filter(|parameter| parameter.aside.is_none())
    }
}

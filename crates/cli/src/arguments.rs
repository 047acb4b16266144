//! The command line. A command's doc comment is its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Tunes deep-learning models the way a careful scientist would: in rounds, one question at a time, with a verdict you
/// can trust.
///
/// A round has a goal and gives every parameter a role: scientific (the question), nuisance (tuned for every scientific
/// value, so that the comparison is fair) or fixed (a caveat). The best trial of a search is lucky by construction, so
/// candidate and baseline are retrained with fresh seeds before anything is adopted. Without a command, `etude` says
/// where the project stands and what to do next.
#[derive(Debug, Parser)]
#[command(name = "etude", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The project's folder, or one below it.
    #[arg(long, global = true, value_name = "FOLDER", default_value = ".")]
    pub(crate) project: PathBuf,

    /// How results are printed to standard output; progress and errors go to standard error.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs: one JSON document.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tune the built-in workload in three rounds of real training, in a few minutes.
    ///
    /// Makes a project in a folder of its own: a learning rate for the simple start, then whether dropout helps, then
    /// which activation. Each round has its plan, its checks, its confirmation on fresh seeds and its verdict; at the
    /// end the test error of the final incumbent is set against the start, once.
    Demo(DemoOptions),
    /// Make a project file from the way a script is started: `etude init -- python3 train.py --lr 0.1`.
    ///
    /// The script is asked for its help, and its source is read; nothing is trained. Options become parameters with
    /// ranges around their defaults, and values on the command line become baselines; batch size, length, seed and
    /// folders find the places that the method has for them. The file explains itself. An existing one is never
    /// overwritten.
    Init(InitOptions),
    /// Show what the next round will do, and what it costs, before it runs.
    Plan,
    /// Run every round of the project file to its verdict.
    ///
    /// Goes on by itself where an earlier run stopped, however it stopped: trainings that are still running are taken
    /// over, nothing is counted twice. Ctrl-C once lets the running trials end; twice stops them too.
    Run,
    /// Show where the project stands: rounds, verdicts, launches, trials.
    Status,
    /// List the trials.
    Trials(TrialsOptions),
    /// Show the incumbent: configuration, score on fresh seeds, epoch, checkpoint, and the command that retrains it.
    Best,
    /// Write the report, in Markdown, to standard output.
    Report,
    /// Score the final incumbent, and the start, on the test set: once, when every round has its verdict.
    Finish,
    /// Train a built-in workload once, as a trial does: `etude train fashion --learning_rate=0.01`.
    #[command(disable_help_flag = true)]
    Train(TrainOptions),
    /// Score a checkpoint of a built-in workload on its test set: `etude test fashion CHECKPOINT`.
    Test(TestOptions),
    /// Run one attempt and write down what it reports (started by `etude run`).
    #[command(hide = true)]
    Supervise(SuperviseOptions),
}

#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Where to make the project; one that is there already is gone on with.
    #[arg(long, value_name = "FOLDER", default_value = "etude-demo")]
    pub(crate) directory: PathBuf,
    /// The project's seed.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u32,
}

#[derive(Debug, Args)]
pub(crate) struct InitOptions {
    /// The metric that the script reports and that is to be optimised; looked for in its source by default.
    #[arg(long, value_name = "NAME")]
    pub(crate) metric: Option<String>,
    /// Whether smaller or larger is better; told by the metric's name by default.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<DirectionOption>,
    /// Print the file instead of writing it.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Tune a workload that comes with Etude: `fashion`.
    #[arg(long, value_name = "WORKLOAD", conflicts_with_all = ["command", "metric", "direction"])]
    pub(crate) builtin: Option<String>,
    /// The optimizer of the built-in workload: what is tuned first depends on it. Without it, `sgd`.
    #[arg(long, value_enum, requires = "builtin", conflicts_with = "command")]
    pub(crate) optimizer: Option<OptimizerOption>,
    /// The command that trains once, after `--`.
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DirectionOption {
    /// For errors and losses.
    Minimize,
    /// For accuracies.
    Maximize,
}

impl From<DirectionOption> for etude::study::score::Direction {
    fn from(option: DirectionOption) -> Self {
        match option {
            DirectionOption::Minimize => Self::Minimize,
            DirectionOption::Maximize => Self::Maximize,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptimizerOption {
    /// SGD with fixed momentum.
    Sgd,
    /// SGD with fixed Nesterov momentum.
    Nesterov,
    /// Adam.
    Adam,
    /// Adam with decoupled weight decay.
    #[value(name = "adamw")]
    AdamW,
}

impl From<OptimizerOption> for etude::init::Optimizer {
    fn from(option: OptimizerOption) -> Self {
        match option {
            OptimizerOption::Sgd => Self::Sgd,
            OptimizerOption::Nesterov => Self::Nesterov,
            OptimizerOption::Adam => Self::Adam,
            OptimizerOption::AdamW => Self::AdamW,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct TrialsOptions {
    /// Only trials of this round.
    #[arg(long, value_name = "NAME")]
    pub(crate) round: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TrainOptions {
    /// The workload's name.
    #[arg(value_name = "WORKLOAD", allow_hyphen_values = true)]
    pub(crate) workload: String,
    /// Its settings, `--name=value`; `etude train fashion --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) settings: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TestOptions {
    /// The workload's name.
    #[arg(value_name = "WORKLOAD")]
    pub(crate) workload: String,
    /// The checkpoint file.
    #[arg(value_name = "CHECKPOINT")]
    pub(crate) checkpoint: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SuperviseOptions {
    /// The attempt's order file.
    #[arg(value_name = "ORDER")]
    pub(crate) order: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}

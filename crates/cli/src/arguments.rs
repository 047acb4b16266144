//! The command line. A command's doc comment is its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::adopt::AdoptOptions;
use crate::commands::ask::AskOptions;
use crate::commands::ask_tell::AskTellOptions;
use crate::commands::batch_size::BatchSizeCommand;
use crate::commands::best::BestOptions;
use crate::commands::completions::CompletionsOptions;
use crate::commands::doctor::DoctorOptions;
use crate::commands::importance::ImportanceOptions;
use crate::commands::keep::KeepOptions;
use crate::commands::length::LengthOptions;
use crate::commands::logs::LogsOptions;
use crate::commands::next::NextOptions;
use crate::commands::plan::PlanOptions;
use crate::commands::plot::PlotOptions;
use crate::commands::run::RunOptions;
use crate::commands::show::ShowOptions;
use crate::commands::stop::StopOptions;
use crate::commands::tell::TellOptions;
use crate::commands::trials::TrialsOptions;

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
    /// The project's folder, or one below it; `demo`, `train`, `test`, `completions` and `man` need none.
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
    /// Try the program before anything is tuned: does it start, report, repeat itself, resume and stop?
    ///
    /// Starts it a few times with the baseline, for a few epochs, in a folder that is no part of the history, and says line by
    /// line what is well (✓), what is not (✗, with a remedy), what could be better (!) and what cannot be told (–). Ends with
    /// what only you can know, and a forecast of what a trial and the first round will take. Exit code 4 if something
    /// essential is wrong.
    Doctor(DoctorOptions),
    /// Measure which batch size suits the machine, once, before anything is tuned, and write it into etude.toml.
    ///
    /// Sizes are doubled, a few steps each, until memory runs out or throughput stops rising; then they are measured again,
    /// downwards and upwards, so that a busy moment favours none. The batch size is set for speed alone: the same score can be
    /// reached with any, once the learning rate is tuned for it. With --verify the steps that each size needs to the same loss
    /// are counted as well, which takes tens of short trainings. Changing the size later makes conclusions on the learning
    /// rate and on regularization stale.
    BatchSize(BatchSizeCommand),
    /// Make a project file from the way a script is started: `etude init -- python3 train.py --lr 0.1`.
    ///
    /// The script is asked for its help, and its source is read; nothing is trained. Options become parameters with
    /// ranges around their defaults, and values on the command line become baselines; batch size, length, seed and
    /// folders find the places that the method has for them. The file explains itself. An existing one is never
    /// overwritten.
    Init(InitOptions),
    /// Show what the next round will do, and what it costs, before it runs.
    ///
    /// The goal, then every parameter with its role: scientific (its effect is the question), nuisance (tuned for every
    /// scientific value, so that the comparison is fair) or fixed (the incumbent's value, and a caveat of every
    /// conclusion). Then the studies, one per scientific value, the least and most trainings they take, what half and twice
    /// the trials would bring, and what the playbook would do otherwise. With a budget of trainings: how many trials each
    /// round to come should have.
    Plan(PlanOptions),
    /// Run every round of the project file to its verdict.
    ///
    /// Searches each study, goes through the checklist, retrains candidate and baseline on fresh seeds and decides:
    /// adopt, keep or inconclusive. Goes on by itself where an earlier run stopped, however it stopped: trainings that are still running are taken
    /// over, nothing is counted twice. Ctrl-C once lets the running trials end; twice stops them too.
    Run(RunOptions),
    /// Show where the project stands: rounds, verdicts, launches, trials.
    Status,
    /// Stop the run that goes on here, or give one trial up: `etude stop`, `etude stop 42`.
    ///
    /// The run stops as with Ctrl-C: it starts no other trial and lets the running ones end; `etude run` goes on later.
    /// Also one on another machine is reached, through the project's folder. A trial that is given up is cancelled: it
    /// teaches the search nothing and is not drawn again; a retraining that is given up leaves its seed without a pair,
    /// and another fresh seed takes its place.
    Stop(StopOptions),
    /// List the trials: all, some, or the best.
    ///
    /// The best of them is lucky by construction: what a configuration is worth is its score on fresh seeds, which
    /// `etude best` shows.
    Trials(TrialsOptions),
    /// Show everything of one trial: its configuration, attempts, curve, files, and the command that trains it again.
    Show(ShowOptions),
    /// Show what a trial printed, also while it runs.
    ///
    /// Standard output and standard error of every attempt, each under a line that says whose they are. With --stdout or
    /// --stderr there are no such lines, and a pipe or file gets every byte as the program printed it; a terminal never
    /// gets anything it would obey. With --format json: one object a line, {"attempt": 1, "stream": "stdout", "line": "..."}.
    Logs(LogsOptions),
    /// Show the incumbent: configuration, score on fresh seeds, epoch, checkpoint, and the command that retrains it.
    ///
    /// With --study: the trial to take of a bare study, which need not be the luckiest one.
    Best(BestOptions),
    /// What to do now, and why: from findings, verdicts, importances and what was not asked yet.
    ///
    /// Broad questions come before narrow ones and simple things before complex ones; a conclusion whose grounds have
    /// changed is repeated; when every question was asked, the best values are looked for; then the test set is looked at,
    /// once. A proposed round is shown as it would stand in etude.toml; --write appends it. Nothing is trained.
    Next(NextOptions),
    /// Show what the rounds say of the length of training, change it, or find a first one.
    ///
    /// Best epochs round by round, whether shorter trainings would do or longer ones would gain, what of it holds at another
    /// length, and the room that checkpoints take. --set writes another max_epochs into etude.toml; `etude next` then
    /// proposes what to train for longer, from the last checkpoints where the schedule allows. --perfect-fit trains with
    /// constant rates until the training set is fitted: the fewest epochs are a first length (P65).
    Length(LengthOptions),
    /// See whether the best learning rate is the best, or only the highest that training bears.
    ///
    /// Trains for some hundred steps at once, twice, five and ten times the best rate, outside the history. Where training
    /// falls apart right above it, the best rate is an unstable edge, and `etude next` proposes what may make higher rates
    /// usable: a warm-up, then clipped gradients. Where it is calm and learns faster there, the range was too small.
    Stability,
    /// Show which parameters of a round mattered, which work together, and what made the best better than the baseline.
    ///
    /// Four panels, each with bands or refused with its reason: what decides the score over the whole space; what
    /// distinguishes the best tenth of the trials; what decides whether a trial is feasible; and the changes from the
    /// baseline to the best configuration, whose gains add up. Nothing is trained. Parameters whose bands overlap are
    /// not ranked.
    Importance(ImportanceOptions),
    /// Draw a figure of a round: `etude plot axis`, `etude plot differences dropout --svg gains.svg`.
    ///
    /// Without a figure, lists those there are, and what the others lack. Drawn in the terminal, with --svg into a file, with
    /// --all every figure into a folder; --format json gives the numbers behind it.
    Plot(PlotOptions),
    /// Write the report: all rounds with their evidence, in Markdown, fit for an appendix.
    ///
    /// With --html it is one page that needs nothing else, with every figure, light or dark, for a screen or paper.
    ///
    /// With --metric it reads the rounds again by another metric that the trials logged, without training. Such a
    /// re-analysis launches nothing and is marked as one throughout.
    Report(ReportOptions),
    /// Adopt a configuration by your own word, over a verdict or without one: `etude adopt dropout --reason "..."`.
    ///
    /// Without a name it is the candidate of the latest round. Refused without a reason, and while a round runs. The verdict
    /// stays as it is; the launch log, `etude status`, `etude best` and the report say that it was overruled, and why.
    Adopt(AdoptOptions),
    /// Keep the incumbent that a round replaced: `etude keep dropout --reason "..."`.
    ///
    /// Takes the latest adoption back, a verdict's or your own: the incumbent before it is the incumbent again. Refused
    /// without a reason, while a round runs, and where the incumbent was replaced again since.
    Keep(KeepOptions),
    /// Score the final incumbent, and the start, on the test set: once, when every round has its verdict.
    ///
    /// Whoever looks at the test set again and again tunes on it. So it is looked at once, the score is kept, and asking
    /// again shows what was kept.
    Finish,
    /// Ask a bare study for a trial: `etude ask --study runs.jsonl --space space.toml --direction minimize`.
    ///
    /// A bare study searches a space for whoever trains by hand, or by a program of its own; it has a best trial and no
    /// verdict. It is kept in one file of JSON lines, from one call to the next: the first `ask` says what it searches, later
    /// ones need only --study. Prints a line for each trial: its number, and its values as arguments; nothing when a grid or a
    /// small space has no more. Several processes may ask and tell at a time. `etude tell` says what came of it, `etude best
    /// --study FILE` which trial to take.
    Ask(AskOptions),
    /// Tell a bare study what came of a trial: `etude tell --study runs.jsonl 3 0.12`.
    ///
    /// One that diverged or ran out of memory is told --infeasible, and the search keeps away from there; one whose machine
    /// broke is told --failed, which teaches nothing. A trial is told once.
    Tell(TellOptions),
    /// Speak with a bare study in JSON, over standard input and output: for programs in any language.
    ///
    /// One object a line, one reply a request. {"op": "open", "direction": "minimize", "space": {"x": {"low": 0, "high": 1}}}
    /// begins, with the words of [parameters] for the space; {"op": "ask", "count": 2} gives trials, of which several may be
    /// in flight; {"op": "tell", "id": 0, "score": 0.1} or {"op": "tell", "id": 0, "infeasible": "diverged"} ends one;
    /// {"op": "best"} gives the trial to take; {"op": "quit"} ends. A wrong request is answered {"error": "..."}, and the
    /// process stays alive. There is no round and no verdict: what the best trial is worth, only fresh seeds can say.
    AskTell(AskTellOptions),
    /// Train a built-in workload once, as a trial does: `etude train fashion --learning_rate=0.01`.
    #[command(disable_help_flag = true)]
    Train(TrainOptions),
    /// Score a checkpoint of a built-in workload on its test set: `etude test fashion CHECKPOINT`.
    Test(TestOptions),
    /// Print the script that completes `etude` command lines in a shell.
    ///
    /// For instance: etude completions bash > ~/.local/share/bash-completion/completions/etude
    Completions(CompletionsOptions),
    /// Print the manual page: `etude man | man -l -`.
    Man,
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
pub(crate) struct ReportOptions {
    /// Read the rounds again by this logged metric; rounds whose sampler followed the scores are left out.
    #[arg(long, value_name = "NAME")]
    pub(crate) metric: Option<String>,
    /// Whether less or more of that metric is better; otherwise its name says.
    #[arg(long, value_enum, requires = "metric")]
    pub(crate) direction: Option<DirectionOption>,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write one page of HTML that needs nothing else, figures and all; to standard output with `-`.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "report.html", conflicts_with_all = ["output", "metric"])]
    pub(crate) html: Option<PathBuf>,
    /// Only this round, with --html.
    #[arg(long, value_name = "NAME", requires = "html")]
    pub(crate) round: Option<String>,
    /// Replace the file if it is there.
    #[arg(long)]
    pub(crate) force: bool,
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

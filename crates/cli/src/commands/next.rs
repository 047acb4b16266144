//! `etude next`: what to do now, and why.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use etude::next::{NextView, ProposedRound, StepView, append_round, next as next_of};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program};

/// Steps that are only named after the first; `--format json` has all.
const MOST_LATER: usize = 4;

#[derive(Debug, Args)]
pub(crate) struct NextOptions {
    /// Append the proposed round to etude.toml: the first that is proposed, or the one of this name.
    #[arg(long, value_name = "ROUND", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "clap's way to tell an option without a value from none")]
    pub(crate) write: Option<Option<String>>,
}

pub(crate) fn next(project: &Path, options: &NextOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let view = next_of(&folder, &folder.history()?);
    let written = options.write.as_ref().map(|name| chosen(&view, name.as_deref())).transpose()?;
    if let Some(round) = written {
        append_round(&folder, &round.toml)?;
    }
    match (format, written) {
        (Format::Json, _) => output::json(&view)?,
        (Format::Table, None) => output::to_standard_output(&describe(&view))?,
        (Format::Table, Some(round)) => {
            let said = format!(
                "Round `{}` stands at the end of etude.toml now: read it, change what you like, then `etude plan` and `etude \
                 run`.\n",
                round.name
            );
            output::to_standard_output(&(output::wrapped(&said) + "\n\n" + &round.toml))?;
        }
    }
    Ok(exit_code::success())
}

/// The round to write.
fn chosen<'a>(view: &'a NextView, name: Option<&str>) -> Result<&'a ProposedRound, Failure> {
    let proposed = || view.steps.iter().filter_map(|step| step.round.as_ref());
    let found = match name {
        None => proposed().next(),
        Some(name) => proposed().find(|round| round.name == name),
    };
    let known = || proposed().map(|round| round.name.clone()).collect();
    found.ok_or_else(|| Failure::NothingProposed { name: name.map(str::to_owned), known: known() })
}

fn describe(view: &NextView) -> String {
    let mut text = String::new();
    let mut steps = view.steps.iter();
    if let Some(first) = steps.next() {
        text += &step(first);
    }
    let later: Vec<&StepView> = steps.collect();
    if !later.is_empty() {
        text += "\nAfter that:\n";
        for step in later.iter().take(MOST_LATER) {
            text += &output::wrapped(&format!("  - {} ({})", step.what, step.rules));
            text += "\n";
        }
        if later.len() > MOST_LATER {
            let _ = writeln!(text, "  and {} more: --format json", later.len() - MOST_LATER);
        }
    }
    for stale in view.stale.iter().filter(|stale| stale.doubtful) {
        text += &output::wrapped(&format!("\nNote: round `{}`: {}.", stale.name, stale.sentence));
        text += "\n";
    }
    text
}

fn step(step: &StepView) -> String {
    let mut text = output::wrapped(&format!("{} ({})\n{}", step.what, step.rules, step.why)) + "\n";
    if let Some(round) = &step.round {
        let _ = write!(text, "\n{}", indented(&round.toml));
        if let Some(cost) = &round.cost {
            let (least, most) = cost.trainings();
            let hours = round.hours.map_or_else(String::new, |(from, to)| {
                format!(", {} to {}", words::duration(3600.0 * from), words::duration(3600.0 * to))
            });
            let _ = writeln!(text, "\nCost: {least} to {most} trainings{hours}.");
        }
    }
    if let Some(command) = &step.command {
        let _ = writeln!(text, "Do it: {command}");
    }
    text
}

fn indented(toml: &str) -> String {
    toml.lines().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "  {line}");
        text
    })
}

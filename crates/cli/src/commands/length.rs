//! `etude length`: what the rounds say of the length of training, another length, and the first one by training.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use etude::length::{LengthView, PerfectFit, RoundLength, length as length_of, perfect_fit, set_length};
use etude::playbook::perfect_fit::{Fit, NextFit, Tried};
use etude::run::RunContext;
use etude::study::finding::LengthAction;
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program, stop_requests};

/// The training has so many times the project's epochs to fit its training set in, unless told.
const USUAL_TIMES: u32 = 4;

#[derive(Debug, Args)]
pub(crate) struct LengthOptions {
    /// Write another max_epochs into etude.toml.
    #[arg(long, value_name = "EPOCHS", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) set: Option<u32>,
    /// Find the first length by training: the fewest epochs in which any constant learning rate fits the training set.
    #[arg(long, conflicts_with = "set")]
    pub(crate) perfect_fit: bool,
    /// Most epochs of each of these trainings; four times max_epochs unless told.
    #[arg(long, value_name = "EPOCHS", requires = "perfect_fit", value_parser = clap::value_parser!(u32).range(3..=10_000_000))]
    pub(crate) most_epochs: Option<u32>,
}

pub(crate) fn length(project: &Path, options: &LengthOptions, format: Format) -> Done {
    if options.perfect_fit {
        return fit(project, options, format);
    }
    let mut folder = program::open(project)?;
    let before = folder.project.length.max_epochs;
    if let Some(epochs) = options.set {
        folder = set_length(&folder, epochs)?;
    }
    let view = length_of(&folder, &folder.history()?);
    match format {
        Format::Json => output::json(&view)?,
        Format::Table => {
            let mut text = String::new();
            if options.set.is_some() {
                let _ = writeln!(text, "max_epochs is {} now, and was {before}.\n", view.max_epochs);
            }
            output::to_standard_output(&output::wrapped(&(text + &describe(&view))))?;
        }
    }
    Ok(exit_code::success())
}

fn describe(view: &LengthView) -> String {
    let mut text = format!("A training has {}", words::count(view.max_epochs, "epoch"));
    if let Some(epochs) = view.explore_epochs {
        let _ = write!(text, "; one of a round that explores has {epochs} (S30)");
    }
    text += ".\n";
    if !view.rounds.is_empty() {
        let rows = view.rounds.iter().map(row).collect();
        text.push('\n');
        text += &output::table(
            &["round", "epochs", "best epochs, in % of the training", "at another length"],
            rows,
        );
        text.push('\n');
    }
    for round in &view.rounds {
        if let Some(earlier) = round.continues.as_ref().filter(|_| round.went_on > 0) {
            let trainings = words::count(round.went_on, "training");
            let _ = writeln!(
                text,
                "Of round `{}`, {trainings} went on from checkpoints of `{earlier}`.",
                round.name
            );
        }
        if let Some(transfer) = &round.transfer {
            let _ = writeln!(text, "Round `{}`: {transfer}.", round.name);
        }
    }
    text += &advice(view);
    let used = view.checkpoints;
    if used.trials > 0 {
        let _ = writeln!(
            text,
            "\nCheckpoints take {} in {}; a further trial takes up to {}. keep_checkpoints in [length] says which stay.",
            words::size(used.bytes),
            words::count(u32::try_from(used.trials).unwrap_or(u32::MAX), "trial"),
            words::size(used.largest_trial)
        );
    }
    text
}

fn row(round: &RoundLength) -> Vec<String> {
    let shares = round.best_epochs.map_or_else(
        || "-".to_owned(),
        |[earliest, median, latest]| {
            let percent = |share: f64| format!("{:.0}", 100.0 * share);
            format!(
                "{} to {}, median {} ({})",
                percent(earliest),
                percent(latest),
                percent(median),
                words::count(round.good_trials, "trial")
            )
        },
    );
    vec![round.name.clone(), round.epochs.to_string(), shares, round.carry_over.words().to_owned()]
}

/// What to change, and what a longer training would begin with.
fn advice(view: &LengthView) -> String {
    let Some(advice) = &view.advice else {
        let told = if view.rounds.is_empty() {
            "No round has run yet. Where nothing is known of the length, `etude length --perfect-fit` finds a first one by training."
        } else {
            "Nothing says that trainings should be shorter or longer."
        };
        return format!("\n{told}\n");
    };
    let to = advice.proposed();
    let (what, rule) = match advice.action {
        LengthAction::Reduce { .. } => ("Shorter trainings would be as good", "S28"),
        LengthAction::Lengthen { .. } => ("Longer trainings would be better", "S29"),
    };
    let mut text = format!("\n{what} ({rule}).\nDo it: etude length --set {to}\n");
    if let LengthAction::Lengthen { .. } = advice.action {
        let then = match view.starts_again {
            None => "Then `etude next` proposes the round again, and its trainings go on from their last checkpoints.\n".to_owned(),
            Some(why) => format!(
                "Then `etude next` proposes the round again, and its trainings start again: {}. Give the added epochs to the part at \
                 a high rate and keep the length of the decay, rather than train on at a tiny rate (P72, P73).\n",
                words::why_anew(why)
            ),
        };
        text += &then;
    }
    text
}

fn fit(project: &Path, options: &LengthOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count, retry_failed: false };
    let most = options.most_epochs.unwrap_or(folder.project.length.max_epochs.saturating_mul(USUAL_TIMES));
    let note = format!(
        "Training with constant learning rates, without augmentation and regularization, until each fits the training set or {most} \
         epochs are over; Ctrl-C ends it."
    );
    output::to_standard_error(&(output::wrapped(&note) + "\n"));
    let mut printed = Ok(());
    let tell = |tried: &Tried| {
        if format == Format::Table && printed.is_ok() {
            printed = output::to_standard_output(&line(tried));
        }
    };
    let found = perfect_fit(&folder, &context, most, tell)?;
    printed?;
    match format {
        Format::Json => output::json(&found)?,
        Format::Table => output::to_standard_output(&output::wrapped(&answer(&found)))?,
    }
    Ok(exit_code::success())
}

fn line(tried: &Tried) -> String {
    let rate = words::number(tried.rate);
    match tried.fit {
        Fit::After { epochs } => format!("{rate:>10}  fits after {} epochs\n", words::number(epochs)),
        Fit::NotYet { epochs, left } => format!(
            "{rate:>10}  does not fit within {} epochs: {} left\n",
            words::number(epochs),
            words::number(left)
        ),
        Fit::Diverged => format!("{rate:>10}  diverges\n"),
    }
}

fn answer(found: &PerfectFit) -> String {
    let name = &found.parameter;
    let mut text = match &found.answer {
        NextFit::Fits { rate, epochs } => format!(
            "\nA first length: max_epochs = {epochs}. The fastest, {name} = {}, fits the training set after so many (P65); regularization \
             and augmentation will want more.\nDo it: etude length --set {epochs}\n",
            words::number(*rate)
        ),
        NextFit::AtTheBorder { rate } => format!(
            "\nNo answer: the fastest, {name} = {}, is still at the end of the rates that were tried, so a better one lies beyond (P66). \
             Give {name} another baseline in etude.toml, and try again.\n",
            words::number(*rate)
        ),
        NextFit::NothingFits | NextFit::Try { .. } => format!(
            "\nNo answer: no rate fits the training set within {} epochs. Give more with --most-epochs, or see whether the model is large \
             enough to fit it at all.\n",
            found.most_epochs
        ),
    };
    if !found.left.is_empty() {
        let left: Vec<String> =
            found.left.iter().map(|left| format!("{} = {}", left.parameter, left.value)).collect();
        let _ =
            writeln!(text, "\nCould not be switched off, and may have slowed the fit: {}.", left.join(", "));
    }
    text
}

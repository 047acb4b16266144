//! `etude importance [ROUND]`: which parameters of a round mattered.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use etude::importance::{
    BandView, BestPanel, CAVEAT, ImportanceView, NearTopPanel, Panel, ParameterIndex, ScorePanel,
    importance as of_round,
};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program};

/// Columns of a bar; an index of 1 fills it.
const BAR: usize = 22;
/// Pairs shown; `--format json` has all.
const MOST_PAIRS: usize = 5;
/// Pairs below are not shown.
const LEAST_PAIR: f64 = 0.01;

#[derive(Debug, Args)]
pub(crate) struct ImportanceOptions {
    /// The round's name; without it, the latest that has begun.
    #[arg(value_name = "ROUND")]
    pub(crate) round: Option<String>,
}

pub(crate) fn importance(project: &Path, options: &ImportanceOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let name = |round: &etude::study::history::RoundRecord| round.frozen.definition.name.clone();
    let found = match &options.round {
        Some(wanted) => history.rounds.iter().find(|round| name(round) == *wanted),
        None => history.rounds.last(),
    };
    match (found, &options.round) {
        (Some(round), _) => {
            let view = of_round(&history, round);
            match format {
                Format::Json => output::json(&view)?,
                Format::Table => output::to_standard_output(&describe(&view))?,
            }
        }
        (None, Some(wanted)) if !folder.project.rounds.iter().any(|round| round.name == *wanted) => {
            let known = folder.project.rounds.iter().map(|round| round.name.clone()).collect();
            return Err(Failure::UnknownRound { name: wanted.clone(), known });
        }
        (None, _) => match format {
            Format::Json => output::json(&None::<ImportanceView>)?,
            Format::Table => output::to_standard_output("No trials yet: `etude run` makes some.")?,
        },
    }
    Ok(exit_code::success())
}

fn describe(view: &ImportanceView) -> String {
    let mut text = format!(
        "Round `{}`: {}\n{}, {} infeasible; {}\n",
        view.name,
        view.goal,
        words::count(view.feasible, "feasible configuration"),
        view.infeasible,
        view.metric
    );
    text += &shown("What decides the score, over the whole space", &view.score, score);
    text += &shown("What distinguishes the best tenth of the trials", &view.near_top, near_top);
    text += &shown("What decides whether a trial is feasible", &view.feasibility, |panel| {
        explained(panel.explained) + &indices(&panel.parameters)
    });
    text += &shown("What made the baseline into the best configuration", &view.best, |panel| {
        best(panel, &view.metric)
    });
    text
}

/// A panel under its title, or why there is none.
fn shown<T>(title: &str, panel: &Panel<T>, describe: impl FnOnce(&T) -> String) -> String {
    let body = match panel {
        Panel::Shown(panel) => describe(panel),
        Panel::Refused(refused) => {
            let lines = format!("  not told: {}\n  remedy: {}", refused.sentence, refused.remedy);
            output::wrapped(&lines) + "\n"
        }
    };
    format!("\n{title}\n{body}")
}

fn explained(share: f64) -> String {
    output::wrapped(&format!(
        "  The model predicts {:.0} % of what trials that it has not seen differ by.",
        100.0 * share
    )) + "\n"
}

fn score(panel: &ScorePanel) -> String {
    let mut text = explained(panel.explained) + &indices(&panel.parameters);
    let pairs = panel.interactions.iter().filter(|pair| pair.index.mean >= LEAST_PAIR);
    let rows: Vec<Vec<String>> = pairs
        .take(MOST_PAIRS)
        .map(|pair| vec![pair.parameters.join(" × "), bar(pair.index), share(pair.index)])
        .collect();
    if !rows.is_empty() {
        text += "\nTogether, beyond what each decides alone\n";
        text += &output::table(&["pair", "", "share"], rows);
    }
    if !panel.could_be_fixed.is_empty() {
        let line = format!("Could be fixed: {}; {CAVEAT}.", panel.could_be_fixed.join(", "));
        let _ = writeln!(text, "{}", output::wrapped(&line));
    }
    text
}

/// A row a parameter; the number of its group stands at the first of each.
fn indices(parameters: &[ParameterIndex]) -> String {
    let mut last = 0;
    let mut rows = Vec::new();
    for parameter in parameters {
        let rank = if parameter.group == last { String::new() } else { parameter.group.to_string() };
        last = parameter.group;
        let when = parameter.when.as_ref().map_or_else(String::new, |when| format!(" (when {when})"));
        let name = format!("{}{when}", parameter.name);
        rows.push(vec![rank, name, bar(parameter.index), share(parameter.index)]);
    }
    let has_ties = parameters.windows(2).any(|pair| pair[0].group == pair[1].group);
    let mut text = output::table(&["", "parameter", "", "share"], rows);
    if has_ties {
        text += "  Parameters under one number are not told apart: their bands overlap.\n";
    }
    text
}

fn near_top(panel: &NearTopPanel) -> String {
    let row = |parameter: &etude::importance::NearTopShare| {
        let chance = if parameter.by_chance <= 0.05 { "" } else { "as large by chance" };
        let filled = "█".repeat(cells(parameter.share));
        vec![parameter.name.clone(), filled, format!("{:.2}", parameter.share), chance.to_owned()]
    };
    output::table(&["parameter", "", "share", ""], panel.parameters.iter().map(row).collect())
}

fn best(panel: &BestPanel, metric: &str) -> String {
    let optional = |value: &Option<etude::study::value::Value>| words::optional(value.as_ref());
    let band = |gain: &BandView| format!("{} to {}", words::signed(gain.low), words::signed(gain.high));
    let rows = panel.steps.iter().map(|step| {
        let change = format!("{} → {}", optional(&step.from), optional(&step.to));
        let orders = step.over_all_orders.map_or_else(|| "-".into(), words::signed);
        vec![step.name.clone(), change, words::signed(step.gain.mean), band(&step.gain), orders]
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    let total = words::signed(panel.gain);
    rows.push(vec!["together".into(), String::new(), total.clone(), String::new(), total]);
    let note = format!(
        "  Gains in {metric} as the model sees them, each change after those above it; + is better.\n"
    );
    output::wrapped(&note)
        + "\n"
        + &output::table(&["parameter", "change", "gain", "band", "any order"], rows)
}

/// A band as a bar: full up to its low end, shaded up to the mean, light up to its high end.
fn bar(band: BandView) -> String {
    let (low, mean, high) = (cells(band.low), cells(band.mean), cells(band.high));
    let (mean, high) = (mean.max(low), high.max(mean).max(low));
    "█".repeat(low) + &"▓".repeat(mean - low) + &"░".repeat(high - mean)
}

fn cells(share: f64) -> usize {
    (share.clamp(0.0, 1.0) * BAR as f64).round() as usize
}

fn share(band: BandView) -> String {
    format!("{:.2} ({:.2} to {:.2})", band.mean, band.low, band.high)
}

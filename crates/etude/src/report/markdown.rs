//! The report in Markdown.

use std::fmt::Write as _;

use etude_figures::terminal::{self, TerminalOptions};
use etude_study::history::TestRecord;

use super::Report;
use super::environment::write_environment;
use super::figures::{IN_LETTERS, ReportFigures};
use super::round::RoundReport;
use super::round_markdown::write_round;
use super::table::Table;
use crate::views::{BestView, FrontView, LaunchView};
use crate::words;

/// The report as Markdown, fit for an appendix, with some figures drawn in letters. What looks like HTML in it is text.
pub fn to_markdown(report: &Report, figures: &ReportFigures) -> String {
    let mut text = String::new();
    let _ = write!(text, "# {}\n\n", report.name);
    write_project(&mut text, report);
    for round in &report.rounds {
        write_round(&mut text, round, &drawings(round, figures));
    }
    write_environment(&mut text, &report.environment);
    without_tags(&text)
}

/// What stands before the rounds.
pub(super) fn write_project(text: &mut String, report: &Report) {
    let _ = writeln!(
        text,
        "Optimised: `{}`, {}. A gain below {} is not worth an added feature. Every training runs {} and is scored by \
         its best one (S25, S27). Project seed {}.\n",
        report.metric,
        format!("{:?}", report.direction).to_lowercase(),
        words::number(report.min_improvement),
        words::count(report.max_epochs, "epoch"),
        report.seed
    );
    let file = report.project_file;
    let program = if report.builtin { "the built-in workload " } else { "" };
    let _ = writeln!(text, "Project file: [`{file}`]({file}). Program: {program}`{}`.\n", report.program);
    write_best(text, report.incumbent.as_ref());
    if let Some(front) = report.incumbent.as_ref().and_then(|best| best.front.as_ref()) {
        write_front(text, front);
    }
    write_launches(text, &report.launches);
    write_tests(text, &report.tests);
}

/// The figures of a round that letters can show.
fn drawings(round: &RoundReport, figures: &ReportFigures) -> String {
    let shown = TerminalOptions { columns: 80, unicode: true, colour: false };
    let mut text = String::new();
    for figure in figures.of_round(round.view.round).filter(|figure| IN_LETTERS.contains(&figure.figure)) {
        let drawing = terminal::figure(&figure.drawing, shown);
        let _ = write!(text, "```text\n{}\n```\n\n", drawing.replace("```", "'''").trim_end());
    }
    if text.is_empty() {
        return text;
    }
    format!("Figures, of which `etude plot --all figures` draws more:\n\n{text}")
}

/// Outside of code, what would begin a tag or an entity is written so that it does not.
fn without_tags(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let (mut fenced, mut quoted) = (false, false);
    for line in text.split_inclusive('\n') {
        let fence = line.starts_with("```");
        if fence || fenced {
            fenced ^= fence;
            quoted = false;
            safe.push_str(line);
            continue;
        }
        for letter in line.chars() {
            quoted ^= letter == '`';
            match letter {
                '<' if !quoted => safe.push_str("&lt;"),
                letter => safe.push(letter),
            }
        }
        quoted = false;
    }
    safe
}

fn write_best(text: &mut String, best: Option<&BestView>) {
    let Some(best) = best else {
        text.push_str("Nothing has run yet.\n\n");
        return;
    };
    text.push_str("## The incumbent\n\n");
    let mut table = Table::new(&["", ""]);
    table.row(&["configuration", &words::values(&best.values)]);
    table.row(&["adopted in", best.adopted_in.as_deref().unwrap_or("- (the simple start)")]);
    if let Some(score) = &best.score {
        table.row(&["score on fresh seeds", &words::published(score)]);
    }
    if let (Some(trial), Some(score)) = (best.trial, best.trial_score) {
        let epoch = best
            .epoch
            .map_or_else(String::new, |at| format!(", best {}", words::position(at, best.position_unit)));
        table.row(&["kept training", &format!("trial {trial:06}, score {}{epoch}", words::number(score))]);
    }
    if let Some(checkpoint) = &best.checkpoint {
        table.row(&["checkpoint", &format!("`{}`", checkpoint.display())]);
    }
    text.push_str(&table.to_markdown());
    if let Some(retrain) = &best.retrain {
        let _ = write!(text, "\nTo train it again:\n\n```sh\n{retrain}\n```\n");
    }
    text.push('\n');
}

fn write_front(text: &mut String, front: &FrontView) {
    let _ = writeln!(text, "## Several objectives\n\nIn round `{}`, {}.\n", front.round, front.sentence);
    let names = front.objectives.iter().map(|objective| objective.name.as_str());
    let head: Vec<&str> = std::iter::once("trial").chain(names).chain(["values that vary"]).collect();
    let mut table = Table::new(&head);
    for trial in &front.trials {
        let mut cells = vec![format!("{:06}", trial.trial)];
        cells.extend(front.objectives.iter().map(|objective| words::number(trial.scores[&objective.name])));
        cells.push(words::values(&trial.values));
        table.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if !front.trials.is_empty() {
        text.push_str(&table.to_markdown());
        text.push('\n');
    }
    for trial in &front.incomplete {
        let _ = writeln!(text, "- {}", words::not_on_front(trial.trial, &trial.missing));
    }
    text.push_str("The verdict goes by the metric alone.\n\n");
}

fn write_launches(text: &mut String, launches: &[LaunchView]) {
    if launches.is_empty() {
        return;
    }
    text.push_str("## Launch log\n\n");
    let mut table =
        Table::new(&["#", "adopted in", "configuration", "score on fresh seeds", "gain over the one before"]);
    for (number, launch) in launches.iter().enumerate() {
        table.row(&[
            &number.to_string(),
            &words::launched_in(launch.round.as_deref(), launch.chosen_by_person.as_deref()),
            &words::values(&launch.values),
            &launch.score.as_ref().map_or_else(|| "-".into(), words::published),
            &launch.gain.map_or_else(|| "-".into(), words::signed),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

fn write_tests(text: &mut String, tests: &[TestRecord]) {
    if tests.is_empty() {
        return;
    }
    text.push_str("## Test set, looked at once (P106)\n\n");
    let mut table = Table::new(&["trial", "checkpoint", "numbers"]);
    for test in tests {
        table.row(&[&test.trial.to_string(), &test.checkpoint, &words::metrics(&test.metrics)]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

//! The report in Markdown.

use std::fmt::Write as _;

use etude_study::history::TestRecord;

use super::Report;
use super::round_markdown::write_round;
use super::table::Table;
use crate::views::{BestView, FrontView, LaunchView};
use crate::words;

/// The report as Markdown, fit for an appendix.
pub fn to_markdown(report: &Report) -> String {
    let mut text = String::new();
    let _ = write!(text, "# {}\n\n", report.name);
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
    write_best(&mut text, report.incumbent.as_ref());
    if let Some(front) = report.incumbent.as_ref().and_then(|best| best.front.as_ref()) {
        write_front(&mut text, front);
    }
    write_launches(&mut text, &report.launches);
    write_tests(&mut text, &report.tests);
    for round in &report.rounds {
        write_round(&mut text, round);
    }
    text
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

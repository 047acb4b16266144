//! The report: Markdown, fit for an appendix. Every number in it comes from the history.

mod round;
mod table;

use std::fmt::Write as _;
use std::path::Path;

use etude_study::history::History;
use etude_study::project::Program;

use crate::project_folder::ProjectFolder;
use crate::views::{BestView, LaunchView, Overview, best, overview};
use crate::words;
use round::write_round;
use table::Table;

/// Writes up a project as far as it has come.
pub fn report(folder: &ProjectFolder, history: &History, etude: &Path) -> String {
    let project = &folder.project;
    let view = overview(project, history);
    let mut text = String::new();
    let _ = write!(text, "# {}\n\n", view.name);
    let _ = writeln!(
        text,
        "Optimised: `{}`, {}. A gain below {} is not worth an added feature. Every training runs {} and is scored by \
         its best one (S25, S27). Project seed {}.\n",
        project.metric,
        format!("{:?}", project.direction).to_lowercase(),
        words::number(project.min_improvement),
        words::count(project.length.max_epochs, "epoch"),
        project.seed
    );
    match &project.workload.program {
        Program::Command(command) => {
            let _ = writeln!(text, "Program: `{}`\n", command.join(" "));
        }
        Program::Builtin(name) => {
            let _ = writeln!(text, "Program: the built-in workload `{name}`\n");
        }
    }
    write_best(&mut text, best(folder, history, etude).as_ref());
    write_launches(&mut text, &view.launches);
    write_tests(&mut text, &view);
    for (round, record) in view.rounds.iter().zip(&history.rounds) {
        write_round(&mut text, round, record, history);
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
            launch.round.as_deref().unwrap_or("the simple start"),
            &words::values(&launch.values),
            &launch.score.as_ref().map_or_else(|| "-".into(), words::published),
            &launch.gain.map_or_else(|| "-".into(), words::signed),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

fn write_tests(text: &mut String, view: &Overview) {
    if view.tests.is_empty() {
        return;
    }
    text.push_str("## Test set, looked at once (P106)\n\n");
    let mut table = Table::new(&["trial", "checkpoint", "numbers"]);
    for test in &view.tests {
        table.row(&[&test.trial.to_string(), &test.checkpoint, &words::metrics(&test.metrics)]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

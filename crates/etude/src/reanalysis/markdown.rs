//! A re-analysis in Markdown, marked as one from its heading on.

use std::fmt::Write as _;

use etude_playbook::reanalysis::Reanalysis;

use super::words::rejudgement;
use super::{DirectionFrom, ReanalysisReport, RoundReanalysis};
use crate::report::table::Table;
use crate::words;

/// The re-analysis as Markdown, fit for an appendix.
pub fn to_markdown(report: &ReanalysisReport) -> String {
    let (metric, run_for) = (&report.reanalysis.metric, &report.run_for.metric);
    let direction = format!("{:?}", report.reanalysis.direction).to_lowercase();
    let said = match report.reanalysis.direction_from {
        DirectionFrom::Name => " (guessed from its name; `--direction` says otherwise)",
        DirectionFrom::Given | DirectionFrom::ProjectFile => "",
    };
    let mut text = String::new();
    let _ = write!(text, "# {}: re-analysis by `{metric}`\n\n", report.name);
    let _ = writeln!(
        text,
        "**Exploratory only: this is no verdict.** The rounds were run for `{run_for}`; here they are read again by `{metric}`, {direction}{said}, \
         without training (P93). Nothing was launched by it, and the project's history is as it was. Each trial is scored \
         by its best epoch by `{metric}`, and each study's winner is chosen anew.\n"
    );
    text.push_str("What it can say, and what not:\n\n");
    let _ = writeln!(
        text,
        "- The retraining stopped when `{run_for}` was decided, so an ordinary test on its pairs would err more often \
         than it says. Gains in `{metric}` are therefore held against the boundary of the round's own plan, at the looks that \
         were reached: a metric without a gain crosses it at any look in at most 5 % of rounds, whatever made the \
         retraining stop. Each further metric that is asked may err as often again."
    );
    let _ = writeln!(
        text,
        "- \"Would have been adopted\" means better than chance explains. There is no margin: the project's smallest gain worth \
         having is in the unit of `{run_for}`."
    );
    let _ = writeln!(
        text,
        "- The incumbent, its fixed values and every widening of a space were chosen by `{run_for}`, also here.\n"
    );
    for round in &report.rounds {
        write_round(&mut text, round, metric, run_for);
    }
    text
}

fn write_round(text: &mut String, round: &RoundReanalysis, metric: &str, run_for: &str) {
    let _ = write!(
        text,
        "## Round {}: {} (re-analysis by `{metric}`)\n\n**Goal.** {}\n\n",
        round.round, round.name, round.goal
    );
    if round.expansions > 0 {
        let times = words::count(round.expansions, "time");
        let _ = writeln!(text, "Its spaces were widened {times}, by `{run_for}`.\n");
    }
    write_studies(text, round, metric, run_for);
    let verdict =
        round.verdict_when_run.map_or_else(|| "none yet".into(), |decision| format!("`{decision}`"));
    let _ =
        write!(text, "**By `{metric}`.** {}\n\nIts verdict by `{run_for}`: {verdict}.\n\n", round.sentence);
    write_comparisons(text, round);
}

fn write_studies(text: &mut String, round: &RoundReanalysis, metric: &str, run_for: &str) {
    if round.studies.is_empty() {
        return;
    }
    let never = format!("without `{metric}`");
    let best = format!("best `{metric}` (selected, optimistic)");
    let then = format!("best by `{run_for}`");
    let mut table =
        Table::new(&["study", "trials", "feasible", "infeasible", &never, &best, "its trial", &then]);
    for study in &round.studies {
        let trial =
            |trial: Option<u32>| trial.map_or_else(|| "-".into(), |trial| format!("trial {trial:06}"));
        let best = study.best.as_ref();
        let place = best.map_or_else(String::new, |best| {
            let epoch = best
                .epoch
                .map_or_else(String::new, |at| format!(", {}", words::position(at, best.position_unit)));
            let kept = if best.checkpoint_exists { "" } else { ", no checkpoint of it" };
            format!("{epoch}{kept}")
        });
        table.row(&[
            &study.name,
            &study.trials.to_string(),
            &study.feasible.to_string(),
            &study.infeasible.to_string(),
            &study.never_reported.to_string(),
            &best.map_or_else(|| "-".into(), |best| words::number(best.score)),
            &format!("{}{place}", trial(best.map(|best| best.trial))),
            &trial(study.best_when_run),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

fn write_comparisons(text: &mut String, round: &RoundReanalysis) {
    let Reanalysis::Retrained { candidate_score, comparisons, .. } = &round.reanalysis else { return };
    if let Some(score) = candidate_score {
        let _ = writeln!(text, "The candidate on fresh seeds: {}.\n", words::published(score));
    }
    let mut table = Table::new(&[
        "against",
        "its score",
        "pairs used",
        "pairs there are",
        "mean gain",
        "interval",
        "re-judged",
    ]);
    for comparison in comparisons {
        let look = comparison.look.as_ref();
        let dash = || "-".to_owned();
        table.row(&[
            words::arm(comparison.against),
            &comparison.score.as_ref().map_or_else(dash, words::published),
            &look.map_or(0, |look| look.gains.len()).to_string(),
            &comparison.pairs_available.to_string(),
            &look.map_or_else(dash, |look| words::signed(look.mean_gain)),
            &look.map_or_else(dash, |look| {
                format!(
                    "{} to {} ({:.0} %)",
                    words::signed(look.interval.0),
                    words::signed(look.interval.1),
                    100.0 * look.coverage
                )
            }),
            rejudgement(comparison.decision),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

//! One round of the report in Markdown: goal, roles, spaces, cost, checks, confirmation, verdict, caveats, sources.

use std::fmt::Write as _;

use etude_study::round::BY_HAND;
use etude_study::verdict::{Comparison, Verdict};

use super::confirmation::PairsReport;
use super::round::RoundReport;
use super::sources::{bytes, caveats, write_sources};
use super::study::StudySheet;
use super::table::Table;
use crate::views::RoundView;
use crate::words;

/// Files of one trial that are named; of more, the number is told.
const MOST_FILES_NAMED: usize = 8;

/// A round: its search, what there is to look at, its answer.
pub(super) fn write_round(text: &mut String, report: &RoundReport, drawings: &str) {
    write_search(text, report);
    text.push_str(drawings);
    write_answer(text, report);
}

/// From the goal to the best trials.
pub(super) fn write_search(text: &mut String, report: &RoundReport) {
    let round = &report.view;
    let _ = write!(text, "## Round {}: {}\n\n**Goal.** {}\n\n", round.round, round.name, round.goal);
    write_roles(text, round);
    write_sources(text, &report.sources);
    write_studies(text, round);
    write_best_trials(text, &report.sheets);
}

/// The verdict with its evidence, and how to train again.
pub(super) fn write_answer(text: &mut String, report: &RoundReport) {
    let round = &report.view;
    if let Some(verdict) = &round.verdict {
        let sentence = round.sentence.as_deref().unwrap_or_default();
        let _ = write!(text, "**Verdict: {}.** {sentence}\n\n", verdict.decision);
        write_answers(text, &round.answers_in_words);
        if let Some(overruled) = &round.overruled {
            let _ = write!(text, "**{overruled}**\n\n");
        }
        for line in &round.evidence {
            let _ = writeln!(text, "- {line}");
        }
        if !round.evidence.is_empty() {
            text.push('\n');
        }
        write_confirmation(text, report, verdict);
        write_caveats(text, report, verdict);
    } else {
        text.push_str("No verdict yet.\n\n");
    }
    write_files(text, report);
    write_retrain_lines(text, &report.sheets);
}

fn write_roles(text: &mut String, round: &RoundView) {
    let list = |names: &[String]| if names.is_empty() { "-".into() } else { names.join(", ") };
    let mut table = Table::new(&["role", "parameters"]);
    table.row(&["scientific", round.question.as_deref().unwrap_or("- (the round only tunes)")]);
    table.row(&["nuisance", &list(&round.nuisance)]);
    table.row(&["fixed", &list(&round.fixed)]);
    text.push_str(&table.to_markdown());
    write_sampler(text, round);
    if let Some(pruner) = &round.pruner {
        let _ = writeln!(text, "\nPruner: {pruner}.");
    }
    for allowance in round.allow.iter().chain(&round.accepted) {
        let _ = writeln!(text, "\nRule {} was overridden: {}", allowance.rule, allowance.reason);
    }
    let (least, most) = round.cost.trainings();
    let _ = writeln!(
        text,
        "\nPlanned: {least} to {most} trainings of {}; used: {}.\n",
        words::count(round.cost.epochs_per_training, "epoch"),
        round.trainings
    );
}

/// What drew the points, in which version, and what it knew from earlier rounds.
fn write_sampler(text: &mut String, round: &RoundView) {
    let sampler = &round.sampler;
    if sampler.name == BY_HAND {
        text.push_str("\nPoints: written by hand.\n");
        return;
    }
    let _ = write!(text, "\nPoints: {} (version {}", sampler.in_words, sampler.version);
    for version in &sampler.later_versions {
        let _ = write!(text, ", later {version}");
    }
    text.push(')');
    let earlier: u32 = round.studies.iter().map(|study| study.earlier_trials).sum();
    if earlier > 0 {
        let _ = write!(text, "; the search began with {} of earlier rounds", words::count(earlier, "trial"));
    }
    text.push_str(".\n");
}

fn write_studies(text: &mut String, round: &RoundView) {
    let mut table = Table::new(&[
        "study",
        "space",
        "trials",
        "feasible",
        "infeasible",
        "failed",
        "best observed (selected, optimistic)",
    ]);
    for study in &round.studies {
        let space: Vec<String> =
            study.space.iter().map(|part| format!("{}: {}", part.name, part.values)).collect();
        table.row(&[
            &study.name,
            &space.join("; "),
            &match study.reused_trials {
                0 => study.trials.to_string(),
                reused => format!("{} ({reused} of earlier rounds)", study.trials),
            },
            &study.feasible.to_string(),
            &study.infeasible.to_string(),
            &study.failed.to_string(),
            &study.best_observed.map_or_else(|| "-".into(), words::number),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
    let counts = round.studies.iter().map(|study| study.space.len());
    let uneven = words::uneven_dimensions(counts).filter(|_| round.design.is_usual());
    text.extend(uneven.map(|line| line + "\n\n"));
    write_checklist(text, round);
}

/// Every finding that stands, the heaviest first.
fn write_checklist(text: &mut String, round: &RoundView) {
    if round.checklist.is_empty() {
        text.push_str(
            "Checklist: nothing to remark; no best point near a border (S20), no infeasible trial (P39).\n\n",
        );
        return;
    }
    text.push_str("Checklist:\n\n");
    for line in &round.checklist {
        let _ = writeln!(text, "- {}", line.in_words());
    }
    text.push('\n');
}

/// P81: the best checkpoint of each study.
fn write_best_trials(text: &mut String, sheets: &[StudySheet]) {
    let mut table =
        Table::new(&["study", "best trial", "configuration", "checkpoint", "at", "its validation score"]);
    for sheet in sheets {
        let Some(best) = &sheet.best else {
            table.row(&[&sheet.name, "- (no trial ended feasible)", "-", "-", "-", "-"]);
            continue;
        };
        let checkpoint = match &best.checkpoint {
            Some(path) if best.checkpoint_exists => format!("`{path}`"),
            Some(path) => format!("`{path}` (no longer there)"),
            None => "- (none was reported)".into(),
        };
        table.row(&[
            &sheet.name,
            &format!("{:06}, seed {}", best.trial, best.seed),
            &format!("[`{0}`]({0})", best.configuration),
            &checkpoint,
            &best.epoch.map_or_else(|| "-".into(), |at| words::position(at, best.position_unit)),
            &words::number(best.score),
        ]);
    }
    text.push_str("The best trial of each study, lucky by construction (S22):\n\n");
    text.push_str(&table.to_markdown());
    text.push('\n');
}

/// What a round of several questions found for each.
fn write_answers(text: &mut String, answers: &[String]) {
    if answers.is_empty() {
        return;
    }
    text.push_str("Found, from the trials of the search:\n\n");
    for answer in answers {
        let _ = writeln!(text, "- {answer}");
    }
    text.push('\n');
}

fn write_confirmation(text: &mut String, report: &RoundReport, verdict: &Verdict) {
    let Some(confirmation) = &report.view.confirmation else { return };
    let plan = &confirmation.plan;
    let _ = writeln!(
        text,
        "Retrained on fresh seeds shared by all arms; the {} plan looks {}, at level {}, false adoption at most {:.0} % \
         (the plan was stored before the first comparison). The trials that selected the candidate are not counted.\n",
        plan.kind.word(),
        words::looks(plan),
        plan.level,
        100.0 * plan.overall_error
    );
    if let Some(earlier) = &plan.earlier {
        let _ = writeln!(
            text,
            "Known before from replicates: a paired difference has the sd {} ({} degrees of freedom); looks that use it have the \
             level {}.\n",
            words::number(earlier.variance.sqrt()),
            earlier.degrees,
            earlier.level
        );
    }
    let mut contenders = Table::new(&["arm", "configuration", "from trial"]);
    for contender in &report.contenders {
        let from = contender.from.map_or_else(|| "-".into(), |trial| format!("{trial:06}"));
        contenders.row(&[words::arm(contender.arm), &words::values(&contender.values), &from]);
    }
    text.push_str(&contenders.to_markdown());
    text.push('\n');
    if let Some(score) = &verdict.candidate_score {
        let one_more = words::one_more(score).map_or_else(String::new, |one_more| format!("; {one_more}"));
        let _ =
            writeln!(text, "The candidate's score on fresh seeds: {}{one_more}.\n", words::published(score));
    }
    for (comparison, pairs) in verdict.comparisons.iter().zip(&report.pairs) {
        write_comparison(text, comparison, pairs);
    }
}

fn write_comparison(text: &mut String, comparison: &Comparison, pairs: &PairsReport) {
    let _ = writeln!(
        text,
        "Against {} ({}): mean gain {}, {:.0} % interval {} to {}.\n",
        words::arm(comparison.against),
        words::published(&comparison.score),
        words::signed(comparison.mean_gain),
        100.0 * comparison.coverage,
        words::signed(comparison.interval.0),
        words::signed(comparison.interval.1)
    );
    let mut table = Table::new(&["seed", "candidate", words::arm(comparison.against), "gain"]);
    let shown = |score: Option<f64>| score.map_or_else(|| "-".into(), words::number);
    for pair in &pairs.pairs {
        table.row(&[
            &pair.seed.to_string(),
            &shown(pair.candidate),
            &shown(pair.other),
            &words::signed(pair.gain),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

fn write_caveats(text: &mut String, report: &RoundReport, verdict: &Verdict) {
    let mut all: Vec<String> = verdict.caveats.iter().map(words::caveat).collect();
    all.extend(caveats(&report.sources));
    if all.is_empty() {
        return;
    }
    text.push_str("Caveats (S16, P26):\n\n");
    for caveat in all {
        let _ = writeln!(text, "- {caveat}");
    }
    text.push('\n');
}

/// P79: what programs saved beside their checkpoints.
fn write_files(text: &mut String, report: &RoundReport) {
    if report.files.is_empty() {
        return;
    }
    text.push_str("What the program left in the folders of these trainings (P79):\n\n");
    let mut table = Table::new(&["trial", "of", "folder", "files"]);
    for trial in &report.files {
        let named = trial.files.iter().take(MOST_FILES_NAMED);
        let mut files: Vec<String> =
            named.map(|file| format!("`{}` ({})", file.name, bytes(file.bytes))).collect();
        if trial.files.len() > MOST_FILES_NAMED {
            files.push(format!("and {} more", trial.files.len() - MOST_FILES_NAMED));
        }
        files.extend(trial.unreadable.iter().map(|reason| format!("cannot be listed: {reason}")));
        let of = format!(
            "{}, {}",
            words::arm(trial.arm),
            if trial.retraining { "retrained" } else { "as it was searched" }
        );
        table.row(&[&format!("{:06}", trial.trial), &of, &format!("`{}`", trial.folder), &files.join(", ")]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
}

/// P81: how to make each study's best trial again.
fn write_retrain_lines(text: &mut String, sheets: &[StudySheet]) {
    let known: Vec<_> = sheets.iter().filter_map(|sheet| Some((&sheet.name, sheet.best.as_ref()?))).collect();
    if known.is_empty() {
        return;
    }
    text.push_str("To train the best trial of each study again, from the project's folder:\n\n```sh\n");
    for (name, best) in known {
        let _ = writeln!(text, "# {name}: trial {:06}\n{}", best.trial, best.retrain);
    }
    text.push_str("```\n\n");
}

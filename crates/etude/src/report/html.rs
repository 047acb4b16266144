//! The report as one page that needs nothing else: for the appendix of a thesis, a screen, a phone, paper.
//!
//! What it says is the Markdown report's, block by block, so that both say the same; verdicts stand out, and figures are
//! drawn.

use etude_figures::html::Html;
use etude_figures::markdown;
use etude_study::verdict::Decision;

use super::Report;
use super::environment::write_environment;
use super::figures::ReportFigures;
use super::markdown::write_project;
use super::round::RoundReport;
use super::round_markdown::{write_answer, write_search};

/// The report as a page; of one round alone, where its number is given.
pub fn to_html(report: &Report, figures: &ReportFigures, only: Option<u32>) -> String {
    let rounds: Vec<&RoundReport> =
        report.rounds.iter().filter(|round| only.is_none_or(|only| round.view.round == only)).collect();
    let title = match (only, rounds.first()) {
        (Some(_), Some(round)) => format!("{}: round {}", report.name, round.view.name),
        _ => report.name.clone(),
    };
    let mut page = Html::new();
    page.heading(1, &title, "top");
    if only.is_none() {
        page.contents(&contents(report, &rounds));
        project(&mut page, report, figures);
    }
    for each in rounds {
        round(&mut page, each, figures);
    }
    let mut text = String::new();
    write_environment(&mut text, &report.environment);
    markdown::put(&mut page, &text, 0);
    page.to_page(&title)
}

fn contents(report: &Report, rounds: &[&RoundReport]) -> Vec<(String, String)> {
    let mut entries = Vec::new();
    if report.incumbent.is_some() {
        entries.push(("The incumbent".to_owned(), "The incumbent".to_owned()));
    }
    if !report.launches.is_empty() {
        entries.push(("Launch log".into(), "Launch log".into()));
    }
    entries.extend(rounds.iter().map(|round| {
        let name = format!("Round {}: {}", round.view.round, round.view.name);
        (name.clone(), name)
    }));
    entries.push(("Environment".into(), "Environment".into()));
    entries
}

fn project(page: &mut Html, report: &Report, figures: &ReportFigures) {
    let mut text = String::new();
    write_project(&mut text, report);
    markdown::put(page, &text, 0);
    if let Some(launches) = &figures.launches {
        page.figure(&launches.drawing);
    }
}

fn round(page: &mut Html, report: &RoundReport, figures: &ReportFigures) {
    let mut text = String::new();
    write_search(&mut text, report);
    // The heading and the goal, then the answer at once, then how it came about.
    let (head, search) = match text.match_indices("\n\n").nth(1) {
        Some((end, _)) => text.split_at(end),
        None => (text.as_str(), ""),
    };
    markdown::put(page, head, 0);
    match (&report.view.verdict, &report.view.sentence) {
        (Some(verdict), Some(sentence)) => {
            let kind = match verdict.decision {
                Decision::Adopt => "good",
                Decision::Keep => "plain",
                Decision::Inconclusive => "open",
            };
            page.callout(kind, &format!("Verdict: {}.", verdict.decision), sentence);
        }
        _ => {
            page.callout("open", "No verdict yet.", "");
        }
    }
    let number = report.view.round;
    page.heading(3, "The search", &format!("search {number}"));
    markdown::put(page, search, 0);
    let mut shown = figures.of_round(number).peekable();
    if shown.peek().is_some() {
        page.heading(3, "Figures", &format!("figures {number}"));
    }
    for figure in shown {
        page.figure(&figure.drawing);
    }
    page.heading(3, "The answer, and how to train it again", &format!("answer {number}"));
    let mut text = String::new();
    write_answer(&mut text, report);
    markdown::put(page, &text, 0);
}

//! `etude best`: the incumbent, what it is worth, and how to train it again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use etude::stored_study::StoredStudy;
use etude::study::measurement::PositionUnit;
use etude::views::{BestView, best as best_of};
use etude::words;
use serde_json::json;

use super::{Done, ask};
use crate::arguments::Format;
use crate::front_table::front_table;
use crate::{exit_code, output, program};

#[derive(Debug, Args)]
pub(crate) struct BestOptions {
    /// The file of a bare study (`etude ask`): its best trial, which has no verdict.
    #[arg(long, value_name = "FILE")]
    pub(crate) study: Option<PathBuf>,
}

pub(crate) fn best(project: &Path, options: &BestOptions, format: Format) -> Done {
    match &options.study {
        Some(study) => best_of_study(study, format),
        None => best_of_project(project, format),
    }
}

/// The trial that a bare study recommends.
fn best_of_study(study: &Path, format: Format) -> Done {
    let best = StoredStudy::at(study).best()?;
    match (format, &best) {
        (Format::Json, Some(best)) => output::json(&json!({ "id": best.id, "point": best.values }))?,
        (Format::Json, None) => output::json(&json!(null))?,
        (Format::Table, Some(best)) => output::to_standard_output(&ask::line(best.id, &best.values))?,
        (Format::Table, None) => {
            output::to_standard_error("no trial has a score yet: `etude tell` gives it one\n");
        }
    }
    Ok(exit_code::success())
}

fn best_of_project(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    let best = best_of(&folder, &folder.history()?, &program::etude()?);
    match (format, &best) {
        (Format::Json, best) => output::json(best)?,
        (Format::Table, Some(best)) => output::to_standard_output(&describe(best))?,
        (Format::Table, None) => output::to_standard_output("Nothing has run yet: `etude run` begins.")?,
    }
    Ok(exit_code::success())
}

fn adopted_in(best: &BestView) -> String {
    match (&best.adopted_in, &best.chosen_by_person) {
        (Some(round), _) => round.clone(),
        (None, Some(_)) => "-".into(),
        (None, None) => "- (the simple start)".into(),
    }
}

fn describe(best: &BestView) -> String {
    let mut rows = vec![("configuration", words::values(&best.values)), ("adopted in", adopted_in(best))];
    if let Some(reason) = &best.chosen_by_person {
        rows.push(("chosen by hand", reason.clone()));
    }
    match &best.score {
        Some(score) => {
            rows.push(("on fresh seeds", words::published(score)));
            rows.extend(words::one_more(score).map(|one_more| ("", one_more)));
        }
        None => rows.push(("on fresh seeds", "never confirmed".into())),
    }
    if let (Some(trial), Some(score)) = (best.trial, best.trial_score) {
        rows.push(("kept training", format!("trial {trial:06}, score {}", words::number(score))));
    }
    if let Some(epoch) = best.epoch {
        let name = match best.position_unit {
            PositionUnit::Epoch => "best epoch",
            PositionUnit::Step => "best step",
        };
        rows.push((name, words::whole(epoch)));
    }
    let mut text = output::pairs(rows);
    // Lines to be copied stand alone, unbroken however wide they are.
    if let Some(checkpoint) = &best.checkpoint {
        let _ = write!(text, "\nIts checkpoint:\n{}\n", checkpoint.display());
    }
    if let Some(retrain) = &best.retrain {
        let _ = write!(text, "\nTo train it again:\n{retrain}\n");
    }
    if let Some(front) = &best.front {
        let _ = write!(text, "\n{}", front_table(front));
    }
    text
}

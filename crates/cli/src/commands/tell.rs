//! `etude tell`: what became of a trial of a bare study that is kept in a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args};
use etude::stored_study::StoredStudy;
use etude::study::told::Told;
use serde_json::json;

use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output};

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("ending").required(true),
    override_usage = "etude tell --study <FILE> <ID> <SCORE|--infeasible <REASON>|--failed <REASON>>"
)]
pub(crate) struct TellOptions {
    /// The file that keeps the study.
    #[arg(long, value_name = "FILE")]
    pub(crate) study: PathBuf,
    /// The trial's number, as `etude ask` gave it.
    #[arg(value_name = "ID")]
    pub(crate) id: u64,
    /// Its score.
    #[arg(value_name = "SCORE", group = "ending", allow_negative_numbers = true, value_parser = finite)]
    pub(crate) score: Option<f64>,
    /// The point is of no use: it diverged, ran out of memory or broke a constraint. The search keeps away from it.
    #[arg(long, value_name = "REASON", group = "ending")]
    pub(crate) infeasible: Option<String>,
    /// The machine or the program broke, which says nothing about the point.
    #[arg(long, value_name = "REASON", group = "ending")]
    pub(crate) failed: Option<String>,
}

/// A score is a number; one that is none has diverged, and is told so.
fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if score.is_finite() => Ok(score),
        Ok(_) => Err("no number; a trial that diverged is told --infeasible diverged".into()),
        Err(error) => Err(error.to_string()),
    }
}

pub(crate) fn tell(options: &TellOptions, format: Format) -> Result<ExitCode, Failure> {
    let told = match (options.score, &options.infeasible, &options.failed) {
        (_, Some(reason), _) => Told::infeasible(reason),
        (_, _, Some(reason)) => Told::failed(reason),
        (score, ..) => Told::from(score.unwrap_or(f64::NAN)),
    };
    StoredStudy::at(&options.study).tell(options.id, told)?;
    if format == Format::Json {
        output::json(&json!({ "ok": true }))?;
    }
    Ok(exit_code::success())
}

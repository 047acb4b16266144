//! `etude ask`: trials of a bare study that is kept in a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use etude::ask_tell::Space;
use etude::stored_study::{StoredStudy, StoredTrial, StudyDefinition};
use etude::study::configuration::Values;
use serde_json::json;

use crate::arguments::{DirectionOption, Format};
use crate::failure::Failure;
use crate::{exit_code, output};

#[derive(Debug, Args)]
pub(crate) struct AskOptions {
    /// The file that keeps the study; the first `ask` makes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) study: PathBuf,
    /// How many trials; several may be in flight.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) count: u32,
    /// What to search: a file in TOML with [parameters] as a project file has them, baselines left out or not.
    #[arg(long, value_name = "FILE")]
    pub(crate) space: Option<PathBuf>,
    /// Whether smaller or larger scores are better.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<DirectionOption>,
    /// Who suggests the points; "auto" if not said.
    #[arg(long, value_name = "NAME")]
    pub(crate) sampler: Option<String>,
    /// The study's seed; 0 if not said.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// About how many trials there will be, which is the size of a grid; 100 if not said.
    #[arg(long, value_name = "N")]
    pub(crate) budget: Option<u64>,
}

pub(crate) fn ask(options: &AskOptions, format: Format) -> Result<ExitCode, Failure> {
    let definition = StudyDefinition {
        space: options.space.as_deref().map(space).transpose()?,
        direction: options.direction.map(Into::into),
        sampler: options.sampler.clone(),
        seed: options.seed,
        budget: options.budget,
    };
    let asked = StoredStudy::at(&options.study).ask(definition, options.count as usize)?;
    if let Some((before, now)) = asked.sampler_changed {
        output::to_standard_error(&format!(
            "note: the study began with version {before} of its sampler; this is version {now}, which goes on in its own way\n"
        ));
    }
    match format {
        Format::Json => {
            let trial = |trial: &StoredTrial| json!({ "id": trial.id, "point": trial.values });
            output::json(&json!({ "trials": asked.trials.iter().map(trial).collect::<Vec<_>>() }))?;
        }
        Format::Table if asked.trials.is_empty() => {
            output::to_standard_error("there are no more trials: the space or the grid is exhausted\n");
        }
        Format::Table => {
            let lines = asked.trials.iter().map(|trial| line(trial.id, &trial.values));
            output::to_standard_output(&lines.collect::<Vec<_>>().join("\n"))?;
        }
    }
    Ok(exit_code::success())
}

/// A trial on one line: its number, and its values as a command line would have them.
pub(super) fn line(id: u64, values: &Values) -> String {
    let values = values.iter().map(|(name, value)| format!(" --{name}={value}"));
    format!("{id}{}", values.collect::<String>())
}

fn space(path: &Path) -> Result<Space, Failure> {
    let text = fs::read(path).and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other));
    let text = text.map_err(|source| Failure::SpaceFile { path: path.to_owned(), source })?;
    let read = etude::study::project::parse_space(&text);
    let read = read.map_err(|error| etude::OpenError::Invalid {
        path: path.to_owned(),
        text,
        error: Box::new(error),
    });
    Ok(read?.into())
}

//! `etude report`: the project written up, or its rounds read again by another metric.

use std::path::Path;

use etude::ProjectFolder;
use etude::study::history::History;
use etude::study::score::Direction;
use etude::{reanalysis, report as write_up};

use super::Done;
use crate::arguments::{Format, ReportOptions};
use crate::failure::Failure;
use crate::{exit_code, output, program, whole_file};

pub(crate) fn report(project: &Path, options: &ReportOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let target = options.html.as_ref().or(options.output.as_ref()).filter(|path| path.as_os_str() != "-");
    // Before anything is gathered: a refusal costs nothing.
    if let Some(path) = target {
        whole_file::refuse_existing(path, options.force)?;
    }
    let text = text(&folder, options, format)?;
    match target {
        Some(path) => {
            whole_file::write(path, &text, options.force)?;
            if options.html.is_some() {
                output::to_standard_error(&format!("wrote {}\n", path.display()));
            }
        }
        None => output::to_standard_output(&text)?,
    }
    Ok(exit_code::success())
}

fn text(folder: &ProjectFolder, options: &ReportOptions, format: Format) -> Result<String, Failure> {
    if let Some(metric) = &options.metric {
        let direction = options.direction.map(Direction::from);
        let again = reanalysis::reanalysis(folder, metric, direction)?;
        return Ok(match format {
            Format::Json => serde_json::to_string_pretty(&again)?,
            Format::Table => reanalysis::to_markdown(&again),
        });
    }
    let history = folder.history()?;
    let report = write_up::report(folder, &history, &program::etude()?);
    Ok(match (&options.html, format) {
        (Some(_), _) => {
            let only = options.round.as_ref().map(|name| number_of(&history, name)).transpose()?;
            write_up::to_html(&report, &write_up::figures_in_html(folder, &history)?, only)
        }
        (None, Format::Json) => serde_json::to_string_pretty(&report)?,
        (None, Format::Table) => {
            write_up::to_markdown(&report, &write_up::figures_in_letters(folder, &history)?)
        }
    })
}

/// The number of the round of that name.
fn number_of(history: &History, name: &str) -> Result<u32, Failure> {
    let round = history.rounds.iter().find(|round| round.frozen.definition.name == name);
    round.map(|round| round.id.0).ok_or_else(|| Failure::UnknownRound {
        name: name.to_owned(),
        known: history.rounds.iter().map(|round| round.frozen.definition.name.clone()).collect(),
    })
}

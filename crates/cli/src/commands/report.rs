//! `etude report`: the project written up, or its rounds read again by another metric.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use etude::study::score::Direction;
use etude::{reanalysis, report as write_up};

use super::Done;
use crate::arguments::{Format, ReportOptions};
use crate::failure::Failure;
use crate::{exit_code, output, program};

pub(crate) fn report(project: &Path, options: &ReportOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    // Before anything is gathered: a refusal costs nothing.
    if let Some(path) = &options.output
        && !options.force
        && path.symlink_metadata().is_ok()
    {
        return Err(Failure::FileIsThere { path: path.clone() });
    }
    let text = if let Some(metric) = &options.metric {
        let direction = options.direction.map(Direction::from);
        let again = reanalysis::reanalysis(&folder, metric, direction)?;
        match format {
            Format::Json => serde_json::to_string_pretty(&again)?,
            Format::Table => reanalysis::to_markdown(&again),
        }
    } else {
        let report = write_up::report(&folder, &folder.history()?, &program::etude()?);
        match format {
            Format::Json => serde_json::to_string_pretty(&report)?,
            Format::Table => write_up::to_markdown(&report),
        }
    };
    match &options.output {
        Some(path) => write_whole(path, &text)?,
        None => output::to_standard_output(&text)?,
    }
    Ok(exit_code::success())
}

/// Writes beside the file, syncs and renames, so that nobody sees half a report.
fn write_whole(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    let unfinished = path.with_added_extension(format!("{}.tmp", std::process::id()));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&unfinished, path));
    renamed.map_err(|source| {
        let _ = fs::remove_file(&unfinished);
        failed(source)
    })
}

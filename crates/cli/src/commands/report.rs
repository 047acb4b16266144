//! `etude report`: the project written up in Markdown.

use std::path::Path;

use etude::report::report as report_of;
use etude::views::overview;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program};

pub(crate) fn report(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    match format {
        Format::Json => output::json(&overview(&folder.project, &history))?,
        Format::Table => output::to_standard_output(&report_of(&folder, &history, &program::etude()?))?,
    }
    Ok(exit_code::success())
}

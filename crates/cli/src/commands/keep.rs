//! `etude keep`: keeps what was there, by a person's word: takes an adoption back, or ends a round that a finding stopped.

use std::path::Path;

use clap::Args;
use etude::overrule::keep as keep_by_hand;

use super::Done;
use super::adopt::describe;
use crate::arguments::Format;
use crate::{exit_code, output, program};

#[derive(Debug, Args)]
pub(crate) struct KeepOptions {
    /// The round whose adoption is taken back, or whose verdict waits for a finding: it ends then. By default the latest.
    #[arg(value_name = "ROUND")]
    pub(crate) round: Option<String>,
    /// Why, in a sentence: it stands in the launch log and the report for ever.
    #[arg(long, value_name = "WHY", default_value = "", hide_default_value = true)]
    pub(crate) reason: String,
}

pub(crate) fn keep(project: &Path, options: &KeepOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let overruled = keep_by_hand(&folder, options.round.as_deref(), &options.reason)?;
    match format {
        Format::Json => output::json(&overruled)?,
        Format::Table => output::to_standard_output(&output::wrapped(&describe(&overruled)))?,
    }
    Ok(exit_code::success())
}

//! `etude adopt`: adopts a configuration by a person's word, over the verdict or without one.

use std::path::Path;

use clap::Args;
use etude::overrule::adopt as adopt_by_hand;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program};
use etude::overrule::Overruled;
use etude::words;

#[derive(Debug, Args)]
pub(crate) struct AdoptOptions {
    /// The trial or the round: a trial's number adopts its configuration, a round's name its candidate. By default the
    /// latest round.
    #[arg(value_name = "TRIAL|ROUND")]
    pub(crate) named: Option<String>,
    /// Why, in a sentence: it stands in the launch log and the report for ever.
    #[arg(long, value_name = "WHY", default_value = "", hide_default_value = true)]
    pub(crate) reason: String,
}

pub(crate) fn adopt(project: &Path, options: &AdoptOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let overruled = adopt_by_hand(&folder, options.named.as_deref(), &options.reason)?;
    match format {
        Format::Json => output::json(&overruled)?,
        Format::Table => output::to_standard_output(&output::wrapped(&describe(&overruled)))?,
    }
    Ok(exit_code::success())
}

/// What was launched, for people.
pub(super) fn describe(overruled: &Overruled) -> String {
    if let (true, Some(round)) = (overruled.closed, &overruled.round) {
        return format!(
            "Round `{round}` has ended without an answer, by hand; the incumbent stays:\n  {}\nReason, kept in the launch log: \
             {}\n",
            words::values(&overruled.values),
            overruled.reason
        );
    }
    let against = match (&overruled.round, overruled.verdict) {
        (Some(round), Some(verdict)) => format!(", over the verdict of `{round}` ({verdict})"),
        _ => String::new(),
    };
    let score = match &overruled.score {
        Some(score) => format!("Its score on fresh seeds: {}.", words::published(score)),
        None => "It was never trained on fresh seeds: what it scored in a search is optimistic (S22).".into(),
    };
    format!(
        "The incumbent is now, by hand{against}:\n  {}\n{score}\nReason, kept in the launch log: {}\n",
        words::values(&overruled.values),
        overruled.reason
    )
}

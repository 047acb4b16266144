//! The `[length]` of a project file: how long every training is, and which of its checkpoints stay.

use super::error::ProjectFileError;
use super::section::{Section, bad_value};
use crate::length::{KeepCheckpoints, Length};

type Read<T> = Result<T, ProjectFileError>;

/// Most checkpoints of a trial that `best(N)` may ask for.
const MOST_KEPT: u32 = 1000;

pub(super) fn read_length(length: &Section<'_>) -> Read<Length> {
    length.only(&["max_epochs", "keep_checkpoints"])?;
    let max_epochs = length.count("max_epochs", 10_000_000)?;
    let max_epochs = length.required("max_epochs", max_epochs, "max_epochs = 30")?.value;
    let keep_checkpoints = match length.string("keep_checkpoints")? {
        None => KeepCheckpoints::default(),
        Some(found) => keep_checkpoints(&found.value).ok_or_else(|| {
            let reason = "is no rule for keeping checkpoints".into();
            let remedy =
                "write \"best-and-last\", \"best(3)\" for the best three, \"all\" or \"none\"".into();
            bad_value("keep_checkpoints", &format!("{:?}", found.value), reason, remedy, found.place)
        })?,
    };
    Ok(Length { max_epochs, keep_checkpoints })
}

fn keep_checkpoints(text: &str) -> Option<KeepCheckpoints> {
    match text {
        "best-and-last" => Some(KeepCheckpoints::BestAndLast),
        "all" => Some(KeepCheckpoints::All),
        "none" => Some(KeepCheckpoints::None),
        best => {
            let count = best.strip_prefix("best(")?.strip_suffix(')')?.trim().parse().ok()?;
            (1..=MOST_KEPT).contains(&count).then_some(KeepCheckpoints::Best(count))
        }
    }
}

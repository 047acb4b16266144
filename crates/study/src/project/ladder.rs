//! The ladder of lengths (P69-P71): rounds of few epochs, and rounds that train an earlier one's configurations for longer.

use std::collections::BTreeSet;

use super::error::ProjectFileError;
use super::section::{Section, as_written, bad_value};
use crate::length::Length;
use crate::round::RoundDefinition;

type Read<T> = Result<T, ProjectFileError>;

/// Most lengths of one project (P69).
const MOST_LENGTHS: usize = 3;
/// Configurations that are trained for longer where the round does not say: enough to see whether short trainings rank them
/// as long ones do (methods 8).
const USUAL_CONTINUED: u32 = 12;
/// Most configurations that are trained for longer.
const MOST_CONTINUED: u32 = 1000;

/// Reads what a round says that trains an earlier one's configurations for longer: how many, and neither sampler nor points of
/// its own.
pub(super) fn read_continuing(section: &Section<'_>, round: &mut RoundDefinition) -> Read<()> {
    for key in ["sampler", "configurations", "space", "pruner", "scientific", "nuisance"] {
        if let Some(written) = section.raw(key) {
            let earlier = round.continues.as_deref().unwrap_or_default();
            let reason =
                format!("has no place here: question and configurations are those of round `{earlier}`");
            let remedy = format!("delete {key}, or delete `continues`");
            return Err(bad_value(key, &as_written(written), reason, remedy, written.span()));
        }
    }
    round.trials = section.count("trials", MOST_CONTINUED)?.map_or(USUAL_CONTINUED, |trials| trials.value);
    Ok(())
}

/// Refuses the round that brings a length too many.
pub(super) fn check_ladder(section: &Section<'_>, length: &Length, rounds: &[RoundDefinition]) -> Read<()> {
    let named = rounds.iter().map(|round| length.epochs_of(round));
    let lengths: BTreeSet<u32> = named.chain([length.max_epochs]).collect();
    let Some(written) = section.raw("epochs").filter(|_| lengths.len() > MOST_LENGTHS) else { return Ok(()) };
    let known: Vec<String> = lengths.iter().map(u32::to_string).collect();
    let reason = format!("makes {} lengths in one project: {}", lengths.len(), known.join(", "));
    let remedy = format!(
        "use at most {MOST_LENGTHS}: each tells how far conclusions carry over, and that takes rounds at both (P69)"
    );
    Err(bad_value("epochs", &as_written(written), reason, remedy, written.span()))
}

//! The `[length]` of a project file: how long every training is, and which of its checkpoints stay.

use super::error::ProjectFileError;
use super::section::{Section, bad_value};
use crate::length::{BestEpochRule, KeepCheckpoints, Length};

type Read<T> = Result<T, ProjectFileError>;

/// Most checkpoints of a trial that `best(N)` may ask for.
const MOST_KEPT: u32 = 1000;

pub(super) fn read_length(length: &Section<'_>) -> Read<Length> {
    length.only(&["max_epochs", "keep_checkpoints", "best_epoch_rule"])?;
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
    Ok(Length { max_epochs, keep_checkpoints, best_epoch_rule: best_epoch_rule(length)? })
}

fn best_epoch_rule(length: &Section<'_>) -> Read<BestEpochRule> {
    let Some(rule) = length.section("best_epoch_rule")? else { return Ok(BestEpochRule::default()) };
    rule.only(&["early", "late"])?;
    let usual = BestEpochRule::default();
    let early = rule.number("early")?.map_or(usual.early, |found| found.value);
    let late = rule.number("late")?.map_or(usual.late, |found| found.value);
    if 0.0 < early && early < late && late < 1.0 {
        return Ok(BestEpochRule { early, late });
    }
    let written = format!("{{ early = {early:?}, late = {late:?} }}");
    let reason = "is not two shares between 0 and 1, the early one first".into();
    let remedy = "write { early = 0.2, late = 0.8 }, or { early = 0.1, late = 0.75 } as the playbook has it";
    Err(bad_value("best_epoch_rule", &written, reason, remedy.into(), rule.place()))
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

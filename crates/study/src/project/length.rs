//! The `[length]` of a project file: how long every training is, and which of its checkpoints stay.

use toml::de::DeValue;

use super::error::ProjectFileError;
use super::section::{Section, as_written, bad_value};
use crate::length::{BestEpochRule, ContinueWhen, KeepCheckpoints, Length};
use crate::space::Parameter;
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

/// Most checkpoints of a trial that `best(N)` may ask for.
const MOST_KEPT: u32 = 1000;

pub(super) fn read_length(length: &Section<'_>, parameters: &[Parameter]) -> Read<Length> {
    length.only(&["max_epochs", "explore_epochs", "keep_checkpoints", "best_epoch_rule", "continue_when"])?;
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
    Ok(Length {
        max_epochs,
        keep_checkpoints,
        best_epoch_rule: best_epoch_rule(length)?,
        explore_epochs: fewer_epochs(length, "explore_epochs", max_epochs)?,
        continue_when: continue_when(length, parameters)?,
    })
}

/// A number of epochs below the whole length.
pub(super) fn fewer_epochs(section: &Section<'_>, key: &'static str, max_epochs: u32) -> Read<Option<u32>> {
    let Some(found) = section.count(key, 10_000_000)? else { return Ok(None) };
    if found.value <= max_epochs {
        return Ok(Some(found.value));
    }
    let reason = format!("is more than max_epochs = {max_epochs}, the length of the whole training");
    let remedy = format!("name a number up to {max_epochs}, or raise max_epochs in [length]");
    Err(bad_value(key, &found.value.to_string(), reason, remedy, found.place))
}

fn continue_when(length: &Section<'_>, parameters: &[Parameter]) -> Read<ContinueWhen> {
    let Some(raw) = length.raw("continue_when") else { return Ok(ContinueWhen::Unsaid) };
    if let DeValue::Boolean(always) = raw.get_ref() {
        return Ok(if *always { ContinueWhen::Always } else { ContinueWhen::Never });
    }
    let condition = length.section("continue_when")?;
    let named = condition.as_ref().and_then(|condition| condition.entries().next());
    let found = named.and_then(|(name, written)| {
        let parameter = parameters.iter().find(|parameter| parameter.name == **name.get_ref())?;
        let value = match written.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            _ => return None,
        };
        let is_one = parameter.domain.index_of(&value).is_some();
        is_one.then(|| ContinueWhen::Value { parameter: parameter.name.clone(), value })
    });
    found.ok_or_else(|| {
        let reason = "does not name a parameter with one of its choices".into();
        let remedy = "write true where the learning rate never depends on max_epochs, or the choice under which it does not, \
                      such as { decay = \"constant\" }";
        bad_value("continue_when", &as_written(raw), reason, remedy.into(), raw.span())
    })
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

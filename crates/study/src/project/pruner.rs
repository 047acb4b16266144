//! The `pruner` of a round, and the rules it overrides by `allow`.

use toml::de::DeValue;

use super::error::{Problem, ProjectFileError};
use super::section::{Section, as_written, bad_value, wrong_type};
use crate::finding::is_rule_of_a_finding;
use crate::pruner::{LARGEST_REDUCTION, Pruner, PrunerRule};
use crate::round::{Allowance, RoundDefinition};

type Read<T> = Result<T, ProjectFileError>;

const PRUNER: &str = "a rule's name, or a table such as { rule = \"asha\", eta = 3, first = 1 }";
const ALLOW: &str = "a list such as [{ rule = \"S25\", reason = \"...\" }]";
/// The rule that a pruner in a round with a question departs from.
const ONE_LENGTH: &str = "S25";
/// One trial of three goes on from a rung.
const ETA: u32 = 3;

/// The round's pruner; none where it is left out or `none`.
pub(super) fn read_pruner(round: &Section<'_>, max_epochs: u32) -> Read<Option<Pruner>> {
    let Some(value) = round.raw("pruner") else { return Ok(None) };
    if let DeValue::String(_) = value.get_ref() {
        let name = round.string("pruner")?.map(|found| found.value).unwrap_or_default();
        return named(&name, value.span(), || rungs(None, max_epochs, &value.span()));
    }
    let section = Section::from_value(("pruner", PRUNER), "pruner".into(), value)?;
    section.only(&["rule", "eta", "first"])?;
    let rule = section.string("rule")?;
    let rule = section.required("rule", rule, "rule = \"asha\"")?;
    if rule.value != PrunerRule::Asha.word()
        && let Some(key) = ["eta", "first"].into_iter().find(|key| section.raw(key).is_some())
    {
        let reason = format!("is a setting of \"asha\", and the rule is {:?}", rule.value);
        let written = section.raw(key).map(as_written).unwrap_or_default();
        return Err(bad_value(key, &written, reason, format!("delete `{key}`"), section.place()));
    }
    named(&rule.value, rule.place, || rungs(Some(&section), max_epochs, &value.span()))
}

fn named(
    name: &str,
    place: std::ops::Range<usize>,
    rungs: impl FnOnce() -> Read<Pruner>,
) -> Read<Option<Pruner>> {
    match name {
        "none" => Ok(None),
        "median" => Ok(Some(Pruner::Median)),
        "asha" => rungs().map(Some),
        "hopeless" => Ok(Some(Pruner::Hopeless)),
        _ => {
            let known = std::iter::once("none").chain(PrunerRule::WORDS).map(str::to_owned).collect();
            Err(ProjectFileError {
                problem: Problem::UnknownName { what: "pruner", name: name.to_owned(), known },
                place,
            })
        }
    }
}

/// Successive halving with its settings, or with those that suit the length.
fn rungs(section: Option<&Section<'_>>, max_epochs: u32, place: &std::ops::Range<usize>) -> Read<Pruner> {
    let shortest = max_epochs.div_ceil(LARGEST_REDUCTION);
    let mut pruner = Pruner::Asha { eta: ETA, first: shortest };
    if let (Some(section), Pruner::Asha { eta, first }) = (section, &mut pruner) {
        if let Some(found) = section.whole("eta")? {
            *eta = u32::try_from(found.value).ok().filter(|eta| (2..=4).contains(eta)).ok_or_else(|| {
                let remedy = "choose 3 or 4, or 2 to stop fewer trials".into();
                let reason = "is not between 2 and 4".into();
                bad_value("eta", &found.value.to_string(), reason, remedy, found.place)
            })?;
        }
        if let Some(found) = section.count("first", u32::MAX)? {
            if found.value < shortest {
                let reason = format!("is too short to tell trials of {max_epochs} epochs apart");
                let remedy =
                    format!("choose at least {shortest}, a {LARGEST_REDUCTION}th of the whole length");
                return Err(bad_value("first", &found.value.to_string(), reason, remedy, found.place));
            }
            *first = found.value;
        }
    }
    if pruner.rungs(max_epochs).is_empty() {
        let reason = format!("has no rung below the {max_epochs} epochs of a whole training");
        let remedy = format!("choose `first` below {max_epochs}, or delete `pruner`");
        return Err(bad_value("pruner", "\"asha\"", reason, remedy, place.clone()));
    }
    Ok(pruner)
}

/// The rules that a round overrides. A pruner in a round with a question needs one.
pub(super) fn read_allow(section: &Section<'_>, round: &RoundDefinition) -> Read<Vec<Allowance>> {
    let mut allowed: Vec<Allowance> = Vec::new();
    if let Some(value) = section.raw("allow") {
        let DeValue::Array(items) = value.get_ref() else { return Err(wrong_type("allow", ALLOW, value)) };
        for item in items {
            let entry = Section::from_value(("allow", ALLOW), "allow".into(), item)?;
            entry.only(&["rule", "reason"])?;
            let rule = entry.words("rule")?;
            let rule = entry.required("rule", rule, "rule = \"S25\"")?;
            let reason = entry.words("reason")?;
            let reason = entry.required("reason", reason, "reason = \"the schedule is constant\"")?.value;
            let is_known = is_rule_of_a_finding(&rule.value);
            let refused = match () {
                () if !is_known => Some("is no rule that a round can override"),
                () if allowed.iter().any(|earlier| earlier.rule == rule.value) => Some("is overridden twice"),
                () if rule.value == ONE_LENGTH && !departs_from_one_length(round) => {
                    Some("is not broken by this round")
                }
                () => None,
            };
            if let Some(reason) = refused {
                let remedy = if is_known {
                    "delete this entry".into()
                } else {
                    "name the rule that a finding carries, such as P36 or S22, or S25 for a pruner in a comparison".into()
                };
                let written = format!("{:?}", rule.value);
                return Err(bad_value("rule", &written, reason.into(), remedy, rule.place));
            }
            allowed.push(Allowance { rule: rule.value, reason });
        }
    }
    let says_so = allowed.iter().any(|allowance| allowance.rule == ONE_LENGTH);
    if let (true, Some(pruner), false) = (round.compares(), round.pruner, says_so) {
        let place = section.raw("pruner").map_or_else(|| section.place(), toml::Spanned::span);
        let parameter = round.scientific.clone().unwrap_or_else(|| "the adopted features".into());
        let round = round.name.clone();
        let problem = Problem::PrunerInComparison { round, parameter, pruner: pruner.rule().word() };
        return Err(ProjectFileError { problem, place });
    }
    Ok(allowed)
}

fn departs_from_one_length(round: &RoundDefinition) -> bool {
    round.compares() && round.pruner.is_some()
}

//! A round in the words of a project file: what a proposed round is written as. Read back, it is the same round.

use std::fmt::Write as _;

use crate::configuration::Values;
use crate::design::Design;
use crate::pruner::Pruner;
use crate::round::{Phase, RoundDefinition};
use crate::sampler::{WHILE_EXPLOITING, WHILE_EXPLORING};
use crate::space::{Domain, Scale};
use crate::value::Value;
use crate::verdict::PlanKind;

/// The `[[rounds]]` of a round, with its key-value lines. What is usual is left out.
pub fn write_round(round: &RoundDefinition) -> String {
    let mut text = format!("[[rounds]]\nname = {}\ngoal = {}\n", quoted(&round.name), quoted(&round.goal));
    if round.phase == Phase::Exploit {
        text += "phase = \"exploit\"\n";
    }
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key} = {value}");
    };
    if let Some(scientific) = round.scientific.as_ref().filter(|_| !round.is_continuing()) {
        let with = if let Design::Interaction { with } = &round.design { Some(with) } else { None };
        line("scientific", names(std::iter::once(scientific).chain(with)));
    }
    match &round.design {
        _ if round.is_continuing() => {}
        Design::EachValue | Design::OverRange { .. } => {}
        Design::Interaction { .. } => line("interaction", "true".into()),
        Design::Ablation { features } if features.is_empty() => line("ablation", "true".into()),
        Design::Ablation { features } => line("ablation", names(features)),
    }
    if !round.nuisance.is_empty() && !round.is_continuing() {
        line("nuisance", names(&round.nuisance));
    }
    if let Some(reruns) = round.reruns {
        line("reruns", reruns.to_string());
    }
    if round.plan != PlanKind::default() {
        line("plan", quoted(round.plan.word()));
    }
    if round.fresh {
        line("reuse", "false".into());
    }
    if let Some(epochs) = round.epochs {
        line("epochs", epochs.to_string());
    }
    if let Some(earlier) = &round.continues {
        line("continues", quoted(earlier));
        line("trials", round.trials.to_string());
    } else if round.is_by_hand() {
        let configurations: Vec<String> = round.configurations.iter().map(configuration).collect();
        line("configurations", format!("[\n  {},\n]", configurations.join(",\n  ")));
    } else {
        line("trials", round.trials.to_string());
        let usual = match round.phase {
            Phase::Explore => WHILE_EXPLORING,
            Phase::Exploit => WHILE_EXPLOITING,
        };
        if round.sampler != usual {
            line("sampler", quoted(&round.sampler));
        }
    }
    for (parameter, range) in &round.space {
        line(&format!("space.{}", key(parameter)), domain(range));
    }
    if let Some(pruner) = round.pruner {
        line("pruner", self::pruner(pruner));
    }
    if !round.allow.is_empty() {
        let entry = |allowance: &crate::round::Allowance| {
            format!("{{ rule = {}, reason = {} }}", quoted(&allowance.rule), quoted(&allowance.reason))
        };
        let entries: Vec<String> = round.allow.iter().map(entry).collect();
        line("allow", format!("[{}]", entries.join(", ")));
    }
    text
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quoted(name)).collect();
    format!("[{}]", names.join(", "))
}

/// A text in quotes, as TOML has it: JSON's escapes are TOML's, but for one letter.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A parameter's path as a dotted key.
pub(super) fn key(path: &str) -> String {
    let is_bare =
        |part: &str| part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let part = |part: &str| if is_bare(part) { part.to_owned() } else { quoted(part) };
    path.split('.').map(part).collect::<Vec<_>>().join(".")
}

fn configuration(values: &Values) -> String {
    let entries: Vec<String> =
        values.iter().map(|(name, given)| format!("{} = {}", key(name), value(given))).collect();
    format!("{{ {} }}", entries.join(", "))
}

pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Float(number) => format!("{number:?}"),
        Value::Int(_) | Value::Bool(_) => value.to_string(),
    }
}

pub(super) fn domain(domain: &Domain) -> String {
    let range = |low: &dyn std::fmt::Display, high: &dyn std::fmt::Display, scale: &Scale| {
        format!("{{ low = {low}, high = {high}, scale = \"{scale}\" }}")
    };
    match domain {
        Domain::Float { low, high, scale } => range(&format!("{low:?}"), &format!("{high:?}"), scale),
        Domain::Int { low, high, scale } => range(low, high, scale),
        Domain::FloatSteps { low, high, step } => {
            format!("{{ low = {low:?}, high = {high:?}, step = {step:?} }}")
        }
        Domain::IntSteps { low, high, step } => format!("{{ low = {low}, high = {high}, step = {step} }}"),
        Domain::Choice { choices } | Domain::Ordered { choices } => list(choices),
        Domain::Boolean => "{ choices = [false, true] }".into(),
    }
}

fn list(choices: &[Value]) -> String {
    let choices: Vec<String> = choices.iter().map(value).collect();
    format!("{{ choices = [{}] }}", choices.join(", "))
}

fn pruner(pruner: Pruner) -> String {
    match pruner {
        Pruner::Asha { eta, first } => format!("{{ rule = \"asha\", eta = {eta}, first = {first} }}"),
        other => quoted(other.rule().word()),
    }
}

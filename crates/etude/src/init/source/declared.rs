//! What a Python source declares about options that the help leaves unsaid: defaults, types and choices.

use super::calls::{Call, calls, literal};
use crate::init::script_option::{Kind, ScriptOption, Spelling, Takes, number, truth};
use crate::init::switches::is_off;

/// Completes options from the calls of argparse's `add_argument` and click's `option`. With no help to go by, the
/// declared options themselves are added.
pub(crate) fn complete(options: &mut Vec<ScriptOption>, source: &str, help_was_read: bool) {
    for call in calls(source, "add_argument").iter().chain(&calls(source, ".option")) {
        let names: Vec<String> = call
            .plain
            .iter()
            .filter_map(|word| literal(word))
            .map(|(name, _)| name)
            .filter(|name| name.starts_with('-'))
            .collect();
        if names.is_empty() {
            continue;
        }
        if let Some(option) =
            options.iter_mut().find(|option| names.iter().any(|name| option.is_called(name)))
        {
            fill(option, call);
        } else if !help_was_read {
            options.push(declared(&names, call));
        }
    }
}

fn declared(names: &[String], call: &Call) -> ScriptOption {
    let both_ways = call.get("action").is_some_and(|action| action.contains("BooleanOptional"));
    let is_pair = names.iter().any(|name| name.contains('/'));
    let mut names: Vec<String> =
        names.iter().flat_map(|name| name.split('/')).map(|name| name.trim().to_owned()).collect();
    if both_ways {
        let off: Vec<String> =
            names.iter().filter_map(|name| Some(format!("--no-{}", name.strip_prefix("--")?))).collect();
        names.extend(off);
    }
    let long = names.iter().filter(|name| name.starts_with("--"));
    let long = long.max_by_key(|name| (!is_off(name), name.len()));
    let spelling =
        long.map_or_else(|| Spelling::Short(names[0].clone()), |long| Spelling::Flag(long.clone()));
    let is_switch = call.get("action").is_some_and(|action| action.contains("store_"))
        || both_ways
        || is_pair
        || call.get("is_flag") == Some("True");
    let mut option = ScriptOption::named(spelling, if is_switch { Takes::Nothing } else { Takes::Value });
    option.aliases = names;
    fill(&mut option, call);
    option
}

fn fill(option: &mut ScriptOption, call: &Call) {
    if option.takes == Takes::Nothing {
        let default = call.get("default").filter(|default| truth(default).is_some()).map(str::to_owned);
        let switches_off = call.get("action").is_some_and(|action| action.contains("store_false"));
        option.default = option.default.take().or(default).or(switches_off.then(|| "True".to_owned()));
        return;
    }
    if option.default.is_none() {
        option.default = call.get("default").and_then(constant);
    }
    if option.kind.is_none() {
        option.kind = match call.get("type") {
            Some("int") => Some(Kind::Whole),
            Some("float") => Some(Kind::Number),
            Some("str") => Some(Kind::Text),
            _ => None,
        };
    }
    if let Some(list) = call.get("choices").filter(|_| option.choices.is_empty()) {
        option.choices = list
            .trim_matches(['[', ']', '(', ')'])
            .split(',')
            .filter_map(|item| constant(item.trim()))
            .collect();
    }
}

/// The value of an expression that is a literal.
pub(crate) fn constant(expression: &str) -> Option<String> {
    if let Some((text, rest)) = literal(expression) {
        return rest.trim().is_empty().then_some(text);
    }
    let is_constant = number(expression).is_some() || truth(expression).is_some();
    is_constant.then(|| expression.to_owned())
}

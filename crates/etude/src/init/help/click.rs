//! Help as Python's click prints it, and typer in boxes: `--lr FLOAT  Step size.  [default: 0.1]`.

use super::entries::{Entry, choices_in, default_in, plain_option};
use crate::init::script_option::{Kind, ScriptOption, Takes, truth};
use crate::init::switches::is_off;

pub(super) fn option(entry: &Entry) -> Option<ScriptOption> {
    let mut option = plain_option(entry)?;
    let placeholder = entry.placeholder.to_lowercase();
    let placeholder = placeholder.trim_start_matches('<');
    let toggles = entry.names.iter().any(|name| name.starts_with("--no-"));
    if toggles || placeholder.starts_with("bool") || entry.names.iter().any(|name| name == "--help") {
        option.takes = Takes::Nothing;
        option.default = default_in(&entry.about).and_then(|default| switched(&entry.names, &default));
        return Some(option);
    }
    if placeholder.starts_with("int") {
        option.kind = Some(Kind::Whole);
    } else if placeholder.starts_with("float") {
        option.kind = Some(Kind::Number);
    } else if !entry.placeholder.contains("<=") {
        option.choices = choices_in(&entry.placeholder, '|');
    }
    option.default = match option.takes {
        Takes::Value => default_in(&entry.about),
        Takes::Nothing => default_in(&entry.about).and_then(|default| switched(&entry.names, &default)),
    };
    Some(option)
}

/// Whether a switch is on by default, which is told as `True` or by a name without its dashes: `no-nesterov`.
fn switched(names: &[String], default: &str) -> Option<String> {
    let default_name = names.iter().find(|name| name.trim_start_matches('-') == default);
    let is_on = truth(default).or(default_name.map(|name| !is_off(name)))?;
    Some(is_on.to_string())
}

//! Help as Python's click prints it, and typer in boxes: `--lr FLOAT  Step size.  [default: 0.1]`.

use super::entries::{Entry, choices_in, default_in, plain_option};
use crate::init::script_option::{Kind, ScriptOption, Takes};

pub(super) fn option(entry: &Entry) -> Option<ScriptOption> {
    let mut option = plain_option(entry)?;
    let placeholder = entry.placeholder.to_lowercase();
    let placeholder = placeholder.trim_start_matches('<');
    let toggles = entry.names.iter().any(|name| name.starts_with("--no-"));
    if toggles || placeholder.starts_with("bool") || entry.names.iter().any(|name| name == "--help") {
        option.takes = Takes::Nothing;
        return Some(option);
    }
    if placeholder.starts_with("int") {
        option.kind = Some(Kind::Whole);
    } else if placeholder.starts_with("float") {
        option.kind = Some(Kind::Number);
    } else if !entry.placeholder.contains("<=") {
        option.choices = choices_in(&entry.placeholder, '|');
    }
    option.default = default_in(&entry.about);
    Some(option)
}

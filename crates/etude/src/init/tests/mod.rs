//! Tests of `etude init` with values: help texts, sources and commands in; options, metrics and project files out.

mod any_script;
mod commands;
mod examination;
mod helps;
mod knowledge;
mod metrics;
mod sources;
mod switches;

use super::script_option::{ScriptOption, Takes};

/// An option in one line.
fn shown(option: &ScriptOption) -> String {
    let takes = if option.takes == Takes::Nothing { " switch" } else { "" };
    let default = option.default.as_ref().map_or_else(String::new, |default| format!(" = {default}"));
    let kind = option.kind.map_or_else(String::new, |kind| format!(" ({kind:?})"));
    let of = if option.choices.is_empty() { "" } else { " of " };
    format!("{:?}{takes}{default}{kind}{of}{}", option.spelling, option.choices.join("|"))
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

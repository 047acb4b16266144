//! Help as Rust's clap prints it: `--schedule <SCHEDULE>  ... [default: constant] [possible values: constant, cosine]`.

use super::entries::{Entry, choices_in, default_in, plain_option};
use crate::init::script_option::{ScriptOption, Takes};

const SHORT_LIST: &str = "[possible values: ";
const LONG_LIST: &str = "Possible values: ";

pub(super) fn option(entry: &Entry) -> Option<ScriptOption> {
    let mut option = plain_option(entry)?;
    if option.takes == Takes::Nothing {
        return Some(option);
    }
    option.default = entry.about.find("[default: ").and_then(|at| default_in(&entry.about[at..]));
    if let Some(list) = entry.about.split(SHORT_LIST).nth(1).and_then(|rest| rest.split(']').next()) {
        option.choices = choices_in(list, ',');
    } else if let Some(list) = entry.about.split(LONG_LIST).nth(1) {
        let list = list.split('[').next().unwrap_or(list);
        let name = |item: &str| item.split(':').next().map(|name| name.trim().to_owned());
        option.choices = list.split("- ").filter_map(name).filter(|name| !name.is_empty()).collect();
    }
    Some(option)
}

//! Help as Google's absl prints it: `--lr: Step size.`, then `(default: '0.1')` and `(a number)`.

use super::entries::{Entry, choices_in, default_in, plain_option};
use crate::init::script_option::{Kind, ScriptOption, Spelling, Takes};

pub(super) fn option(entry: &Entry) -> Option<ScriptOption> {
    let mut option = plain_option(entry)?;
    if let Some(name) = option.spelling.shown().strip_prefix("--[no]").map(str::to_owned) {
        option.spelling = Spelling::Flag(format!("--{name}"));
        option.kind = Some(Kind::Truth);
    } else if entry.about.contains("number)") {
        option.kind = Some(Kind::Number);
    } else if entry.about.contains("integer)") {
        option.kind = Some(Kind::Whole);
    } else if let Some(list) = entry.about.strip_prefix('<').and_then(|rest| rest.split('>').next()) {
        option.choices = choices_in(list, '|');
    }
    option.takes = Takes::Value;
    option.default = default_in(&entry.about);
    let is_help = option.spelling.shown().starts_with("--help");
    (!is_help).then_some(option)
}

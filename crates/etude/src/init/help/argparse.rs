//! Help as Python's argparse prints it: `--optimizer {sgd,adam}  how gradients become steps (default: sgd)`.

use super::entries::{Entry, choices_in, default_in, plain_option};
use crate::init::script_option::{ScriptOption, Takes, truth};

pub(super) fn option(entry: &Entry) -> Option<ScriptOption> {
    let mut option = plain_option(entry)?;
    if let Some(list) = entry.placeholder.strip_prefix('{').and_then(|rest| rest.split('}').next()) {
        option.choices = choices_in(list, ',');
    }
    option.default = match option.takes {
        Takes::Value => default_in(&entry.about),
        Takes::Nothing => default_in(&entry.about).filter(|default| truth(default).is_some()),
    };
    Some(option)
}

//! The configuration that Hydra prints: YAML, whose leaves are options written `optimizer.lr=0.1`.

use crate::init::script_option::{ScriptOption, Spelling, Takes};

const BEGINNING: &str = "Override anything in the config (foo.bar=value)";
const END: &str = "Powered by Hydra";

/// The options in a help text.
pub(super) fn options(help: &str) -> Vec<ScriptOption> {
    let shown = help.split_once(BEGINNING).map_or("", |(_, rest)| rest);
    configuration(shown.split(END).next().unwrap_or(shown))
}

/// The leaves of a block of YAML: mappings within mappings. Lists and texts of several lines are no options.
pub(super) fn configuration(yaml: &str) -> Vec<ScriptOption> {
    let mut parents: Vec<(usize, String)> = Vec::new();
    let mut options = Vec::new();
    for line in yaml.lines() {
        let words = line.trim();
        let indent = line.len() - line.trim_start().len();
        if words.is_empty() || words.starts_with(['#', '-']) {
            continue;
        }
        let Some((key, value)) = words.split_once(':') else { continue };
        if key.contains(' ') {
            continue;
        }
        parents.retain(|(of_parent, _)| *of_parent < indent);
        let path: Vec<&str> = parents.iter().map(|(_, name)| name.as_str()).chain([key]).collect();
        let value = value.trim().trim_matches(['"', '\'']);
        if value.is_empty() {
            parents.push((indent, key.to_owned()));
        } else if !value.starts_with(['[', '{', '|', '>']) {
            let mut option = ScriptOption::named(Spelling::Key(path.join(".")), Takes::Value);
            option.default = (value != "null").then(|| value.to_owned());
            options.push(option);
        }
    }
    options
}

//! Metrics that a script prints as JSON: the keys of an object with an epoch or a step in it.

use crate::init::source::{calls, literal};

/// Names and places of the keys beside `epoch` or `step`, in whatever a source turns into JSON.
pub(super) fn reported(source: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for call in calls(source, "dumps").iter().chain(&calls(source, "json!")) {
        let Some(argument) = call.plain.first() else { continue };
        let mut keys = keys_in(argument);
        if let Some(assigned) = assignment(source, argument) {
            keys = keys_in(assigned);
        }
        if keys.iter().any(|key| ["epoch", "step"].contains(&key.as_str())) {
            found.extend(keys.into_iter().map(|key| (key, call.at)));
        }
    }
    found.extend(spelled_out(source));
    found
}

/// What a variable was made of: `{...}` or `dict(...)`.
fn assignment<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let at = source.find(&format!("{name} = {{")).filter(|_| is_name)?;
    let value = &source[at + name.len() + 3..];
    value.find('}').map(|end| &value[..=end])
}

/// The texts before colons: `"epoch": 1`; and the names of `dict(epoch=1)`.
fn keys_in(expression: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut at = 0;
    while let Some(quote) = expression[at..].find(['"', '\'']).map(|found| at + found) {
        let Some((text, rest)) = literal(&expression[quote..]) else { break };
        at = expression.len() - rest.len();
        if rest.trim_start().starts_with(':') {
            keys.push(text);
        }
    }
    if let Some(arguments) = expression.strip_prefix("dict") {
        keys.extend(
            calls(&format!("dict{arguments}"), "dict")
                .into_iter()
                .flat_map(|call| call.named)
                .map(|(name, _)| name),
        );
    }
    keys
}

/// JSON that is written out by hand in a string: `println!("{{\"epoch\": {epoch}, \"val_error\": {error}}}")`.
fn spelled_out(source: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut before = 0;
    for line in source.split_inclusive('\n') {
        let plain = line.replace("\\\"", "\"");
        let is_report = plain.contains("\"epoch\":") || plain.contains("\"step\":");
        if is_report && ["print", "echo", "write", "format"].iter().any(|verb| plain.contains(verb)) {
            let keys = plain.split("\":").filter_map(|part| part.rsplit('"').next());
            let is_key = |key: &&str| key.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
            found.extend(keys.filter(is_key).map(|key| (key.to_owned(), before)));
        }
        before += line.len();
    }
    found
}

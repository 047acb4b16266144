//! The shape of a JSON document: what a script that reads it relies on.

use std::collections::BTreeMap;

use serde_json::Value;

/// Every path in a document with the kinds of value that stand there; the items of a list count as one.
pub(crate) fn shape(value: &Value) -> String {
    let mut paths = BTreeMap::new();
    gather(value, String::new(), &mut paths);
    let lines: Vec<String> = paths
        .into_iter()
        .map(|(path, kinds): (String, Vec<&str>)| format!("{path}: {}", kinds.join(" or ")))
        .collect();
    lines.join("\n")
}

fn gather(value: &Value, path: String, paths: &mut BTreeMap<String, Vec<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            if items.is_empty() {
                paths.entry(format!("{path}[]")).or_default();
            }
            return items.iter().for_each(|item| gather(item, format!("{path}[]"), paths));
        }
        Value::Object(entries) => {
            return entries.iter().for_each(|(key, entry)| gather(entry, format!("{path}.{key}"), paths));
        }
    };
    let kinds = paths.entry(path).or_default();
    if !kinds.contains(&kind) {
        kinds.push(kind);
        kinds.sort_unstable();
    }
}

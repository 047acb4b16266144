//! The `[workload.metrics]` of a project file: how metrics are found in what a program prints.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::error::ProjectFileError;
use super::section::{Section, bad_value, wrong_type};
use crate::protocol::check_pattern;

type Read<T> = Result<T, ProjectFileError>;

/// Most patterns: each costs time for every line.
const MOST_PATTERNS: usize = 100;

/// Patterns by metric. `objective` must be among them: it is what completes a report.
pub(super) fn read_metrics(workload: &Section<'_>, objective: &str) -> Read<BTreeMap<String, String>> {
    let Some(section) = workload.section("metrics")? else { return Ok(BTreeMap::new()) };
    let mut patterns = BTreeMap::new();
    for (name, value) in section.entries() {
        let key = name.get_ref().as_ref();
        let DeValue::String(pattern) = value.get_ref() else {
            return Err(wrong_type(key, "a regular expression in single quotes", value));
        };
        if ["checkpoint", "infeasible"].contains(&key) || key.trim().is_empty() {
            let reason = "would find what only a JSON line can say".into();
            let remedy = "name a metric, `epoch` or `step`".into();
            return Err(bad_value(key, &format!("{pattern:?}"), reason, remedy, name.span()));
        }
        if let Err(problem) = check_pattern(key, pattern) {
            let shown: String = pattern.chars().take(80).collect();
            let remedy = problem.remedy();
            return Err(bad_value(key, &format!("'{shown}'"), problem.to_string(), remedy, value.span()));
        }
        patterns.insert(key.to_owned(), pattern.to_string());
    }
    if patterns.len() > MOST_PATTERNS {
        let (count, remedy) = (patterns.len().to_string(), format!("keep at most {MOST_PATTERNS}"));
        return Err(bad_value("metrics", &count, "is too many patterns".into(), remedy, section.place()));
    }
    if !patterns.contains_key(objective) {
        let reason = format!("has no pattern for `{objective}`, the project's metric");
        let remedy = format!("add the pattern that finds it: {objective} = '{objective}: (\\S+)'");
        let names: Vec<&str> = patterns.keys().map(String::as_str).collect();
        let written = format!("{{ {} }}", names.join(", "));
        return Err(bad_value("metrics", &written, reason, remedy, section.place()));
    }
    Ok(patterns)
}

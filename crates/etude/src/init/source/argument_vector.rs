//! Scripts that read `sys.argv` by number: which word is what.

use super::declared::constant;
use crate::init::script_option::{Kind, ScriptOption, Spelling, Takes};

const VECTOR: &str = "sys.argv[";

/// The words that a source takes out of `sys.argv` one by one, in their order; `lr = float(sys.argv[1])` names the
/// first. None when a number is left out.
pub(crate) fn positions(source: &str) -> Vec<ScriptOption> {
    let mut found: Vec<(usize, ScriptOption)> = source.lines().filter_map(position).collect();
    found.sort_by_key(|(index, _)| *index);
    found.dedup_by_key(|(index, _)| *index);
    let complete = found.iter().enumerate().all(|(place, (index, _))| place == *index);
    if complete { found.into_iter().map(|(_, option)| option).collect() } else { Vec::new() }
}

fn position(line: &str) -> Option<(usize, ScriptOption)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let at = value.find(VECTOR)? + VECTOR.len();
    let number: usize = value[at..].split(']').next()?.parse().ok()?;
    let index = number.checked_sub(1).filter(|_| is_name)?;
    let mut option = ScriptOption::named(Spelling::Position(index, name.to_owned()), Takes::Value);
    option.kind = match value[..at].trim() {
        reading if reading.starts_with("int(") => Some(Kind::Whole),
        reading if reading.starts_with("float(") => Some(Kind::Number),
        _ => None,
    };
    option.default = value.split_once(" else ").and_then(|(_, otherwise)| constant(otherwise.trim()));
    Some((index, option))
}

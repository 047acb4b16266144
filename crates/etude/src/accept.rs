//! Accepting what a finding says: the rule and the reason are written into `etude.toml`, as `allow` of the round (P37).
//!
//! The file stays the user's: it is edited where it must be, and comments and order are kept. From there the run records the
//! acceptance, and the verdict prints it for ever.

use std::io;
use std::path::PathBuf;

use etude_study::finding::Severity;
use etude_study::history::History;
use thiserror::Error;
use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use crate::project_file_text;
use crate::project_folder::{OpenError, PROJECT_FILE, ProjectFolder};

/// Why a finding cannot be accepted.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// Every round has its verdict, or none has started.
    #[error("no round is open whose findings could be accepted")]
    NoOpenRound,
    /// No warning of the open round carries the rule.
    #[error("no finding of round `{round}` that speaks against its verdict carries rule {rule}")]
    NoSuchFinding {
        /// The round.
        round: String,
        /// The rule asked for.
        rule: String,
        /// Those that its findings carry.
        carried: Vec<String>,
    },
    /// A reason is what is printed with the verdict.
    #[error("the reason is empty")]
    NoReason,
    /// The round is in the history and not in the file.
    #[error("{PROJECT_FILE} has no round named `{round}` any more")]
    RoundNotInFile {
        /// The round.
        round: String,
    },
    /// The file cannot be read or written.
    #[error("cannot change {}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// With the entry, the file is none that can be read.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Writes into the project file that the open round accepts what its findings of a rule say, and opens it anew. A rule that
/// the round accepts already is left as it is.
///
/// # Errors
/// When there is nothing to accept, no reason, or the file cannot be changed.
pub fn accept(
    folder: &ProjectFolder,
    history: &History,
    (rule, reason): (&str, &str),
) -> Result<ProjectFolder, AcceptError> {
    let round = history.open_round().ok_or(AcceptError::NoOpenRound)?;
    let name = &round.frozen.definition.name;
    if reason.trim().is_empty() {
        return Err(AcceptError::NoReason);
    }
    let told = round.standing_findings().into_iter();
    let mut carried: Vec<String> = told
        .filter(|finding| finding.answer.severity() >= Severity::Warning)
        .map(|finding| finding.answer.rule().to_owned())
        .collect();
    carried.sort_unstable();
    carried.dedup();
    if !carried.iter().any(|known| known == rule) {
        return Err(AcceptError::NoSuchFinding { round: name.clone(), rule: rule.to_owned(), carried });
    }
    let path = folder.root().join(PROJECT_FILE);
    let failed = |source| AcceptError::File { path: path.clone(), source };
    let text = project_file_text::read(folder).map_err(failed)?;
    let changed = with_allowance(&text, name, (rule, reason))
        .ok_or_else(|| AcceptError::RoundNotInFile { round: name.clone() })?;
    if changed != text {
        project_file_text::replace(folder, &changed).map_err(failed)?;
    }
    Ok(ProjectFolder::open(folder.root())?)
}

/// The text of a project file with one more entry in a round's `allow`; none where the round is not in it.
fn with_allowance(text: &str, round: &str, (rule, reason): (&str, &str)) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let table = match document.get_mut("rounds")? {
        Item::ArrayOfTables(rounds) => {
            let found = rounds.iter_mut().find(|table| is_named(&**table, round))?;
            found as &mut dyn TableLike
        }
        Item::Value(Value::Array(rounds)) => {
            let mut tables = rounds.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.find(|table| is_named(&**table, round))? as &mut dyn TableLike
        }
        _ => return None,
    };
    let mut entry = InlineTable::new();
    entry.insert("rule", rule.into());
    entry.insert("reason", reason.into());
    match table.get_mut("allow") {
        Some(Item::Value(Value::Array(list))) => {
            let has_rule = |entry: &Value| {
                let known = entry.as_inline_table().and_then(|table| table.get("rule"));
                known.and_then(Value::as_str) == Some(rule)
            };
            if list.iter().any(has_rule) {
                return Some(text.to_owned());
            }
            list.push(entry);
        }
        Some(_) => return None,
        None => {
            let list = Array::from_iter([entry]);
            table.insert("allow", Item::Value(Value::Array(list)));
        }
    }
    Some(document.to_string())
}

fn is_named(table: &dyn TableLike, name: &str) -> bool {
    table.get("name").and_then(Item::as_str) == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# mine\n[project]\nname = \"p\" # the name\n\n[[rounds]]\nname = \"a\"\ntrials = 8 # few\n\n\
                        [[rounds]] # the second\nname = \"b\"\nallow = [{ rule = \"S25\", reason = \"constant\" }] # so\n";

    #[test]
    fn an_entry_is_added_where_it_belongs_and_comments_stay() {
        let first = with_allowance(FILE, "a", ("P36", "the \"machine\" broke")).unwrap();
        let line = "allow = [{ rule = \"P36\", reason = 'the \"machine\" broke' }]\n";
        assert_eq!(first, FILE.replace("trials = 8 # few\n", &format!("trials = 8 # few\n{line}")));
        let second = with_allowance(FILE, "b", ("P36", "few")).unwrap();
        let list = "\"constant\" }, { rule = \"P36\", reason = \"few\" }] # so";
        assert_eq!(second, FILE.replace("\"constant\" }] # so", list));
    }

    #[test]
    fn a_rule_is_added_once_and_only_to_a_round_of_the_file() {
        let once = with_allowance(FILE, "a", ("P36", "few")).unwrap();
        assert_eq!(with_allowance(&once, "a", ("P36", "other words")).unwrap(), once);
        assert_eq!(with_allowance(FILE, "c", ("P36", "few")), None);
        let inline = "rounds = [{ name = \"a\", trials = 8 }]\n";
        let changed = with_allowance(inline, "a", ("P36", "few")).unwrap();
        assert!(changed.contains("allow = [{ rule = \"P36\", reason = \"few\" }]"), "{changed}");
    }
}

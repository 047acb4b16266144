//! What one round was trained with, and whether that changed (P81).

use std::fmt::Write as _;

use etude_study::history::{History, RoundRecord};
use etude_study::sources::{KeptDiff, NamedSources, NoRepository, Repository, Sources, SourcesChange};
use serde::Serialize;

/// The project's code in one round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourcesReport {
    /// Its states as they were seen, from the round's start to its verdict; empty for a round of an Etude that did not
    /// record them. Files of diffs are relative to `.etude/`.
    pub states: Vec<Sources>,
    /// What changed while the round ran: its trials were not all trained with the same code.
    pub changed_during: Option<SourcesChange>,
    /// The later round at which the named sources had changed: what this one found may no longer hold.
    pub changed_by_round: Option<u32>,
}

pub(super) fn sources(history: &History, record: &RoundRecord) -> SourcesReport {
    let states = &record.sources;
    let last = states.last();
    let is_stale = |later: &&RoundRecord| {
        let first = later.sources.first();
        let change = last.zip(first).and_then(|(last, first)| first.change_since(last));
        later.id > record.id && change == Some(SourcesChange::NamedSources)
    };
    SourcesReport {
        states: states.clone(),
        changed_during: change_among(states),
        changed_by_round: history.rounds.iter().find(is_stale).map(|later| later.id.0),
    }
}

/// The first change between any two states, since one that tells nothing, as where git was too slow, may lie between
/// two that differ.
fn change_among(states: &[Sources]) -> Option<SourcesChange> {
    let later = states.iter().enumerate();
    later
        .flat_map(|(index, now)| states[..index].iter().rev().map(move |then| (now, then)))
        .find_map(|(now, then)| now.change_since(then))
}

pub(super) fn write_sources(text: &mut String, sources: &SourcesReport) {
    match sources.states.as_slice() {
        [] => text.push_str("Sources: not recorded.\n\n"),
        [only] => {
            let _ = write!(text, "Sources: {}.\n\n", in_words(only));
        }
        states => {
            text.push_str("Sources, as they were seen from the start to the verdict:\n\n");
            for (number, state) in (1..).zip(states) {
                let _ = writeln!(text, "{number}. {}.", in_words(state));
            }
            text.push('\n');
        }
    }
}

/// What these changes mean for the round's verdict.
pub(super) fn caveats(sources: &SourcesReport) -> Vec<String> {
    let mut caveats = Vec::new();
    if let Some(change) = sources.changed_during {
        let what = match change {
            SourcesChange::NamedSources => "the content of the named sources changed",
            SourcesChange::Commit => "another commit was checked out",
            SourcesChange::UncommittedChanges => "tracked files were changed",
        };
        caveats.push(format!(
            "{what} while the round ran: its trials may not all have been trained with the same code, and the conclusion \
             may be stale (P81)"
        ));
    }
    if let Some(round) = sources.changed_by_round {
        caveats.push(format!(
            "the named sources had changed when round {round} started: the conclusion may be stale (P81)"
        ));
    }
    caveats
}

fn in_words(sources: &Sources) -> String {
    let repository = match &sources.repository {
        Repository::Absent { why } => absent(why),
        Repository::Present { commit: None, .. } => "a git repository without a commit".into(),
        Repository::Present { commit: Some(commit), branch, diff } => {
            let branch =
                branch.as_ref().map_or_else(|| "no branch".into(), |branch| format!("branch `{branch}`"));
            let changes = diff.as_ref().map_or_else(|| "nothing uncommitted".into(), kept);
            format!("commit `{commit}` ({branch}), {changes}")
        }
    };
    match &sources.named {
        Some(named) => format!("{repository}; {}", fingerprint(named)),
        None => repository,
    }
}

fn absent(why: &NoRepository) -> String {
    match why {
        NoRepository::GitNotFound => "no git on this machine, so no commit is known".into(),
        NoRepository::NotUnderVersionControl => "not under version control".into(),
        NoRepository::Unreadable { asked, reason } => {
            format!("no commit is known, since `{asked}` did not answer: {reason}")
        }
    }
}

fn kept(diff: &KeptDiff) -> String {
    let beginning = if diff.whole { "" } else { ", the beginning of a larger one" };
    format!("**with uncommitted changes** in `.etude/{}` ({}{beginning})", diff.file, bytes(diff.bytes))
}

fn fingerprint(named: &NamedSources) -> String {
    let files = crate::words::count(named.files, "named source file");
    let mut text = format!("{files}, {}, SHA-256 `{}`", bytes(named.bytes), named.sha256);
    if !named.whole {
        text.push_str(" (not all could be read)");
    }
    if !named.untracked.is_empty() {
        let listed: Vec<String> = named.untracked.iter().map(|file| format!("`{}`", file.name)).collect();
        let _ = write!(text, ", of which git does not track {}", listed.join(", "));
    }
    if !named.missing.is_empty() {
        let listed: Vec<String> = named.missing.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(text, "; not found: {}", listed.join(", "));
    }
    text
}

/// A size: `1 byte`, `4096 bytes`.
pub(super) fn bytes(bytes: u64) -> String {
    if bytes == 1 { "1 byte".into() } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_across_a_moment_at_which_git_said_nothing() {
        let at = |commit: &str| Sources {
            repository: Repository::Present { commit: Some(commit.into()), branch: None, diff: None },
            named: None,
        };
        let silent =
            Sources { repository: Repository::Absent { why: NoRepository::GitNotFound }, named: None };
        let change = |states: &[Sources]| change_among(states);
        assert_eq!(change(&[at("a"), silent.clone(), at("b")]), Some(SourcesChange::Commit));
        assert_eq!(change(&[at("a"), silent.clone(), at("a")]), None);
        assert_eq!(change(&[at("a"), at("b"), at("a")]), Some(SourcesChange::Commit));
        assert_eq!(change(&[silent]), None);
    }
}

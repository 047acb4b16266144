//! What a round was trained with: the commit, the changes nobody committed, and the content of named sources (P81).

use serde::{Deserialize, Serialize};

/// The state of a project's code at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// The git repository that holds the project.
    pub repository: Repository,
    /// The content of the files that `[workload] sources` names; none without that key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<NamedSources>,
}

/// What git says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Repository {
    /// It says nothing.
    Absent {
        /// Why.
        #[serde(flatten)]
        why: NoRepository,
    },
    /// The project's files are under version control.
    Present {
        /// The commit that is checked out; none in a repository without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commit: Option<String>,
        /// The branch; none on a detached commit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<String>,
        /// How tracked files of the project differ from the commit; none where they do not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        diff: Option<KeptDiff>,
    },
}

/// Why there is nothing to say about a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NoRepository {
    /// There is no git on this machine.
    GitNotFound,
    /// No repository holds a file of the project: there is none, or it ignores the folder.
    NotUnderVersionControl,
    /// Git broke off, or took too long.
    Unreadable {
        /// What was asked of git.
        asked: String,
        /// How it ended.
        reason: String,
    },
}

/// Changes that were not committed, kept in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDiff {
    /// The file, relative to `.etude/`.
    pub file: String,
    /// SHA-256 of its content, as 64 hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether it is all of the diff; of a larger one only the beginning is kept.
    pub whole: bool,
}

/// The content of the files that the project file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSources {
    /// SHA-256 over names and contents of all files, as 64 hexadecimal digits.
    pub sha256: String,
    /// How many files.
    pub files: u32,
    /// Their bytes together.
    pub bytes: u64,
    /// Those that git does not track, which are in no commit and no diff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untracked: Vec<SourceFile>,
    /// Names of the project file that nothing answers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Whether all files were read; false where there were too many or one could not be read.
    pub whole: bool,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its path, relative to the workload's directory.
    pub name: String,
    /// SHA-256 of its content, as 64 hexadecimal digits.
    pub sha256: String,
}

/// What became different between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourcesChange {
    /// The content of the named sources.
    NamedSources,
    /// The commit.
    Commit,
    /// The changes that were not committed.
    UncommittedChanges,
}

impl Sources {
    /// What differs from an earlier moment, as far as both tell. Where both have named sources those alone decide, so
    /// that committing what was trained with changes nothing.
    pub fn change_since(&self, earlier: &Sources) -> Option<SourcesChange> {
        if let (Some(now), Some(then)) = (&self.named, &earlier.named) {
            return (now.sha256 != then.sha256).then_some(SourcesChange::NamedSources);
        }
        let (
            Repository::Present { commit: now, diff: changes_now, .. },
            Repository::Present { commit: then, diff: changes_then, .. },
        ) = (&self.repository, &earlier.repository)
        else {
            return None;
        };
        let hash = |diff: &Option<KeptDiff>| diff.as_ref().map(|diff| diff.sha256.clone());
        if now != then {
            Some(SourcesChange::Commit)
        } else if hash(changes_now) != hash(changes_then) {
            Some(SourcesChange::UncommittedChanges)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(commit: &str, diff: Option<&str>, named: Option<&str>) -> Sources {
        let kept = |sha256: &str| KeptDiff {
            file: format!("sources/{sha256}.diff"),
            sha256: sha256.into(),
            bytes: 9,
            whole: true,
        };
        let fingerprint = |sha256: &str| NamedSources {
            sha256: sha256.into(),
            files: 1,
            bytes: 9,
            untracked: Vec::new(),
            missing: Vec::new(),
            whole: true,
        };
        Sources {
            repository: Repository::Present {
                commit: Some(commit.into()),
                branch: None,
                diff: diff.map(kept),
            },
            named: named.map(fingerprint),
        }
    }

    #[test]
    fn named_sources_decide_and_without_them_git_does() {
        let absent =
            Sources { repository: Repository::Absent { why: NoRepository::GitNotFound }, named: None };
        let cases = [
            (at("a", None, None), at("a", None, None), None),
            (at("a", None, None), at("b", None, None), Some(SourcesChange::Commit)),
            (at("a", Some("1"), None), at("a", None, None), Some(SourcesChange::UncommittedChanges)),
            (at("a", Some("1"), None), at("a", Some("2"), None), Some(SourcesChange::UncommittedChanges)),
            (at("a", Some("1"), Some("x")), at("b", None, Some("x")), None),
            (at("a", None, Some("x")), at("a", None, Some("y")), Some(SourcesChange::NamedSources)),
            (at("a", None, None), absent.clone(), None),
            (absent.clone(), absent, None),
        ];
        for (earlier, later, change) in cases {
            assert_eq!(later.change_since(&earlier), change, "{earlier:?} {later:?}");
        }
    }
}

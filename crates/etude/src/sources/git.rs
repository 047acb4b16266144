//! What git says of a project's files. It is asked with everything turned off by which a repository can start programs.
//!
//! A repository's own settings name programs that git starts: a file-system monitor, hooks, a pager, an external diff,
//! text converters; reading a repository must start none of them (CVE-2022-24765 and its kin). What is left are the
//! clean filters of `.gitattributes`, which `git diff` needs to compare at all. Git is given neither the caller's `GIT_`
//! variables nor a terminal, fetches nothing, and is ended when it takes too long.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use etude_runner::{Bounds, Kept, ShortCommand, ShortEnd, run_to_end};
use etude_study::sources::{KeptDiff, NoRepository, Repository};

use super::{file_of, keep};
use crate::project_folder::ProjectFolder;

/// How long git may take to answer one question.
const LIMIT: Duration = Duration::from_secs(10);
/// Of a larger diff only the beginning is kept.
const LARGEST_DIFF: usize = 1 << 20;
/// An answer of a few words.
const SHORT: usize = 4096;

/// What is asked of git before every question.
const SAFELY: [&str; 10] = [
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
    "-c",
    "submodule.recurse=false",
];

/// Renames are shown as what they are made of and binary files by their hashes, so that a diff depends on no setting.
const DIFF: [&str; 11] = [
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-renames",
    "--no-relative",
    "--full-index",
    "--ignore-submodules=dirty",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "HEAD",
];

/// What git says, and which of the named sources it does not track.
pub(super) struct Seen {
    pub(super) repository: Repository,
    /// None where git says nothing, so that nothing is tracked.
    pub(super) untracked: Option<Untracked>,
}

/// Files that no commit and no diff holds, relative to the workload's directory.
pub(super) struct Untracked(BTreeSet<String>);

impl Untracked {
    pub(super) fn holds(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Looks at the repository that holds the project.
pub(super) fn look(folder: &ProjectFolder, directory: &Path, names: &[String]) -> Seen {
    match present(folder, directory, names) {
        Ok(seen) => seen,
        Err(why) => Seen { repository: Repository::Absent { why }, untracked: None },
    }
}

fn present(folder: &ProjectFolder, directory: &Path, names: &[String]) -> Result<Seen, NoRepository> {
    let root = folder.root();
    let top = match ask(root, &["rev-parse", "--show-toplevel"], SHORT)? {
        Answer::Yes(path) => PathBuf::from(std::ffi::OsStr::from_bytes(path.trim_ascii_end())),
        _ if root.ancestors().any(|above| above.join(".git").exists()) => {
            let reason = "git refuses this repository; is it another user's?".into();
            return Err(NoRepository::Unreadable { asked: "git rev-parse".into(), reason });
        }
        _ => return Err(NoRepository::NotUnderVersionControl),
    };
    let sources: Vec<String> = names.iter().filter_map(|name| within(&top, &directory.join(name))).collect();
    let mut places: BTreeSet<String> =
        [root, directory].iter().filter_map(|place| within(&top, place)).collect();
    places.extend(sources.iter().cloned());
    if let Some(ours) = within(&top, &folder.etude_folder()) {
        places.insert(ours.replacen(":(top,", ":(top,exclude,", 1));
    }
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let tracked = ask(root, &with_places(&["ls-files", "-z"], &places), SHORT)?;
    if matches!(tracked, Answer::Yes(none) if none.is_empty()) {
        return Err(NoRepository::NotUnderVersionControl);
    }
    let commit = words(ask(root, &["rev-parse", "--verify", "--quiet", "HEAD"], SHORT)?);
    let branch = words(ask(root, &["symbolic-ref", "--quiet", "--short", "HEAD"], SHORT)?);
    let diff = match &commit {
        Some(_) => kept_diff(folder, &places)?,
        None => None,
    };
    let untracked = if sources.is_empty() { BTreeSet::new() } else { untracked(directory, &sources)? };
    let repository = Repository::Present { commit, branch, diff };
    Ok(Seen { repository, untracked: Some(Untracked(untracked)) })
}

/// A path of the repository as git takes it literally; none for one outside.
fn within(top: &Path, place: &Path) -> Option<String> {
    let place = place.canonicalize().ok()?;
    let inside = place.strip_prefix(top.canonicalize().ok()?).ok()?.to_str()?;
    Some(format!(":(top,literal){inside}"))
}

fn with_places<'a>(question: &[&'a str], places: &[&'a str]) -> Vec<&'a str> {
    question.iter().copied().chain(["--"]).chain(places.iter().copied()).collect()
}

fn kept_diff(folder: &ProjectFolder, places: &[&str]) -> Result<Option<KeptDiff>, NoRepository> {
    let (bytes, whole) = match ask(folder.root(), &with_places(&DIFF, places), LARGEST_DIFF)? {
        Answer::Yes(bytes) => (bytes, true),
        Answer::Beginning(bytes) => (bytes, false),
        Answer::No { code } => return Err(unreadable(&DIFF, format!("it ended with exit code {code}"))),
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    let sha256 = keep(&folder.etude_folder(), &bytes)
        .map_err(|error| unreadable(&DIFF, format!("its answer could not be kept: {error}")))?;
    Ok(Some(KeptDiff { file: file_of(&sha256), sha256, bytes: bytes.len() as u64, whole }))
}

/// Which of the named sources git does not track, ignored ones too.
fn untracked(directory: &Path, sources: &[String]) -> Result<BTreeSet<String>, NoRepository> {
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let question = ["ls-files", "--others", "-z"];
    let listed = match ask(directory, &with_places(&question, &sources), LARGEST_DIFF)? {
        Answer::Yes(listed) | Answer::Beginning(listed) => listed,
        Answer::No { code } => return Err(unreadable(&question, format!("it ended with exit code {code}"))),
    };
    let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// What git answered.
enum Answer {
    /// All of it.
    Yes(Vec<u8>),
    /// The beginning of a longer one.
    Beginning(Vec<u8>),
    /// Nothing, by its exit code.
    No {
        /// The exit code.
        code: i32,
    },
}

fn words(answer: Answer) -> Option<String> {
    match answer {
        Answer::Yes(bytes) => Some(String::from_utf8_lossy(bytes.trim_ascii_end()).into_owned()),
        Answer::Beginning(_) | Answer::No { .. } => None,
    }
}

fn ask(directory: &Path, question: &[&str], most_bytes: usize) -> Result<Answer, NoRepository> {
    let words = ["git"].iter().chain(&SAFELY).chain(question);
    let command: Vec<String> = words.map(|word| (*word).to_owned()).collect();
    let settings = [
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("LC_ALL", "C"),
    ];
    let environment: BTreeMap<String, String> =
        settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let asked = ShortCommand {
        command: &command,
        directory,
        environment: &environment,
        without_prefix: Some("GIT_"),
    };
    let bounds = Bounds { time: LIMIT, stdout: Kept::AtMost(most_bytes), stderr: Kept::Last(0) };
    let answered = run_to_end(&asked, bounds);
    match answered.end {
        ShortEnd::Exited { code: 0 } => Ok(Answer::Yes(answered.stdout)),
        ShortEnd::Exited { code } => Ok(Answer::No { code }),
        ShortEnd::PrintedTooMuch { .. } => Ok(Answer::Beginning(answered.stdout)),
        ShortEnd::Unusable { kind: io::ErrorKind::NotFound, .. } => Err(NoRepository::GitNotFound),
        ShortEnd::TookTooLong { limit } => {
            Err(unreadable(question, format!("it took longer than {} s", limit.as_secs())))
        }
        ShortEnd::Signaled { signal } => {
            Err(unreadable(question, format!("it was killed by signal {signal}")))
        }
        ShortEnd::Unusable { reason, .. } => Err(unreadable(question, reason)),
    }
}

fn unreadable(question: &[&str], reason: String) -> NoRepository {
    NoRepository::Unreadable { asked: format!("git {}", question.first().unwrap_or(&"")), reason }
}

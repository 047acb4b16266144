//! A command whose script is not there, refused before a file is written that could never run.

use std::path::{Path, PathBuf};

use super::InitError;

/// Interpreters that take a script as their first plain word, with the endings of their scripts.
const INTERPRETERS: [(&str, &str); 4] =
    [("python", ".py"), ("bash", ".sh"), ("Rscript", ".R"), ("julia", ".jl")];
/// Most scripts named instead.
const MOST_NAMED: usize = 5;

/// Refuses an interpreter's script that is not there. What a container or a launcher starts may lie elsewhere, and is
/// left alone.
pub(super) fn refuse(folder: &Path, command: &[String]) -> Result<(), InitError> {
    let Some((interpreter, words)) = command.split_first() else { return Ok(()) };
    let interpreter = Path::new(interpreter).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some((_, ending)) = INTERPRETERS.iter().find(|(name, _)| interpreter.starts_with(name)) else {
        return Ok(());
    };
    let Some(script) = words.first().filter(|word| word.ends_with(ending)) else { return Ok(()) };
    if folder.join(script).exists() {
        return Ok(());
    }
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = scripts(folder, ending);
    Err(InitError::NoScript { script: script.clone(), folder: absolute, there })
}

/// The scripts of a folder, in alphabetical order, a few.
fn scripts(folder: &Path, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| PathBuf::from(entry.file_name()).display().to_string());
    let mut names: Vec<String> = files.filter(|name| name.ends_with(ending)).collect();
    names.sort();
    names.truncate(MOST_NAMED);
    names
}

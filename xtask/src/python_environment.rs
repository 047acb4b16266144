//! A Python environment of its own below `target`, with the packages that a file of requirements pins.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{self, Failure};

const NO_VENV: &str =
    "`python3 -m venv` did not work: install the package python3-venv (it brings ensurepip)";

/// What an environment is for and what it holds.
pub(crate) struct Environment {
    /// What needs it, as in "installing 3 packages for ...".
    pub(crate) purpose: &'static str,
    /// The file of requirements, from the root of the repository.
    pub(crate) requirements: &'static str,
    /// What to say when the packages cannot be installed.
    pub(crate) no_pip: &'static str,
}

/// Installs the packages into `folder/venv` unless they are there. Answers how many there are, and whether they were
/// there.
pub(crate) fn install(root: &Path, folder: &Path, wanted: &Environment) -> Result<String, Failure> {
    let text = read(&root.join(wanted.requirements))?;
    let installed = folder.join("installed.txt");
    let count = text.lines().filter(|line| line.contains("==")).count();
    let place = folder.join("venv");
    let purpose = wanted.purpose;
    if fs::read_to_string(&installed).is_ok_and(|there| there == text) && place.join("bin/python3").exists() {
        return Ok(format!("{count} packages for {purpose}, there already"));
    }
    println!("packages  installing {count} for {purpose}");
    if place.exists() {
        fs::remove_dir_all(&place).map_err(|source| Failure::File { path: place.clone(), source })?;
    }
    let place = place.display().to_string();
    command::run(&["python3", "-m", "venv", &place])
        .map_err(|_| Failure::Missing { program: "Python's venv", remedy: NO_VENV })?;
    let python = format!("{place}/bin/python3");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted.requirements];
    command::run(&[&[python.as_str()], &pip[..]].concat())
        .map_err(|_| Failure::Missing { program: "a Python package", remedy: wanted.no_pip })?;
    fs::write(&installed, text).map_err(|source| Failure::File { path: installed, source })?;
    Ok(format!("{count} packages for {purpose}, installed"))
}

/// Where cargo builds.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

/// The lines of the requirements that pin no version.
#[cfg(test)]
pub(crate) fn loose(root: &Path, wanted: &Environment) -> Result<Vec<String>, Failure> {
    let text = read(&root.join(wanted.requirements))?;
    Ok(text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.contains("=="))
        .map(str::to_owned)
        .collect())
}

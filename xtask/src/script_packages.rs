//! The Python packages that the scripts of the tests import, in an environment of their own below `target`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{self, Failure};

/// What is installed, with versions.
const REQUIREMENTS: &str = "crates/cli/tests/init_scripts/requirements.txt";
const NO_VENV: &str =
    "`python3 -m venv` did not work: install the package python3-venv (it brings ensurepip)";
const NO_PIP: &str = "`pip install` of the packages in crates/cli/tests/init_scripts/requirements.txt did not work (its message is \
                      above): they need Python 3.10 or later, and a package index that can be reached";

/// Installs the packages unless they are there. Answers how many there are, and whether they were there.
pub(crate) fn install(root: &Path) -> Result<String, Failure> {
    let wanted = read(&root.join(REQUIREMENTS))?;
    let folder = target(root).join("script-tests");
    let installed = folder.join("installed.txt");
    let count = wanted.lines().filter(|line| line.contains("==")).count();
    let place = folder.join("venv");
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) && place.join("bin/python3").exists() {
        return Ok(format!("{count} packages for test scripts, there already"));
    }
    println!("packages  installing {count} for the test scripts");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|source| Failure::File { path: folder.clone(), source })?;
    }
    let place = place.display().to_string();
    command::run(&["python3", "-m", "venv", &place])
        .map_err(|_| Failure::Missing { program: "Python's venv", remedy: NO_VENV })?;
    let python = format!("{place}/bin/python3");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
    command::run(&[&[python.as_str()], &pip[..]].concat())
        .map_err(|_| Failure::Missing { program: "a Python package", remedy: NO_PIP })?;
    fs::write(&installed, wanted).map_err(|source| Failure::File { path: installed, source })?;
    Ok(format!("{count} packages for test scripts, installed"))
}

/// Where cargo builds.
fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned() {
        let text = read(&command::root().join(REQUIREMENTS)).unwrap();
        let loose: Vec<&str> =
            text.lines().filter(|line| !line.starts_with('#') && !line.contains("==")).collect();
        assert_eq!(loose, [""; 0]);
    }
}

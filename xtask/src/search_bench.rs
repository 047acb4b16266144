//! `cargo xtask bench search`: Etude's samplers against those of other packages, in a Python environment of its own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{self, Failure};
use crate::python_environment::{self, Environment};

/// The folder of the scripts; their rows lie below it.
const SCRIPTS: &str = "benches/peers";
/// A Python that has the packages already, instead of an environment that is set up here.
const PYTHON: &str = "ETUDE_BENCH_PYTHON";
const PACKAGES: Environment = Environment {
    purpose: "the search bench",
    requirements: "benches/peers/requirements.txt",
    no_pip: "`pip install` of the packages in benches/peers/requirements.txt did not work (its message is above): they \
             need Python 3.10 to 3.13 and a package index that can be reached; ETUDE_BENCH_PYTHON names a Python that \
             has them",
};
/// Which of Etude's samplers are run when none are named.
const SAMPLERS: &str = "quasi-random,random,gp,tpe,cma-es,auto";

/// Runs one part of the bench. Without a word, or with flags: Etude's samplers, and the tables that compare them with
/// the rows kept of others. `peers` adds to the rows of others what is missing (hours), `cost` measures what a
/// suggestion costs, `tables` compares the rows that are there.
pub(crate) fn run(rest: &[&str]) -> Result<(), Failure> {
    let root = command::root();
    let python = python(&root)?;
    let (part, flags) = match rest.split_first() {
        Some((first, flags)) if !first.starts_with('-') => (*first, flags),
        _ => ("ours", rest),
    };
    let script = |name: &str, words: &[&str]| {
        let path = format!("{SCRIPTS}/{name}");
        command::run(&[&[python.as_str(), path.as_str()], words, flags].concat())
    };
    let ours = folder(&root).join("rows").display().to_string();
    let theirs = format!("{SCRIPTS}/rows");
    match part {
        "ours" => {
            build()?;
            script("run.py", &["--plan", "ours", "--samplers", SAMPLERS, "--rows", &ours])?;
            command::run(&[&python, &format!("{SCRIPTS}/analyse.py"), &theirs, &ours])
        }
        "tables" => script("analyse.py", &[&theirs, &ours]),
        "peers" => script("run.py", &["--plan", "peers", "--rows", &theirs]),
        "cost" => {
            build()?;
            script("cost.py", &[&folder(&root).join("cost.json").display().to_string()])
        }
        _ => Err(Failure::Usage(
            "usage: cargo xtask bench search [peers | cost | tables] [FLAGS OF THE SCRIPT]",
        )),
    }
}

fn build() -> Result<(), Failure> {
    command::run(&["cargo", "build", "--release", "--locked", "-p", "etude-cli"])
}

/// The Python to run: the one that the environment variable names, or that of the environment of the bench.
fn python(root: &Path) -> Result<String, Failure> {
    if let Some(named) = env::var_os(PYTHON) {
        return Ok(PathBuf::from(named).display().to_string());
    }
    let place = folder(root);
    fs::create_dir_all(&place).map_err(|source| Failure::File { path: place.clone(), source })?;
    python_environment::install(root, &place, &PACKAGES)?;
    Ok(place.join("venv/bin/python3").display().to_string())
}

fn folder(root: &Path) -> PathBuf {
    python_environment::target(root).join("search-bench")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned() {
        let loose = python_environment::loose(&command::root(), &PACKAGES).unwrap();
        assert_eq!(loose, [""; 0]);
    }
}

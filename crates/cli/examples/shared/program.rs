//! The `etude` program that a bench measures.
#![expect(clippy::disallowed_methods, reason = "starts cargo as it was itself started")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program beside this one, `target/release/etude`. Cargo builds an example without it, so it is built here: an
/// old one would be measured otherwise.
pub(crate) fn etude() -> Option<PathBuf> {
    if let Some(cargo) = std::env::var_os("CARGO") {
        let mut command = Command::new(cargo);
        command.args(["build", "--quiet", "--locked", "-p", "etude-cli", "--bin", "etude"]);
        if !cfg!(debug_assertions) {
            command.arg("--release");
        }
        command.status().ok().filter(std::process::ExitStatus::success)?;
    }
    let example = std::env::current_exe().ok()?;
    let path = example.parent().and_then(Path::parent)?.join("etude");
    path.exists().then_some(path)
}

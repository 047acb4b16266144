//! Python virtual environments: what activating one changes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a virtual environment keeps its programs.
fn programs(folder: &Path) -> PathBuf {
    folder.join("bin")
}

/// The variables that activating a virtual environment sets: `VIRTUAL_ENV`, and a `PATH` in which its programs come
/// before those of `path`.
pub fn activated(folder: &Path, path: Option<&OsStr>) -> BTreeMap<String, String> {
    let mut searched = programs(folder).into_os_string();
    if let Some(path) = path.filter(|path| !path.is_empty()) {
        searched.push(":");
        searched.push(path);
    }
    let variables = [("VIRTUAL_ENV", folder.as_os_str()), ("PATH", &searched)];
    variables.map(|(name, value)| (name.to_owned(), value.to_string_lossy().into_owned())).into()
}

/// Lets a command run in a virtual environment. Its program is looked for there, too.
#[expect(clippy::disallowed_methods, reason = "the caller's PATH is what is added to")]
pub(crate) fn enter(command: &mut Command, folder: &Path) {
    // What the `activate` script unsets: it would name the libraries of another Python.
    command.envs(activated(folder, std::env::var_os("PATH").as_deref())).env_remove("PYTHONHOME");
}

/// Whether a folder is a virtual environment.
pub(crate) fn is_one(folder: &Path) -> bool {
    programs(folder).is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_programs_come_first() {
        let variables = activated(Path::new("/p/.venv"), Some(OsStr::new("/usr/bin:/bin")));
        assert_eq!(variables["PATH"], "/p/.venv/bin:/usr/bin:/bin");
        assert_eq!(variables["VIRTUAL_ENV"], "/p/.venv");
        assert_eq!(activated(Path::new("/v"), None)["PATH"], "/v/bin");
    }
}

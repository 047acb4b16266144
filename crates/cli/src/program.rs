//! This program itself, and the projects it opens.

use std::path::{Path, PathBuf};

use etude::ProjectFolder;
use etude::study::project::Program;

use crate::failure::Failure;

/// The path of this program, which starts itself as supervisor and as built-in workload.
pub(crate) fn etude() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(Failure::NoSelf)
}

/// Opens a project, and refuses a built-in workload that this program does not have.
pub(crate) fn open(project: &Path) -> Result<ProjectFolder, Failure> {
    let folder = ProjectFolder::open(project)?;
    if let Program::Builtin(name) = &folder.project.workload.program {
        known_builtin(name)?;
    }
    Ok(folder)
}

/// Refuses the name of a workload that is not built in.
pub(crate) fn known_builtin(name: &str) -> Result<(), Failure> {
    if etude_trainer::builtin_workloads().contains(&name) {
        Ok(())
    } else {
        Err(Failure::UnknownBuiltin { name: name.to_owned() })
    }
}

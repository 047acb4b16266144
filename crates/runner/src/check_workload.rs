//! What must be there before anything is started.

use std::path::{Path, PathBuf};

use etude_study::project::{Program, Workload};

use crate::virtual_environment;

/// Something a workload needs that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkloadProblem {
    /// The folder to run in.
    #[error("the workload's directory {} does not exist", path.display())]
    NoDirectory {
        /// The folder.
        path: PathBuf,
    },
    /// The virtual environment.
    #[error("there is no virtual environment {}", path.display())]
    NoVirtualEnvironment {
        /// The folder.
        path: PathBuf,
    },
    /// A folder that is there and is no virtual environment.
    #[error("{} is no virtual environment: it has no folder `bin`", path.display())]
    NotAVirtualEnvironment {
        /// The folder.
        path: PathBuf,
    },
}

impl WorkloadProblem {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            WorkloadProblem::NoDirectory { .. } => {
                "mend `directory` in [workload]: it is relative to the folder of the project file".into()
            }
            WorkloadProblem::NoVirtualEnvironment { path }
            | WorkloadProblem::NotAVirtualEnvironment { path } => format!(
                "make it: python3 -m venv {}; or mend `virtual_environment` in [workload], which is relative to the \
                 folder of the project file",
                path.display()
            ),
        }
    }
}

/// Looks for the folders that a workload names. `project_directory` is the folder of its `etude.toml`.
pub fn check_workload(workload: &Workload, project_directory: &Path) -> Result<(), WorkloadProblem> {
    let place = |folder: &str| -> PathBuf { project_directory.join(folder).components().collect() };
    let directory = place(&workload.directory);
    if !directory.is_dir() {
        return Err(WorkloadProblem::NoDirectory { path: directory });
    }
    let environment = workload.virtual_environment.as_deref().map(place);
    match environment.filter(|_| matches!(workload.program, Program::Command(_))) {
        Some(path) if !path.exists() => Err(WorkloadProblem::NoVirtualEnvironment { path }),
        Some(path) if !virtual_environment::is_one(&path) => {
            Err(WorkloadProblem::NotAVirtualEnvironment { path })
        }
        _ => Ok(()),
    }
}

//! What a kill at random hits: the coordinator, a supervisor, a training, or all there is.

use std::fmt;
use std::path::Path;

use super::Killed;
use super::moments::Moments;
use super::processes::{self, Process};

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Coordinator,
    /// One of the supervisors; its training dies with it.
    Supervisor,
    /// One of the trainings: a crash, as the supervisor sees it.
    Training,
    /// Every process of the project, one after the other.
    All,
}

impl Target {
    pub(crate) const EACH: [Target; 4] =
        [Target::Coordinator, Target::Supervisor, Target::Training, Target::All];

    /// Whether the coordinator is among it.
    pub(crate) fn ends_the_run(self) -> bool {
        matches!(self, Target::Coordinator | Target::All)
    }

    /// Kills it, if it is there now, and notes the attempts that it strikes.
    pub(crate) fn kill(self, project: &Path, moments: &mut Moments, killed: &mut Killed) -> bool {
        let all = processes::of(project);
        let struck: Vec<&Process> = match self {
            Target::All => all.iter().collect(),
            one => {
                let such: Vec<&Process> =
                    all.iter().filter(|process| Target::of(process, &all) == Some(one)).collect();
                such.get(moments.index(such.len())).copied().into_iter().collect()
            }
        };
        for process in &struck {
            killed.note(process, &all);
            processes::kill_9(process.pid);
        }
        !struck.is_empty()
    }

    /// What a process of the project is.
    fn of(process: &Process, all: &[Process]) -> Option<Target> {
        if process.does("supervise") {
            Some(Target::Supervisor)
        } else if process.supervisor(all).is_some() {
            Some(Target::Training)
        } else if process.does("run") {
            Some(Target::Coordinator)
        } else {
            None
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Target::Coordinator => "coordinator",
            Target::Supervisor => "a supervisor",
            Target::Training => "a training",
            Target::All => "all of them",
        })
    }
}

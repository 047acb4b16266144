//! Starting `etude run`, waiting for it with a limit, and finding every process of a project.
#![expect(clippy::disallowed_methods, reason = "waits give up by the clock, and /proc is read")]

use std::fs::{self, OpenOptions};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::project::Project;

/// Only against hanging.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(2);

/// An `etude run`, which is killed when this is dropped.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    /// Starts `etude run` on a project, in a process group of its own, as a shell does.
    pub(crate) fn start(etude: &Path, project: &Project) -> Running {
        Running::start_with(etude, project, &[])
    }

    /// The same, with these variables in its environment.
    pub(crate) fn start_with(etude: &Path, project: &Project, variables: &[(&str, &str)]) -> Running {
        let log = OpenOptions::new().create(true).append(true).open(project.log()).unwrap();
        let mut command = Command::new(etude);
        command.arg("--project").arg(project.path()).arg("run").process_group(0);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        Running { child: command.spawn().unwrap() }
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> ExitStatus {
        wait_for("the end of `etude run`", || self.ended())
    }

    /// Waits for its end, for so long at most.
    pub(crate) fn ends_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        loop {
            let ended = self.ended();
            if ended.is_some() || begun.elapsed() >= limit {
                return ended;
            }
            thread::sleep(PAUSE.min(limit.saturating_sub(begun.elapsed())));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail where it has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that has to do with a project.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) pid: Pid,
    parent: Pid,
    pub(crate) command: Vec<String>,
}

impl Process {
    /// Whether it is `etude` with this command.
    pub(crate) fn does(&self, verb: &str) -> bool {
        self.command.iter().skip(1).any(|word| word == verb)
    }

    /// The supervisor that started it, if one did.
    pub(crate) fn supervisor<'a>(&self, all: &'a [Process]) -> Option<&'a Process> {
        all.iter().find(|process| process.pid == self.parent && process.does("supervise"))
    }
}

/// Every living process that names the project's folder in its command or its environment: the coordinator, the
/// supervisors, and the trainings, which are told where their configuration is.
pub(crate) fn of(project: &Path) -> Vec<Process> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).map(Pid::from_raw);
    let named = |text: &[u8]| String::from_utf8_lossy(text).contains(&*project.to_string_lossy());
    let look = |pid: Pid| {
        let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        if !named(&command) && !named(&environment) {
            return None;
        }
        let words = String::from_utf8_lossy(&command);
        let command = words.split_terminator('\0').map(str::to_owned).collect();
        Some(Process { pid, parent: parent_of(pid)?, command })
    };
    pids.filter(|pid| *pid != Pid::this()).filter_map(look).collect()
}

fn parent_of(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // `pid (name) state parent ...`, and the name may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_ascii_whitespace().nth(1)?.parse().ok().map(Pid::from_raw)
}

/// How many trainings of a project run: programs that a supervisor started.
pub(crate) fn trainings_of(project: &Path) -> usize {
    let all = of(project);
    all.iter().filter(|process| process.supervisor(&all).is_some()).count()
}

/// Waits until no process of the project is left. A supervisor ends an instant after its exit record can be seen.
pub(crate) fn wait_until_none_is_left(project: &Path) {
    wait_for("the end of every process", || of(project).is_empty().then_some(()));
}

/// Kills a process, which may have ended meanwhile.
pub(crate) fn kill_9(pid: Pid) {
    match kill(pid, Signal::SIGKILL) {
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(error) => panic!("cannot kill {pid}: {error}"),
    }
}

/// Waits until there is something.
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(PAUSE);
    }
}

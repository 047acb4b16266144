//! The real `etude` binary, started as a user starts it, and what it said in a form that is the same on every machine.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The longest command of these tests, the example's run, takes a tenth of this on a quiet machine.
const PATIENCE: Duration = Duration::from_mins(8);

/// How a command ended, and all it said.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    folder: PathBuf,
}

/// Runs `etude` in a folder, with its outputs in pipes.
pub(crate) fn etude(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etude"));
    command.args(arguments);
    run(command, folder)
}

/// Runs any command in a folder, in an environment without a say about colours, width or trials.
pub(crate) fn run(mut command: Command, folder: &Path) -> Ran {
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "ETUDE_SEED"] {
        command.env_remove(name);
    }
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let pid = Pid::from_raw(child.id().cast_signed());
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let output = ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let _ = kill(pid, Signal::SIGKILL);
        panic!("it did not end within {PATIENCE:?}: {command:?}");
    });
    let output = output.unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        folder: folder.to_owned(),
    }
}

impl Ran {
    /// Standard output, standard error and exit code, without what differs between machines.
    pub(crate) fn shown(&self) -> String {
        let said = match self.stderr.as_str() {
            "" => String::new(),
            said => format!("--- standard error\n{said}"),
        };
        self.without_places(&format!("{}{said}--- exit code {}\n", self.stdout, self.code))
    }

    /// A text of this run with `[folder]` and `[etude]` for the paths of the folder and of the program.
    pub(crate) fn without_places(&self, text: &str) -> String {
        let folder = self.folder.display().to_string();
        text.replace(&folder, "[folder]").replace(env!("CARGO_BIN_EXE_etude"), "[etude]")
    }

    /// Standard output as JSON.
    #[allow(dead_code, reason = "not every test file reads JSON")]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.shown()))
    }
}

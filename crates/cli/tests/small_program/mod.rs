//! A small program of a user, and commands that run beside the test.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::fs;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// Trains three epochs, with a checkpoint each and a file of predictions. It waits after its first report while there
/// is a file named `wait`, and breaks where there is one named `broken`.
pub(crate) const PROGRAM: &str = r#"
import json, math, os, sys, time

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
rate = float(arguments["learning_rate"])
luck = int(os.environ["ETUDE_SEED"]) % 1000 / 1e6
checkpoints = os.environ["ETUDE_CHECKPOINT_DIR"]
resume, first = os.environ.get("ETUDE_RESUME_FROM"), 1
if resume:
    first = json.load(open(resume)) + 1
print("begins with", rate, file=sys.stderr, flush=True)
if os.path.exists("broken"):
    import no_such_module
for epoch in range(first, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
    error = 0.1 + abs(math.log10(rate) + 1) / 4 + 0.1 / epoch + luck
    name = f"epoch-{epoch}.json"
    with open(os.path.join(checkpoints, name), "w") as file:
        json.dump(epoch, file)
    with open(os.path.join(checkpoints, "..", "predictions.txt"), "w") as file:
        file.write("12345\n" * 200)
    print(json.dumps({"epoch": epoch, "val_error": error, "train_loss": 2 * error, "checkpoint": name}), flush=True)
    while os.path.exists("wait"):
        time.sleep(0.01)
"#;

const PROJECT: &str = r#"[project]
name = "mine"
metric = "val_error"
direction = "minimize"
min_improvement = 0.01

[workload]
command = ["python3", "-S", "train.py", "{args}"]
attempts = 1

[length]
max_epochs = 3

[slots]
count = 2

[parameters.learning_rate]
low = 1e-3
high = 1.0
scale = "log"
baseline = 0.002

[[rounds]]
name = "rate"
goal = "Which learning rate suits the program?"
nuisance = ["learning_rate"]
trials = 4
"#;

/// A project of this program; `wait` makes its trainings wait.
pub(crate) fn project(program: &str, waits: bool) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), PROJECT).unwrap();
    fs::write(folder.path().join("train.py"), program).unwrap();
    if waits {
        fs::write(folder.path().join("wait"), "").unwrap();
    }
    folder
}

/// Lets waiting trainings go on.
pub(crate) fn go(folder: &Path) {
    fs::remove_file(folder.join("wait")).unwrap();
}

/// A command that runs beside the test; it is killed with the test.
pub(crate) struct Beside(Option<Child>);

impl Beside {
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Beside {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etude"));
        command.args(arguments).current_dir(folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Beside(Some(command.spawn().unwrap()))
    }

    pub(crate) fn interrupt(&self) {
        let child = self.0.as_ref().unwrap();
        kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    }

    /// What it prints, for a test that reads along.
    pub(crate) fn stdout(&mut self) -> &mut ChildStdout {
        self.0.as_mut().unwrap().stdout.as_mut().unwrap()
    }

    /// What it says beside, likewise.
    pub(crate) fn stderr(&mut self) -> &mut ChildStderr {
        self.0.as_mut().unwrap().stderr.as_mut().unwrap()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    /// Its exit code and both outputs, when it has ended.
    pub(crate) fn wait(mut self) -> (i32, String, String) {
        let mut child = self.0.take().unwrap();
        wait_for("the end of a command", || child.try_wait().unwrap().is_some());
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        (status.code().unwrap_or(-1), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits until something is so.
pub(crate) fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "never saw {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until a trial has printed its first report.
pub(crate) fn wait_until_reported(folder: &Path, trial: &str) {
    let log = folder.join(".etude/trials").join(trial).join("stdout.log");
    wait_for("a report", || fs::read(&log).is_ok_and(|text| text.contains(&b'\n')));
}

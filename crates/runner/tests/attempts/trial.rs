//! A trial in a temporary folder, and the ways to run something in it.
#![expect(clippy::disallowed_methods, reason = "tests read files and give up by the clock")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use etude_runner::{AttemptState, PreparedAttempt, Started, TrialFolder, Watcher, poll, start};
use etude_study::configuration::{Configuration, Values};
use etude_study::measurement::SpooledMeasurement;
use etude_study::protocol::{self, AttemptOrder, ExitRecord, PROTOCOL_VERSION, ProcessEnd};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// Only against hanging.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// A trial. Its working directory lies beside its folder.
pub(crate) struct Trial {
    pub(crate) folder: TrialFolder,
    pub(crate) directory: PathBuf,
    _temporary: TempDir,
}

/// What an attempt left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) measurements: Vec<SpooledMeasurement>,
    pub(crate) state: AttemptState,
}

impl Outcome {
    pub(crate) fn record(&self) -> &ExitRecord {
        match &self.state {
            AttemptState::Exited(record) => record,
            other => panic!("the attempt is {other:?}"),
        }
    }

    pub(crate) fn end(&self) -> &ProcessEnd {
        &self.record().end
    }

    /// Panics unless the measurements are numbered from 0 without gaps; gives how many there are.
    pub(crate) fn count(&self) -> u32 {
        let sequences: Vec<u32> = self.measurements.iter().map(|measurement| measurement.sequence).collect();
        let count = u32::try_from(sequences.len()).unwrap();
        assert_eq!(sequences, (0..count).collect::<Vec<_>>());
        count
    }
}

impl Trial {
    pub(crate) fn new() -> Trial {
        let temporary = tempfile::tempdir().unwrap();
        let folder = TrialFolder::at(&temporary.path().join("trials/000007")).unwrap();
        Trial { folder, directory: temporary.path().to_owned(), _temporary: temporary }
    }

    /// A trial whose folder lies elsewhere.
    pub(crate) fn within(place: &Path) -> Trial {
        Trial { folder: TrialFolder::at(&place.join("000007")).unwrap(), ..Trial::new() }
    }

    pub(crate) fn attempt(&self, attempt: u32, command: &[&str]) -> PreparedAttempt {
        let configuration =
            Configuration { values: Values::new(), batch_size: None, max_epochs: 3, seed: 1, data_seed: 2 };
        let mark = self.folder.configuration().to_str().unwrap().to_owned();
        let order = AttemptOrder {
            version: PROTOCOL_VERSION,
            trial: 7,
            attempt,
            command: command.iter().map(|word| (*word).to_owned()).collect(),
            directory: self.directory.to_str().unwrap().to_owned(),
            environment: BTreeMap::from([(protocol::CONFIGURATION.to_owned(), mark)]),
            objective: "val_error".into(),
            metrics: BTreeMap::new(),
            epochs_before: 0,
            virtual_environment: None,
            stall_after_seconds: None,
            time_limit_seconds: None,
            grace_seconds: 60.0,
        };
        PreparedAttempt { order, configuration, environment: BTreeMap::new() }
    }

    pub(crate) fn shell(&self, attempt: u32, script: &str) -> PreparedAttempt {
        self.attempt(attempt, &["sh", "-c", script])
    }

    pub(crate) fn start(&self, prepared: &PreparedAttempt) -> Started {
        start(&self.folder, prepared, &supervisor()).unwrap()
    }

    /// Starts, and gives the supervisor's pid.
    pub(crate) fn start_fresh(&self, prepared: &PreparedAttempt) -> Pid {
        match self.start(prepared) {
            Started::Started { supervisor } => Pid::from_raw(supervisor.cast_signed()),
            other => panic!("{other:?}"),
        }
    }

    /// Runs an attempt to its end.
    pub(crate) fn run(&self, prepared: &PreparedAttempt) -> Outcome {
        self.start_fresh(prepared);
        self.follow(prepared.order.attempt)
    }

    /// Follows a running attempt to its end, as a coordinator does that knows nothing of its start.
    pub(crate) fn follow(&self, attempt: u32) -> Outcome {
        self.follow_until(attempt, |outcome| outcome.state != AttemptState::Running)
    }

    pub(crate) fn follow_until(&self, attempt: u32, enough: impl Fn(&Outcome) -> bool) -> Outcome {
        let begun = Instant::now();
        let mut watcher = Watcher::new();
        watcher.watch(&self.folder);
        assert!(watcher.is_immediate());
        let mut outcome = Outcome { measurements: Vec::new(), state: AttemptState::Running };
        let mut offset = 0;
        loop {
            let seen = poll(&self.folder, attempt, offset).unwrap();
            assert_eq!(seen.damaged_lines, 0);
            offset = seen.next_offset;
            outcome.measurements.extend(seen.measurements);
            outcome.state = seen.state;
            if enough(&outcome) {
                return outcome;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "still {:?} after {} measurements; {}",
                outcome.state,
                outcome.count(),
                self.supervisor_log()
            );
            watcher.wait(Duration::from_secs(1));
        }
    }

    pub(crate) fn supervisor_log(&self) -> String {
        fs::read_to_string(self.folder.supervisor_log()).unwrap()
    }

    pub(crate) fn stdout(&self) -> Vec<u8> {
        fs::read(self.folder.stdout_log()).unwrap()
    }

    /// Waits for a file in the working directory that a script writes in one go, and gives it as a pid.
    pub(crate) fn pid_in(&self, name: &str) -> Pid {
        let text = wait_for(|| {
            fs::read_to_string(self.directory.join(name)).ok().filter(|text| text.ends_with('\n'))
        });
        Pid::from_raw(text.trim().parse().unwrap())
    }

    pub(crate) fn put(&self, name: &str) {
        fs::write(self.directory.join(name), "").unwrap();
    }
}

/// Waits until there is something.
pub(crate) fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn supervisor() -> Vec<OsString> {
    vec![example("supervise").into()]
}

/// An example's program; `cargo test` builds examples before it runs tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test.parent().and_then(Path::parent).unwrap().join("examples").join(name);
    assert!(path.exists(), "{} is not there: cargo build -p etude-runner --examples", path.display());
    path
}

/// Whether a process exists and is no zombie.
pub(crate) fn is_alive(pid: Pid) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" Z")))
}

pub(crate) fn kill_9(pid: Pid) {
    kill(pid, Signal::SIGKILL).unwrap();
}

//! Ctrl-C once and twice, a closed terminal, and a second run while another works.
//!
//! The trainings wait for a file named `go`, so that each test decides what runs when.
#![expect(clippy::unwrap_used, reason = "tests may panic")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

#[path = "kills/ending.rs"]
mod ending;
#[path = "kills/processes.rs"]
mod processes;
#[path = "kills/project.rs"]
mod project;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use ending::Ending;
use etude::store::ProjectLock;
use etude::study::trial::AttemptEnding;
use nix::sys::signal::{Signal, killpg};
use processes::{Running, trainings_of, wait_for, wait_until_none_is_left};
use project::Project;

const ETUDE: &str = env!("CARGO_BIN_EXE_etude");
/// Exit codes of `docs/reference/exit-codes.md`.
const ALREADY_RUNNING: i32 = 6;
const STOPPED: i32 = 130;

static UNDISTURBED: LazyLock<Ending> = LazyLock::new(|| {
    let project = patient();
    go(&project);
    run_to_the_end(&project);
    let ending = Ending::read(project.path());
    assert!(ending.trials.len() > 6, "{}", project.said());
    ending
});

fn patient() -> Project {
    let files =
        [("etude.toml", include_str!("kills/patient.toml")), ("train.sh", include_str!("kills/train.sh"))];
    Project::new(&files)
}

fn start(project: &Project) -> Running {
    Running::start(Path::new(ETUDE), project)
}

/// Starts a run and waits until it trains in both slots.
fn start_training(project: &Project) -> Running {
    let running = start(project);
    wait_for("two trainings", || (trainings_of(project.path()) == 2).then_some(()));
    running
}

fn go(project: &Project) {
    fs::write(project.path().join("go"), "").unwrap();
}

/// What a Ctrl-C does: a signal for the whole group of the terminal's foreground.
fn interrupt(running: &Running) {
    killpg(running.pid(), Signal::SIGINT).unwrap();
}

fn wait_until_said(project: &Project, words: &str) {
    wait_for(words, || project.said().contains(words).then_some(()));
}

fn run_to_the_end(project: &Project) {
    let status = start(project).wait();
    assert!(status.success(), "{status}: {}", project.said());
    wait_until_none_is_left(project.path());
}

/// The same trials with the same outcomes, the same verdict and incumbent; and all promises of the store are kept.
fn assert_as_undisturbed(project: &Project) -> Ending {
    let ending = Ending::read(project.path());
    assert!(ending.differing_trials(&UNDISTURBED).is_empty(), "{ending:#?}");
    assert_eq!(ending.conclusions, UNDISTURBED.conclusions);
    for trial in ending.trials.values() {
        assert!(trial.outcome().is_some() && trial.attempts_are_sound(), "{trial:?}");
    }
    let violations = ending::open(project.path()).integrity().unwrap();
    assert!(violations.is_empty(), "{violations:?}");
    ending
}

/// How the attempts of a trial ended, for the trials that had any.
fn endings(ending: &Ending) -> Vec<Vec<AttemptEnding>> {
    let attempts = ending.trials.values().map(|trial| trial.endings.iter().map(|(_, how)| how.clone()));
    attempts.map(Iterator::collect).filter(|endings: &Vec<_>| !endings.is_empty()).collect()
}

#[test]
fn ctrl_c_once_lets_the_running_trials_end() {
    let project = patient();
    let running = start_training(&project);
    interrupt(&running);
    wait_until_said(&project, "Stopping when the running trials have ended");
    assert_eq!(trainings_of(project.path()), 2, "{}", project.said());
    go(&project);
    assert_eq!(running.wait().code(), Some(STOPPED));
    wait_until_none_is_left(project.path());
    let stopped = Ending::read(project.path());
    assert_eq!(endings(&stopped), vec![vec![AttemptEnding::Finished]; 2], "two trials, and no new one");
    run_to_the_end(&project);
    let ending = assert_as_undisturbed(&project);
    assert!(endings(&ending).iter().all(|attempts| *attempts == [AttemptEnding::Finished]));
}

#[test]
fn ctrl_c_twice_stops_the_trials_and_the_next_run_attempts_them_again() {
    let project = patient();
    let running = start_training(&project);
    interrupt(&running);
    wait_until_said(&project, "Stopping when the running trials have ended");
    interrupt(&running);
    assert_eq!(running.wait().code(), Some(STOPPED));
    wait_until_none_is_left(project.path());
    let stopped = Ending::read(project.path());
    assert_eq!(endings(&stopped), vec![vec![AttemptEnding::Stopped]; 2]);
    assert!(stopped.trials.values().all(|trial| trial.outcome().is_none()));
    go(&project);
    run_to_the_end(&project);
    let ending = assert_as_undisturbed(&project);
    let again = [AttemptEnding::Stopped, AttemptEnding::Finished];
    let (stopped, others): (Vec<_>, Vec<_>) =
        endings(&ending).into_iter().partition(|attempts| *attempts == again);
    assert_eq!(stopped.len(), 2);
    assert!(others.iter().all(|attempts| *attempts == [AttemptEnding::Finished]));
}

#[test]
fn a_hangup_ends_nothing() {
    let project = patient();
    let mut running = start_training(&project);
    for _ in 0..3 {
        killpg(running.pid(), Signal::SIGHUP).unwrap();
        assert!(running.ends_within(Duration::from_millis(300)).is_none(), "{}", project.said());
    }
    assert_eq!(trainings_of(project.path()), 2);
    go(&project);
    assert!(running.wait().success(), "{}", project.said());
    wait_until_none_is_left(project.path());
    assert_as_undisturbed(&project);
}

/// A terminal with `etude run` in its foreground, closed with everything that stood in it.
#[test]
fn a_closed_terminal_ends_nothing() {
    let project = patient();
    let terminal = "import pty, sys; pty.spawn(sys.argv[1:])";
    let mut terminal = Command::new("python3")
        .args(["-c", terminal, ETUDE, "run", "--project"])
        .arg(project.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for("two trainings", || (trainings_of(project.path()) == 2).then_some(()));
    terminal.kill().unwrap();
    terminal.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let coordinators = processes::of(project.path());
    let coordinators = coordinators.iter().filter(|process| process.does("run"));
    assert_eq!((coordinators.count(), trainings_of(project.path())), (1, 2));
    go(&project);
    wait_until_none_is_left(project.path());
    let ending = assert_as_undisturbed(&project);
    assert!(endings(&ending).iter().all(|attempts| *attempts == [AttemptEnding::Finished]));
}

#[test]
fn a_second_run_is_refused_and_told_who_runs() {
    let project = patient();
    let running = start_training(&project);
    let second = start(&project).wait();
    assert_eq!(second.code(), Some(ALREADY_RUNNING));
    let owner = format!("process {} on ", running.pid());
    assert!(project.said().contains(&owner), "{}", project.said());
    go(&project);
    assert!(running.wait().success(), "{}", project.said());
    wait_until_none_is_left(project.path());
    assert_as_undisturbed(&project);
}

/// The lock of a coordinator that is killed while it starts a supervisor is that one's too, for some milliseconds.
#[test]
fn a_run_that_was_killed_is_followed_at_once() {
    for kill in 0..40 {
        let project = patient();
        let killed = start(&project);
        let order = project.path().join(".etude/trials/000001/attempt-1.order.json");
        wait_for("the first attempt's order", || order.exists().then_some(()));
        std::thread::sleep(Duration::from_micros(100 * kill));
        drop(killed);
        ProjectLock::take(&project.path().join(".etude/coordinator.lock")).unwrap();
    }
}

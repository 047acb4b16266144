//! Two coordinators on one project: started together, and one after the other was stopped in its sleep.
#![expect(clippy::unwrap_used, reason = "what cannot be measured ends the measurement")]
#![expect(clippy::disallowed_methods, reason = "the project is made of files")]

#[path = "../kills/ending.rs"]
pub(crate) mod ending;
#[path = "../kills/processes.rs"]
pub(crate) mod processes;
#[path = "../kills/project.rs"]
pub(crate) mod project;

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use etude::store::{LEASE_SETTING, Store};
use etude::study::event::Event;
use etude::study::trial::AttemptEnding;
use nix::sys::signal::{Signal, kill, killpg};

use ending::Ending;
use processes::{PATIENCE, Running, trainings_of, wait_for, wait_until_none_is_left};
use project::Project;

/// Exit codes of `docs/reference/exit-codes.md`.
const ANOTHER_RUNS: i32 = 6;
const STOPPED: i32 = 130;
/// The lease of coordinators that are put to sleep.
const SHORT_LEASE: Duration = Duration::from_secs(1);

/// A project whose trainings wait for a file named `go`.
pub(crate) fn patient() -> Project {
    let files = [
        ("etude.toml", include_str!("../kills/patient.toml")),
        ("train.sh", include_str!("../kills/train.sh")),
    ];
    Project::new(&files)
}

/// What a project ends as that one coordinator runs from start to end.
pub(crate) fn undisturbed(etude: &Path) -> Ending {
    let project = patient();
    fs::write(project.path().join("go"), "").unwrap();
    let status = Running::start(etude, &project).wait();
    assert!(status.success(), "{status}: {}", project.said());
    Ending::read(project.path())
}

/// Starts two runs at once. One must be refused with the name of the other, which must run alone; what did not hold.
pub(crate) fn start_together(etude: &Path) -> Vec<String> {
    let project = patient();
    let mut both = [Running::start(etude, &project), Running::start(etude, &project)];
    let refused = wait_for("the refusal of one", || both.iter_mut().position(|run| run.ended().is_some()));
    let [first, second] = both;
    let (refused, mut running) = if refused == 0 { (first, second) } else { (second, first) };
    let mut findings = Findings::default();
    let code = refused.wait().code();
    findings.hold(code == Some(ANOTHER_RUNS), || format!("the refused one ended with {code:?}"));
    let name = format!("process {} on ", running.pid());
    findings.hold(project.said().contains(&name), || "the refused one was not told who runs".into());

    let trains = || trainings_of(project.path()) == 2;
    wait_for("two trainings", || (trains() || running.ended().is_some()).then_some(()));
    let epoch = ending::open(project.path()).owner().unwrap().map(|(epoch, _)| epoch);
    findings.hold(epoch == Some(1), || format!("the owner's epoch is {epoch:?}, not the first"));
    stop(&running, &project);
    let code = running.ends_within(PATIENCE).and_then(|status| status.code());
    findings.hold(code == Some(STOPPED), || format!("the running one ended with {code:?}"));
    wait_until_none_is_left(project.path());
    let attempts = attempts(&project);
    findings.hold(attempts == vec![vec![AttemptEnding::Stopped]; 2], || format!("attempts: {attempts:?}"));
    findings.of(&project)
}

/// Puts a coordinator to sleep while two trainings run. Another must take over after a lease and adopt them; when the
/// first wakes up it must write nothing, end nothing and say who has the project. What did not hold.
pub(crate) fn put_to_sleep(etude: &Path, undisturbed: &Ending) -> Vec<String> {
    let project = patient();
    let seconds = SHORT_LEASE.as_secs().to_string();
    let lease = [(LEASE_SETTING, seconds.as_str())];
    let sleeper = Running::start_with(etude, &project, &lease);
    wait_for("the first report of both trainings", || (reports(&project) == 2).then_some(()));
    kill(sleeper.pid(), Signal::SIGSTOP).unwrap();
    // As long as its last beat is fresh, it passes for one that works.
    thread::sleep(SHORT_LEASE);
    let successor = Running::start_with(etude, &project, &lease);
    let epoch = || ending::open(project.path()).owner().unwrap().map(|(epoch, _)| epoch);
    wait_for("the takeover", || (epoch() == Some(2)).then_some(()));
    let mut findings = Findings::default();
    let before = events(&project);

    kill(sleeper.pid(), Signal::SIGCONT).unwrap();
    let code = sleeper.wait().code();
    findings.hold(code == Some(ANOTHER_RUNS), || format!("the fenced one ended with {code:?}"));
    let name = format!("taken over by process {} on ", successor.pid());
    let said = words(&project);
    findings.hold(said.contains(&name), || format!("the fenced one was not told who runs: {said}"));
    let after = events(&project);
    findings.hold(after == before, || format!("events {} became {}", before.len(), after.len()));
    let trainings = trainings_of(project.path());
    findings.hold(trainings == 2, || format!("{trainings} of 2 trainings run on"));

    fs::write(project.path().join("go"), "").unwrap();
    let status = successor.wait();
    findings.hold(status.success(), || format!("the successor ended with {status}"));
    wait_until_none_is_left(project.path());
    let attempts = attempts(&project);
    let once = attempts.iter().all(|attempts| *attempts == [AttemptEnding::Finished]);
    findings.hold(once && attempts.len() > 6, || format!("attempts: {attempts:?}"));
    let ending = Ending::read(project.path());
    let same =
        ending.differing_trials(undisturbed).is_empty() && ending.conclusions == undisturbed.conclusions;
    findings.hold(same, || "its trials or conclusions are not those of the undisturbed run".into());
    let sound = ending.trials.values().all(ending::TrialEnding::attempts_are_sound);
    findings.hold(sound, || "an attempt did not end exactly once".into());
    findings.of(&project)
}

/// What two requests to stop do: a signal for the whole group, twice.
fn stop(running: &Running, project: &Project) {
    killpg(running.pid(), Signal::SIGINT).unwrap();
    let told = "Stopping when the running trials have ended";
    wait_for(told, || project.said().contains(told).then_some(()));
    killpg(running.pid(), Signal::SIGINT).unwrap();
}

/// What all runs have said, as one line: it is wrapped to the width of a terminal.
fn words(project: &Project) -> String {
    project.said().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn events(project: &Project) -> Vec<Event> {
    ending::open(project.path()).load().unwrap()
}

/// Stored reports of trials that have not ended.
fn reports(project: &Project) -> usize {
    let store = Store::open_read_only(&project.path().join(".etude/etude.db"));
    let events = store.and_then(|store| store.load()).unwrap_or_default();
    events.iter().filter(|event| matches!(event, Event::Measured { .. })).count()
}

/// How the attempts of a trial ended, for the trials that had any.
fn attempts(project: &Project) -> Vec<Vec<AttemptEnding>> {
    let ending = Ending::read(project.path());
    let attempts = ending.trials.values().map(|trial| trial.endings.iter().map(|(_, how)| how.clone()));
    attempts.map(Iterator::collect).filter(|endings: &Vec<_>| !endings.is_empty()).collect()
}

#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn hold(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.0.push(otherwise());
        }
    }

    /// With what is wrong with the store, and what the runs said where something was.
    fn of(mut self, project: &Project) -> Vec<String> {
        let violations = ending::open(project.path()).integrity().unwrap();
        self.0.extend(violations.iter().map(ToString::to_string));
        if !self.0.is_empty() {
            self.0.push(format!("they said: {}", words(project)));
        }
        self.0
    }
}

//! kill -9 at random moments of real runs of the real program, held against a run that nobody disturbed.
//!
//! The workload is the built-in one, made small: a training takes a tenth of a second. The first round tunes the
//! learning rate in a range that ends far below the optimum, so it is expanded; the second asks a question.
#![expect(clippy::unwrap_used, reason = "what cannot be measured ends the measurement")]
#![expect(clippy::disallowed_methods, reason = "kills happen by the clock")]

pub(crate) mod acknowledged;
pub(crate) mod ending;
pub(crate) mod figures;
pub(crate) mod killed;
pub(crate) mod moments;
pub(crate) mod processes;
pub(crate) mod project;
pub(crate) mod target;

use std::path::Path;
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

use etude::ProjectFolder;
use etude::study::trial::AttemptEnding;

use acknowledged::Acknowledged;
use ending::Ending;
use figures::{Figures, RunFigures};
use killed::Killed;
use moments::Moments;
use processes::Running;
use project::Project;
use target::Target;

/// Kills that are spread over one run; it may end before the last.
const KILLS_A_RUN: u32 = 5;

/// Exit code of `docs/reference/exit-codes.md`.
const PROGRAM_SEEMS_BROKEN: i32 = 4;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The coordinator. Trainings go on and are taken over by its successor.
    Coordinator,
    /// The coordinator and every supervisor: trainings die with theirs, and are attempted again.
    CoordinatorAndSupervisors,
    /// Each time one of these at random: coordinator, a supervisor, a training, everything.
    AtRandom,
}

/// A run that nobody disturbed.
pub(crate) struct Undisturbed {
    pub(crate) ending: Ending,
    pub(crate) took: Duration,
}

/// The project in a new folder.
pub(crate) fn project() -> Project {
    Project::new(&[("etude.toml", include_str!("etude.toml"))])
}

/// Runs the project once, from its start to its end.
pub(crate) fn undisturbed(etude: &Path) -> Undisturbed {
    let project = project();
    let begun = Instant::now();
    let status = Running::start(etude, &project).wait();
    let took = begun.elapsed();
    assert!(status.success(), "{status}: {}", project.said());
    let ending = Ending::read(project.path());
    let has = |event: &str| ending.conclusions.iter().filter(|line| line.contains(event)).count();
    assert_eq!(has("\"event\":\"round_concluded\""), 2, "{}", project.said());
    assert!(has("\"expansion\":") > 0, "no range was expanded: {}", project.said());
    Undisturbed { ending, took }
}

/// Kills `runs` runs at moments that follow from the seed.
pub(crate) fn measure(etude: &Path, kind: Kind, runs: u32, seed: u64, undisturbed: &Undisturbed) -> Figures {
    let mut figures = Figures::new(kind);
    for run in 0..runs {
        let seed = seed + u64::from(run) + if kind == Kind::Coordinator { 0 } else { 1 << 32 };
        figures.add(&killed_run(etude, kind, seed, undisturbed));
    }
    figures
}

/// Kills what is drawn at random, in as many runs as it takes, until there were so many kills. `told` hears of each run.
pub(crate) fn measure_at_random(
    etude: &Path,
    kills: u32,
    seed: u64,
    undisturbed: &Undisturbed,
    mut told: impl FnMut(&Figures),
) -> Figures {
    let mut figures = Figures::new(Kind::AtRandom);
    while figures.kills() < kills && figures.runs < kills {
        let run = u64::from(figures.runs);
        let kills_left = kills - figures.kills();
        figures.add(&run_killed_at_random(etude, seed + run + (2 << 32), kills_left, undisturbed));
        told(&figures);
    }
    figures
}

/// One run of the project, struck at random moments and started again where it ended for that.
fn run_killed_at_random(etude: &Path, seed: u64, kills: u32, undisturbed: &Undisturbed) -> RunFigures {
    let project = project();
    let mut moments = Moments::new(seed);
    let mut figures = RunFigures::new(seed);
    let mut acknowledged = Acknowledged::default();
    let mut killed = Killed::default();
    let kills = kills.min(KILLS_A_RUN) as usize;
    let mut running = Running::start(etude, &project);
    let status = loop {
        let moment = moments.until_kill(undisturbed.took, KILLS_A_RUN);
        let last = figures.targets.len() == kills;
        let ended = running.ends_within(if last { processes::PATIENCE } else { moment });
        assert!(ended.is_some() || !last, "it did not end: {}", project.said());
        if let Some(status) = ended {
            // So many trainings were killed in a row that the program seemed broken; a person would start again.
            if status.code() != Some(PROGRAM_SEEMS_BROKEN) {
                break status;
            }
            running = Running::start(etude, &project);
            continue;
        }
        let target = Target::EACH[moments.index(Target::EACH.len())];
        let trainings = processes::trainings_of(project.path());
        if !target.kill(project.path(), &mut moments, &mut killed) {
            continue;
        }
        figures.trainings_at_kill.push(trainings);
        figures.targets.push(target);
        if target.ends_the_run() {
            drop(running);
            acknowledged.look(project.path());
            figures.findings.extend(violations(project.path()));
            thread::sleep(moments.until_restart());
            running = Running::start(etude, &project);
        }
    };
    let run = EndedRun { project: &project, status, killed: &killed };
    run.figures(&mut acknowledged, undisturbed, figures)
}

/// One run of the project, killed and started again until it ends.
fn killed_run(etude: &Path, kind: Kind, seed: u64, undisturbed: &Undisturbed) -> RunFigures {
    let project = project();
    let mut moments = Moments::new(seed);
    let mut figures = RunFigures::new(seed);
    let mut acknowledged = Acknowledged::default();
    let mut killed = Killed::default();
    let status = loop {
        let mut running = Running::start(etude, &project);
        if figures.trainings_at_kill.len() as u32 == KILLS_A_RUN {
            break running.wait();
        }
        if let Some(status) = running.ends_within(moments.until_kill(undisturbed.took, KILLS_A_RUN)) {
            break status;
        }
        figures.trainings_at_kill.push(processes::trainings_of(project.path()));
        let supervisors = kind == Kind::CoordinatorAndSupervisors;
        if supervisors && let Some(later) = moments.until_coordinator_follows() {
            kill_supervisors(project.path(), &mut killed);
            thread::sleep(later);
        }
        processes::kill_9(running.pid());
        drop(running);
        if supervisors {
            processes::wait_for("the end of every killed process", || {
                kill_supervisors(project.path(), &mut killed).then_some(())
            });
        }
        acknowledged.look(project.path());
        figures.findings.extend(violations(project.path()));
        thread::sleep(moments.until_restart());
    };
    let run = EndedRun { project: &project, status, killed: &killed };
    run.figures(&mut acknowledged, undisturbed, figures)
}

/// A run that has ended for good.
struct EndedRun<'a> {
    project: &'a Project,
    status: ExitStatus,
    killed: &'a Killed,
}

impl EndedRun<'_> {
    /// Looks at what it left.
    fn figures(
        &self,
        acknowledged: &mut Acknowledged,
        undisturbed: &Undisturbed,
        mut figures: RunFigures,
    ) -> RunFigures {
        let EndedRun { project, status, killed } = self;
        if !status.success() {
            figures.findings.push(format!("the last run ended with {status}: {}", project.said()));
        }
        processes::wait_until_none_is_left(project.path());
        acknowledged.look(project.path());
        hold(project, acknowledged, killed, undisturbed, &mut figures);
        figures
    }
}

/// Kills the supervisors that can be seen and notes their trials and attempts; whether there was no process of the
/// project at all. Trainings die by themselves, and a supervisor that a killed coordinator was just starting shows later.
fn kill_supervisors(project: &Path, killed: &mut Killed) -> bool {
    let left = processes::of(project);
    for process in &left {
        if process.does("supervise") {
            killed.note(process, &left);
            processes::kill_9(process.pid);
        }
    }
    left.is_empty()
}

/// What is wrong with the store, which may not be there yet.
fn violations(project: &Path) -> Vec<String> {
    let store = ProjectFolder::open(project).unwrap().reader().unwrap();
    let violations = store.map_or_else(Vec::new, |store| store.integrity().unwrap());
    violations.iter().map(ToString::to_string).collect()
}

/// Everything that must hold when the project has ended.
fn hold(
    project: &Project,
    acknowledged: &Acknowledged,
    killed: &Killed,
    undisturbed: &Undisturbed,
    figures: &mut RunFigures,
) {
    let ending = Ending::read(project.path());
    figures.trials = ending.trials.len();
    figures.differing = ending.differing_trials(&undisturbed.ending);
    figures.comparison = acknowledged.compare(&ending::open(project.path()), ending.trials.keys().copied());
    figures.findings.extend(violations(project.path()));
    if ending.conclusions != undisturbed.ending.conclusions {
        figures.findings.push("its rounds, requests, verdicts or launches differ".into());
    }
    for (id, trial) in &ending.trials {
        if trial.outcome().is_none() || !trial.attempts_are_sound() {
            figures.findings.push(format!("trial {id} or an attempt of it did not end exactly once"));
        }
        // A trial takes one attempt, and one more for each that was killed.
        let (last, before) = trial.endings.split_last().unzip();
        let undisturbed = undisturbed.ending.trials.get(id).and_then(|trial| trial.endings.last());
        let is_as_undisturbed = last.map(|(_, how)| how) == undisturbed.map(|(_, how)| how);
        let was_killed = |(attempt, how): &(u32, AttemptEnding)| killed.explains(*id, *attempt, how);
        if !is_as_undisturbed || !before.unwrap_or_default().iter().all(was_killed) {
            figures.findings.push(format!("trial {id}: its attempts ended as {:?}", trial.endings));
        }
    }
    for attempts in ending.trials.values().map(|trial| trial.endings.len()) {
        figures.attempts_again += attempts.saturating_sub(1);
    }
}

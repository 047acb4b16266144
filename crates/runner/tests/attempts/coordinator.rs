//! What a coordinator may do, and what happens when it dies.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;
use std::process::{Command, Stdio};

use etude_runner::{AttemptState, PollError, StartError, Started, SuperviseError, poll, start, supervise};
use etude_study::configuration::Configuration;
use etude_study::protocol::ProcessEnd;
use nix::unistd::Pid;

use crate::trial::{Trial, example, is_alive, kill_9, supervisor, wait_for};

const UNTIL_GO: &str = r#"
    echo '{"epoch": 1}'
    while ! [ -e go ]; do sleep 0.02; done
    echo '{"epoch": 2}'"#;

#[test]
fn an_attempt_is_started_once() {
    let trial = Trial::new();
    let attempt = trial.shell(1, UNTIL_GO);
    trial.start_fresh(&attempt);
    assert_eq!(trial.start(&attempt), Started::AlreadyRunning);
    trial.put("go");
    assert_eq!(trial.follow(1).count(), 2);
    assert_eq!(trial.start(&attempt), Started::AlreadyEnded);
    assert_eq!(trial.follow(1).count(), 2);
}

#[test]
fn a_coordinator_s_death_is_not_noticed() {
    let trial = Trial::new();
    let mut coordinator = Command::new(example("coordinate"))
        .arg(trial.folder.path())
        .args(["sh", "-c", UNTIL_GO])
        .current_dir(&trial.directory)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(|| fs::read_to_string(trial.folder.measurements()).ok().filter(|text| text.ends_with('\n')));
    kill_9(Pid::from_raw(coordinator.id().cast_signed()));
    coordinator.wait().unwrap();
    assert_eq!(poll(&trial.folder, 1, 0).unwrap().state, AttemptState::Running);
    assert_eq!(trial.start(&trial.shell(1, UNTIL_GO)), Started::AlreadyRunning);
    trial.put("go");
    let outcome = trial.follow(1);
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 0 }, 2));
}

#[test]
fn a_second_attempt_goes_on_in_the_same_files() {
    let trial = Trial::new();
    trial.run(&trial.shell(1, r#"echo first; echo '{"epoch": 1}'; exit 1"#));
    // At once: the first supervisor may not be gone yet.
    let second = trial.run(&trial.shell(2, r#"echo second; echo '{"epoch": 1}'; echo '{"epoch": 2}'"#));
    assert_eq!((second.count(), second.measurements[0].attempt), (2, 2));
    assert_eq!(trial.follow(1).count(), 1);
    let expected = "first\n{\"epoch\": 1}\nsecond\n{\"epoch\": 1}\n{\"epoch\": 2}\n";
    assert_eq!(String::from_utf8(trial.stdout()).unwrap(), expected);
}

#[test]
fn attempts_neither_overlap_nor_go_back() {
    let trial = Trial::new();
    let running = trial.start_fresh(&trial.shell(2, "exec sleep 1000"));
    let third = start(&trial.folder, &trial.shell(3, "true"), &supervisor());
    assert!(matches!(third, Err(StartError::AnotherAttemptRuns { attempt: 3, .. })), "{third:?}");
    kill_9(running);
    trial.follow(2);
    let first = start(&trial.folder, &trial.shell(1, "true"), &supervisor());
    assert!(matches!(first, Err(StartError::OutOfOrder { attempt: 1, .. })), "{first:?}");
}

#[test]
fn a_supervisor_that_cannot_be_started_leaves_an_attempt_that_can() {
    let trial = Trial::new();
    let attempt = trial.shell(1, "true");
    let failed = start(&trial.folder, &attempt, &["/no/such/etude".into()]);
    assert!(matches!(failed, Err(StartError::Supervisor { .. })), "{failed:?}");
    assert!(matches!(start(&trial.folder, &attempt, &[]), Err(StartError::NoSupervisor)));
    // Not at once: a process that another thread was starting may have had the lock for an instant.
    assert_eq!(trial.follow(1).state, AttemptState::Lost);
    assert_eq!(trial.run(&attempt).end(), &ProcessEnd::Exited { code: 0 });
}

#[test]
fn the_program_is_told_its_configuration() {
    let trial = Trial::new();
    let attempt = trial.shell(1, "cat $ETUDE_CONFIGURATION");
    trial.run(&attempt);
    let told: Configuration = serde_json::from_slice(&trial.stdout()).unwrap();
    assert_eq!(told, attempt.configuration);
}

#[test]
fn an_order_of_a_later_version_is_refused_and_the_attempt_has_not_begun() {
    let trial = Trial::new();
    let mut attempt = trial.shell(1, "true");
    attempt.order.version = 99;
    trial.start_fresh(&attempt);
    assert_eq!(trial.follow(1).state, AttemptState::Lost);
    wait_for(|| trial.supervisor_log().contains("99").then_some(()));
    attempt.order.version = 1;
    assert_eq!(trial.run(&attempt).end(), &ProcessEnd::Exited { code: 0 });
}

#[test]
fn a_supervisor_refuses_what_has_ended_or_runs_or_lies_elsewhere() {
    let trial = Trial::new();
    trial.run(&trial.shell(1, "true"));
    let order = trial.folder.order(1);
    wait_for(|| match supervise(&order) {
        Err(SuperviseError::AlreadyEnded { attempt: 1, .. }) => Some(()),
        Err(SuperviseError::Locked { .. }) => None, // the supervisor is on its way out
        other => panic!("{other:?}"),
    });
    let elsewhere = trial.folder.path().join("attempt-5.order.json");
    fs::copy(&order, &elsewhere).unwrap();
    assert!(matches!(supervise(&elsewhere), Err(SuperviseError::MisplacedOrder { attempt: 1, .. })));
    fs::remove_file(&elsewhere).unwrap();
    fs::write(trial.folder.order(2), "{\"version\": 1").unwrap();
    assert!(matches!(supervise(&trial.folder.order(2)), Err(SuperviseError::BadOrder { .. })));
    let running = trial.start_fresh(&trial.shell(3, "exec sleep 1000"));
    assert!(matches!(supervise(&trial.folder.order(3)), Err(SuperviseError::Locked { .. })));
    kill_9(running);
    trial.follow(3);
}

#[test]
fn an_unreadable_exit_record_is_an_error_and_a_strange_line_is_counted() {
    let trial = Trial::new();
    trial.run(&trial.shell(1, r#"echo '{"epoch": 1}'"#));
    let spool = fs::read_to_string(trial.folder.measurements()).unwrap();
    fs::write(trial.folder.measurements(), format!("strange\n{spool}torn")).unwrap();
    let seen = poll(&trial.folder, 1, 0).unwrap();
    assert_eq!((seen.damaged_lines, seen.measurements.len()), (1, 1));
    // An offset that is no line's start is read from the beginning.
    assert_eq!(poll(&trial.folder, 1, 3).unwrap(), seen);
    assert_eq!(poll(&trial.folder, 1, 100_000).unwrap(), seen);
    assert!(poll(&trial.folder, 1, seen.next_offset).unwrap().measurements.is_empty());

    fs::write(trial.folder.exit_record(1), "{\"version\": 99}").unwrap();
    assert!(matches!(poll(&trial.folder, 1, 0), Err(PollError::LaterVersion { found: 99, .. })));
    fs::write(trial.folder.exit_record(1), "{\"version\": 1}").unwrap();
    assert!(matches!(poll(&trial.folder, 1, 0), Err(PollError::BadExitRecord { .. })));
}

#[test]
fn a_signal_for_the_terminal_does_not_reach_the_supervisor() {
    let trial = Trial::new();
    let supervisor = trial.start_fresh(&trial.shell(1, UNTIL_GO));
    trial.follow_until(1, |outcome| outcome.count() == 1);
    assert_eq!(nix::unistd::getsid(Some(supervisor)).unwrap(), supervisor);
    for signal in [nix::sys::signal::Signal::SIGINT, nix::sys::signal::Signal::SIGHUP] {
        nix::sys::signal::kill(supervisor, signal).unwrap();
    }
    trial.put("go");
    assert_eq!(trial.follow(1).end(), &ProcessEnd::Exited { code: 0 });
    assert!(wait_for(|| (!is_alive(supervisor)).then_some(true)));
}

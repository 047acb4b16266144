//! kill -9 of the supervisor, at any moment.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::time::Duration;

use etude_runner::{AttemptState, Started};
use etude_study::protocol::ProcessEnd;

use crate::trial::{Trial, is_alive, kill_9, wait_for};

#[test]
fn the_program_dies_with_its_supervisor_and_the_next_attempt_goes_on() {
    let trial = Trial::new();
    let attempt = trial.shell(1, r#"echo $$ > program; echo '{"epoch": 1}'; exec sleep 1000"#);
    let supervisor = trial.start_fresh(&attempt);
    trial.follow_until(1, |outcome| outcome.count() == 1);
    let program = trial.pid_in("program");
    kill_9(supervisor);
    let lost = trial.follow(1);
    assert_eq!((&lost.state, lost.count()), (&AttemptState::Lost, 1));
    wait_for(|| (!is_alive(program)).then_some(()));
    assert_eq!(trial.start(&attempt), Started::AlreadyLost);

    let mut spool = OpenOptions::new().append(true).open(trial.folder.measurements()).unwrap();
    spool.write_all(br#"{"attempt": 1, "sequence": 1, "epo"#).unwrap();
    let next = trial.run(&trial.shell(2, r#"echo '{"epoch": 2}'"#));
    assert_eq!((next.end(), next.count()), (&ProcessEnd::Exited { code: 0 }, 1));
    assert!(trial.supervisor_log().contains("cut off 34 bytes of a torn measurement"));
    assert_eq!(fs::read_to_string(trial.folder.measurements()).unwrap().lines().count(), 2);
    assert_eq!(trial.follow(1).state, AttemptState::Lost);
}

#[test]
fn what_a_killed_attempt_left_running_is_ended_by_the_next() {
    let trial = Trial::new();
    let supervisor = trial.start_fresh(&trial.shell(1, "setsid sleep 1000 & echo $! > orphan; wait"));
    let orphan = trial.pid_in("orphan");
    kill_9(supervisor);
    trial.follow(1);
    assert!(is_alive(orphan));
    assert_eq!(trial.run(&trial.shell(2, "true")).end(), &ProcessEnd::Exited { code: 0 });
    assert!(!is_alive(orphan));
    let log = trial.supervisor_log();
    assert!(
        log.contains(&format!("attempt 2: ended 1 that an earlier attempt left running: {orphan} (")),
        "{log}"
    );
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_seen() {
    let trial = Trial::new();
    let script = "
import itertools, time
for i in itertools.count():
    print('{\"step\": %d}' % i, flush=True)
    time.sleep(0.0002)";
    for attempt in 1..=25 {
        let supervisor = trial.start_fresh(&trial.attempt(attempt, &["python3", "-c", script]));
        // From before the program starts to some hundreds of measurements.
        let moment = if attempt % 5 == 0 { 0 } else { 97 * u64::from(attempt) % 120 };
        std::thread::sleep(Duration::from_millis(moment));
        let seen = trial.follow_until(attempt, |_| true);
        assert_eq!(seen.state, AttemptState::Running, "{}", trial.supervisor_log());
        let seen = seen.count();
        kill_9(supervisor);
        let lost = trial.follow(attempt);
        assert_eq!(lost.state, AttemptState::Lost);
        assert!(lost.count() >= seen);
        let in_order =
            (0_u64..).zip(&lost.measurements).all(|(step, spooled)| spooled.measurement.step == Some(step));
        assert!(in_order);
    }
}

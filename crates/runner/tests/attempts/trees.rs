//! What a program starts ends with it.

use etude_runner::{StopRequest, stop};
use etude_study::protocol::ProcessEnd;

use crate::trial::{Trial, is_alive};

#[test]
fn a_grandchild_that_holds_the_outputs_does_not_hold_the_attempt() {
    let trial = Trial::new();
    let outcome = trial.run(&trial.shell(1, r#"sleep 1000 & echo $! > child; echo '{"epoch": 1}'"#));
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 0 }, 1));
    assert!(!is_alive(trial.pid_in("child")));
    let log = trial.supervisor_log();
    assert!(log.starts_with("attempt 1: ended 1 that the program left running:"), "{log}");
    assert!(log.contains("(sleep)"), "{log}");
}

#[test]
fn the_last_words_of_a_grandchild_are_heard() {
    let trial = Trial::new();
    let outcome = trial.run(&trial.shell(1, r#"(sleep 0.02; echo '{"epoch": 1}') & exit 0"#));
    assert_eq!(outcome.count(), 1);
}

#[test]
fn neither_a_new_session_nor_a_double_fork_escapes() {
    let trial = Trial::new();
    // Each leaves its parent and ignores SIGTERM; the last one closed its outputs too.
    let script = r#"
        setsid sh -c 'trap "" TERM; echo $$ > far; sleep 1000; :' &
        (setsid sh -c 'trap "" TERM; echo $$ > farther; exec >/dev/null 2>&1; sleep 1000; :' &)
        wait"#;
    trial.start_fresh(&trial.shell(1, script));
    let escaped = [trial.pid_in("far"), trial.pid_in("farther")];
    assert!(escaped.into_iter().all(is_alive));
    assert_eq!(stop(&trial.folder, 1).unwrap(), StopRequest::Asked);
    assert_eq!(trial.follow(1).end(), &ProcessEnd::Stopped);
    assert!(!escaped.into_iter().any(is_alive));
}

#[test]
fn a_tree_of_200_is_felled() {
    let trial = Trial::new();
    let script = r#"
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for child in range(200):
    if os.fork() == 0:
        if child % 2: os.setsid()
        if child % 3 == 0 and os.fork(): os._exit(0)
        with open("pids", "a") as pids: pids.write(f"{os.getpid()}\n")
        time.sleep(1000)
while len(open("pids").readlines()) < 200: time.sleep(0.01)
"#;
    let outcome = trial.run(&trial.attempt(1, &["python3", "-c", script]));
    assert_eq!(outcome.end(), &ProcessEnd::Exited { code: 0 });
    let pids = std::fs::read(trial.directory.join("pids")).unwrap();
    let pids: Vec<i32> = String::from_utf8(pids).unwrap().lines().map(|pid| pid.parse().unwrap()).collect();
    assert_eq!(pids.len(), 200);
    assert!(!pids.into_iter().map(nix::unistd::Pid::from_raw).any(is_alive));
    assert!(trial.supervisor_log().contains("ended 200 that"), "{}", trial.supervisor_log());
}

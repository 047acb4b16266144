//! Every way in which a program ends has its own record.
#![expect(clippy::disallowed_methods, reason = "tests write programs")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use etude_runner::{StopRequest, stop};
use etude_study::protocol::ProcessEnd;
use etude_study::trial::{AttemptEnding, Crash};

use crate::trial::Trial;

#[test]
fn measurements_are_spooled_in_order_and_counted() {
    let trial = Trial::new();
    let script = r#"
        echo starting
        echo '{"epoch": 1, "val_error": 0.5, "checkpoint": "epoch-1.pt"}'
        echo '{"epoch": 2, "val_error": NaN}'
        printf '{"step": 3, "val_error": 0.25}'"#;
    let outcome = trial.run(&trial.shell(1, script));
    assert_eq!(outcome.end(), &ProcessEnd::Exited { code: 0 });
    assert_eq!((outcome.count(), outcome.record().measurements), (3, 3));
    let reported: Vec<_> = outcome.measurements.iter().map(|spooled| &spooled.measurement).collect();
    assert_eq!(reported[0].checkpoint.as_deref(), Some("epoch-1.pt"));
    assert!(reported[1].metric("val_error").unwrap().is_nan());
    assert_eq!(reported[2].step, Some(3));
    assert!(trial.stdout().starts_with(b"starting\n{\"epoch\": 1,"));
    assert_eq!(trial.supervisor_log(), "");
}

#[test]
fn silence_a_code_and_a_signal() {
    let ends = [
        ("true", ProcessEnd::Exited { code: 0 }),
        ("exit 3", ProcessEnd::Exited { code: 3 }),
        ("kill -9 $$", ProcessEnd::Signaled { signal: 9 }),
        ("kill -ABRT $$", ProcessEnd::Signaled { signal: 6 }),
        ("kill -40 $$", ProcessEnd::Signaled { signal: 40 }),
        ("kill -INT $$", ProcessEnd::Signaled { signal: 2 }),
    ];
    for (script, end) in ends {
        let trial = Trial::new();
        let outcome = trial.run(&trial.shell(1, script));
        assert_eq!(outcome.end(), &end, "{script}");
        assert_eq!(outcome.record().measurements, 0);
    }
}

#[test]
fn what_cannot_be_started_is_said_in_words() {
    let trial = Trial::new();
    trial.put("train.py");
    let unstartable: [(&[&str], &str); 4] = [
        (&["no-such-program", "a"], "no-such-program was not found: No such file or directory (os error 2)"),
        (&["./train.py"], "./train.py is not executable: Permission denied (os error 13)"),
        (&[], "the command is empty"),
        (&["a\0b"], "a\0b could not be started: nul byte found in provided data"),
    ];
    for (number, (command, words)) in (1..).zip(unstartable) {
        let outcome = trial.run(&trial.attempt(number, command));
        assert_eq!(outcome.end(), &ProcessEnd::CouldNotStart { reason: words.into() });
    }
    let mut nowhere = trial.shell(5, "true");
    nowhere.order.directory = "/no/such/place".into();
    let reason = "the directory /no/such/place does not exist".into();
    assert_eq!(trial.run(&nowhere).end(), &ProcessEnd::CouldNotStart { reason });
}

#[test]
fn a_declared_infeasible_is_remembered_whatever_the_code() {
    let trial = Trial::new();
    let script = r#"echo '{"epoch": 1, "loss": 9}'; echo '{"infeasible": "out of memory"}'; exit 1"#;
    let outcome = trial.run(&trial.shell(1, script));
    assert_eq!(outcome.record().infeasible.as_deref(), Some("out of memory"));
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 1 }, 1));
}

#[test]
fn a_time_limit_ends_a_program_that_ignores_sigterm() {
    let trial = Trial::new();
    let mut attempt = trial.shell(1, "trap '' TERM; while :; do sleep 0.05; done");
    attempt.order.time_limit_seconds = Some(0.3);
    attempt.order.grace_seconds = 0.2;
    assert_eq!(trial.run(&attempt).end(), &ProcessEnd::TimedOut { limit_seconds: 0.3 });
}

#[test]
fn a_time_limit_lets_a_program_say_its_last_words() {
    let trial = Trial::new();
    let script = r#"trap 'echo "{\"epoch\": 1, \"loss\": 2}"; exit 0' TERM; while :; do sleep 0.05; done"#;
    let mut attempt = trial.shell(1, script);
    attempt.order.time_limit_seconds = Some(0.3);
    let outcome = trial.run(&attempt);
    assert_eq!(outcome.end(), &ProcessEnd::TimedOut { limit_seconds: 0.3 });
    assert_eq!(outcome.count(), 1);
}

#[test]
fn no_time_limit_is_too_long() {
    let trial = Trial::new();
    let mut attempt = trial.shell(1, "true");
    attempt.order.time_limit_seconds = Some(f64::MAX);
    assert_eq!(trial.run(&attempt).end(), &ProcessEnd::Exited { code: 0 });
}

#[test]
fn stop_ends_an_attempt_once() {
    let trial = Trial::new();
    trial.start_fresh(&trial.shell(1, r#"echo '{"epoch": 1, "loss": 1}'; exec sleep 1000"#));
    trial.follow_until(1, |outcome| outcome.count() == 1);
    assert_eq!(stop(&trial.folder, 1).unwrap(), StopRequest::Asked);
    assert_eq!(trial.follow(1).end(), &ProcessEnd::Stopped);
    assert_eq!(stop(&trial.folder, 1).unwrap(), StopRequest::NotRunning);
}

#[test]
fn stop_reaches_a_program_that_was_suspended_and_one_that_has_just_been_started() {
    for script in ["kill -STOP $$", "exec sleep 1000"] {
        let trial = Trial::new();
        trial.start_fresh(&trial.shell(1, script));
        assert_eq!(stop(&trial.folder, 1).unwrap(), StopRequest::Asked);
        assert_eq!(trial.follow(1).end(), &ProcessEnd::Stopped);
    }
}

#[test]
fn a_program_that_falls_silent_has_stalled() {
    let trial = Trial::new();
    let mut attempt = trial.shell(1, r#"echo '{"epoch": 1, "loss": 1}'; exec sleep 1000"#);
    attempt.order.stall_after_seconds = Some(0.3);
    let outcome = trial.run(&attempt);
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Stalled { after_seconds: 0.3 }, 1));
    let stalled = AttemptEnding::Crashed { crash: Crash::Stalled { after_seconds: 0.3 } };
    assert_eq!(outcome.record().ending(), stalled);
}

#[test]
fn any_output_is_a_sign_of_life() {
    for output in ["1", "2"] {
        let trial = Trial::new();
        let script = format!("for i in 1 2 3 4 5 6 7 8; do sleep 0.2; printf . >&{output}; done");
        let mut attempt = trial.shell(1, &script);
        attempt.order.stall_after_seconds = Some(1.2);
        assert_eq!(trial.run(&attempt).end(), &ProcessEnd::Exited { code: 0 }, "{output}");
    }
}

#[test]
fn what_stands_in_a_program_s_place_is_told() {
    let trial = Trial::new();
    let put = |name: &str, text: &str| {
        fs::write(trial.directory.join(name), text).unwrap();
        fs::set_permissions(trial.directory.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    };
    put("no-interpreter", "#!/no/such/python -u\nprint(1)\n");
    put("windows.py", "#!/bin/sh\r\necho\r\n");
    fs::create_dir(trial.directory.join("folder")).unwrap();
    for (attempt, (program, words)) in (1..).zip([
        (
            "./no-interpreter",
            "./no-interpreter names an interpreter that was not found: #!/no/such/python -u",
        ),
        ("./windows.py", "has Windows line ends, so that its first line names no interpreter: #!/bin/sh"),
        ("./folder", "./folder is a folder, not a program: Permission denied (os error 13)"),
    ]) {
        let outcome = trial.run(&trial.attempt(attempt, &[program]));
        let ProcessEnd::CouldNotStart { reason } = outcome.end() else { panic!("{:?}", outcome.end()) };
        assert!(reason.contains(words), "{reason}");
    }
}

#[test]
fn a_virtual_environment_is_entered_and_its_programs_are_found() {
    let trial = Trial::new();
    let programs = trial.directory.join("venv/bin");
    fs::create_dir_all(&programs).unwrap();
    let program = programs.join("my-python");
    let script =
        "#!/bin/sh\n[ \"$VIRTUAL_ENV\" = \"${0%/bin/*}\" ] && [ -z \"$PYTHONHOME\" ] && exec my-second\n";
    fs::write(&program, script).unwrap();
    fs::write(programs.join("my-second"), "#!/bin/sh\necho '{\"epoch\": 1, \"loss\": 1}'\n").unwrap();
    for name in ["my-python", "my-second"] {
        fs::set_permissions(programs.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut attempt = trial.attempt(1, &["my-python"]);
    attempt.order.virtual_environment = Some(trial.directory.join("venv").to_str().unwrap().to_owned());
    attempt.environment.insert("PYTHONHOME".into(), "/elsewhere".into());
    let outcome = trial.run(&attempt);
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 0 }, 1));
}

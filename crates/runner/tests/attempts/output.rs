//! Output of any kind harms nobody.
#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::fs;

use etude_study::protocol::ProcessEnd;

use crate::trial::Trial;

fn python(trial: &Trial, script: &str) -> crate::trial::Outcome {
    trial.run(&trial.attempt(1, &["python3", "-c", script]))
}

#[test]
fn a_line_of_10_mb_is_output_and_the_next_line_is_read() {
    let trial = Trial::new();
    let script = "print('{\"epoch\": 1, \"x\": \"' + 'a' * 10_000_000 + '\"}')\nprint('{\"epoch\": 2}')";
    let outcome = python(&trial, script);
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 0 }, 1));
    assert_eq!(outcome.measurements[0].measurement.epoch, Some(2.0));
    assert!(trial.stdout().len() > 10_000_000);
}

#[test]
fn binary_output_is_kept_byte_for_byte() {
    let trial = Trial::new();
    let script = "import sys\nb = sys.stdout.buffer\nb.write(bytes(range(256)) * 1000)\n\
                  b.write(b'\\n{\"epoch\": 1}\\n')\nsys.stderr.buffer.write(b'\\xff\\x00')";
    let outcome = python(&trial, script);
    assert_eq!(outcome.count(), 1);
    let mut expected = (0..=255_u8).collect::<Vec<_>>().repeat(1000);
    expected.extend_from_slice(b"\n{\"epoch\": 1}\n");
    assert!(trial.stdout() == expected);
    assert_eq!(fs::read(trial.folder.stderr_log()).unwrap(), [0xff, 0]);
}

#[test]
fn a_very_long_output_is_cut_in_the_middle() {
    let trial = Trial::new();
    let outcome = trial.run(&trial.shell(1, "yes $(printf %0500d 1) | head -c 80000000; echo; echo the end"));
    assert_eq!(outcome.end(), &ProcessEnd::Exited { code: 0 });
    let log = trial.stdout();
    assert!(log.len() < 64 << 20);
    assert!(log.ends_with(b"\nthe end\n"));
    let note = b"bytes are left out here";
    assert!(log.windows(note.len()).any(|window| window == note));
}

#[test]
fn a_program_may_close_its_outputs_and_go_on() {
    let trial = Trial::new();
    let outcome = trial.run(&trial.shell(1, r#"echo '{"epoch": 1}'; exec 1>&- 2>&-; sleep 0.3; exit 4"#));
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 4 }, 1));
}

#[test]
fn thousands_of_measurements_at_once_are_all_there() {
    let trial = Trial::new();
    let script = "for i in range(20000): print('{\"step\": %d, \"loss\": 0.5}' % i)";
    let outcome = python(&trial, script);
    assert_eq!((outcome.count(), outcome.record().measurements), (20_000, 20_000));
}

#[test]
fn the_program_starts_in_a_clean_state() {
    let trial = Trial::new();
    let mut attempt = trial.attempt(1, &["sh", "-c", "exec python3 -c \"$0\"", SELF_PORTRAIT]);
    attempt.environment.insert("SECRET".into(), "s3cret".into());
    attempt.order.environment.insert("ETUDE_SEED".into(), "1".into());
    assert_eq!(trial.run(&attempt).end(), &ProcessEnd::Exited { code: 0 });
    let portrait = String::from_utf8(trial.stdout()).unwrap();
    assert_eq!(portrait, "open 0 1 2\ninput /dev/null\nown group True\nblocked 0\nsecret s3cret seed 1\n");
    for entry in fs::read_dir(trial.folder.path()).unwrap().map(Result::unwrap) {
        if entry.path().is_file() && entry.path() != trial.folder.stdout_log() {
            assert!(!fs::read_to_string(entry.path()).unwrap().contains("s3cret"), "{entry:?}");
        }
    }
}

const SELF_PORTRAIT: &str = r#"
import os
opened = [fd for fd in range(100) if os.path.exists(f"/proc/self/fd/{fd}")]
print("open", *opened)
print("input", os.readlink("/proc/self/fd/0"))
print("own group", os.getpgrp() == os.getpid())
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print("blocked", int(status["SigBlk"], 16))
print("secret", os.environ["SECRET"], "seed", os.environ["ETUDE_SEED"])
"#;

#[test]
fn patterns_of_the_order_find_metrics_in_ordinary_lines() {
    let trial = Trial::new();
    let script = r"printf 'train loss 0.9\nval err: 0.5\n\r 50 %% \rtrain loss nan\nval err: 0.4, done'";
    let mut attempt = trial.shell(1, script);
    attempt.order.metrics = [("val_error", r"val err: ([0-9.]+)"), ("train_loss", r"train loss ([0-9.]+)")]
        .map(|(name, pattern)| (name.to_owned(), pattern.to_owned()))
        .into();
    let outcome = trial.run(&attempt);
    let reports: Vec<_> = outcome.measurements.iter().map(|spooled| &spooled.measurement).collect();
    assert_eq!(reports.len(), 2);
    assert_eq!((reports[0].epoch, reports[0].metric("val_error")), (Some(1.0), Some(0.5)));
    assert_eq!((reports[1].epoch, reports[1].metric("val_error")), (Some(2.0), Some(0.4)));
    assert!(reports[1].metric("train_loss").unwrap().is_nan());
}

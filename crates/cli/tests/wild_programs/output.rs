//! Programs that print what nobody expects, or more of it.

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_metric_that_is_only_on_standard_error_is_not_read() {
    assert_snapshot!(Project::python("sys.stdout = sys.stderr\nreport()").breaks());
}

#[test]
fn a_line_of_100_megabytes_is_no_report_and_does_no_harm() {
    let project = Project::python(
        "report()\nfor _ in range(1600):\n    sys.stdout.write('x' * 65536)\nprint()\nreport(2)",
    );
    for trial in project.works() {
        assert_eq!(trial["last_epoch"], 2.0);
    }
    assert!(project.of_trial(1, "stdout.log").len() < 70_000_000);
}

#[test]
fn a_million_lines_are_read_in_time() {
    let project = Project::python("report()\nsys.stdout.write('training\\n' * 1000000)\nreport(2)");
    for trial in project.works() {
        assert_eq!(trial["last_epoch"], 2.0);
    }
}

#[test]
fn a_full_standard_error_does_not_stop_a_program() {
    let project =
        Project::python("for _ in range(300):\n    sys.stderr.write('w' * 65536 + '\\n')\nreport()");
    project.works();
}

#[test]
fn a_report_needs_no_line_end_and_no_clean_line() {
    let project = Project::python(
        "sys.stdout.write('\\r 10%|#   |\\r 90%|### |\\r\\x1b[2K' + json.dumps({'epoch': 1, 'val_error': 0.5}) + '\\n')\n\
         sys.stdout.write(json.dumps({'epoch': 2, 'val_error': 0.4}))",
    );
    for trial in project.works() {
        assert_eq!((&trial["best_epoch"], &trial["last_epoch"]), (&2.0.into(), &2.0.into()));
    }
}

#[test]
fn bytes_that_are_no_text_inside_a_report_make_it_none() {
    let wrong = "sys.stdout.buffer.write(b'{\"epoch\": 1, \"val_error\": 0.5, \"note\": \"\\xff\\xfe\"}\\n')";
    assert_snapshot!(Project::python(wrong).breaks());
    // The reports around it count.
    Project::python(&format!("{wrong}\nsys.stdout.flush()\nreport(2)")).works();
}

#[test]
fn random_bytes_do_no_harm_to_what_is_reported_between_them() {
    let program = "for epoch in (1, 2):\n    sys.stdout.buffer.write(os.urandom(200000) + b'\\n')\n    sys.stdout.flush()\n    report(epoch)";
    for trial in Project::python(program).works() {
        assert_eq!(trial["last_epoch"], 2.0);
    }
}

#[test]
fn metrics_are_found_by_patterns_in_what_a_script_prints() {
    let program = r#"
for epoch in range(1, 4):
    print(f"Epoch {epoch}/3")
    print(f"\x1b[2m train loss: {0.9 / epoch:.3f}\x1b[0m (12 s)")
    print(f" val err: {0.5 / epoch:.4f}, lr 0.1")
"#;
    let patterns = "[workload.metrics]\nval_error = 'val err: ([0-9.]+)'\ntrain_loss = 'train loss: (\\S+)'";
    let project = Project::python_with(program, patterns);
    for trial in project.works() {
        assert_eq!((&trial["best_epoch"], &trial["last_epoch"]), (&3.0.into(), &3.0.into()));
    }
    let reports = project.of_trial(1, "measurements.jsonl");
    assert_eq!(reports.lines().count(), 3);
    assert!(reports.contains(r#""metrics":{"train_loss":0.9,"val_error":0.5}"#), "{reports}");
}

#[test]
fn a_divergence_is_seen_by_a_pattern_that_was_written_for_digits() {
    let patterns = "metrics = { val_error = 'val err: ([0-9.]+)' }";
    let project = Project::python_with("print('val err: 0.5')\nprint('val err: nan')", patterns);
    for trial in project.ends_as("infeasible") {
        assert_eq!(trial["outcome"], "diverged at epoch 2");
    }
}

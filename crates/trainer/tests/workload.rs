//! What the command line and the runner rely on: determinism, exact resume, named endings, the test score.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and write files")]

#[path = "workload/features.rs"]
mod features;
#[path = "workload/resume.rs"]
mod resume;
#[path = "workload/same_numbers.rs"]
mod same_numbers;
#[path = "workload/support.rs"]
mod support;

use etude_trainer::{Ending, TrialEnvironment, test, train};
use serde_json::Value;

use support::{Folder, SMALL, number, repeatable, run};

#[test]
fn a_training_learns_and_reports_every_epoch() {
    let lines = repeatable("--width=32 --learning_rate=0.1 --batch_size=100 --max_epochs=3");
    let epochs: Vec<String> = lines.iter().map(|line| line["epoch"].to_string()).collect();
    assert_eq!(epochs, ["1", "2", "3"]);
    assert_eq!(lines[2]["step"], 240);
    assert!(number(&lines[2], "val_error") < 0.25, "{}", lines[2]);
    assert!(number(&lines[2], "train_loss") < number(&lines[0], "train_loss"));
    assert!(number(&lines[0], "grad_norm") > 0.0);
    assert!(lines[0].get("checkpoint").is_none());
}

#[test]
fn the_same_seeds_print_the_same_numbers_and_others_do_not() {
    let line = format!("{SMALL} --max_epochs=1 --dropout=on");
    let seven = repeatable(&format!("{line} --seed=7"));
    assert_eq!(seven, repeatable(&format!("{line} --seed=7")));
    assert_ne!(seven, repeatable(&format!("{line} --seed=8")));
    assert_ne!(seven, repeatable(&format!("{line} --seed=7 --data_seed=8")));
    assert_eq!(seven, repeatable(&format!("{line} --seed=7 --data_seed=7")));
}

#[test]
fn divergence_is_infeasible_and_not_an_error() {
    let (ending, lines) = run("--learning_rate=1e4 --max_epochs=2").unwrap();
    assert_eq!(ending, Ending::Infeasible);
    assert_eq!(lines.len(), 1);
    let reason = lines[0]["infeasible"].as_str().unwrap();
    assert!(reason.contains("at epoch 1, step"), "{reason}");
    assert!(reason.contains("the learning rate (10000) may be too high"), "{reason}");
}

#[test]
fn fractions_of_epochs_are_reported() {
    let lines = repeatable(&format!("{SMALL} --evaluate-every 0.25 --max_epochs=1"));
    let epochs: Vec<f64> = lines.iter().map(|line| number(line, "epoch")).collect();
    assert_eq!(epochs, [0.25, 0.5, 0.75, 1.0]);
    let once = repeatable(&format!("{SMALL} --max_epochs=1"));
    assert_eq!(once[0]["val_error"], lines[3]["val_error"], "evaluating must not change the training");
}

#[test]
fn a_probe_ends_after_its_steps_with_a_measurement() {
    let environment = |name: &str| (name == "ETUDE_MAX_STEPS").then(|| "3".to_owned());
    let environment = TrialEnvironment::new(environment).unwrap();
    let mut out = Vec::new();
    assert_eq!(train(&["--width=8".to_owned()], &environment, &mut out).unwrap(), Ending::StepLimit);
    let line: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((number(&line, "step"), number(&line, "epoch")), (3.0, 0.024));
    assert!(number(&line, "examples_per_second") > 0.0);
}

#[test]
fn a_longer_probe_tells_its_steps_and_evaluates_only_at_its_end() {
    let (_, lines) = run("--width=8 --batch_size=256 --max_steps=40 --max_epochs=40").unwrap();
    let steps: Vec<f64> = lines.iter().map(|line| number(line, "step")).collect();
    // Two steps make 512 examples, but for the last of an epoch, which is smaller.
    assert_eq!(steps[12..], [26.0, 28.0, 30.0, 33.0, 35.0, 37.0, 39.0, 40.0]);
    assert!(
        lines[..19].iter().all(|line| line.get("val_error").is_none() && number(line, "train_loss") > 0.0)
    );
    // 32 steps an epoch: the probe goes on into the second one.
    assert_eq!(lines[19]["epoch"], 1.25);
    assert!(number(&lines[19], "val_error") < 0.9, "{lines:?}");
}

#[test]
fn a_checkpoint_has_a_test_score() {
    let folder = Folder::new("test");
    run(&format!("{SMALL} --max_epochs=2 --checkpoint_dir={}", folder.0.display())).unwrap();
    let score = || {
        let mut out = Vec::new();
        test(&folder.0.join("epoch-2.ckpt"), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let first = score();
    assert_eq!(first, score());
    assert_eq!(first.lines().count(), 1);
    let parsed: Value = serde_json::from_str(&first).unwrap();
    assert!(number(&parsed, "test_error") < 0.6, "{first}");
    assert!(number(&parsed, "test_loss") > 0.0);
}

#[test]
fn every_activation_and_depth_trains() {
    for settings in [
        "--activation=gelu",
        "--activation=silu",
        "--activation=sigmoid",
        "--activation=leaky_relu",
        "--layers=0",
        "--layers=8 --width_8=3",
    ] {
        let lines = repeatable(&format!("{SMALL} --max_epochs=1 {settings}"));
        assert!(number(&lines[0], "val_loss").is_finite(), "{settings}");
    }
}

//! What the command line and the runner rely on: determinism, exact resume, named endings, the test score.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may panic and write files")]

use std::fs;
use std::path::{Path, PathBuf};

use etude_trainer::{Ending, TrainerError, TrialEnvironment, test, train};
use serde_json::Value;

/// Settings under which an epoch has 8 steps of a small model.
const SMALL: &str = "--width=16 --batch_size=1000 --learning_rate=0.05";

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("etude-trainer-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(line: &str) -> Result<(Ending, Vec<Value>), TrainerError> {
    let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let mut out = Vec::new();
    let ending = train(&arguments, &TrialEnvironment::default(), &mut out)?;
    let lines = String::from_utf8(out).unwrap();
    Ok((ending, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()))
}

/// The lines that a complete training prints, without the one number that never repeats.
fn repeatable(line: &str) -> Vec<Value> {
    let (ending, mut lines) = run(line).unwrap();
    assert_eq!(ending, Ending::Completed);
    for line in &mut lines {
        let speed = line.as_object_mut().unwrap().remove("examples_per_second").unwrap();
        assert!(speed.as_f64().unwrap() > 0.0);
    }
    lines
}

fn number(line: &Value, name: &str) -> f64 {
    line[name].as_f64().unwrap_or_else(|| panic!("no number `{name}` in {line}"))
}

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

/// Trains 4 epochs at once, then the last two again from the second checkpoint.
fn assert_resume_is_exact(name: &str, settings: &str) {
    let (whole, part) = (Folder::new(&format!("{name}-whole")), Folder::new(&format!("{name}-part")));
    let line = |folder: &Folder| format!("{settings} --max_epochs=4 --checkpoint_dir={}", folder.0.display());
    let uninterrupted = repeatable(&line(&whole));
    let resume_from = whole.0.join("epoch-2.ckpt");
    let resumed = repeatable(&format!("{} --resume_from={}", line(&part), resume_from.display()));
    let rest: Vec<&Value> = uninterrupted.iter().filter(|line| number(line, "epoch") > 2.0).collect();
    assert_eq!(rest, resumed.iter().collect::<Vec<_>>());
    for epoch in [3, 4] {
        let file = format!("epoch-{epoch}.ckpt");
        assert_eq!(weights(&whole.0.join(&file)), weights(&part.0.join(&file)), "{file}");
    }
    assert!(!whole.0.join("epoch-1.ckpt.partial").exists());
}

/// The weights in a checkpoint, as bytes.
fn weights(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let header_end = 16 + u64::from_le_bytes(bytes[8..16].try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&bytes[16..header_end]).unwrap();
    bytes[header_end..][..header["model_bytes"].as_u64().unwrap() as usize].to_vec()
}

#[test]
fn resuming_sgd_is_exact() {
    assert_resume_is_exact(
        "sgd",
        &format!("{SMALL} --nesterov=true --weight_decay=0.001 --evaluate_every=0.5"),
    );
}

#[test]
fn resuming_adam_with_dropout_is_exact() {
    assert_resume_is_exact(
        "adam",
        "--width=16 --batch_size=900 --optimizer=adam --dropout=on --weight_decay=0.01 --label_smoothing=0.1",
    );
}

#[test]
fn resuming_looks_in_the_checkpoint_folder_and_refuses_other_settings() {
    let folder = Folder::new("other");
    let line = format!("{SMALL} --checkpoint_dir={}", folder.0.display());
    run(&format!("{line} --max_epochs=1")).unwrap();
    let (_, lines) = run(&format!("{line} --max_epochs=2 --resume_from=epoch-1.ckpt")).unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (&lines[0]["epoch"], &lines[0]["checkpoint"]),
        (&Value::from(2), &Value::from("epoch-2.ckpt"))
    );

    let error = run(&format!("{line} --resume_from=epoch-1.ckpt --momentum=0.5 --seed=1")).unwrap_err();
    let TrainerError::OtherSettings { differences, .. } = error else { panic!("{error}") };
    assert_eq!(differences, ["--data_seed=0, not 1", "--momentum=0.9, not 0.5", "--seed=0, not 1"]);
}

#[test]
fn a_damaged_or_missing_checkpoint_is_named() {
    let folder = Folder::new("damaged");
    fs::create_dir_all(&folder.0).unwrap();
    let path = folder.0.join("epoch-1.ckpt");
    let message = |path: &Path| test(path, &mut Vec::new()).unwrap_err().to_string();
    assert!(message(&path).starts_with(&format!("cannot read {}", path.display())));
    fs::write(&path, "weights").unwrap();
    assert!(message(&path).contains("does not begin as checkpoints of this program do"));

    run(&format!("{SMALL} --max_epochs=1 --checkpoint_dir={}", folder.0.display())).unwrap();
    let bytes = fs::read(&path).unwrap();
    for length in [12, 100, bytes.len() - 1] {
        fs::write(&path, &bytes[..length]).unwrap();
        assert!(message(&path).contains("it is cut off"), "{length}");
    }
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

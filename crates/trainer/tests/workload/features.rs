//! What each part of a configuration does to a training.

use etude_trainer::test;
use serde_json::Value;

use crate::support::{Folder, SMALL, number, repeatable, run};

/// The numbers `name` of all reports.
fn course(line: &str, name: &str) -> Vec<f64> {
    repeatable(line).iter().map(|report| number(report, name)).collect()
}

fn assert_close(actual: &[f64], expected: &[f64], tolerance: f64) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * b.abs();
    assert!(
        actual.len() == expected.len() && actual.iter().zip(expected).all(close),
        "{actual:?}, not {expected:?}"
    );
}

#[test]
fn every_model_trains_with_every_normalisation() {
    for model in ["--model=mlp --width=16", "--model=cnn --channels=2"] {
        for normalization in ["none", "batch", "layer"] {
            let line = format!(
                "{model} --normalization={normalization} --batch_size=100 --optimizer=adam \
                 --learning_rate=0.01 --max_epochs=1"
            );
            let lines = repeatable(&line);
            assert!(number(&lines[0], "val_error") < 0.4, "{line}: {}", lines[0]);
            assert_eq!(lines, repeatable(&line), "{line}");
        }
    }
}

#[test]
fn the_mean_gradient_of_small_batches_is_the_gradient_of_a_large_one() {
    for smoothing in ["", "--label_smoothing=0.1"] {
        let line =
            |batches: &str| format!("--width=16 --learning_rate=0.05 --max_epochs=2 {smoothing} {batches}");
        for name in ["grad_norm", "train_loss", "val_loss"] {
            // 300 does not divide 8000, so that the last step of an epoch has fewer examples.
            let whole = course(&line("--batch_size=900"), name);
            assert_close(&course(&line("--batch_size=300 --accumulate=3"), name), &whole, 1e-4);
            assert_close(
                &course(&line("--batch_size=128 --accumulate=1000"), name),
                &course(&line("--batch_size=8000"), name),
                1e-4,
            );
        }
    }
    let steps = course("--width=4 --batch_size=300 --accumulate=3 --max_epochs=1", "step");
    assert_eq!(steps, [9.0], "a step is a step, however many batches it took");
}

#[test]
fn a_clip_that_nothing_reaches_changes_nothing_and_a_small_one_bounds_the_steps() {
    let line = format!("{SMALL} --max_epochs=2");
    let mut unreached = repeatable(&format!("{line} --clip=1e9"));
    for report in &mut unreached {
        assert_eq!(report.as_object_mut().unwrap().remove("clipped_fraction"), Some(Value::from(0.0)));
    }
    assert_eq!(unreached, repeatable(&line));
    assert_eq!(course(&format!("{line} --clip=0.001"), "clipped_fraction"), [1.0, 1.0]);
    // Steps of at most 0.05 x 0.001 / (1 - 0.9), 8 an epoch, leave the first loss almost where it was.
    let clipped = course(&format!("{line} --clip=0.001"), "val_loss");
    assert!((clipped[1] - clipped[0]).abs() < 0.02 && clipped[1] > 2.0, "{clipped:?}");
    assert!(
        course(&format!("{line} --clip=0.001"), "grad_norm")[0] > 0.5,
        "the norm before clipping is shown"
    );
}

#[test]
fn a_schedule_is_the_learning_rate_of_each_step() {
    // With plain gradient descent, one step of half the rate is what the first of two warmup steps does.
    let start = "--width=8 --batch_size=1000 --momentum=0 --max_steps=1";
    let loss = |line: &str| run(&format!("{start} {line}")).unwrap().1[0]["val_loss"].to_string();
    assert_eq!(loss("--learning_rate=0.5 --warmup=0.25"), loss("--learning_rate=0.25"));
    assert_eq!(loss("--learning_rate=0.5 --decay=cosine"), loss("--learning_rate=0.5"));
    assert_ne!(loss("--learning_rate=0.5"), loss("--learning_rate=0.25"));
    // The end of a fall to nothing moves less and less.
    let constant = course(&format!("{SMALL} --max_epochs=4"), "val_loss");
    let fallen = course(&format!("{SMALL} --max_epochs=4 --decay=linear"), "val_loss");
    assert!(fallen[2] - fallen[3] < constant[2] - constant[3], "{fallen:?} against {constant:?}");
}

#[test]
fn augmentation_follows_the_data_seed_and_leaves_validation_alone() {
    let line = |rest: &str| format!("{SMALL} --max_epochs=1 {rest}");
    let plain = repeatable(&line(""));
    let mut seen = vec![plain];
    for kind in ["shift", "flip", "shift-flip"] {
        let first = repeatable(&line(&format!("--augmentation={kind} --data_seed=0")));
        assert_eq!(first, repeatable(&line(&format!("--augmentation={kind}"))), "the data seed is the seed");
        assert!(!seen.contains(&first), "{kind}");
        seen.push(first);
    }
    // Steps so short that the weights stay: validation is the same, the training images are not, nor are they
    // those of the epoch before.
    let frozen = |kind: &str, name: &str| {
        course(&format!("--width=16 --learning_rate=1e-12 --max_epochs=2 --augmentation={kind}"), name)
    };
    assert_close(&frozen("shift", "val_loss"), &frozen("none", "val_loss"), 1e-6);
    let (plain, shifted) = (frozen("none", "train_loss"), frozen("shift", "train_loss"));
    let apart = |a: f64, b: f64| (a - b).abs() > 1e-4;
    assert!(!apart(plain[0], plain[1]), "{plain:?}");
    assert!(apart(shifted[0], plain[0]) && apart(shifted[0], shifted[1]), "{shifted:?} against {plain:?}");
}

#[test]
fn batch_normalisation_is_evaluated_with_the_statistics_in_the_checkpoint() {
    let folder = Folder::new("statistics");
    let line = format!(
        "--width=32 --batch_size=1000 --learning_rate=0.3 --normalization=batch --max_epochs=1 --checkpoint_dir={}",
        folder.0.display()
    );
    let reported = repeatable(&line);
    // Eight steps in, with the statistics that stood before the first, the loss is 1.67; with theirs it is 0.99.
    assert!(number(&reported[0], "val_loss") < 1.2, "{}", reported[0]);
    let path = folder.0.join("epoch-1.ckpt");
    let tested = || {
        let mut out = Vec::new();
        test(&path, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let first: Value = serde_json::from_str(&tested()).unwrap();
    assert_eq!(tested(), tested());
    let difference = number(&first, "test_error") - number(&reported[0], "val_error");
    assert!(difference.abs() < 0.05, "{first} against {}", reported[0]);
}

#[test]
fn a_checkpoint_is_tested_on_the_scale_of_its_training() {
    let folder = Folder::new("scale");
    let line = format!(
        "--width=16 --batch_size=100 --standardize=false --learning_rate=0.1 --max_epochs=2 --checkpoint_dir={}",
        folder.0.display()
    );
    let reported = repeatable(&line);
    let mut out = Vec::new();
    test(&folder.0.join("epoch-2.ckpt"), &mut out).unwrap();
    let tested: Value = serde_json::from_slice(&out).unwrap();
    let difference = number(&tested, "test_loss") - number(&reported[1], "val_loss");
    assert!(difference.abs() < 0.1, "{tested} against {}", reported[1]);
}

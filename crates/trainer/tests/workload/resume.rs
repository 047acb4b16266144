//! A training goes on from its checkpoints exactly, and from no other training's.

use std::fs;
use std::path::Path;

use etude_trainer::{TrainerError, test};
use serde_json::Value;

use crate::support::{Folder, SMALL, assert_resume_is_exact, run};

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
fn resuming_normalisation_is_exact() {
    assert_resume_is_exact("batch", &format!("{SMALL} --normalization=batch --optimizer=adam"));
    assert_resume_is_exact("layer", &format!("{SMALL} --normalization=layer --standardize=false"));
}

#[test]
fn resuming_a_schedule_with_clipping_is_exact() {
    assert_resume_is_exact("cosine", &format!("{SMALL} --warmup=0.5 --decay=cosine --clip=0.5"));
    assert_resume_is_exact(
        "linear",
        &format!("{SMALL} --warmup=2.5 --decay=linear --final_lr_fraction=0.1 --optimizer=adam"),
    );
}

#[test]
fn resuming_augmentation_and_accumulation_is_exact() {
    assert_resume_is_exact(
        "augmentation",
        "--width=16 --batch_size=300 --accumulate=3 --augmentation=shift-flip --normalization=batch --dropout=on",
    );
}

#[test]
fn resuming_a_convolutional_network_is_exact() {
    assert_resume_is_exact(
        "cnn",
        "--model=cnn --channels=1 --batch_size=1000 --normalization=batch --augmentation=shift --dropout=on",
    );
}

#[test]
fn a_falling_learning_rate_goes_on_with_the_same_length_alone() {
    let folder = Folder::new("length");
    let line = format!("{SMALL} --checkpoint_dir={} --decay=linear", folder.0.display());
    run(&format!("{line} --max_epochs=2")).unwrap();
    let error = run(&format!("{line} --max_epochs=3 --resume_from=epoch-1.ckpt")).unwrap_err();
    let TrainerError::OtherSettings { differences, .. } = error else { panic!("{error}") };
    assert_eq!(differences, ["--max_epochs=2, not 3"]);
    assert_eq!(run(&format!("{line} --max_epochs=2 --resume_from=epoch-1.ckpt")).unwrap().1.len(), 1);
}

//! What was trained before still trains alike: the same flags give the numbers that earlier versions printed.

use std::path::Path;

use etude_trainer::test;
use serde_json::Value;

use crate::support::{number, repeatable};

/// A checkpoint of a version that knew neither models other than perceptrons nor any flag that came with them.
const OLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workload/old_checkpoint/epoch-1.ckpt");
const OLD_FLAGS: &str = "--layers=1 --width=4 --optimizer=adam --batch_size=1000 --dropout=on";

/// Relative difference that processors of other kinds may make: they add in another order.
const TOLERANCE: f64 = 1e-5;

fn assert_same(line: &str, expected: &[(f64, f64, f64)]) {
    let reports = repeatable(line);
    assert_eq!(reports.len(), expected.len(), "{line}");
    for (report, &(train_loss, val_loss, grad_norm)) in reports.iter().zip(expected) {
        assert_near(report, "train_loss", train_loss);
        assert_near(report, "val_loss", val_loss);
        assert_near(report, "grad_norm", grad_norm);
    }
}

fn assert_near(report: &Value, name: &str, expected: f64) {
    let actual = number(report, name);
    assert!((actual - expected).abs() <= TOLERANCE * expected, "{name} {actual}, not {expected}");
}

#[test]
fn the_simple_start_trains_as_it_did() {
    assert_same(
        "--max_epochs=2",
        &[
            (0.922_002_067_626_694, 0.637_237_418_732_249, 1.734_302_975_466_068),
            (0.578_903_681_089_606, 0.565_937_520_558_711, 1.699_859_407_603_477),
        ],
    );
}

#[test]
fn both_optimizers_with_all_that_there_was_train_as_they_did() {
    assert_same(
        "--width=32 --batch_size=200 --learning_rate=0.1 --dropout=on --nesterov=true --weight_decay=0.001 \
         --seed=5 --max_epochs=2",
        &[
            (1.349_302_686_688_314, 0.691_470_876_443_136, 0.937_898_205_589_134),
            (0.847_725_022_753_455, 0.629_684_767_825_154, 0.748_874_850_729_393),
        ],
    );
    assert_same(
        "--layers=1 --width=32 --batch_size=200 --optimizer=adam --weight_decay=0.01 --label_smoothing=0.1 \
         --activation=gelu --data_seed=9 --max_epochs=2",
        &[
            (1.457_914_141_352_754, 1.005_075_385_004_282, 0.967_027_714_845_62),
            (0.885_099_950_593_838, 0.804_182_648_094_138, 0.618_139_970_887_27),
        ],
    );
}

#[test]
fn an_old_checkpoint_is_gone_on_with_and_tested() {
    assert_same(
        &format!("{OLD_FLAGS} --max_epochs=2 --resume_from={OLD}"),
        &[(2.227_695_768_537, 2.165_074_358_880_519, 0.420_423_830_940_9)],
    );
    let mut out = Vec::new();
    test(Path::new(OLD), &mut out).unwrap();
    assert_near(&serde_json::from_slice(&out).unwrap(), "test_loss", 2.204_485_848_426_819);
}

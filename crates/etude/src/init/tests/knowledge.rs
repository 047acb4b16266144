//! Names of options, and what they stand for; defaults, and the ranges around them.

use crate::init::knowledge::{Meaning, Rule, meaning_of};
use crate::init::proposal::ProposedValues;
use crate::init::ranges::range_around;

fn word(name: &str) -> &'static str {
    match meaning_of(name) {
        Meaning::Searched(..) => "searched",
        Meaning::FixedAtFirst(..) => "fixed at first",
        Meaning::BatchSize => "batch size",
        Meaning::Epochs => "epochs",
        Meaning::Steps => "steps",
        Meaning::Seed | Meaning::DataSeed => "seed",
        Meaning::CheckpointFolder => "checkpoints",
        Meaning::Resume => "resume",
        Meaning::NotTuned(_) => "not tuned",
        Meaning::Unknown => "unknown",
    }
}

#[test]
fn names_that_look_alike_are_told_apart() {
    for (expected, names) in [
        (
            "searched",
            "lr base_lr optimizer.lr warmup_steps num_warmup_steps attention_dropout optimizer.name hidden_size",
        ),
        ("fixed at first", "beta2 adam_beta2 adam_epsilon optimizer.eps"),
        ("batch size", "batch_size train_batch_size per_device_train_batch_size data.batch_size bs"),
        (
            "not tuned",
            "eval_batch_size test_batch_size lr_min save_steps logging_steps workers data_dir log_every no_cuda",
        ),
        ("epochs", "epochs max_epochs num_train_epochs trainer.max_epochs"),
        ("steps", "max_steps max_iters num_steps"),
        ("seed", "seed random_seed data_seed"),
        ("unknown", "focal_gamma margin temperature max_length"),
    ] {
        for name in names.split(' ') {
            assert_eq!(word(name), expected, "{name}");
        }
    }
}

fn range(rule: Rule, default: f64) -> String {
    match range_around(rule, default).map(|ranged| (ranged.values, ranged.baseline, ranged.holds_default)) {
        Some((ProposedValues::Range { low, high, scale, whole: _ }, baseline, holds_default)) => {
            let aside = if holds_default { "" } else { " aside" };
            format!("{low}..{high} {} {baseline}{aside}", scale.unwrap_or("linear"))
        }
        _ => "none".into(),
    }
}

#[test]
fn ranges_lie_around_their_defaults() {
    for (rule, default, expected) in [
        (Rule::LearningRate, 0.01, "0.0001..1.0 log 0.01"),
        (Rule::LearningRate, 3e-5, "3e-7..0.003 log 3e-5"),
        (Rule::LearningRate, 1.0, "0.01..10.0 log 1.0"),
        (Rule::LearningRate, 0.0, "none"),
        (Rule::NearOne, 0.9, "0.5..0.99 reverse-log 0.9"),
        (Rule::NearOne, 0.0, "0.0..0.99 reverse-log 0.0"),
        (Rule::NearOne, 0.999, "0.9..0.9999 reverse-log 0.999"),
        (Rule::NearOne, 1.0, "none"),
        (Rule::WeightDecay, 0.0, "1e-6..0.1 log 0.0001 aside"),
        (Rule::WeightDecay, 1e-8, "1e-8..0.1 log 1e-8"),
        (Rule::UpTo(700), 0.0, "0.0..0.7 linear 0.0"),
        (Rule::UpTo(700), 0.8, "0.0..0.8 linear 0.8"),
        (Rule::Width, 128.0, "32..512 log 128"),
        (Rule::Width, 1.0, "1..4 log 1"),
        (Rule::Depth, 2.0, "1..4 linear 2"),
        (Rule::Warmup, 500.0, "0..5000 linear 500"),
        (Rule::Warmup, 0.0, "0..1000 linear 100 aside"),
        (Rule::TenfoldEitherWay, 1.0, "0.1..10.0 log 1.0"),
        (Rule::LearningRate, 1e300, "none"),
        (Rule::LearningRate, f64::NAN, "none"),
    ] {
        assert_eq!(range(rule, default), expected, "{rule:?} {default}");
    }
}

//! The words of a metric's name: what it measures, on which examples, and which way is better.

use etude_study::score::Direction;

const LARGER_IS_BETTER: [&str; 19] = [
    "acc",
    "accuracy",
    "acc1",
    "acc5",
    "top1",
    "top5",
    "auc",
    "auroc",
    "f1",
    "bleu",
    "rouge",
    "iou",
    "miou",
    "map",
    "precision",
    "recall",
    "r2",
    "psnr",
    "reward",
];
const SMALLER_IS_BETTER: [&str; 16] = [
    "error",
    "err",
    "mse",
    "rmse",
    "mae",
    "wer",
    "cer",
    "perplexity",
    "ppl",
    "bpc",
    "bpb",
    "nll",
    "logloss",
    "fid",
    "loss",
    "objective",
];
const VALIDATION: [&str; 7] = ["val", "valid", "validation", "dev", "eval", "heldout", "holdout"];
const TRAINING: [&str; 4] = ["train", "training", "batch", "running"];

/// The direction that a name stands for.
pub(crate) fn direction_of(name: &str) -> Option<Direction> {
    let words: Vec<&str> = name.split('_').collect();
    if words.iter().any(|word| SMALLER_IS_BETTER.contains(word)) {
        Some(Direction::Minimize)
    } else if words.iter().any(|word| LARGER_IS_BETTER.contains(word) || *word == "score") {
        Some(Direction::Maximize)
    } else {
        None
    }
}

/// The rank of a number among those that a script reports, 0 being the best to choose models by, and its direction;
/// nothing when its name says nothing known. The statement it stands in may say `train`.
pub(super) fn judge(name: &str, text: &str, at: usize) -> Option<(u32, Direction)> {
    let direction = direction_of(name)?;
    let words: Vec<&str> = name.split('_').collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let statement: String = text[at..].chars().take(60).collect::<String>().to_lowercase();
    let set = if has(&VALIDATION) {
        0
    } else if has(&TRAINING) || (statement.contains("train") && !statement.contains("val")) {
        3
    } else if has(&["test"]) {
        1
    } else {
        2
    };
    let is_loss = u32::from(words.iter().any(|word| ["loss", "nll", "objective", "logloss"].contains(word)));
    Some((2 * set + is_loss, direction))
}

/// A label as a name: `Validation error` becomes `validation_error`. Words that say nothing are dropped.
pub(super) fn name_of(label: &str) -> String {
    const NOTHING: [&str; 8] = ["set", "average", "avg", "mean", "the", "on", "current", "is"];
    let words = label.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    let words: Vec<String> =
        words.filter(|word| !word.is_empty() && !NOTHING.contains(&word.as_str())).collect();
    words.join("_")
}

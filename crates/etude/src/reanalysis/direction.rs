//! Whether smaller or larger values of a metric are better, as its name has it.

use etude_study::score::Direction;

/// Words of which less is better.
const LESS: [&str; 24] = [
    "loss",
    "losses",
    "error",
    "errors",
    "err",
    "nll",
    "perplexity",
    "ppl",
    "mse",
    "rmse",
    "mae",
    "mape",
    "rmsle",
    "cer",
    "wer",
    "ter",
    "fid",
    "kid",
    "regret",
    "ece",
    "brier",
    "eer",
    "deviance",
    "divergence",
];
/// Words of which more is better.
const MORE: [&str; 24] = [
    "acc",
    "accuracy",
    "top1",
    "top5",
    "f1",
    "f2",
    "auc",
    "auroc",
    "roc",
    "auprc",
    "ap",
    "map",
    "precision",
    "recall",
    "bleu",
    "rouge",
    "chrf",
    "iou",
    "miou",
    "dice",
    "psnr",
    "ssim",
    "reward",
    "likelihood",
];

/// The direction that the words of a name agree on: `val_loss`, `valAcc` and `top1-accuracy` have one, `score` and
/// `accuracy_loss` have none.
pub(super) fn guess(metric: &str) -> Option<Direction> {
    let words = words(metric);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    match (has(&LESS), has(&MORE)) {
        (true, false) => Some(Direction::Minimize),
        (false, true) => Some(Direction::Maximize),
        _ => None,
    }
}

/// The words of a name, in small letters: divided where it changes from small to capital letters and at all that is
/// neither letter nor digit.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (before.is_lowercase() && letter.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && letter.is_alphanumeric()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_it_gives_the_direction_and_no_other() {
        for name in ["val_loss", "test-error", "trainNLL", "WER", "val/rmse", "loss.total"] {
            assert_eq!(guess(name), Some(Direction::Minimize), "{name}");
        }
        for name in ["accuracy", "valAcc", "macro_f1", "ROC AUC", "mAP@50", "val.top1"] {
            assert_eq!(guess(name), Some(Direction::Maximize), "{name}");
        }
        for name in ["score", "gloss", "accuracy_loss", "", "seconds", "mapping"] {
            assert_eq!(guess(name), None, "{name}");
        }
    }
}

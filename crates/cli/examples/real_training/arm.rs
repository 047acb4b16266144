//! The training of a question that asks nothing: both values of `choice` train the same, with first weights and an order of the
//! examples of their own, as two features that are equally good would.

use std::process::Command;

use crate::Failure;

/// The word by which this program is started as a training.
pub(crate) const WORD: &str = "train-either";

/// Trains with the words that Etude gave, the first of which is the `etude` program.
pub(crate) fn train(words: &[String]) -> Result<(), Failure> {
    let (etude, rest) = words.split_first().ok_or("no program")?;
    let (choice, settings): (Vec<&String>, Vec<&String>) =
        rest.iter().partition(|word| word.starts_with("--choice="));
    let choice = choice.first().ok_or("no choice")?;
    let seed: u64 = std::env::var("ETUDE_SEED")?.parse()?;
    let own = seed_of(seed, choice);
    let status = Command::new(etude)
        .args(["train", "fashion"])
        .args(settings)
        .args([format!("--seed={own}"), format!("--data_seed={own}")])
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("the training ended with {status}").into()) }
}

/// A seed of its own for every seed and choice (FNV-1a over their bytes).
fn seed_of(seed: u64, choice: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(choice.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash >> 32
}

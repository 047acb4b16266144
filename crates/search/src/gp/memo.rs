//! Fits that need not be made twice.
//!
//! Keyed by a hash of all that a fit depends on: forgetting them changes how long an answer takes, never the answer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use etude_stats::random::mix;

use super::embedding::Embedding;
use super::evidence::Data;
use super::fit::fit;
use super::hyperparameters::Hyperparameters;

/// So many fits are remembered at most.
const MOST: usize = 64;

/// Remembered fits.
#[derive(Debug, Default)]
pub(super) struct Memo {
    fits: Mutex<BTreeMap<u64, Option<Hyperparameters>>>,
}

impl Memo {
    /// [`fit`], or what it said before.
    pub(super) fn fit(&self, embedding: &Embedding, data: &Data) -> Option<Hyperparameters> {
        let key = key(embedding, data);
        // What a panic elsewhere left behind is still a map of fits.
        if let Some(known) = self.fits.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let fitted = fit(embedding, data);
        let mut fits = self.fits.lock().unwrap_or_else(PoisonError::into_inner);
        if fits.len() >= MOST {
            fits.clear();
        }
        fits.insert(key, fitted.clone());
        fitted
    }
}

fn key(embedding: &Embedding, data: &Data) -> u64 {
    let text = format!("{embedding:?}");
    let words = text.bytes().map(u64::from);
    let numbers = data.columns.iter().flatten().chain(&data.targets).chain(&data.replicates);
    words.chain(numbers.map(|number| number.to_bits())).fold(0, |hash, word| mix(hash ^ word))
}

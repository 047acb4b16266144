//! The spread between seeds that is known before a round is answered: what an earlier round measured.

use etude_study::history::{History, RoundRecord};

/// Fewest seeds that a spread is taken from.
const LEAST_SEEDS: u32 = 3;

/// The standard deviation between seeds that earlier rounds about the same metric and length found: the largest of the
/// latest one that has any. None before the first confirmation.
pub fn seed_spread(history: &History, round: &RoundRecord) -> Option<f64> {
    let mut earlier = history.rounds.iter().rev().filter(|earlier| {
        earlier.id != round.id
            && earlier.frozen.metric == round.frozen.metric
            && earlier.frozen.length.max_epochs == round.frozen.length.max_epochs
    });
    let largest = |earlier: &RoundRecord| {
        let verdict = earlier.verdict.as_ref()?;
        let scores = verdict.comparisons.iter().map(|comparison| &comparison.score);
        let enough = scores.chain(&verdict.candidate_score).filter(|score| score.seeds >= LEAST_SEEDS);
        enough.filter_map(|score| score.sd).max_by(f64::total_cmp)
    };
    earlier.find_map(largest)
}

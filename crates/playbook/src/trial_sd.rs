//! The spread between seeds (P97), as far as earlier rounds found it.

use etude_study::history::{History, RoundRecord};

/// The fewest seeds that say something of a spread.
const FEWEST_SEEDS: u32 = 3;

/// The spread between seeds that earlier rounds about the same metric and length found: the largest of the latest one
/// that has any, in the metric's unit.
pub fn trial_sd(history: &History, round: &RoundRecord) -> Option<f64> {
    let mut earlier = history.rounds.iter().rev().filter(|earlier| {
        earlier.frozen.metric == round.frozen.metric && earlier.frozen.length == round.frozen.length
    });
    let largest = |earlier: &RoundRecord| {
        let verdict = earlier.verdict.as_ref()?;
        let scores = verdict.comparisons.iter().map(|comparison| &comparison.score);
        let enough = scores.chain(&verdict.candidate_score).filter(|score| score.seeds >= FEWEST_SEEDS);
        enough.filter_map(|score| score.sd).max_by(f64::total_cmp)
    };
    earlier.find_map(largest)
}

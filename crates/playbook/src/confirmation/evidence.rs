//! What is shown beside a comparison and decides nothing: pairs won, skewed gains, rates of divergence, complexity.

use etude_stats::rates::{Count, chance_that_more_often};
use etude_stats::superiority::{Standing, Superiority};
use etude_study::history::RoundRecord;
use etude_study::trial::Arm;
use etude_study::verdict::{Caveat, Complexity, Contender, Divergence, PairsWon};

use super::pairs::Pairs;

/// Coverage of the interval of the share of pairs won.
const COVERAGE: f64 = 0.9;
/// Mean and median of gains differ by more than so many standard deviations where they are skewed (methods 1a).
const SKEWED: f64 = 0.3;
/// Fewer gains do not show whether they are skewed.
const LEAST_GAINS: usize = 8;

/// In how many of the pairs the candidate is better.
pub(super) fn pairs_won(gains: &[f64]) -> Option<PairsWon> {
    let won = Superiority::of(gains, COVERAGE).ok()?;
    let standing = won.standing();
    Some(PairsWon {
        share: won.share,
        interval: (won.interval.low, won.interval.high),
        shown: standing != Standing::NotShown,
        meaningful: standing == Standing::ShownAndMeaningful,
    })
}

/// That the gains are skewed, where they are.
pub(super) fn skewed(against: Arm, gains: &[f64]) -> Option<Caveat> {
    if gains.len() < LEAST_GAINS {
        return None;
    }
    let mut sorted = gains.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    };
    let count = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / count;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let is_skewed = (median - mean).abs() > SKEWED * variance.sqrt();
    is_skewed.then_some(Caveat::SkewedGains { against, mean, median })
}

/// How often both were infeasible on the seeds so far.
pub(super) fn divergence(against: Arm, pairs: &Pairs) -> Divergence {
    let both = pairs.both_infeasible;
    let (candidate, other) = (pairs.candidate_infeasible + both, pairs.other_infeasible + both);
    let seeds = pairs.gains.len() as u32 + pairs.candidate_infeasible + pairs.other_infeasible + both;
    let count = |happened| Count { happened, of: seeds };
    let candidate_more = chance_that_more_often(count(candidate), count(other));
    Divergence { against, seeds, candidate, other, candidate_more }
}

/// What the candidate would add to the incumbent (P20).
pub(super) fn complexity(round: &RoundRecord, candidate: &Contender) -> Complexity {
    let incumbent = &round.frozen.incumbent;
    let mut complexity = Complexity { changed: Vec::new(), added: Vec::new(), removed: Vec::new() };
    for parameter in &round.frozen.parameters {
        let name = parameter.name.clone();
        match (parameter.is_active(&candidate.values), parameter.is_active(incumbent)) {
            (true, true) if candidate.values.get(&name) != incumbent.get(&name) => {
                complexity.changed.push(name);
            }
            (true, false) => complexity.added.push(name),
            (false, true) => complexity.removed.push(name),
            _ => {}
        }
    }
    complexity
}

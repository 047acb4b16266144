//! Are trials infeasible whatever their parameters? Then most likely the program is to blame (P41).
//!
//! All of them are, or at least three in ten and no dimension tells them from the others: the sharpest cut of any dimension
//! is no surprise (p >= 0.1 after as many looks, see [`super::separation`]). All studies of a round run the same program, so
//! they are asked together, the question being one dimension more; twice the trials see twice as much
//! (docs/BENCHMARKS.md). A study all of whose trials are infeasible is told by itself.

use etude_stats::fisher;
use etude_study::finding::{Answer, Finding};
use etude_study::history::RoundRecord;
use etude_study::space::Dimension;

use super::SampledPoint;
use super::separation::separations;

/// Fewer infeasible trials, or fewer others, cannot be told to lie everywhere.
const FEWEST: usize = 5;
/// Of fewer trials than this in all the cuts see nothing.
const FEWEST_TRIALS: usize = 16;
/// Fewer trials than this may all be infeasible by bad luck.
const FEWEST_IF_ALL: usize = 4;
/// A smaller share is not worth a suspicion.
const SHARE: f64 = 0.3;
/// A sharpest cut with a smaller probability is where they lie.
const NO_SURPRISE: f64 = 0.1;

/// Asks of all studies of a round; `points` are theirs, in their order.
pub(super) fn check(round: &RoundRecord, points: &[Vec<SampledPoint<'_>>]) -> Vec<Finding> {
    let counts: Vec<(usize, usize)> =
        points.iter().map(|points| (infeasible(points), points.len())).collect();
    let (bad, all) = counts.iter().fold((0, 0), |(bad, all), (more, of)| (bad + more, all + of));
    let answer =
        |bad: usize, all: usize| Answer::InfeasibleAnywhere { infeasible: bad as u32, ended: all as u32 };
    let is_bad_throughout = |(bad, all): (usize, usize)| bad == all && bad >= FEWEST_IF_ALL;
    if is_bad_throughout((bad, all)) || lie_everywhere(round, points, &counts) {
        return vec![Finding { study: None, answer: answer(bad, all) }];
    }
    let alone = round.studies.iter().zip(&counts).filter(|(_, count)| is_bad_throughout(**count));
    alone
        .map(|(study, (bad, all))| Finding { study: Some(study.definition.id), answer: answer(*bad, *all) })
        .collect()
}

fn infeasible(points: &[SampledPoint<'_>]) -> usize {
    points.iter().filter(|point| point.score.is_none()).count()
}

fn lie_everywhere(round: &RoundRecord, points: &[Vec<SampledPoint<'_>>], counts: &[(usize, usize)]) -> bool {
    let pooled: Vec<SampledPoint<'_>> = points.iter().flatten().copied().collect();
    let bad = infeasible(&pooled);
    let others = pooled.len() - bad;
    !round.frozen.learns()
        && bad.min(others) >= FEWEST
        && pooled.len() >= FEWEST_TRIALS
        && bad as f64 >= SHARE * pooled.len() as f64
        && no_study_tells(counts, bad, pooled.len())
        && separations(&dimensions(round), &pooled).first().is_none_or(|cut| cut.p_value >= NO_SURPRISE)
}

/// Whether no study has more of them than chance explains.
fn no_study_tells(counts: &[(usize, usize)], bad: usize, all: usize) -> bool {
    let surprise = |(found, size): &(usize, usize)| {
        let [found, size, bad, all] = [*found, *size, bad, all].map(|count| count as u64);
        counts.len() as f64 * fisher::at_least(found, size, bad, all)
    };
    counts.len() < 2 || counts.iter().all(|count| surprise(count) >= NO_SURPRISE)
}

/// What any study tunes, each once.
fn dimensions(round: &RoundRecord) -> Vec<Dimension> {
    let mut all: Vec<Dimension> = Vec::new();
    for dimension in round.studies.iter().flat_map(|study| study.space.dimensions()) {
        if !all.iter().any(|known| known.name == dimension.name) {
            all.push(dimension.clone());
        }
    }
    all
}

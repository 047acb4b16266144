//! Are trials infeasible whatever their parameters? Then most likely the program is to blame (P41).
//!
//! All of them are, or at least three in ten and no dimension tells them from the others: the sharpest cut of any dimension
//! is no surprise (p >= 0.2 after as many looks, see [`super::separation`]).

use etude_study::finding::Answer;
use etude_study::history::{RoundRecord, StudyRecord};

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
const NO_SURPRISE: f64 = 0.2;

pub(super) fn check(round: &RoundRecord, study: &StudyRecord, points: &[SampledPoint<'_>]) -> Option<Answer> {
    let infeasible = points.iter().filter(|point| point.score.is_none()).count();
    let others = points.len() - infeasible;
    let lie_everywhere = || {
        !round.frozen.learns()
            && infeasible.min(others) >= FEWEST
            && points.len() >= FEWEST_TRIALS
            && infeasible as f64 >= SHARE * points.len() as f64
            && separations(&study.space, points).first().is_none_or(|cut| cut.p_value >= NO_SURPRISE)
    };
    let all = others == 0 && infeasible >= FEWEST_IF_ALL;
    (all || lie_everywhere())
        .then_some(Answer::InfeasibleAnywhere { infeasible: infeasible as u32, ended: points.len() as u32 })
}

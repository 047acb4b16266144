//! The ways in use elsewhere to say that a value is better, applied to the search of the same round.

use etude_stats::paired::PairedSummary;
use etude_study::configuration::Configuration;
use etude_study::history::History;
use etude_study::trial::Outcome;

use crate::world::{World, is_home};

/// Seeds that no trial of a simulated project has: they have 31 bits.
const OTHER_SEEDS: u32 = 1 << 31;

/// A way to decide.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Naive {
    /// The best trial of all is of another value than the incumbent's.
    BestOfAll,
    /// The best of another value against the best of the incumbent's on five seeds, one-sided t test at 5 %.
    FiveSeeds,
    /// The same, with another seed until p < 0.05, up to 20.
    UntilSignificant,
}

/// What came of it over all rounds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NaiveTally {
    pub(crate) adopted: u64,
    pub(crate) trainings: u64,
}

impl Naive {
    pub(crate) const ALL: [Naive; 3] = [Naive::BestOfAll, Naive::FiveSeeds, Naive::UntilSignificant];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Naive::BestOfAll => "best of all trials",
            Naive::FiveSeeds => "five seeds and a t test",
            Naive::UntilSignificant => "more seeds until p < 0.05",
        }
    }

    /// Whether it adopts, and how many trainings it took beyond the search. `best` are the best of another value and of the
    /// incumbent's, each with its score.
    fn decide(self, world: &World, best: &[(Configuration, f64); 2]) -> (bool, u64) {
        let difference = |index: u32| {
            let [candidate, baseline] = best.each_ref().map(|(configuration, _)| {
                world.score(&Configuration { seed: OTHER_SEEDS + index, ..configuration.clone() })
            });
            baseline - candidate
        };
        let is_significant = |pairs: u32| {
            let differences: Vec<f64> = (0..pairs).map(difference).filter(|gain| gain.is_finite()).collect();
            PairedSummary::from_differences(&differences).is_ok_and(|summary| summary.p_above(0.0) < 0.05)
        };
        match self {
            Naive::BestOfAll => (best[0].1 < best[1].1, 0),
            Naive::FiveSeeds => (is_significant(5), 10),
            Naive::UntilSignificant => match (2..=20).find(|pairs| is_significant(*pairs)) {
                Some(pairs) => (true, 2 * u64::from(pairs)),
                None => (false, 40),
            },
        }
    }
}

/// All ways, on one round's search.
pub(crate) fn judge(world: &World, history: &History, tallies: &mut [NaiveTally; 3]) {
    let mut best: [Option<(Configuration, f64)>; 2] = [None, None];
    let mut searched = 0;
    for record in history.trials.values().filter(|record| record.request.purpose.study().is_some()) {
        searched += 1;
        let Some(Outcome::Feasible(epoch)) = record.outcome() else { continue };
        let configuration = &record.request.configuration;
        let place = &mut best[usize::from(is_home(&configuration.values))];
        if place.as_ref().is_none_or(|(_, score)| epoch.score.get() < *score) {
            *place = Some((configuration.clone(), epoch.score.get()));
        }
    }
    let [Some(candidate), Some(baseline)] = best else { return };
    let best = [candidate, baseline];
    for (way, tally) in Naive::ALL.into_iter().zip(tallies) {
        let (adopts, trainings) = way.decide(world, &best);
        tally.adopted += u64::from(adopts);
        tally.trainings += searched + trainings;
    }
}

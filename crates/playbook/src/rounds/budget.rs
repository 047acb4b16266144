//! How many trials for which round, out of a budget of trainings, and what half and double would buy (S1, P35, P36).
//!
//! Enough trials for a number of nuisance parameters is what the playbook says of an optimizer's: one parameter below 10
//! trials, two from 10, three from 25 (P88-P90); beyond, twice as many for each more. What is proposed is the next power of
//! two, at which quasi-random points are best (P92). Every value in question gets the same number (P36).
//!
//! What more trials buy is read from the latest evenly searched study of the project: its expected best of `m`; beyond its
//! size, every doubling brings 0.6 of what the one before it brought (methods 3). Before there is any, it is what holds for
//! every space: the best of `n` points lies, on average, among the best `1 / (n + 1)` of them.

use etude_stats::best_of::expected_best_of;
use etude_study::history::{History, RoundRecord};
use etude_study::project::Project;
use etude_study::round::FrozenRound;
use etude_study::score::Direction;
use etude_study::trial::{Outcome, Purpose};
use serde::Serialize;

use super::cost::round_cost;
use super::freeze::freeze_round;

/// Fewest trials of a proposed study.
const FEWEST: u32 = 8;
/// Most trials that are proposed.
const MOST: u32 = 256;
/// Pairs of retrainings that are set aside for each comparison of a round: the plan's third look.
const PAIRS_SET_ASIDE: u32 = 8;
/// What a doubling brings, as a share of what the one before brought (methods 3).
const NEXT_DOUBLING: f64 = 0.6;
/// Fewest scores from which anything is read.
const FEWEST_SCORES: usize = 8;

/// Fewest trials for so many nuisance parameters (P88-P90).
pub(super) fn least_trials(nuisances: usize) -> u32 {
    match nuisances {
        0 => 1,
        1 => 4,
        2 => 10,
        3 => 25,
        more => 25_u32.saturating_mul(1 << (more - 3).min(8)),
    }
}

/// Trials that are proposed for so many nuisance parameters: a power of two at or above the fewest (P92).
fn wanted_trials(nuisances: usize) -> u32 {
    if nuisances == 0 { 1 } else { least_trials(nuisances).next_power_of_two().clamp(FEWEST, MOST) }
}

/// A budget and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetPlan {
    /// Trainings that the whole project may take.
    pub budget: u32,
    /// Trainings requested so far.
    pub used: u32,
    /// The rounds of the file that have not started, as far as they can be planned under today's incumbent.
    pub rounds: Vec<RoundBudget>,
    /// Rounds that cannot be planned yet, since they depend on what is adopted.
    pub unplanned: Vec<String>,
    /// Trainings that all proposals take together with what was used.
    pub proposed_total: u32,
}

/// A round that has not started, and its share of the budget.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundBudget {
    /// Its name.
    pub name: String,
    /// Its studies.
    pub studies: u32,
    /// The most nuisance parameters that a study tunes.
    pub nuisances: u32,
    /// Trials of each study, as the file has them.
    pub trials: u32,
    /// Trials of each study that are proposed, the same for each (P36).
    pub proposed: u32,
    /// Trainings that this takes, with what is set aside to confirm.
    pub trainings: u32,
}

/// A round while its share is sought.
struct Share {
    round: RoundBudget,
    /// Trials of all studies, for one trial of each.
    weight: f64,
    confirmation: u32,
    wanted: u32,
    may_change: bool,
}

impl Share {
    fn of(frozen: &FrozenRound, history: &History) -> Share {
        let definition = &frozen.definition;
        let own = |name: &str| definition.scientific.as_deref() == Some(name);
        let tuned = frozen
            .studies
            .iter()
            .map(|study| study.space.dimensions().iter().filter(|dimension| !own(&dimension.name)).count());
        let nuisances = tuned.max().unwrap_or(0);
        let search = round_cost(frozen, history).search_trainings;
        let arms = if definition.compares() { 3 } else { 2 };
        let wanted = match definition.ranged() {
            Some(_) => (4 * wanted_trials(nuisances)).clamp(4 * FEWEST, MOST),
            None => wanted_trials(nuisances),
        };
        Share {
            weight: f64::from(search) / f64::from(definition.trials.max(1)),
            confirmation: arms * PAIRS_SET_ASIDE,
            wanted,
            may_change: !definition.is_by_hand() && !definition.is_grid() && nuisances > 0,
            round: RoundBudget {
                name: definition.name.clone(),
                studies: frozen.studies.len() as u32,
                nuisances: nuisances as u32,
                trials: definition.trials,
                proposed: definition.trials,
                trainings: 0,
            },
        }
    }

    fn trainings(&self) -> u32 {
        (self.weight * f64::from(self.round.proposed)).ceil() as u32 + self.confirmation
    }
}

/// Shares what is left of a budget among the rounds to come: each as many trials as its parameters want; while that is too
/// much, the round that takes the most is halved; while half as much again is left over, what lacks most of it is doubled,
/// to twice what is wanted at most.
pub fn budget_plan(project: &Project, history: &History, budget: u32) -> BudgetPlan {
    let known = |name: &str| history.rounds.iter().any(|round| round.frozen.definition.name == name);
    let used = history.trials.len() as u32;
    let mut unplanned = Vec::new();
    let mut shares = Vec::new();
    for definition in project.rounds.iter().filter(|round| !known(&round.name)) {
        match freeze_round(project, history, definition) {
            Ok(new) => shares.push(Share::of(&new.frozen, history)),
            Err(_) => unplanned.push(definition.name.clone()),
        }
    }
    let left = budget.saturating_sub(used);
    for share in shares.iter_mut().filter(|share| share.may_change) {
        share.round.proposed = share.wanted;
    }
    let total = |shares: &[Share]| shares.iter().map(Share::trainings).sum::<u32>();
    while total(&shares) > left {
        let may_halve = shares.iter_mut().filter(|share| share.may_change && share.round.proposed > FEWEST);
        let Some(largest) = may_halve.max_by_key(|share| share.trainings()) else { break };
        largest.round.proposed = (largest.round.proposed / 2).max(FEWEST);
    }
    loop {
        let spare = left.saturating_sub(total(&shares));
        let fits = |share: &&mut Share| {
            let more = (share.weight * f64::from(share.round.proposed)).ceil() as u32;
            share.may_change && share.round.proposed < (2 * share.wanted).min(MOST) && more <= spare
        };
        let Some(next) = shares
            .iter_mut()
            .filter(fits)
            .min_by(|a, b| (a.round.proposed * b.wanted).cmp(&(b.round.proposed * a.wanted)))
        else {
            break;
        };
        next.round.proposed *= 2;
    }
    for share in &mut shares {
        share.round.trainings = share.trainings();
    }
    let proposed_total = used + total(&shares);
    let rounds = shares.into_iter().map(|share| share.round).collect();
    BudgetPlan { budget, used, rounds, unplanned, proposed_total }
}

/// What so many trials of a study are expected to bring.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Purchase {
    /// Trials of the study.
    pub trials: u32,
    /// The expected best score; none before anything was searched.
    pub expected_best: Option<f64>,
    /// The share of the space that is better than its best point, on average.
    pub share_better: f64,
}

/// What half the trials, all, and twice as many would bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bought {
    /// Half, all, double.
    pub purchases: [Purchase; 3],
    /// The round from whose trials expected bests were read; none where there is none.
    pub read_from: Option<String>,
    /// How many scores it had: beyond, doublings are extrapolated.
    pub scores: u32,
}

/// What a round's trials a study would buy, with half and double beside it.
pub fn bought(frozen: &FrozenRound, history: &History) -> Bought {
    let earlier = history.rounds.iter().rev().find_map(|round| Some((round, costs(history, round, frozen)?)));
    let trials = frozen.definition.trials;
    let purchase = |trials: u32| Purchase {
        trials,
        expected_best: earlier.as_ref().and_then(|(_, costs)| expected(costs, trials)).map(
            |cost| match frozen.direction {
                Direction::Minimize => cost,
                Direction::Maximize => -cost,
            },
        ),
        share_better: 1.0 / (f64::from(trials) + 1.0),
    };
    let purchases = [(trials / 2).max(1), trials, trials.saturating_mul(2)].map(purchase);
    let scores = earlier.as_ref().map_or(0, |(_, costs)| costs.len() as u32);
    Bought { purchases, read_from: earlier.map(|(round, _)| round.frozen.definition.name.clone()), scores }
}

/// Scores, as costs, of the study at the incumbent's value of a round whose points are evenly spread.
fn costs(history: &History, round: &RoundRecord, now: &FrozenRound) -> Option<Vec<f64>> {
    let then = &round.frozen;
    let is_even = !then.learns() && !then.definition.is_by_hand() && !then.definition.is_grid();
    let is_alike = then.metric == now.metric
        && then.direction == now.direction
        && then.length.max_epochs == now.length.max_epochs
        && then.definition.ranged().is_none();
    let home = round.studies.iter().find(|study| study.definition.holds_incumbent && is_even && is_alike)?;
    let mut costs = Vec::new();
    for record in home.trials.iter().filter_map(|trial| history.trials.get(trial)) {
        if let (Purpose::Search { .. }, Some(Outcome::Feasible(best))) =
            (&record.request.purpose, record.outcome())
        {
            costs.push(match then.direction {
                Direction::Minimize => best.score.get(),
                Direction::Maximize => -best.score.get(),
            });
        }
    }
    (costs.len() >= FEWEST_SCORES).then_some(costs)
}

/// The expected smallest cost of so many trials, extrapolated beyond those known.
fn expected(costs: &[f64], trials: u32) -> Option<f64> {
    let known = costs.len();
    if trials as usize <= known {
        return expected_best_of(costs, trials.max(1) as usize).ok();
    }
    let best = expected_best_of(costs, known).ok()?;
    let last_gain = expected_best_of(costs, known / 2).ok()? - best;
    let doublings = (f64::from(trials) / known as f64).log2();
    let share = NEXT_DOUBLING * (1.0 - NEXT_DOUBLING.powf(doublings)) / (1.0 - NEXT_DOUBLING);
    Some(best - last_gain * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_follow_the_number_of_nuisances() {
        assert_eq!([0, 1, 2, 3, 4, 5].map(least_trials), [1, 4, 10, 25, 50, 100]);
        assert_eq!([0, 1, 2, 3, 4, 5, 9].map(wanted_trials), [1, 8, 16, 32, 64, 128, 256]);
    }

    #[test]
    fn a_doubling_beyond_what_is_known_brings_a_part_of_the_last() {
        let costs: Vec<f64> = (1..=16).map(f64::from).collect();
        let gain = expected(&costs, 8).unwrap() - expected(&costs, 16).unwrap();
        let next = expected(&costs, 16).unwrap() - expected(&costs, 32).unwrap();
        let after = expected(&costs, 32).unwrap() - expected(&costs, 64).unwrap();
        assert!((next / gain - 0.6).abs() < 1e-9 && (after / next - 0.6).abs() < 1e-9);
        assert!((expected(&costs, 8).unwrap() - 17.0 / 9.0).abs() < 1e-9, "the best of 8 of 1 to 16");
    }
}

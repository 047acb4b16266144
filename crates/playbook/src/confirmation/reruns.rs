//! The best few of each study, trained again before one becomes the candidate (methods 2, stage 2).
//!
//! The best of many trials overstates itself, and the best few differ by less than the luck of a seed. A few more seeds each,
//! the same for all, halve what the choice loses by luck. They also tell how much a paired difference of two such
//! configurations varies (methods 1a), which is known then before the first fresh pair is trained.

use etude_stats::group_sequential::EarlierVariance;
use etude_stats::replicates::variance_of_differences;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::reruns::{RerunRecord, Reruns};
use etude_study::round::{RoundDefinition, StudyDefinition};
use etude_study::score::Score;
use etude_study::trial::{Arm, Outcome};
use etude_study::verdict::{Contender, ReplicateVariance};

use super::candidate::may_win;
use super::plan::level_of_replicates;
use crate::rounds::trials_of;

/// From so many trials a study up, so many of the best get so many seeds: about half of the search's trainings at most.
const BY_BUDGET: [(u32, (u32, u32)); 3] = [(50, (5, 5)), (30, (5, 3)), (16, (3, 3))];

/// How many of the best of a study are trained again, and with how many seeds; (0, 0) for none. The incumbent's own trial is
/// one of its study's, so that all studies have the same number.
pub fn rerun_size(definition: &RoundDefinition, study: &StudyDefinition) -> (u32, u32) {
    let trials = study.trials + u32::from(study.holds_incumbent);
    let by_budget = BY_BUDGET.into_iter().find(|(least, _)| trials >= *least);
    match definition.reruns {
        None => by_budget.map_or((0, 0), |(_, size)| size),
        Some(0) => (0, 0),
        Some(asked) => (asked, by_budget.map_or(3, |(_, (_, seeds))| seeds)),
    }
}

/// Which trials of a round are to be trained again; none where there is nothing to choose.
pub(crate) fn plan_reruns(history: &History, round: &RoundRecord) -> Option<Reruns> {
    let mut trials = Vec::new();
    let (mut seeds, mut is_choice) = (0, false);
    for study in &round.studies {
        let (most, seeds_of_study) = rerun_size(&round.frozen.definition, &study.definition);
        let best = best_few(history, round, study, most as usize);
        is_choice |= best.len() > 1;
        trials.extend(best);
        seeds = seeds.max(seeds_of_study);
    }
    (is_choice && seeds > 0).then_some(Reruns { trials, seeds })
}

/// The study's feasible trials with the best scores, the earliest among equals.
fn best_few(history: &History, round: &RoundRecord, study: &StudyRecord, most: usize) -> Vec<TrialId> {
    let wins = |trial: &TrialId| {
        let record = history.trials.get(trial);
        record.is_some_and(|record| may_win(round, study, &record.request.configuration.values))
    };
    let trials = trials_of(history, round, study).into_iter().filter(wins);
    let mut feasible: Vec<(TrialId, Score)> =
        trials.filter_map(|trial| Some((trial, score_of(history, trial)?))).collect();
    feasible.sort_by(|a, b| round.frozen.direction.best_first(a.1, b.1).then(a.0.cmp(&b.0)));
    feasible.into_iter().take(most).map(|(trial, _)| trial).collect()
}

fn score_of(history: &History, trial: TrialId) -> Option<Score> {
    match history.trials.get(&trial)?.outcome()? {
        Outcome::Feasible(best) => Some(best.score),
        _ => None,
    }
}

/// Replicates that were planned and not requested yet: what they replicate, and the seed index.
pub(crate) fn missing(reruns: &RerunRecord) -> Vec<(TrialId, u32)> {
    let planned =
        reruns.plan.trials.iter().flat_map(|trial| (0..reruns.plan.seeds).map(|seed| (*trial, seed)));
    planned.filter(|place| !reruns.replicates.contains_key(place)).collect()
}

/// How a trial did on all its seeds, the search's among them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    /// Seeds on which it was infeasible: a configuration that is not dependable stands behind all that are.
    pub(super) infeasible: u32,
    /// Mean over the others.
    pub(super) mean: Score,
}

/// How a trial did on all its seeds; none where it was not trained again.
pub(super) fn standing(history: &History, round: &RoundRecord, trial: TrialId) -> Option<Standing> {
    let reruns = round.reruns.as_ref().filter(|reruns| reruns.plan.trials.contains(&trial))?;
    let replicates = (0..reruns.plan.seeds).filter_map(|seed| reruns.replicates.get(&(trial, seed)));
    let mut scores = vec![score_of(history, trial)?.get()];
    let mut infeasible = 0;
    for replicate in replicates {
        match history.trials.get(replicate).and_then(|record| record.outcome()) {
            Some(Outcome::Feasible(best)) => scores.push(best.score.get()),
            Some(Outcome::Infeasible(_)) => infeasible += 1,
            _ => {}
        }
    }
    let mean = Score::new(scores.iter().sum::<f64>() / scores.len() as f64)?;
    Some(Standing { infeasible, mean })
}

/// The variance of a paired difference, from all that were feasible on every seed, for the contenders among them.
///
/// The replicates share their seeds, as pairs of the confirmation do, so a table of configurations and seeds tells what is
/// left of a difference between two of them. The search's own seeds differ from trial to trial and are not in it.
pub(crate) fn replicate_variance(
    history: &History,
    round: &RoundRecord,
    contenders: &[Contender],
) -> Option<ReplicateVariance> {
    let reruns = round.reruns.as_ref()?;
    let row = |trial: &TrialId| {
        let scores = (0..reruns.plan.seeds).map(|seed| {
            let replicate = reruns.replicates.get(&(*trial, seed))?;
            score_of(history, *replicate).map(Score::get)
        });
        scores.collect::<Option<Vec<f64>>>()
    };
    let rows: Vec<(TrialId, Vec<f64>)> =
        reruns.plan.trials.iter().filter_map(|trial| Some((*trial, row(trial)?))).collect();
    let table: Vec<Vec<f64>> = rows.iter().map(|(_, row)| row.clone()).collect();
    let known = variance_of_differences(&table)?;
    let configuration =
        |trial: &TrialId| history.trials.get(trial).map(|record| &record.request.configuration.values);
    let is_among = |contender: &&Contender| {
        let values = etude_study::space::active_values(&round.frozen.parameters, &contender.values);
        rows.iter().any(|(trial, _)| configuration(trial) == Some(&values))
    };
    let arms: Vec<Arm> = contenders.iter().filter(is_among).map(|contender| contender.arm).collect();
    let serves =
        known.degrees >= EarlierVariance::LEAST_DEGREES && arms.contains(&Arm::Candidate) && arms.len() > 1;
    serves.then(|| ReplicateVariance {
        variance: known.variance,
        degrees: known.degrees,
        level: level_of_replicates(),
        arms,
    })
}

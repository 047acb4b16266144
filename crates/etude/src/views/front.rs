//! The front of a round with several objectives: the trials that no other beats in all of them.

use std::collections::BTreeMap;

use etude_search::objectives::front::front as undominated;
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::objective::Objective;
use etude_study::score::Score;
use etude_study::trial::{BestEpoch, Outcome};
use serde::Serialize;

use crate::words;

/// The trials of a round between which to choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrontView {
    /// The round's name.
    pub round: String,
    /// The objectives, the project's metric first.
    pub objectives: Vec<Objective>,
    /// The trials that no other beats in all objectives, the best by the metric first.
    pub trials: Vec<FrontTrial>,
    /// The trials that did not log every objective at their best epoch: they are not compared.
    pub incomplete: Vec<IncompleteTrial>,
    /// What the trials are, in one sentence.
    pub sentence: String,
}

/// A trial on the front.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrontTrial {
    /// Its number.
    pub trial: u32,
    /// Its value in each objective, at its best epoch by the metric.
    pub scores: BTreeMap<String, f64>,
    /// Those of its values that are not the same in every trial of the round.
    pub values: Values,
}

/// A trial that cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncompleteTrial {
    /// Its number.
    pub trial: u32,
    /// The objectives that it did not log at its best epoch, or not as finite numbers.
    pub missing: Vec<String>,
}

/// The front of the latest round, among the trials of its studies that ended feasible; nothing in a project of one objective.
pub fn front(history: &History) -> Option<FrontView> {
    let round = history.rounds.last().filter(|round| !round.frozen.also.is_empty())?;
    let frozen = &round.frozen;
    let objectives: Vec<Objective> = std::iter::once(Objective::new(&frozen.metric, frozen.direction))
        .chain(frozen.also.clone())
        .collect();
    let mut complete: Vec<(TrialId, Vec<Score>)> = Vec::new();
    let mut incomplete = Vec::new();
    for (trial, best) in feasible(history, round) {
        let missing: Vec<String> = frozen
            .also
            .iter()
            .map(|objective| objective.name.clone())
            .filter(|name| !best.also.contains_key(name))
            .collect();
        if missing.is_empty() {
            let also = frozen.also.iter().map(|objective| best.also[&objective.name]);
            complete.push((trial, std::iter::once(best.score).chain(also).collect()));
        } else {
            incomplete.push(IncompleteTrial { trial: trial.0, missing });
        }
    }
    let directions: Vec<_> = objectives.iter().map(|objective| objective.direction).collect();
    let scores: Vec<Vec<Score>> = complete.iter().map(|(_, scores)| scores.clone()).collect();
    let mut on_front: Vec<&(TrialId, Vec<Score>)> =
        undominated(&directions, &scores).into_iter().map(|place| &complete[place]).collect();
    on_front.sort_by(|a, b| frozen.direction.best_first(a.1[0], b.1[0]).then(a.0.cmp(&b.0)));
    let trials: Vec<FrontTrial> = on_front
        .into_iter()
        .map(|(trial, scores)| FrontTrial {
            trial: trial.0,
            scores: objectives
                .iter()
                .zip(scores)
                .map(|(objective, score)| (objective.name.clone(), score.get()))
                .collect(),
            values: history
                .trials
                .get(trial)
                .map(|record| frozen.definition.varied(&record.request.configuration.values))
                .unwrap_or_default(),
        })
        .collect();
    let sentence = words::front(&objectives, trials.len());
    Some(FrontView { round: frozen.definition.name.clone(), objectives, trials, incomplete, sentence })
}

/// The feasible trials of a round's studies, in the order of their numbers.
fn feasible<'a>(
    history: &'a History,
    round: &'a RoundRecord,
) -> impl Iterator<Item = (TrialId, &'a BestEpoch)> {
    let mut trials: Vec<TrialId> =
        round.studies.iter().flat_map(|study| study.trials.iter().copied()).collect();
    trials.sort_unstable();
    trials.into_iter().filter_map(|trial| match history.trials.get(&trial)?.outcome() {
        Some(Outcome::Feasible(best)) => Some((trial, best)),
        _ => None,
    })
}

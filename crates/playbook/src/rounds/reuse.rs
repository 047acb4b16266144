//! Earlier trials that are trials of a new study but for their seed: they count as its own and are not trained again.
//!
//! Only where points are evenly spread and stay so: both studies were drawn by a sampler that heeds no score and spreads its
//! points at any number, and the earlier space covers the new one on the same scales. The union of two evenly spread samples
//! is evenly spread, so the study draws so many fewer points of its own, and every study has the same number in all (P36).
//! At least half of them are new, so that no round only repeats what is known. What a trial scored plays no part, but for
//! one: the incumbent's own is left out, since it was chosen for its luck, and is trained anew.
//!
//! As with trials that a search begins with ([`super::carried`]), metric, length, batch size and all fixed values are the
//! same. Whether the code was, may be seen only after the round has begun: trials that it turns out to part from count no
//! more, and as many points are drawn after all.

use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::project::Project;
use etude_study::round::{FrozenRound, StudyDefinition};
use etude_study::space::{Dimension, Domain, active_values};
use etude_study::trial::{Outcome, Purpose};

use super::carried::{asks_the_same, is_a_point_of, still_holds, were_trained_alike};

/// Samplers that spread their points evenly at any number.
const EVEN: [&str; 3] = ["quasi-random", "halton", "random"];
/// A space with no more points than this is left alone: there the same point would be wanted again.
const SMALL: u64 = 1 << 16;

/// Fills in which earlier trials every study of a round that is about to start reuses, and shortens its sequence by them.
pub(super) fn reuse(project: &Project, history: &History, round: &mut FrozenRound) {
    let definition = &round.definition;
    if definition.fresh || definition.is_by_hand() || !EVEN.contains(&definition.sampler.as_str()) {
        return;
    }
    let reused: Vec<Vec<TrialId>> = round
        .studies
        .iter()
        .map(|study| {
            let trials = study.trials + u32::from(study.holds_incumbent);
            let mut found = alike(project, history, round, study);
            found.truncate((trials / 2).min(study.trials) as usize);
            found
        })
        .collect();
    for (study, reused) in round.studies.iter_mut().zip(reused) {
        study.trials -= reused.len() as u32;
        study.reused = reused;
    }
}

/// The trials that could be the study's own, those of the latest round first, each round's in their order.
fn alike(project: &Project, history: &History, round: &FrozenRound, study: &StudyDefinition) -> Vec<TrialId> {
    let question = round.definition.ranged().map(|(name, _)| name);
    let is_list = |dimension: &Dimension| {
        question == Some(dimension.name.as_str()) && matches!(dimension.domain, Domain::Choice { .. })
    };
    let dimensions = study.space.dimensions();
    if dimensions.is_empty() || dimensions.iter().any(is_list) || study.space.count_points(SMALL).is_some() {
        return Vec::new();
    }
    let own = active_values(&round.parameters, &round.incumbent);
    let mut found = Vec::new();
    for earlier in history
        .rounds
        .iter()
        .rev()
        .filter(|earlier| is_even(earlier) && asks_the_same(&earlier.frozen, round))
    {
        let covering = earlier.studies.iter().filter(|known| covers(known, study));
        let mut trials: Vec<TrialId> = covering.flat_map(|known| known.trials.iter().copied()).collect();
        trials.sort_unstable();
        found.extend(trials.into_iter().filter(|trial| {
            history.trials.get(trial).is_some_and(|record| {
                let values = &record.request.configuration.values;
                is_known(record, project) && *values != own && is_a_point_of(round, study, values)
            })
        }));
    }
    found
}

fn is_even(round: &RoundRecord) -> bool {
    !round.frozen.definition.is_by_hand() && EVEN.contains(&round.frozen.sampler_name())
}

/// A point that was drawn, and of which it is known what it comes to. One that was pruned is not known to its end.
fn is_known(record: &TrialRecord, project: &Project) -> bool {
    matches!(record.request.purpose, Purpose::Search { .. })
        && match record.outcome() {
            Some(Outcome::Feasible(_)) => true,
            Some(Outcome::Infeasible(cause)) => still_holds(cause, project),
            _ => false,
        }
}

/// Whether a study's points, as far as they lie in the new space, are evenly spread there.
fn covers(known: &StudyRecord, study: &StudyDefinition) -> bool {
    study.space.dimensions().iter().all(|dimension| {
        let earlier = known.space.dimension(&dimension.name);
        earlier.is_some_and(|earlier| {
            earlier.when == dimension.when && holds(&earlier.domain, &dimension.domain)
        })
    })
}

/// Whether one domain has all of another, spread in the same way.
fn holds(whole: &Domain, part: &Domain) -> bool {
    match (whole.range(), part.range()) {
        (Some(outer), Some(inner)) => {
            whole.with_range(inner) == *part && outer.low <= inner.low && inner.high <= outer.high
        }
        _ => whole == part,
    }
}

/// The reused trials that count: nothing tells that the code changed since.
pub fn counted(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<TrialId> {
    let counts = |trial: &&TrialId| {
        let earlier =
            history.trials.get(trial).and_then(|record| history.round(record.request.purpose.round()));
        earlier.is_some_and(|earlier| were_trained_alike(earlier, round))
    };
    study.definition.reused.iter().filter(counts).copied().collect()
}

/// All trials of a study: the reused ones that count, then those requested in it.
pub fn trials_of(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<TrialId> {
    let mut trials = counted(history, round, study);
    trials.extend(&study.trials);
    trials
}

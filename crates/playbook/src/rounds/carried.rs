//! Which earlier trials a search that learns begins with: exploration is the first design of exploitation (P103).
//!
//! A trial of an earlier round is carried over where it *is* a trial of the new study but for its seed: the study would
//! train exactly its configuration at some point of its space, with the same metric, direction, length and batch size.
//! Retrainings count too, as further measurements of one point; failed and cancelled trials teach nothing. Whether the
//! code was still the same is asked again whenever they are told ([`were_trained_alike`]), since it may be seen to have
//! changed only after the round has begun.
//!
//! Not in exploration, where points are to be spread evenly, and not where values are compared: the incumbent's value would
//! begin with knowledge that the others lack (P36). In a space so small that carried trials would leave fewer new points
//! than the round asks for, nothing is carried, so that the study trains what it was planned to.

use std::collections::BTreeSet;

use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Phase, StudyDefinition};
use etude_study::space::active_values;
use etude_study::trial::{Infeasibility, Outcome};

/// A space with more points than this has enough for any study.
const MOST_POINTS: u64 = 1 << 16;

/// Fills in what every study of a round that is about to start carries over.
pub(super) fn carry_over(project: &Project, history: &History, round: &mut FrozenRound) {
    if !round.learns() || round.definition.phase != Phase::Exploit || round.definition.compares() {
        return;
    }
    let mut carried: Vec<Vec<TrialId>> = Vec::new();
    for study in &round.studies {
        carried.push(carried_trials(project, history, round, study));
    }
    for (study, carried) in round.studies.iter_mut().zip(carried) {
        study.carried = carried;
    }
}

fn carried_trials(
    project: &Project,
    history: &History,
    round: &FrozenRound,
    study: &StudyDefinition,
) -> Vec<TrialId> {
    let mut points = BTreeSet::new();
    let mut carried = Vec::new();
    for (trial, record) in &history.trials {
        let Some(earlier) = history.round(record.request.purpose.round()) else { continue };
        let configuration = &record.request.configuration;
        let is_known = match record.outcome() {
            Some(Outcome::Feasible(_)) => true,
            Some(Outcome::Infeasible(cause)) => still_holds(cause, project),
            _ => false,
        };
        let own = study.space.part_of(&configuration.values);
        if is_known
            && asks_the_same(&earlier.frozen, round)
            && is_a_point_of(round, study, &configuration.values)
        {
            points.insert(format!("{own:?}"));
            carried.push(*trial);
        }
    }
    let own = study.space.part_of(&active_values(&round.parameters, &round.incumbent));
    points.insert(format!("{own:?}"));
    let left = study.space.count_points(MOST_POINTS).map(|all| all.saturating_sub(points.len() as u64));
    if left.is_some_and(|left| left < u64::from(study.trials)) { Vec::new() } else { carried }
}

/// Whether a training of one round is worth the same in another.
pub(super) fn asks_the_same(earlier: &FrozenRound, now: &FrozenRound) -> bool {
    earlier.metric == now.metric
        && earlier.direction == now.direction
        && earlier.length.max_epochs == now.length.max_epochs
        && earlier.batch_size == now.batch_size
}

/// Whether the study would train exactly these values at some point of its space.
pub(super) fn is_a_point_of(round: &FrozenRound, study: &StudyDefinition, values: &Values) -> bool {
    let own = study.space.part_of(values);
    let mut all = study.fixed.clone();
    all.extend(own.clone());
    study.space.contains(&own) && active_values(&round.parameters, &all) == *values
}

/// A limit of time that was raised or lifted since says nothing any more.
pub(super) fn still_holds(cause: &Infeasibility, project: &Project) -> bool {
    match cause {
        Infeasibility::TimeLimit { limit_seconds } => {
            project.workload.time_limit_seconds.is_some_and(|limit| limit <= *limit_seconds)
        }
        Infeasibility::Diverged { .. } | Infeasibility::Declared { .. } => true,
    }
}

/// Whether nothing tells that the code changed from an earlier round, or within it, to the start of this one.
pub fn were_trained_alike(earlier: &RoundRecord, now: &RoundRecord) -> bool {
    let states: Vec<_> = earlier.sources.iter().chain(now.sources.first()).collect();
    let pairs = states
        .iter()
        .enumerate()
        .flat_map(|(index, later)| states[..index].iter().map(move |it| (later, it)));
    pairs.into_iter().all(|(later, earlier)| later.change_since(earlier).is_none())
}

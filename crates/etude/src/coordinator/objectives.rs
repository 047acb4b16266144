//! What a search for several objectives is told: one score a trial, for a weighting of its own for every point.

use etude_search::objectives::{Measured, MeasuredOutcome, scalarisation};
use etude_search::sampler::Observation;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::score::Direction;
use etude_study::trial::BestEpoch;

use super::observations::{Seen, point_of, seen, told};

/// The history, to be maximised, as point `index` of this study is searched with; nothing where the metric alone is searched
/// by: in a project of one objective, in a round with a question, whose studies must be searched alike, with a sampler that
/// does not learn, and before any trial has logged all objectives.
///
/// A trial of the study that lacks an objective is told as pending, since its place is taken and what it leads to is not known;
/// an earlier one is left out.
pub(super) fn observations_of_several(
    history: &History,
    round: &RoundRecord,
    study: &StudyRecord,
    (seed, index): (u64, u32),
) -> Option<Vec<Observation>> {
    let frozen = &round.frozen;
    if frozen.also.is_empty() || frozen.definition.scientific.is_some() || !frozen.learns() {
        return None;
    }
    let scores = |best: &BestEpoch| {
        let also = frozen.also.iter().map(|objective| best.also.get(&objective.name).copied());
        std::iter::once(Some(best.score)).chain(also).collect::<Option<Vec<_>>>()
    };
    let measured: Vec<Measured> = told(history, round, study)
        .filter_map(|record| {
            let outcome = match seen(record) {
                Seen::Pending => MeasuredOutcome::Pending,
                Seen::Infeasible => MeasuredOutcome::Infeasible,
                Seen::Best(best) => match scores(&best) {
                    Some(scores) => MeasuredOutcome::Scores(scores),
                    None if record.request.purpose.round() == round.id => MeasuredOutcome::Pending,
                    None => return None,
                },
            };
            Some(Measured { point: point_of(study, record)?, outcome })
        })
        .collect();
    if !measured.iter().any(|one| matches!(one.outcome, MeasuredOutcome::Scores(_))) {
        return None;
    }
    let directions: Vec<Direction> = std::iter::once(frozen.direction)
        .chain(frozen.also.iter().map(|objective| objective.direction))
        .collect();
    let weights = scalarisation::weights(seed, u64::from(index), directions.len());
    Some(scalarisation::scalarised(&directions, &measured, &weights))
}

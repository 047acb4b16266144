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
    if frozen.also.is_empty() || frozen.definition.compares() || !frozen.learns() {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use etude_search::sampler::ObservedOutcome;
    use etude_study::ids::TrialId;
    use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
    use etude_study::project::parse_project;
    use etude_study::trial::AttemptEnding;

    use super::*;
    use crate::coordinator::{Coordinator, Input};

    const PROJECT: &str = "[project]\nname = \"n\"\nmetric = \"error\"\ndirection = \"minimize\"\n\
        also = { ms = \"minimize\" }\n[workload]\ncommand = [\"train\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 4\n\
        [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
        [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nphase = \"exploit\"\nsampler = \"gp\"\nnuisance = [\"rate\"]\n\
        trials = 9\n";

    /// A trial of one epoch, from its report to its end.
    fn trained(trial: u32, metrics: &[(&str, f64)]) -> [Input; 2] {
        let metrics: BTreeMap<String, MetricValue> =
            metrics.iter().map(|(name, value)| ((*name).to_owned(), MetricValue(*value))).collect();
        let measurement = Measurement { epoch: Some(1.0), metrics, ..Measurement::default() };
        let measured = SpooledMeasurement { attempt: 1, sequence: 0, measurement };
        let trial = TrialId(trial);
        let ending = AttemptEnding::Finished;
        let ended = Input::AttemptEnded { trial, attempt: 1, ending, seconds: Some(1.0) };
        [Input::Measured { trial, measured }, ended]
    }

    #[test]
    fn a_search_is_told_a_weighting_of_what_was_logged_and_nothing_of_what_lacks_some() {
        let mut coordinator = Coordinator::new(parse_project(PROJECT).unwrap(), History::default()).unwrap();
        coordinator.handle(Vec::new()).unwrap();
        let told = |coordinator: &Coordinator, index: u32| {
            let round = &coordinator.history().rounds[0];
            observations_of_several(coordinator.history(), round, &round.studies[0], (7, index))
        };
        coordinator.handle(trained(1, &[("error", 0.5)]).into()).unwrap();
        assert!(told(&coordinator, 1).is_none(), "no trial has logged all: the metric alone is searched by");
        coordinator.handle(trained(2, &[("error", 0.4), ("ms", 9.0)]).into()).unwrap();
        coordinator.handle(trained(3, &[("error", 0.6), ("ms", 5.0)]).into()).unwrap();
        let scores = |index| -> Vec<Option<f64>> {
            let score = |one: Observation| match one.outcome {
                ObservedOutcome::Score(score) => Some(score.get()),
                _ => None,
            };
            told(&coordinator, index).unwrap().into_iter().map(score).collect()
        };
        let mut leaders = [0, 0];
        for index in 0..20 {
            let scores = scores(index);
            assert!(scores[0].is_none() && scores[3..].iter().all(Option::is_none), "{scores:?}");
            leaders[usize::from(scores[2] > scores[1])] += 1;
        }
        assert!(leaders[0] > 0 && leaders[1] > 0, "either is the best for some weights: {leaders:?}");
    }
}

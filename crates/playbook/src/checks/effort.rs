//! Was every value of the question tuned with the same effort? (P36, P60)
//!
//! Counted are the trials that say something: feasible, infeasible and pruned ones, the incumbent's own and reused ones
//! among them. A value
//! with less than half the median count is not compared: it gets points up to the median, once, and at most as many as the
//! round gave each study. Of two equal values, the one with four times the trials has the better best in 80 % of draws
//! (methods, finding 5). A value all of whose points were trained has had all the effort there can be, however few they are.

use etude_stats::quartiles::quartiles;
use etude_study::event::MorePoints;
use etude_study::finding::{Answer, Effort, Finding};
use etude_study::history::{History, RoundRecord, StudyRecord, TrialState};

use super::{Mending, more_points};
use crate::rounds::trials_of;

/// A value with a smaller share of the median count is not compared.
const LEAST_SHARE: f64 = 0.5;
/// One with a smaller share than this is told.
const EQUAL_ENOUGH: f64 = 0.8;

pub(super) fn check(
    history: &History,
    round: &RoundRecord,
    mending: Mending,
) -> (Vec<Finding>, Vec<MorePoints>) {
    let Some(question) = &round.frozen.definition.scientific else { return (Vec::new(), Vec::new()) };
    let efforts: Vec<Effort> =
        round.studies.iter().filter_map(|study| effort(history, round, study, question)).collect();
    let counts: Vec<f64> = efforts.iter().map(|effort| f64::from(effort.trials)).collect();
    let Ok(quartiles) = quartiles(&counts) else { return (Vec::new(), Vec::new()) };
    let could_have_more: Vec<bool> =
        round.studies.iter().zip(&efforts).map(|(study, effort)| !is_covered(study, effort)).collect();
    let open = counts.iter().zip(&could_have_more).filter(|(_, open)| **open);
    let least = open.map(|(count, _)| *count).fold(f64::INFINITY, f64::min);
    if quartiles.median <= 0.0 || least >= EQUAL_ENOUGH * quartiles.median {
        return (Vec::new(), Vec::new());
    }
    let done = round
        .findings_of_the_whole()
        .iter()
        .any(|finding| matches!(finding.answer, Answer::UnequalEffort { more, .. } if more > 0));
    let mut remedies = Vec::new();
    if mending == Mending::ByItself && !done {
        let lags = |count: f64, open: bool| open && count < LEAST_SHARE * quartiles.median;
        let studies = round.studies.iter().zip(counts.iter().zip(&could_have_more));
        for (study, (count, _)) in studies.filter(|(_, (count, open))| lags(**count, **open)) {
            let wanted = ((quartiles.median - count).ceil() as u32).min(round.frozen.definition.trials);
            remedies.extend(more_points::spread(round, study, wanted));
        }
    }
    let answer = Answer::UnequalEffort {
        efforts,
        least_share: least / quartiles.median,
        more: remedies.iter().map(|more| more.trials).sum(),
    };
    (vec![Finding { study: None, answer }], remedies)
}

/// Whether every point of a study's space said something.
fn is_covered(study: &StudyRecord, effort: &Effort) -> bool {
    study
        .space
        .count_points(u64::from(effort.trials))
        .is_some_and(|points| points <= u64::from(effort.trials))
}

fn effort(history: &History, round: &RoundRecord, study: &StudyRecord, question: &str) -> Option<Effort> {
    let trials = trials_of(history, round, study);
    let states: Vec<TrialState> =
        trials.iter().filter_map(|trial| Some(history.trials.get(trial)?.state())).collect();
    let count = |told: &[TrialState]| states.iter().filter(|state| told.contains(state)).count() as u32;
    Some(Effort {
        value: study.definition.fixed.get(question)?.clone(),
        trials: count(&[TrialState::Feasible, TrialState::Infeasible, TrialState::Pruned]),
        feasible: count(&[TrialState::Feasible]),
        dimensions: study.space.dimensions().len() as u32,
    })
}

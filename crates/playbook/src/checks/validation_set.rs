//! Is the validation set large enough for the difference between the leaders? (P77)
//!
//! An error rate `e` counted on `N` examples has a standard deviation of `sqrt(e (1 - e) / N)` from the choice of the
//! examples alone; a difference of two, at most the root of the sum of their squares. Where twice that is more than the
//! difference between the leaders and more than the margin, other examples might order them otherwise. The errors of two
//! models on the same examples go together, so this is cautious: a warning, never more.
//!
//! Asked where the project says `validation_examples` and the metric is a share: its name says error or accuracy, and all
//! scores lie between 0 and 1.

use etude_study::finding::Answer;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::score::Score;
use etude_study::trial::{Outcome, Purpose};

use crate::rounds::trials_of;

/// A difference below so many standard deviations may be the choice of the examples.
const DEVIATIONS: f64 = 2.0;

pub(super) fn check(history: &History, round: &RoundRecord) -> Option<Answer> {
    let examples = round.frozen.validation_examples.filter(|examples| *examples > 0)?;
    let metric = round.frozen.metric.to_lowercase();
    if !(metric.contains("err") || metric.contains("acc")) {
        return None;
    }
    let (first, second) = leaders(history, round)?;
    let rates = [first.get(), second.get()];
    if !rates.iter().all(|rate| (0.0..=1.0).contains(rate)) {
        return None;
    }
    let variance: f64 = rates.iter().map(|rate| rate * (1.0 - rate) / f64::from(examples)).sum();
    let (gap, noise) = ((rates[0] - rates[1]).abs(), variance.sqrt());
    let is_told = gap.max(round.frozen.min_improvement) < DEVIATIONS * noise;
    is_told.then_some(Answer::ValidationSetTooSmall { examples, gap, noise })
}

/// The two scores that are held against each other: the best of the two best values of the question, or the best of the
/// study and the incumbent's own.
fn leaders(history: &History, round: &RoundRecord) -> Option<(Score, Score)> {
    let direction = round.frozen.direction;
    let scores = |study: &StudyRecord, of_incumbent: bool| -> Vec<Score> {
        let trials = trials_of(history, round, study);
        let records = trials.iter().filter_map(|trial| history.trials.get(trial));
        let scored = records.filter_map(|record| match record.outcome() {
            Some(Outcome::Feasible(best)) => Some((&record.request.purpose, best.score)),
            _ => None,
        });
        let is_incumbents = |purpose: &Purpose| matches!(purpose, Purpose::Incumbent { .. });
        scored
            .filter(|(purpose, _)| !of_incumbent || is_incumbents(purpose))
            .map(|(_, score)| score)
            .collect()
    };
    let best = |scores: Vec<Score>| scores.into_iter().min_by(|a, b| direction.best_first(*a, *b));
    if round.frozen.definition.scientific.is_none() {
        let study = round.studies.first()?;
        return Some((best(scores(study, false))?, best(scores(study, true))?));
    }
    let mut bests: Vec<Score> = round.studies.iter().filter_map(|study| best(scores(study, false))).collect();
    bests.sort_by(|a, b| direction.best_first(*a, *b));
    Some((*bests.first()?, *bests.get(1)?))
}

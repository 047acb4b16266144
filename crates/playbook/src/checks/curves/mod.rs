//! Do the training curves look sound? (P50-P57) One question a file, each answered from what was read of the curves when
//! their trials ended ([`crate::curve_reading`]); trials of histories from before that have no reading and are not looked at.
//!
//! Most questions are about the study's *best* trial, which stands for it in the comparison. Of 16 trials with a false
//! alarm in 5 % each, one cries wolf in half of all studies; asking one trial keeps the false alarms of a study at those of
//! one curve (`cargo xtask bench checks`). Where all trials are asked, as P53 wants, the *count* of those that show a sign
//! must be more than false alarms explain, by an exact binomial tail.

mod gradient_norms;
mod late_deviation;
mod length;
mod overfitting;
mod overfitting_share;
mod periodicity;
mod saturated;
mod short;
mod signs;
mod spikes;
mod still_improving;
mod training_loss;
mod uneven_evaluation;

use etude_study::curve_reading::CurveReading;
use etude_study::finding::{Answer, Finding, LengthAction};
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::length::Length;
use etude_study::trial::{BestEpoch, Outcome};

use short::{ReadTogether, read_together};
pub use signs::{CurveSign, curve_signs};

use crate::seed_spread::seed_spread;

use crate::rounds::trials_of;

/// A count of trials with a sign is more than chance when false alarms alone have less than this probability of it.
const COUNT_LEVEL: f64 = 0.05;

/// A feasible trial whose curves were read.
#[derive(Clone, Copy)]
struct ReadTrial<'a> {
    trial: TrialId,
    best: &'a BestEpoch,
    reading: &'a CurveReading,
}

/// What the questions are asked of.
struct StudyCurves<'a> {
    /// Feasible trials with a reading, the best score first.
    read: Vec<ReadTrial<'a>>,
    /// The study's best trial, if its curves were read.
    best: Option<ReadTrial<'a>>,
    /// All feasible trials, read or not, the best first.
    feasible: Vec<(TrialId, &'a BestEpoch)>,
    /// The smallest gain worth having.
    margin: f64,
    length: &'a Length,
}

impl<'a> StudyCurves<'a> {
    fn of(
        history: &'a History,
        round: &'a RoundRecord,
        study: &StudyRecord,
        together: &'a ReadTogether,
    ) -> StudyCurves<'a> {
        let direction = round.frozen.direction;
        let trials = trials_of(history, round, study);
        let ended = trials.into_iter().filter_map(|trial| Some((trial, history.trials.get(&trial)?)));
        let mut feasible: Vec<_> = ended
            .filter_map(|(trial, record)| match record.outcome() {
                Some(Outcome::Feasible(best)) => {
                    Some((trial, best, together.get(&trial).or_else(|| record.reading())))
                }
                _ => None,
            })
            .collect();
        feasible.sort_by(|a, b| direction.best_first(a.1.score, b.1.score));
        let read = |(trial, best, reading): &(TrialId, &'a BestEpoch, Option<&'a CurveReading>)| {
            reading.map(|reading| ReadTrial { trial: *trial, best, reading })
        };
        StudyCurves {
            read: feasible.iter().filter_map(read).collect(),
            best: feasible.first().and_then(read),
            feasible: feasible.iter().map(|(trial, best, _)| (*trial, *best)).collect(),
            margin: round.frozen.min_improvement,
            length: &round.frozen.length,
        }
    }

    /// How many trials have something, and of how many it is known.
    fn count(&self, has: impl Fn(&CurveReading) -> Option<bool>) -> (u32, u32) {
        let known = self.read.iter().filter_map(|read| has(read.reading));
        known.fold((0, 0), |(having, all), has| (having + u32::from(has), all + 1))
    }

    /// Trials whose late course was read.
    fn looked_at(&self) -> u32 {
        self.count(|reading| reading.late.map(|_| true)).1
    }
}

/// Asks every question, in the order of the rules.
pub(super) fn check(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<Finding> {
    let together = read_together(history, round, study);
    let curves = StudyCurves::of(history, round, study, &together);
    let overfitting = overfitting::check(&curves);
    let length = length::check(&curves);
    let is_too_short =
        matches!(&length, Some(advice) if matches!(advice.action, LengthAction::Lengthen { .. }));
    let is_too_long = matches!(&length, Some(advice) if matches!(advice.action, LengthAction::Reduce { .. }));
    let deviation =
        late_deviation::check(&curves, nearest_rival(history, round, study), seed_spread(history, round));
    // A curve that turns bad has no level.
    let saturated = saturated::check(&curves).filter(|_| overfitting.is_none() && !is_too_long);
    let improving = still_improving::check(&curves).filter(|_| !is_too_short);
    let answers = [
        overfitting.map(Answer::Overfitting),
        overfitting_share::check(&curves).map(Answer::OverfittingShare),
        deviation.map(Answer::LateDeviation),
        improving.map(Answer::StillImproving),
        saturated.map(Answer::SaturatedEarly),
        length.map(Answer::LengthAdvice),
        training_loss::check(&curves).map(Answer::TrainingLossRising),
        spikes::check(&curves).map(Answer::LossSpikes),
        uneven_evaluation::check(&curves).map(Answer::UnevenEvaluation),
        periodicity::check(&curves).map(Answer::RepeatsEachEpoch),
        gradient_norms::check(&curves).map(Answer::GradientAdvice),
    ];
    let finding = |answer| Finding { study: Some(study.definition.id), answer };
    answers.into_iter().flatten().map(finding).collect()
}

/// The best score of the round's other studies: what this study's is compared with.
fn nearest_rival(history: &History, round: &RoundRecord, study: &StudyRecord) -> Option<f64> {
    let others = round.studies.iter().filter(|other| other.definition.id != study.definition.id);
    let none = ReadTogether::new();
    let bests = others.filter_map(|other| {
        StudyCurves::of(history, round, other, &none).feasible.first().map(|first| first.1.score)
    });
    bests.min_by(|a, b| round.frozen.direction.best_first(*a, *b)).map(etude_study::score::Score::get)
}

//! Training an earlier round's configurations for longer: which, and which of them go on from their last checkpoint (S29, P71).
//!
//! Taken are the best of each study and as many spread evenly over the ranks below, since the best alone say little of whether
//! short trainings rank configurations as long ones do. A training goes on from the checkpoint of an earlier one where it would
//! have been the same up to there: the same values, batch size and code, seeds taken over, and a learning rate that does not
//! depend on the length. Else it starts again, with the same seeds.

use etude_study::configuration::{Configuration, Values};
use etude_study::design::Design;
use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::length::ContinueWhen;
use etude_study::project::Program;
use etude_study::round::{BY_HAND, FrozenRound, RoundDefinition};
use etude_study::trial::Outcome;
use etude_study::value::Value;
use serde::Serialize;

use super::carried::were_trained_alike;
use super::freeze::RoundError;
use super::reuse::trials_of;

/// Fewest configurations of each study.
const LEAST_OF_A_STUDY: usize = 3;
/// The schedule of the built-in workload, and its value that does not depend on the length.
const BUILTIN_SCHEDULE: (&str, &str) = ("decay", "constant");

/// Why a longer training starts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyAnew {
    /// The learning rate of every step depends on the length, so the shorter training is no beginning of the longer one.
    Schedule,
    /// The project file does not say whether it does.
    Unsaid,
    /// The project file says that no training goes on.
    Never,
    /// The code changed since.
    Code,
}

/// The round with the configurations of the earlier one that it names; any other as it is.
pub(super) fn with_continued(
    history: &History,
    round: &RoundDefinition,
) -> Result<RoundDefinition, RoundError> {
    let Some(name) = &round.continues else { return Ok(round.clone()) };
    let told = || (round.name.clone(), name.clone());
    let Some(earlier) = earlier(history, name).filter(|earlier| earlier.verdict.is_some()) else {
        let (round, earlier) = told();
        return Err(RoundError::NothingToContinue { round, earlier });
    };
    let before = &earlier.frozen.definition;
    let (scientific, nuisance) = match &before.design {
        Design::EachValue => (before.scientific.clone(), before.nuisance.clone()),
        Design::OverRange { .. } => {
            (None, before.scientific.iter().chain(&before.nuisance).cloned().collect())
        }
        Design::Interaction { .. } | Design::Ablation { .. } => {
            let (round, earlier) = told();
            return Err(RoundError::CannotContinue { round, earlier });
        }
    };
    let of_each = (round.trials as usize).div_ceil(earlier.studies.len().max(1)).max(LEAST_OF_A_STUDY);
    let mut configurations: Vec<Values> = Vec::new();
    for study in &earlier.studies {
        for trial in spread(history, earlier, study, of_each) {
            let Some(record) = history.trials.get(&trial) else { continue };
            let values = before.varied(&record.request.configuration.values);
            if !configurations.contains(&values) {
                configurations.push(values);
            }
        }
    }
    if configurations.is_empty() {
        let (round, earlier) = told();
        return Err(RoundError::NothingToContinue { round, earlier });
    }
    Ok(RoundDefinition {
        scientific,
        nuisance,
        trials: of_each as u32,
        sampler: BY_HAND.into(),
        space: before.space.clone(),
        configurations,
        ..round.clone()
    })
}

fn earlier<'a>(history: &'a History, name: &str) -> Option<&'a RoundRecord> {
    history.rounds.iter().find(|round| round.frozen.definition.name == name)
}

/// The best half of the number wanted, and the rest spread evenly over the ranks that follow.
fn spread(history: &History, round: &RoundRecord, study: &StudyRecord, wanted: usize) -> Vec<TrialId> {
    let scored = trials_of(history, round, study).into_iter().filter_map(|trial| {
        match history.trials.get(&trial)?.outcome()? {
            Outcome::Feasible(best) => Some((best.score, trial)),
            _ => None,
        }
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by(|a, b| round.frozen.direction.best_first(a.0, b.0));
    let all: Vec<TrialId> = scored.into_iter().map(|(_, trial)| trial).collect();
    if all.len() <= wanted {
        return all;
    }
    let (best, below) = all.split_at(wanted.div_ceil(2));
    let rest = wanted - best.len();
    let place = |index: usize| (2 * index + 1) * below.len() / (2 * rest);
    let spread = (0..rest).filter_map(|index| below.get(place(index)));
    best.iter().chain(spread).copied().collect()
}

/// The earlier trial, of the round that this one continues, that trained exactly these values for fewer epochs; none where
/// nothing is continued. Of several, the first.
pub fn earlier_of(history: &History, round: &RoundRecord, configuration: &Configuration) -> Option<TrialId> {
    let before = earlier(history, round.frozen.definition.continues.as_ref()?)?;
    let is_it = |record: &TrialRecord| {
        let trained = &record.request.configuration;
        matches!(record.outcome(), Some(Outcome::Feasible(_)))
            && trained.values == configuration.values
            && trained.batch_size == configuration.batch_size
            && trained.max_epochs < configuration.max_epochs
    };
    let mut trials = before.studies.iter().flat_map(|study| trials_of(history, before, study));
    trials.find(|trial| history.trials.get(trial).is_some_and(is_it))
}

/// Whether a training with these values may go on from the checkpoint of a shorter one of an earlier round.
///
/// # Errors
/// Why it starts again.
pub fn may_continue(
    frozen: &FrozenRound,
    (earlier, now): (&RoundRecord, &RoundRecord),
    values: &Values,
) -> Result<(), WhyAnew> {
    if !were_trained_alike(earlier, now) {
        return Err(WhyAnew::Code);
    }
    schedule_allows(frozen, values)
}

/// Whether the learning rate depends on nothing but the steps done so far.
pub fn schedule_allows(frozen: &FrozenRound, values: &Values) -> Result<(), WhyAnew> {
    match &frozen.length.continue_when {
        ContinueWhen::Always => Ok(()),
        ContinueWhen::Never => Err(WhyAnew::Never),
        ContinueWhen::Value { parameter, value } => {
            if values.get(parameter) == Some(value) {
                Ok(())
            } else {
                Err(WhyAnew::Schedule)
            }
        }
        ContinueWhen::Unsaid => match &frozen.program {
            Some(Program::Builtin(_)) => {
                let (schedule, constant) = BUILTIN_SCHEDULE;
                let is_constant =
                    values.get(schedule).is_none_or(|found| *found == Value::Text(constant.to_owned()));
                if is_constant { Ok(()) } else { Err(WhyAnew::Schedule) }
            }
            _ => Err(WhyAnew::Unsaid),
        },
    }
}

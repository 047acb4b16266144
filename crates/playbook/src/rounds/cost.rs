//! What a round will cost, said before it runs (S1).

use etude_study::history::History;
use etude_study::round::{FrozenRound, StudyDefinition};
use serde::Serialize;

use crate::checks::{RemedyPrice, price};
use crate::confirmation::{confirmation_plan, rerun_size};

/// Trainings, epochs and (once anything was trained) hours. What the checklist may add by itself is priced beside them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Trials of all studies together.
    pub search_trainings: u32,
    /// Trainings of the best few of each study, before one becomes the candidate.
    #[serde(skip_serializing_if = "is_zero")]
    pub rerun_trainings: u32,
    /// Retrainings if the first look decides; none at all where the incumbent's own trial is the best.
    pub confirmation_trainings_min: u32,
    /// Retrainings if every look is needed for every comparison and every seed gives a pair (one without is replaced).
    pub confirmation_trainings_max: u32,
    /// What the remedies would cost that are carried out without asking; none where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedies: Option<RemedyPrice>,
    /// Epochs of one training.
    pub epochs_per_training: u32,
    /// Mean wall seconds of a training of this project so far; none before the first.
    pub seconds_per_training: Option<f64>,
}

impl Cost {
    /// The least and the most trainings.
    pub fn trainings(&self) -> (u32, u32) {
        let search = self.search_trainings + self.rerun_trainings;
        (search + self.confirmation_trainings_min, search + self.confirmation_trainings_max)
    }

    /// The least and the most hours on so many slots, where a training's time is known.
    pub fn hours(&self, slots: u32) -> Option<(f64, f64)> {
        let hours = self.seconds_per_training? / 3600.0 / f64::from(slots.max(1));
        let (least, most) = self.trainings();
        Some((f64::from(least) * hours, f64::from(most) * hours))
    }
}

/// The cost of a round.
pub fn round_cost(round: &FrozenRound, history: &History) -> Cost {
    let plan = confirmation_plan(round.definition.plan, None);
    let (first, last) = (plan.looks.first().copied().unwrap_or(0), plan.looks.last().copied().unwrap_or(0));
    let trials = round.studies.iter().map(|study| study.trials + u32::from(study.holds_incumbent)).sum();
    let arms = if round.definition.compares() { 3 } else { 2 };
    Cost {
        search_trainings: trials,
        rerun_trainings: round.studies.iter().map(|study| reruns(round, study)).sum(),
        confirmation_trainings_min: 2 * first,
        confirmation_trainings_max: arms * last,
        remedies: price(round),
        epochs_per_training: round.length.max_epochs,
        seconds_per_training: mean_seconds(history),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(trainings: &u32) -> bool {
    *trainings == 0
}

/// Trainings of the best few of a study: at most as many as it has trials.
fn reruns(round: &FrozenRound, study: &StudyDefinition) -> u32 {
    let (best, seeds) = rerun_size(&round.definition, study);
    best.min(study.trials + u32::from(study.holds_incumbent)) * seeds
}

fn mean_seconds(history: &History) -> Option<f64> {
    let ended = history.trials.values().filter(|trial| trial.outcome().is_some() && trial.seconds > 0.0);
    let (mut sum, mut count) = (0.0, 0_u32);
    for trial in ended {
        sum += trial.seconds;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

//! Best epochs: where in their training the good trials were best (S28, S29, methods 8).
//!
//! Always in the first fifth: training can be shorter. Usually in the last fifth: it may be too short; a project may have other
//! shares (`best_epoch_rule`). Good trials are the
//! best fifth of the feasible ones, at least five where there are so many; a bad trial's best epoch says nothing of the
//! length that the best need.

use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;
use serde::Serialize;

use super::searched::{Searched, searched};

/// What share of the feasible trials is good, and how many at least.
const GOOD: f64 = 0.2;
const FEWEST: usize = 5;

/// Where the good trials were best.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestEpochs {
    /// The length of training, in epochs.
    pub max_epochs: u32,
    /// All in the part up to here: shorter would do.
    pub early: f64,
    /// Half of them beyond here: longer may be better.
    pub late: f64,
    /// The good trials whose best epoch is known, the best trial first.
    pub trials: Vec<GoodTrial>,
    /// Feasible trials in all.
    pub feasible: u32,
}

/// A good trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoodTrial {
    /// Its number.
    pub trial: TrialId,
    /// Its score.
    pub score: f64,
    /// Its best epoch, or step.
    pub position: f64,
    /// Which of the two.
    pub unit: PositionUnit,
    /// The part of the training up to there.
    pub share: f64,
}

/// Where the good trials of a round were best.
pub fn best_epochs(history: &History, round: &RoundRecord) -> BestEpochs {
    let direction = round.frozen.direction;
    let mut feasible: Vec<Searched<'_>> = searched(history, round);
    feasible.retain(|trial| trial.final_score().is_some());
    feasible.sort_by(|a, b| match (a.final_score(), b.final_score()) {
        (Some(a), Some(b)) => direction.best_first(a, b),
        _ => std::cmp::Ordering::Equal,
    });
    let good = ((GOOD * feasible.len() as f64).ceil() as usize).max(FEWEST);
    let (max_epochs, rule) = (round.frozen.length.max_epochs, round.frozen.length.best_epoch_rule);
    BestEpochs {
        max_epochs,
        early: rule.early,
        late: rule.late,
        trials: feasible.iter().take(good).filter_map(|trial| good_trial(trial, max_epochs)).collect(),
        feasible: feasible.len() as u32,
    }
}

fn good_trial(trial: &Searched<'_>, max_epochs: u32) -> Option<GoodTrial> {
    let best = trial.best?;
    let position = best.position?;
    let whole = match best.unit {
        PositionUnit::Epoch => f64::from(max_epochs),
        // How many steps a training has is known from what it reported alone.
        PositionUnit::Step => best.last_position?,
    };
    let share = (position / whole).clamp(0.0, 1.0);
    let share = if share.is_finite() { share } else { return None };
    Some(GoodTrial { trial: trial.trial, score: best.score.get(), position, unit: best.unit, share })
}

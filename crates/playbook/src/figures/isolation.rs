//! Isolation plot: the best over the nuisances for each value of the question, with the effort made equal (P59).
//!
//! The raw best of a value grows with the number of its trials, so each value, or bucket of values, is shown by the
//! expected best of `m` trials, with `m` the same for all: the number of feasible trials of the bucket that has fewest.
//! Around it, what the best of `m` draws spreads to, from the 10 to the 90 % quantile.

use etude_stats::best_of::expected_best_of;
use etude_stats::best_of_bootstrap::bootstrap_best_of;
use etude_study::history::{History, RoundRecord};
use etude_study::round::Role;
use etude_study::score::Direction;
use serde::Serialize;

use super::buckets::{Bucket, Placed, split};
use super::parameter_axis::{ParameterAxis, varied_axes};
use super::searched::{Searched, TrialKind, searched, trial_sd, turned};

/// What a bucket's band leaves out at each end.
const TAIL: f64 = 0.1;

/// The best over everything else, for each value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IsolationPlot {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Whether the points follow the scores: then they are no sample, and the expected best says little of another
    /// search.
    pub follows_scores: bool,
    /// The standard deviation between seeds, where retrainings tell it.
    pub trial_sd: Option<f64>,
    /// The question alone, or, in a round that only tunes, every parameter in turn.
    pub panels: Vec<IsolationPanel>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IsolationPanel {
    /// The parameter.
    pub parameter: ParameterAxis,
    /// How many trials each bucket's best is the best of; 0 without a feasible trial.
    pub m: u32,
    /// The buckets along the axis; empty where there are too few trials for two.
    pub buckets: Vec<Bucket>,
    /// Feasible trials in which the parameter was present.
    pub feasible: u32,
}

/// The isolation plot of a round.
pub fn isolation(history: &History, round: &RoundRecord) -> IsolationPlot {
    let trials = searched(history, round);
    let axes = varied_axes(round);
    let has_question = axes.iter().any(|axis| axis.role == Role::Scientific);
    let wanted = if has_question { Role::Scientific } else { Role::Nuisance };
    let shown = axes.into_iter().filter(|axis| axis.role == wanted);
    let direction = round.frozen.direction;
    IsolationPlot {
        metric: round.frozen.metric.clone(),
        direction,
        follows_scores: round.frozen.learns(),
        trial_sd: trial_sd(round),
        panels: shown.map(|axis| panel(round, direction, axis, &trials)).collect(),
    }
}

fn panel(
    round: &RoundRecord,
    direction: Direction,
    axis: ParameterAxis,
    trials: &[Searched<'_>],
) -> IsolationPanel {
    let placed = |trial: &Searched<'_>| {
        let fixed = round.studies.get(trial.study).map(|study| &study.definition.fixed);
        let value = trial.values.get(&axis.name).or_else(|| fixed?.get(&axis.name))?;
        let score = trial.final_score().map(|score| turned(direction, score.get()));
        Some(Placed { place: axis.place(value)?, score, trial: trial.trial })
    };
    // What a pruned trial would have come to is not known.
    let ended = trials.iter().filter(|trial| trial.kind != TrialKind::Pruned);
    let placed: Vec<Placed> = ended.filter_map(placed).collect();
    let feasible = placed.iter().filter(|trial| trial.score.is_some()).count() as u32;
    let split = split(&axis, &placed).unwrap_or_default();
    let counts = split.iter().map(|(_, inside)| inside.iter().filter(|trial| trial.score.is_some()).count());
    let m = counts.filter(|count| *count > 0).min().unwrap_or(0);
    let buckets = split.into_iter().map(|(place, inside)| {
        let losses: Vec<f64> = inside.iter().filter_map(|trial| trial.score).collect();
        let best = inside.iter().filter_map(|trial| Some((trial.score?, trial.trial)));
        let best = best.min_by(|a, b| a.0.total_cmp(&b.0));
        let back = |loss: f64| turned(direction, loss);
        let quantile = |share: f64| bootstrap_best_of(&losses, m, share).ok().map(back);
        Bucket {
            place,
            trials: inside.len() as u32,
            feasible: losses.len() as u32,
            expected_best: expected_best_of(&losses, m).ok().map(back),
            band: quantile(TAIL).zip(quantile(1.0 - TAIL)),
            raw_best: best.map(|(loss, _)| back(loss)),
            raw_best_trial: best.map(|(_, trial)| trial),
        }
    });
    IsolationPanel { m: m as u32, buckets: buckets.collect(), feasible, parameter: axis }
}

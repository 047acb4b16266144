//! Parallel coordinates: every trial as a line through all parameters that varied, good ones in front.
//!
//! What to look for: where the lines of the best tenth run together, that parameter matters; where they cross everywhere,
//! it does not. Two places that are always taken together are an interaction to ask a round about.

use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::round::Role;
use etude_study::score::Direction;
use serde::Serialize;

use super::parameter_axis::{ParameterAxis, varied_axes};
use super::searched::{Searched, TrialKind, searched, turned};

/// Lines at most: the good ones, then the others evenly thinned.
const MOST_LINES: usize = 200;
/// What share of the feasible trials is in front, and how many at least.
const GOOD: f64 = 0.1;
const FEWEST_GOOD: usize = 3;

/// Every trial as a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParallelPlot {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// The parameters, in the order of the lines' places.
    pub axes: Vec<ParameterAxis>,
    /// The trials, those in front last.
    pub lines: Vec<ParallelLine>,
    /// Trials that are left out since there are too many.
    pub left_out: u32,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParallelLine {
    /// Its number.
    pub trial: TrialId,
    /// Its place on each axis; none where the parameter was absent.
    pub places: Vec<Option<f64>>,
    /// Its score; none for an infeasible one.
    pub score: Option<f64>,
    /// Whether it is among the best tenth.
    pub good: bool,
}

/// The parallel coordinates of a round.
pub fn parallel(history: &History, round: &RoundRecord) -> ParallelPlot {
    let direction = round.frozen.direction;
    let mut axes = varied_axes(round);
    axes.retain(|axis| axis.role != Role::Fixed);
    let mut trials: Vec<Searched<'_>> = searched(history, round);
    trials.retain(|trial| trial.kind != TrialKind::Pruned);
    let loss = |trial: &Searched<'_>| trial.score().map_or(f64::INFINITY, |score| turned(direction, score));
    trials.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
    let feasible = trials.iter().filter(|trial| trial.score().is_some()).count();
    let good = ((GOOD * feasible as f64).ceil() as usize).max(FEWEST_GOOD).min(feasible).min(MOST_LINES / 2);
    let others = trials.len() - good;
    let room = others.min(MOST_LINES - good);
    let behind = (0..room).map(|index| good + index * others / room.max(1));
    let shown: Vec<usize> = (0..good).chain(behind).collect();
    let line = |index: &usize| {
        let trial = &trials[*index];
        let fixed = round.studies.get(trial.study).map(|study| &study.definition.fixed);
        let place = |axis: &ParameterAxis| {
            let by_study = || fixed.filter(|_| axis.role == Role::Scientific)?.get(&axis.name);
            axis.place(trial.values.get(&axis.name).or_else(by_study)?)
        };
        ParallelLine {
            trial: trial.trial,
            places: axes.iter().map(place).collect(),
            score: trial.score(),
            good: *index < good,
        }
    };
    ParallelPlot {
        metric: round.frozen.metric.clone(),
        direction,
        lines: shown.iter().rev().map(line).collect(),
        left_out: (trials.len() - shown.len()) as u32,
        axes,
    }
}

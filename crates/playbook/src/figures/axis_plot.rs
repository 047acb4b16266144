//! Axis plot: the score of every trial against each parameter that varied, infeasible ones marked (P58).
//!
//! What to look for: the best points in the middle of the range and not at its ends (S20), infeasible trials at one end
//! (P39, P46), enough points near the best (P47), a parameter that makes no difference. The score is the best over
//! training (S27), not the last.

use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::round::Role;
use etude_study::score::Direction;
use etude_study::space::Range;
use etude_study::value::Value;
use serde::Serialize;

use super::parameter_axis::{ParameterAxis, varied_axes};
use super::searched::{Searched, TrialKind, searched, study_labels};

/// The score against every parameter that varied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AxisPlot {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// The studies, which a point names by index.
    pub studies: Vec<String>,
    /// A panel a parameter.
    pub panels: Vec<AxisPanel>,
}

/// The score against one parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AxisPanel {
    /// The parameter.
    pub parameter: ParameterAxis,
    /// Where ranges ended as the round began, study by study where they differ; empty for values side by side.
    pub ends: Vec<RangeEnds>,
    /// The trials in which it was present.
    pub points: Vec<AxisPoint>,
    /// Trials in which it was absent.
    pub absent: u32,
}

/// The ends of a range before it was widened, and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RangeEnds {
    /// As the round began.
    pub first: Range,
    /// As it is now.
    pub now: Range,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AxisPoint {
    /// Its number.
    pub trial: TrialId,
    /// The index of its study.
    pub study: usize,
    /// Its value of the parameter.
    pub value: Value,
    /// Where that lies: the number, or the index among the values.
    pub place: f64,
    /// What is known of it.
    pub kind: TrialKind,
    /// Its score; none for an infeasible one.
    pub score: Option<f64>,
}

/// The axis plot of a round.
pub fn axis_plot(history: &History, round: &RoundRecord) -> AxisPlot {
    let trials = searched(history, round);
    let axes = varied_axes(round).into_iter().filter(|axis| axis.role != Role::Fixed);
    AxisPlot {
        metric: round.frozen.metric.clone(),
        direction: round.frozen.direction,
        studies: study_labels(round),
        panels: axes.map(|axis| panel(round, axis, &trials)).collect(),
    }
}

fn panel(round: &RoundRecord, axis: ParameterAxis, trials: &[Searched<'_>]) -> AxisPanel {
    let point = |trial: &Searched<'_>| {
        let value = trial.values.get(&axis.name)?;
        Some(AxisPoint {
            trial: trial.trial,
            study: trial.study,
            value: value.clone(),
            place: axis.place(value)?,
            kind: trial.kind,
            score: trial.score(),
        })
    };
    let points: Vec<AxisPoint> = trials.iter().filter_map(point).collect();
    let mut ends: Vec<RangeEnds> = Vec::new();
    for study in &round.studies {
        let range = |space: &etude_study::space::SearchSpace| space.dimension(&axis.name)?.domain.range();
        if let (Some(first), Some(now)) = (range(&study.definition.space), range(&study.space))
            && !ends.contains(&RangeEnds { first, now })
        {
            ends.push(RangeEnds { first, now });
        }
    }
    AxisPanel { absent: (trials.len() - points.len()) as u32, parameter: axis, ends, points }
}

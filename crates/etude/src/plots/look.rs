//! What figures have in common: axes of scores and parameters, the looks of studies, words of trials.

use etude_figures::{Axis, KeyEntry, Scale, Shape, Sign, Span, Tone};
use etude_playbook::figures::{AxisScale, ParameterAxis};
use etude_study::ids::TrialId;
use etude_study::score::Direction;
use etude_study::space::Scale as Spread;

use crate::words;

/// Points of one line at most; of more, evenly thinned ones with the last.
const MOST_POINTS: usize = 400;

/// An axis of scores: what is far worse than the rest may lie outside, what is good never.
pub(super) fn score_axis(metric: &str, direction: Direction, scores: &[f64]) -> Axis {
    let span = Span::of_most(scores, direction == Direction::Minimize);
    Axis::Numbers { label: metric_label(metric, direction), scale: Scale::Linear, span }
}

/// The same for curves, whose beginnings are worse than the rest as a matter of course.
pub(super) fn curve_axis(metric: &str, direction: Direction, scores: &[f64]) -> Axis {
    let span = Span::of_curves(scores, direction == Direction::Minimize);
    Axis::Numbers { label: metric_label(metric, direction), scale: Scale::Linear, span }
}

/// `val_error (less is better)`.
pub(super) fn metric_label(metric: &str, direction: Direction) -> String {
    let better = match direction {
        Direction::Minimize => "less",
        Direction::Maximize => "more",
    };
    format!("{metric} ({better} is better)")
}

/// How many of these scores lie beyond the ends of an axis, in words for a note; none if all are inside.
pub(super) fn beyond(axis: &Axis, scores: &[f64]) -> Option<String> {
    let is_beyond =
        |score: &&f64| axis.share(**score).is_some_and(|share| !(-1e-6..=1.0 + 1e-6).contains(&share));
    let count = scores.iter().filter(is_beyond).count() as u32;
    (count > 0).then(|| {
        format!("Far worse than the rest, drawn as arrows at the edge: {}.", words::count(count, "score"))
    })
}

/// The axis of a parameter, long enough for these places too.
pub(super) fn parameter_axis(parameter: &ParameterAxis, places: &[f64]) -> Axis {
    let label = parameter.name.clone();
    match &parameter.scale {
        AxisScale::Numbers { low, high, scale } => {
            let spread = spread(*scale);
            let ends = [*low, *high].into_iter().chain(places.iter().copied());
            Axis::Numbers { label, scale: spread, span: Span::of(spread, ends) }
        }
        AxisScale::Values { values } => {
            Axis::Names { label, names: values.iter().map(ToString::to_string).collect() }
        }
    }
}

/// The scale of a domain as a drawing has it.
pub(super) fn spread(scale: Spread) -> Scale {
    match scale {
        Spread::Linear => Scale::Linear,
        Spread::Log => Scale::Log,
        Spread::ReverseLog => Scale::ReverseLog,
    }
}

/// The look of a study's trials.
pub(super) fn study_look(index: usize) -> (Shape, Tone) {
    (Shape::series(index), Tone::series(index))
}

/// A line of the key for each study, where there are several.
pub(super) fn study_key(studies: &[String]) -> Vec<KeyEntry> {
    let entry = |(index, study): (usize, &String)| {
        let (shape, tone) = study_look(index);
        KeyEntry::new(Sign::Dot(shape, tone), study.clone())
    };
    if studies.len() > 1 { studies.iter().enumerate().map(entry).collect() } else { Vec::new() }
}

/// `trial 000012: 0.1235`.
pub(super) fn trial_words(trial: TrialId, score: Option<f64>) -> String {
    let score = score.map_or_else(|| "infeasible".into(), words::number);
    format!("trial {:06}: {score}", trial.0)
}

/// A line of not too many points, the last one always among them.
pub(super) fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let n = points.len();
    if n <= MOST_POINTS {
        return points.to_vec();
    }
    (1..=MOST_POINTS).map(|index| points[index * n / MOST_POINTS - 1]).collect()
}

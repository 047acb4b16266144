//! Parallel coordinates, drawn: the best tenth in front, infeasible trials dashed.

use etude_figures::{Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Stroke, Tone};
use etude_playbook::figures::{AxisScale, ParallelLine, ParallelPlot, ParameterAxis};
use etude_study::score::Direction;

use super::look::{metric_label, spread};
use super::{Absent, Made};
use crate::words;

/// Where the lines run: room is left above and below for the ends' values.
const LOWEST: f64 = 0.1;
const HIGHEST: f64 = 0.9;
/// Of more values side by side, only the first and the last are named.
const MOST_NAMED: usize = 4;

pub(super) fn draw(data: ParallelPlot) -> Made<ParallelPlot> {
    if data.axes.is_empty() {
        return Err(Absent::new("the round varied no parameter", "give it `nuisance` parameters to tune"));
    }
    if data.lines.is_empty() {
        return Err(Absent::new("no trial of the round has ended", "let `etude run` go on"));
    }
    let scores: Vec<f64> = data.lines.iter().filter_map(|line| line.score).collect();
    let span = Span::of_most(&scores, data.direction == Direction::Minimize);
    let mut marks: Vec<Mark> = data.lines.iter().flat_map(|line| lines(&data, line, span)).collect();
    for (index, axis) in data.axes.iter().enumerate() {
        labels(&mut marks, index as f64, axis);
    }
    let at = data.axes.len() as f64;
    ends(&mut marks, at, (words::number(span.low), words::number(span.high)));
    let names = data.axes.iter().map(|axis| axis.name.clone()).chain([data.metric.clone()]);
    let x = Axis::Names { label: String::new(), names: names.collect() };
    let mut notes = Vec::new();
    if data.left_out > 0 {
        let left_out = words::count(data.left_out, "trial");
        notes
            .push(format!("{left_out} not drawn: there are too many to tell apart; the best are all there."));
    }
    let drawing = Drawing {
        title: "Parallel coordinates".into(),
        caption: format!(
            "Every trial as a line through all parameters that varied, to its score on the right: {}. Where the lines of \
             the best run together, that parameter matters.",
            metric_label(&data.metric, data.direction)
        ),
        panels: vec![Panel { title: String::new(), x, y: Axis::Bare, marks }],
        key: key(&data),
        notes,
    };
    Ok((data, drawing))
}

fn key(data: &ParallelPlot) -> Vec<KeyEntry> {
    let mut key = vec![
        KeyEntry::new(Sign::Line(Stroke::Solid, Tone::Series(1)), "best tenth"),
        KeyEntry::new(Sign::Line(Stroke::Solid, Tone::Muted), "other trials"),
    ];
    if data.lines.iter().any(|line| line.score.is_none()) {
        key.push(KeyEntry::new(Sign::Line(Stroke::Dashed, Tone::Bad), "infeasible"));
    }
    key
}

/// A trial's line; where a parameter was absent it has a gap.
fn lines(data: &ParallelPlot, line: &ParallelLine, span: Span) -> Vec<Mark> {
    let place = |(index, place): (usize, &Option<f64>)| {
        let height = place.and_then(|place| height(&data.axes[index], place));
        (index as f64, height.unwrap_or(f64::NAN))
    };
    let mut points: Vec<(f64, f64)> = line.places.iter().enumerate().map(place).collect();
    let score = line.score.and_then(|score| Scale::Linear.share(score, span)).map(within);
    points.push((points.len() as f64, score.unwrap_or(f64::NAN)));
    let (stroke, tone) = match (line.score, line.good) {
        (None, _) => (Stroke::Dashed, Tone::Bad),
        (Some(_), true) => (Stroke::Solid, Tone::Series(1)),
        (Some(_), false) => (Stroke::Solid, Tone::Muted),
    };
    vec![Mark::Line { points, stroke, tone }]
}

fn within(share: f64) -> f64 {
    LOWEST + (HIGHEST - LOWEST) * share.clamp(0.0, 1.0)
}

fn height(axis: &ParameterAxis, place: f64) -> Option<f64> {
    let share = match &axis.scale {
        AxisScale::Numbers { low, high, scale } => {
            let scale = spread(*scale);
            scale.share(place, Span::exact(scale, [*low, *high]))?
        }
        AxisScale::Values { values } => (place + 0.5) / values.len().max(1) as f64,
    };
    Some(within(share))
}

fn labels(marks: &mut Vec<Mark>, x: f64, axis: &ParameterAxis) {
    match &axis.scale {
        AxisScale::Numbers { low, high, .. } => {
            ends(marks, x, (words::number(*low), words::number(*high)));
        }
        AxisScale::Values { values } if values.len() <= MOST_NAMED => {
            for (index, value) in values.iter().enumerate() {
                let y = height(axis, index as f64).unwrap_or(0.5);
                marks.push(Mark::Label { x, y, text: value.to_string(), tone: Tone::Ink });
            }
        }
        AxisScale::Values { values } => {
            let end = |value: Option<&etude_study::value::Value>| words::optional(value);
            ends(marks, x, (end(values.first()), end(values.last())));
        }
    }
}

fn ends(marks: &mut Vec<Mark>, x: f64, (low, high): (String, String)) {
    marks.push(Mark::Label { x, y: 0.03, text: low, tone: Tone::Ink });
    marks.push(Mark::Label { x, y: 0.96, text: high, tone: Tone::Ink });
}

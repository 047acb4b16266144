//! The batch size that was chosen, drawn: examples a second against the size, and the steps that each size needs (P8, P10).

use etude_figures::{Axis, Drawing, KeyEntry, Mark, Panel, Scale, Shape, Sign, Span, Stroke, Tone};
use etude_study::batch_size_choice::{BatchSizeChoice, ChoiceBasis, MeasuredSize};

use super::{Absent, Made};
use crate::words;

pub(super) fn draw(choices: &[BatchSizeChoice]) -> Made<BatchSizeChoice> {
    let Some(choice) = choices.last() else {
        return Err(Absent::new(
            "no batch size was measured yet",
            "measure which one suits the machine: `etude batch-size`",
        ));
    };
    let mut panels = vec![throughput(choice)];
    if let ChoiceBasis::StepsToTarget { critical, steps, .. } = &choice.basis {
        panels.push(needed(choice.size, *critical, steps));
    }
    let drawing = Drawing {
        title: "Batch size".into(),
        caption: "Examples a second of every size that fits: as long as a doubling nearly doubles them, a step takes no longer \
                  for more examples (P9). Both axes are logarithmic."
            .into(),
        panels,
        key: vec![
            KeyEntry::new(Sign::Dot(Shape::Circle, Tone::Series(0)), "a size"),
            KeyEntry::new(Sign::Dot(Shape::Diamond, Tone::Series(1)), "the one that was chosen"),
        ],
        notes: notes(choice),
    };
    Ok((choice.clone(), drawing))
}

fn throughput(choice: &BatchSizeChoice) -> Panel {
    let rate = |size: &MeasuredSize| (f64::from(size.size), f64::from(size.size) / size.step_seconds);
    let points: Vec<(f64, f64)> = choice.measured.iter().map(rate).collect();
    let tip = |(x, y): (f64, f64)| format!("{x}: {} examples a second", words::whole(y));
    panel("", "examples a second", choice.size, points, &tip)
}

fn needed(size: u32, critical: f64, steps: &[(u32, f64)]) -> Panel {
    let points: Vec<(f64, f64)> = steps.iter().map(|(size, steps)| (f64::from(*size), *steps)).collect();
    let tip = |(x, y): (f64, f64)| format!("{x}: {} steps", words::whole(y));
    panel(
        &format!("critical size about {}", words::whole(critical)),
        "steps to the target",
        size,
        points,
        &tip,
    )
}

fn panel(
    title: &str,
    label: &str,
    chosen: u32,
    points: Vec<(f64, f64)>,
    tip: &dyn Fn((f64, f64)) -> String,
) -> Panel {
    let axis = |label: &str, values: Vec<f64>| Axis::Numbers {
        label: label.into(),
        scale: Scale::Log,
        span: Span::of(Scale::Log, values),
    };
    let (x, y) = points.iter().copied().unzip();
    let dot = |point: &(f64, f64)| {
        let (shape, tone) = if point.0.total_cmp(&f64::from(chosen)).is_eq() {
            (Shape::Diamond, Tone::Series(1))
        } else {
            (Shape::Circle, Tone::Series(0))
        };
        Mark::Dot { x: point.0, y: point.1, shape, tone, tip: tip(*point) }
    };
    let dots: Vec<Mark> = points.iter().map(dot).collect();
    let line = Mark::Line { points, stroke: Stroke::Solid, tone: Tone::Muted };
    Panel {
        title: title.into(),
        x: axis("batch size", x),
        y: axis(label, y),
        marks: std::iter::once(line).chain(dots).collect(),
    }
}

fn notes(choice: &BatchSizeChoice) -> Vec<String> {
    let before = choice.previous.map_or_else(String::new, |size| format!(", where it was {size}"));
    vec![format!("Chosen: {}{before}.", choice.size)]
}

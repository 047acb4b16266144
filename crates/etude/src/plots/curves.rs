//! Training curves, drawn: the metric, its twin on the training set dashed, and a loss below (P50).

use etude_figures::{Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Stroke, Tone};
use etude_playbook::figures::{TrainingCurve, TrainingCurves};

use super::look::{metric_label, study_look, thinned};
use super::{Absent, Made};
use crate::words;

pub(super) fn draw(data: TrainingCurves) -> Made<TrainingCurves> {
    if data.curves.is_empty() {
        return Err(Absent::new(
            "no feasible trial of the search has logged a number",
            "let `etude run` go on until a trial has ended feasible",
        ));
    }
    let mut panels = vec![panel(&data, String::new(), &[Some(&data.metric), data.training_twin.as_ref()])];
    if data.training_loss.is_some() {
        let title = "On the training set".to_owned();
        panels.push(panel(&data, title, &[None, data.training_loss.as_ref()]));
    }
    let mut key: Vec<KeyEntry> = data.curves.iter().enumerate().map(key_entry).collect();
    if let Some(twin) = &data.training_twin {
        key.push(KeyEntry::new(
            Sign::Line(Stroke::Dashed, Tone::Ink),
            format!("{twin}, on the training set"),
        ));
    }
    let drawing = Drawing {
        title: "Training curves".into(),
        caption: "The best few trials and the best of each study; a shape marks each one's best epoch. Look for a curve \
                  that rises again (overfitting), that still improves at the end (too short), or that jumps as much as \
                  the differences compared (P50)."
            .into(),
        panels,
        key,
        notes: Vec::new(),
    };
    Ok((data, drawing))
}

fn key_entry((index, curve): (usize, &TrainingCurve)) -> KeyEntry {
    let (shape, tone) = study_look(index);
    let trial = &curve.trial;
    let text = format!("trial {:06}, {}: {}", trial.trial.0, trial.study, words::number(trial.score));
    KeyEntry::new(Sign::Dot(shape, tone), text)
}

/// A panel of two metrics at most: the first solid with its best epoch, the second dashed, solid where it is alone.
fn panel(data: &TrainingCurves, title: String, [first, second]: &[Option<&String>; 2]) -> Panel {
    let mut marks = Vec::new();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (index, curve) in data.curves.iter().enumerate() {
        let (shape, tone) = study_look(index);
        for (metric, dashed) in [(second, first.is_some()), (first, false)] {
            let line = curve.lines.iter().find(|line| Some(&line.metric) == *metric);
            let Some(line) = line else { continue };
            xs.extend(line.points.iter().map(|(x, _)| *x));
            ys.extend(line.points.iter().map(|(_, y)| *y));
            let stroke = if dashed { Stroke::Dashed } else { Stroke::Solid };
            marks.push(Mark::Line { points: thinned(&line.points), stroke, tone });
        }
        if first.is_some()
            && let Some(x) = curve.trial.best_position
        {
            let tip = key_entry((index, curve)).text;
            marks.push(Mark::Dot { x, y: curve.trial.score, shape, tone, tip });
        }
    }
    let label = match (first, second) {
        (Some(metric), _) => metric_label(metric, data.direction),
        (None, Some(metric)) => (*metric).clone(),
        (None, None) => String::new(),
    };
    let worse_is_high = first.is_none() || data.direction == etude_study::score::Direction::Minimize;
    Panel {
        title,
        x: Axis::Numbers {
            label: data.unit.word().into(),
            scale: Scale::Linear,
            span: Span::of(Scale::Linear, xs),
        },
        y: Axis::Numbers { label, scale: Scale::Linear, span: Span::of_curves(&ys, worse_is_high) },
        marks,
    }
}

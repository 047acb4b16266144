//! Launch history, drawn: every incumbent's score on fresh seeds (P102).

use etude_figures::{
    Along, Axis, Drawing, KeyEntry, Mark, Panel, Scale, Shape, Sign, Span, Stroke, Tone, Weight,
};
use etude_playbook::figures::{LaunchHistory, LaunchPoint};

use super::{Absent, Made};
use crate::words;

pub(super) fn draw(data: LaunchHistory) -> Made<LaunchHistory> {
    if data.launches.iter().all(|launch| launch.score.is_none()) {
        return Err(Absent::new(
            "no incumbent has a score on fresh seeds yet",
            "let `etude run` reach the first verdict",
        ));
    }
    let mut marks = Vec::new();
    let mut seen = Vec::new();
    let mut line = Vec::new();
    for (index, launch) in data.launches.iter().enumerate() {
        let Some(score) = &launch.score else { continue };
        let (x, sd) = (index as f64, score.sd.unwrap_or(0.0));
        seen.extend([score.mean - sd, score.mean + sd]);
        line.push((x, score.mean));
        if sd > 0.0 {
            let (from, to) = (score.mean - sd, score.mean + sd);
            marks.push(Mark::Whisker {
                along: Along::Y,
                at: x,
                from,
                to,
                weight: Weight::Thin,
                tone: Tone::Series(0),
            });
        }
        let tip = format!("{}: {}", name(launch), words::published(score));
        marks.push(Mark::Dot { x, y: score.mean, shape: Shape::Circle, tone: Tone::Series(0), tip });
    }
    marks.insert(0, Mark::Line { points: line, stroke: Stroke::Solid, tone: Tone::Muted });
    let gain = |launch: &LaunchPoint| {
        let gain = launch.gain?;
        Some(format!("{}: {} over the one before it, on the same seeds.", name(launch), words::signed(gain)))
    };
    let drawing = Drawing {
        title: "Launch history".into(),
        caption: "The score of every incumbent on fresh seeds, which selected nothing: what the configuration is worth \
                  when it is trained again (P102)."
            .into(),
        panels: vec![Panel {
            title: String::new(),
            x: Axis::Names { label: "adopted in".into(), names: data.launches.iter().map(name).collect() },
            y: Axis::Numbers {
                label: data.metric.clone(),
                scale: Scale::Linear,
                span: Span::of(Scale::Linear, seen),
            },
            marks,
        }],
        key: vec![
            KeyEntry::new(Sign::Dot(Shape::Circle, Tone::Series(0)), "mean over fresh seeds"),
            KeyEntry::new(Sign::Whisker(Weight::Thin, Tone::Series(0)), "one standard deviation between seeds"),
        ],
        notes: data.launches.iter().filter_map(gain).collect(),
    };
    Ok((data, drawing))
}

fn name(launch: &LaunchPoint) -> String {
    launch.round.clone().unwrap_or_else(|| "the start".into())
}

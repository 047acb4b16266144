//! The axis plot, drawn: a panel a parameter (P58).

use etude_figures::{Along, Drawing, KeyEntry, Mark, Panel, Shape, Sign, Stroke, Tone};
use etude_playbook::figures::{AxisPanel, AxisPlot, TrialKind};

use super::look::{beyond, parameter_axis, score_axis, study_key, study_look, trial_words};
use super::{Absent, Made};
use crate::words;

pub(super) fn draw(data: AxisPlot) -> Made<AxisPlot> {
    if data.panels.is_empty() {
        return Err(Absent::new("the round varied no parameter", "give it `nuisance` parameters to tune"));
    }
    if data.panels.iter().all(|panel| panel.points.is_empty()) {
        return Err(Absent::new("no trial of the round has ended", "let `etude run` go on"));
    }
    let scores: Vec<f64> = scores(&data);
    let y = score_axis(&data.metric, data.direction, &scores);
    let any = |kind| data.panels.iter().any(|panel| panel.points.iter().any(|point| point.kind == kind));
    let mut key = study_key(&data.studies);
    if any(TrialKind::Infeasible) {
        key.push(KeyEntry::new(Sign::Rug(Tone::Bad), "infeasible"));
    }
    if any(TrialKind::Pruned) {
        key.push(KeyEntry::new(Sign::Dot(Shape::Hollow, Tone::Muted), "pruned: the best so far"));
    }
    if data.panels.iter().any(|panel| !panel.ends.is_empty()) {
        key.push(KeyEntry::new(Sign::Rule(Stroke::Dashed, Tone::Muted), "end of the range"));
    }
    let mut notes: Vec<String> = beyond(&y, &scores).into_iter().collect();
    for panel in data.panels.iter().filter(|panel| panel.absent > 0) {
        let absent = words::count(panel.absent, "trial");
        notes.push(format!("{} was absent in {absent}.", panel.parameter.name));
    }
    let several = data.panels.len() > 1;
    let drawing = Drawing {
        title: "Axis plot".into(),
        caption: "Every trial's best score over its training, against each parameter that varied. Good points should \
                  lie inside the range, not at its end, and several of them close together (P58, S20, P47)."
            .into(),
        panels: data
            .panels
            .iter()
            .map(|each| Panel {
                title: if several { each.parameter.name.clone() } else { String::new() },
                x: parameter_axis(&each.parameter, &places(each)),
                y: y.clone(),
                marks: marks(each),
            })
            .collect(),
        key,
        notes,
    };
    Ok((data, drawing))
}

/// The scores of different trials, by the panel in which most are.
fn scores(data: &AxisPlot) -> Vec<f64> {
    let mut trials: Vec<_> = data.panels.iter().flat_map(|panel| &panel.points).collect();
    trials.sort_by_key(|point| point.trial);
    trials.dedup_by_key(|point| point.trial);
    trials.iter().filter_map(|point| point.score).collect()
}

fn places(panel: &AxisPanel) -> Vec<f64> {
    let ends =
        panel.ends.iter().flat_map(|ends| [ends.first.low, ends.first.high, ends.now.low, ends.now.high]);
    panel.points.iter().map(|point| point.place).chain(ends).collect()
}

fn marks(panel: &AxisPanel) -> Vec<Mark> {
    let mut ends: Vec<f64> = panel
        .ends
        .iter()
        .flat_map(|ends| [ends.first.low, ends.first.high, ends.now.low, ends.now.high])
        .collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let rule = |at: f64| Mark::Rule { of: Along::X, at, stroke: Stroke::Dashed, tone: Tone::Muted };
    let is_named = matches!(panel.parameter.scale, etude_playbook::figures::AxisScale::Values { .. });
    let mut marks: Vec<Mark> = ends.into_iter().filter(|_| !is_named).map(rule).collect();
    for point in &panel.points {
        let tip =
            format!("{}, {} = {}", trial_words(point.trial, point.score), panel.parameter.name, point.value);
        let (shape, tone) = match point.kind {
            TrialKind::Pruned => (Shape::Hollow, Tone::Muted),
            _ => study_look(point.study),
        };
        marks.push(match point.score {
            Some(y) => Mark::Dot { x: point.place, y, shape, tone, tip },
            None => Mark::Rug { x: point.place, tone: Tone::Bad, tip },
        });
    }
    marks
}

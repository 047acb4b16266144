//! The budget curve, drawn: the expected best of fewer trials, with bands (P48).

use std::fmt::Write as _;

use etude_figures::{Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Stroke, Tone};
use etude_playbook::figures::{BudgetCurve, BudgetPlot};

use super::look::{curve_axis, study_look};
use super::{Absent, Made};
use crate::words;

/// Of more studies than this only the lines are drawn: bands over bands are not read.
const MOST_BANDS: usize = 3;

pub(super) fn draw(data: BudgetPlot) -> Made<BudgetPlot> {
    if data.studies.is_empty() {
        return Err(Absent::new("no trial of the round has ended feasible", "let `etude run` go on"));
    }
    let points = || data.studies.iter().flat_map(|study| &study.points);
    let scores: Vec<f64> = points().flat_map(|point| [point.expected, point.lucky, point.unlucky]).collect();
    let span = Span::of(Scale::Log, points().map(|point| f64::from(point.m)));
    let x = Axis::Numbers { label: "trials".into(), scale: Scale::Log, span };
    let y = curve_axis(&data.metric, data.direction, &scores);
    let mut marks = Vec::new();
    for (index, study) in data.studies.iter().enumerate() {
        let tone = Tone::series(index);
        if data.studies.len() <= MOST_BANDS {
            let band = study.points.iter().map(|point| (f64::from(point.m), point.lucky, point.unlucky));
            marks.push(Mark::Band { points: band.collect(), tone });
        }
    }
    for (index, study) in data.studies.iter().enumerate() {
        let (shape, tone) = study_look(index);
        let line: Vec<(f64, f64)> =
            study.points.iter().map(|point| (f64::from(point.m), point.expected)).collect();
        if let Some((x, y)) = line.last().copied() {
            let tip = format!("{}: the best of all {} trials", study.study, study.feasible);
            marks.push(Mark::Dot { x, y, shape, tone, tip });
        }
        marks.push(Mark::Line { points: line, stroke: Stroke::Solid, tone });
    }
    let drawing = Drawing {
        title: "Budget curve".into(),
        caption: "What fewer trials would have found: the expected best of so many, and how far luck spreads it. Where \
                  the curve is flat at its end, more trials in the same space would find little (P48)."
            .into(),
        panels: vec![Panel { title: String::new(), x, y, marks }],
        key: key(&data.studies),
        notes: notes(&data),
    };
    Ok((data, drawing))
}

fn key(studies: &[BudgetCurve]) -> Vec<KeyEntry> {
    let mut key: Vec<KeyEntry> = studies
        .iter()
        .enumerate()
        .map(|(index, study)| {
            let (shape, tone) = study_look(index);
            KeyEntry::new(Sign::Dot(shape, tone), format!("{}: expected best", study.study))
        })
        .collect();
    if studies.len() <= MOST_BANDS {
        key.push(KeyEntry::new(Sign::Area(Tone::Series(0)), "10 to 90 % of the best of so many"));
    }
    key
}

fn notes(data: &BudgetPlot) -> Vec<String> {
    let note = |study: &BudgetCurve| {
        let mut note = format!("{}: {}", study.study, words::count(study.feasible, "feasible trial"));
        if let Some(gain) = study.last_doubling {
            let _ = write!(note, ", the last doubling gained {}", words::number(gain));
        }
        if data.near > 0.0 {
            let near = words::number(data.near);
            let _ = write!(note, ", {} within {near} of the best (P47)", study.near_the_best);
        }
        note + "."
    };
    let mut notes: Vec<String> = data.studies.iter().map(note).collect();
    if data.follows_scores {
        notes.push(
            "The points follow the scores: with fewer trials the search would have asked others.".into(),
        );
    }
    notes
}

//! Importance, drawn: a bar a parameter with its band, a panel a question.

use etude_figures::{Along, Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Tone, Weight};
use etude_study::history::{History, RoundRecord};

use super::{Absent, Made};
use crate::importance::{
    BandView, ImportanceView, Panel as Told, ParameterIndex, RefusedPanel, importance, trials_needed_for,
};
use crate::words;

/// Why it cannot be drawn, told from the number of trials alone: the model itself takes seconds.
pub(super) fn readiness(history: &History, round: Option<&RoundRecord>) -> Option<Absent> {
    let Some(round) = round else {
        return Some(Absent::new("no round has begun", "start one with `etude run`"));
    };
    let (feasible, needed) = trials_needed_for(history, round);
    (feasible < needed).then(|| {
        Absent::new(
            format!("a model takes {needed} different feasible configurations, and there are {feasible}"),
            "let `etude run` go on, or give the round more `trials`",
        )
    })
}

pub(super) fn draw(history: &History, round: &RoundRecord) -> Made<ImportanceView> {
    drawing(importance(history, round))
}

pub(super) fn drawing(view: ImportanceView) -> Made<ImportanceView> {
    let (mut panels, mut notes) = (Vec::new(), Vec::new());
    let mut refused = None;
    let mut refuse = |title: &str, told: &RefusedPanel| {
        notes.push(format!("Not told, {title}: {}.", told.sentence));
        let _ = refused.get_or_insert_with(|| told.clone());
    };
    match &view.score {
        Told::Shown(score) => panels.push(panel("What decides the score", &banded(&score.parameters))),
        Told::Refused(told) => refuse("what decides the score", told),
    }
    match &view.near_top {
        Told::Shown(near) => {
            let rows = near.parameters.iter().map(|row| (row.name.clone(), row.share, None));
            panels.push(panel("What distinguishes the best tenth", &rows.collect::<Vec<_>>()));
        }
        Told::Refused(told) => refuse("what distinguishes the best tenth", told),
    }
    match &view.feasibility {
        Told::Shown(found) => {
            panels.push(panel("What decides whether it is feasible", &banded(&found.parameters)));
        }
        Told::Refused(told) => refuse("what decides whether it is feasible", told),
    }
    if panels.is_empty() {
        let told = refused.map(|told| (told.sentence, told.remedy)).unwrap_or_default();
        return Err(Absent::new(told.0, told.1));
    }
    let drawing = Drawing {
        title: "Importance".into(),
        caption: format!(
            "The share of what {} differs by that each parameter decides, alone and together with others, by the model \
             that the search uses. Bands that overlap are not ranked.",
            view.metric
        ),
        panels,
        key: vec![
            KeyEntry::new(Sign::Bar(Tone::Series(0)), "share"),
            KeyEntry::new(
                Sign::Whisker(Weight::Thin, Tone::Ink),
                "10 to 90 % of what the model holds possible",
            ),
        ],
        notes,
    };
    Ok((view, drawing))
}

type Row = (String, f64, Option<BandView>);

fn banded(parameters: &[ParameterIndex]) -> Vec<Row> {
    parameters.iter().map(|row| (row.name.clone(), row.index.mean, Some(row.index))).collect()
}

fn panel(title: &str, rows: &[Row]) -> Panel {
    let mut marks = Vec::new();
    for (row, (name, share, band)) in rows.iter().enumerate() {
        let y = row as f64;
        let tip = format!("{name}: {}", words::number(*share));
        marks.push(Mark::Bar { x: (0.0, *share), y: (y - 0.3, y + 0.3), tone: Tone::Series(0), tip });
        if let Some(band) = band {
            marks.push(Mark::Whisker {
                along: Along::X,
                at: y,
                from: band.low,
                to: band.high,
                weight: Weight::Thin,
                tone: Tone::Ink,
            });
        }
    }
    let highest =
        rows.iter().map(|(_, share, band)| band.map_or(*share, |band| band.high)).fold(1.0, f64::max);
    Panel {
        title: title.into(),
        x: Axis::Numbers {
            label: "share".into(),
            scale: Scale::Linear,
            span: Span { low: 0.0, high: if highest.is_finite() { 1.02 * highest } else { 1.0 } },
        },
        y: Axis::Names { label: String::new(), names: rows.iter().map(|(name, ..)| name.clone()).collect() },
        marks,
    }
}

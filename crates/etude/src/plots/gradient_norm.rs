//! Gradient norms, drawn: against training, and as a histogram with the 90th percentile (P114).

use etude_figures::{Along, Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Stroke, Tone};
use etude_playbook::figures::{GradientNorms, NormCurve};
use etude_study::logged_names::GRADIENT_NORM;

use super::look::thinned;
use super::{Absent, Made};
use crate::words;

/// Bars of the histogram.
const BARS: usize = 20;
/// Norms whose largest is so many times their smallest are shown by ratio.
const WIDE: f64 = 30.0;

pub(super) fn draw(data: GradientNorms) -> Made<GradientNorms> {
    let norms: Vec<f64> =
        data.trials.iter().flat_map(|trial| trial.points.iter().map(|(_, norm)| *norm)).collect();
    let Some(percentile) = data.percentile_90 else {
        return Err(Absent::new(
            format!("none of the best trials logged `{GRADIENT_NORM}`"),
            format!(
                "let the program report its gradient norm before clipping: {{\"step\": 100, \"{GRADIENT_NORM}\": 1.7}}"
            ),
        ));
    };
    let smallest = norms.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = norms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scale = if smallest > 0.0 && largest / smallest > WIDE { Scale::Log } else { Scale::Linear };
    let mut notes = vec![format!(
        "Nine of ten norms lie below {}: a first threshold for clipping. Where more than half of the updates would be \
         clipped, lower the learning rate instead.",
        words::number(percentile)
    )];
    if data.not_finite > 0 {
        notes.push(format!("{} not finite.", words::count(data.not_finite, "norm")));
    }
    let drawing = Drawing {
        title: "Gradient norms".into(),
        caption: "What the best trials logged of their gradients before clipping, against training and as a histogram \
                  (P114)."
            .into(),
        panels: vec![against_training(&data, scale), histogram(&norms, scale, percentile)],
        key: data.trials.iter().enumerate().map(key_entry).chain([percentile_entry()]).collect(),
        notes,
    };
    Ok((data, drawing))
}

fn key_entry((index, trial): (usize, &NormCurve)) -> KeyEntry {
    let text = format!("trial {:06}, {}", trial.trial.0, trial.study);
    KeyEntry::new(Sign::Line(Stroke::Solid, Tone::series(index)), text)
}

fn percentile_entry() -> KeyEntry {
    KeyEntry::new(Sign::Rule(Stroke::Dashed, Tone::Ink), "90th percentile")
}

fn against_training(data: &GradientNorms, scale: Scale) -> Panel {
    let points = || data.trials.iter().flat_map(|trial| &trial.points);
    let line = |(index, trial): (usize, &NormCurve)| Mark::Line {
        points: thinned(&trial.points),
        stroke: Stroke::Solid,
        tone: Tone::series(index),
    };
    Panel {
        title: "Against training".into(),
        x: Axis::Numbers {
            label: data.unit.word().into(),
            scale: Scale::Linear,
            span: Span::of(Scale::Linear, points().map(|(x, _)| *x)),
        },
        y: Axis::Numbers {
            label: GRADIENT_NORM.into(),
            scale,
            span: Span::of(scale, points().map(|(_, norm)| *norm)),
        },
        marks: data.trials.iter().enumerate().map(line).collect(),
    }
}

fn histogram(norms: &[f64], scale: Scale, percentile: f64) -> Panel {
    let span = Span::exact(scale, norms.iter().copied());
    let mut counts = [0_u32; BARS];
    for share in norms.iter().filter_map(|norm| scale.share(*norm, span)) {
        counts[((share.clamp(0.0, 1.0) * BARS as f64) as usize).min(BARS - 1)] += 1;
    }
    let most = f64::from(counts.iter().copied().max().unwrap_or(1));
    let edge = |bar: usize| scale.at(bar as f64 / BARS as f64, span);
    let bar = |(index, count): (usize, &u32)| {
        let (from, to) = (edge(index), edge(index + 1));
        let tip = format!(
            "{} between {} and {}",
            words::count(*count, "norm"),
            words::number(from),
            words::number(to)
        );
        Mark::Bar { x: (from, to), y: (0.0, f64::from(*count)), tone: Tone::Series(0), tip }
    };
    let mut marks: Vec<Mark> = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect();
    marks.push(Mark::Rule { of: Along::X, at: percentile, stroke: Stroke::Dashed, tone: Tone::Ink });
    Panel {
        title: "Histogram".into(),
        x: Axis::Numbers { label: GRADIENT_NORM.into(), scale, span },
        y: Axis::Numbers {
            label: "reports".into(),
            scale: Scale::Linear,
            span: Span { low: 0.0, high: most.max(1.0) * 1.05 },
        },
        marks,
    }
}

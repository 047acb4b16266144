//! Paired differences, drawn as a forest: a row a seed, then the mean with its interval (S21, S22, P97).

use etude_figures::{
    Along, Axis, Drawing, KeyEntry, Mark, Panel, Scale, Shape, Sign, Span, Stroke, Tone, Weight,
};
use etude_playbook::figures::{PairedComparison, PairedDifferences};

use super::{Absent, Made};
use crate::words;

pub(super) fn draw(data: PairedDifferences) -> Made<PairedDifferences> {
    if data.comparisons.iter().all(|comparison| comparison.pairs.is_empty()) {
        return Err(Absent::new(
            "nothing was retrained in pairs for a verdict of this round",
            "let `etude run` reach the verdict; a round that found no change worth retraining has none",
        ));
    }
    let notes = data.comparisons.iter().map(|comparison| {
        format!(
            "Against {}: mean gain {}, {:.0} % interval {} to {}; the margin is {}.",
            words::arm(comparison.against),
            words::signed(comparison.mean),
            100.0 * comparison.coverage,
            words::signed(comparison.interval.0),
            words::signed(comparison.interval.1),
            words::number(data.margin)
        )
    });
    let green = Tone::Series(2);
    let mut key = vec![
        KeyEntry::new(Sign::Dot(Shape::Circle, Tone::Series(0)), "one fresh seed"),
        KeyEntry::new(Sign::Dot(Shape::Diamond, Tone::Ink), "mean, with its interval"),
        KeyEntry::new(Sign::Rule(Stroke::Solid, Tone::Muted), "no difference"),
    ];
    if data.margin > 0.0 {
        key.push(KeyEntry::new(Sign::Rule(Stroke::Dashed, green), "margin worth an added feature"));
    }
    let drawing = Drawing {
        title: "Gains on fresh seeds".into(),
        caption: "What the candidate gained on each seed over what it was compared with; to the right is better. The \
                  seeds selected nothing, so the gains are not lucky by construction (S22)."
            .into(),
        panels: data.comparisons.iter().map(|comparison| panel(&data, comparison)).collect(),
        key,
        notes: notes.collect(),
    };
    Ok((data, drawing))
}

fn panel(data: &PairedDifferences, comparison: &PairedComparison) -> Panel {
    let gains = comparison.pairs.iter().map(|(_, gain)| *gain);
    let (low, high) = comparison.interval;
    let seen = gains.chain([0.0, data.margin, comparison.mean, low, high]);
    let mut names: Vec<String> = comparison.pairs.iter().map(|(seed, _)| format!("seed {seed}")).collect();
    let mean = names.len() as f64;
    names.push("mean".into());
    let mut marks = vec![Mark::Rule { of: Along::X, at: 0.0, stroke: Stroke::Solid, tone: Tone::Muted }];
    if data.margin > 0.0 {
        marks.push(Mark::Rule {
            of: Along::X,
            at: data.margin,
            stroke: Stroke::Dashed,
            tone: Tone::Series(2),
        });
    }
    for (row, (seed, gain)) in comparison.pairs.iter().enumerate() {
        let tip = format!("seed {seed}: {}", words::signed(*gain));
        marks.push(Mark::Dot { x: *gain, y: row as f64, shape: Shape::Circle, tone: Tone::Series(0), tip });
    }
    marks.push(Mark::Whisker {
        along: Along::X,
        at: mean,
        from: low,
        to: high,
        weight: Weight::Thick,
        tone: Tone::Ink,
    });
    let tip = format!("mean gain {}", words::signed(comparison.mean));
    marks.push(Mark::Dot { x: comparison.mean, y: mean, shape: Shape::Diamond, tone: Tone::Ink, tip });
    let label = format!("gain in {} (more is better)", data.metric);
    Panel {
        title: format!("Candidate against {}", words::arm(comparison.against)),
        x: Axis::Numbers { label, scale: Scale::Linear, span: Span::of(Scale::Linear, seen) },
        y: Axis::Names { label: String::new(), names },
        marks,
    }
}

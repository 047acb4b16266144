//! Best epochs, drawn: a histogram over the training, with the parts that speak for another length (S28, S29).

use etude_figures::{Along, Axis, Drawing, KeyEntry, Mark, Panel, Scale, Sign, Span, Stroke, Tone};
use etude_playbook::figures::BestEpochs;

use super::{Absent, Made};
use crate::words;

/// Bars across the training.
const BARS: usize = 10;

pub(super) fn draw(data: BestEpochs) -> Made<BestEpochs> {
    if data.trials.is_empty() {
        let missing = if data.feasible == 0 {
            "no trial of the round has ended feasible"
        } else {
            "no feasible trial said at which epoch it was best"
        };
        return Err(Absent::new(
            missing,
            "let the program report an `epoch` with each value, and `etude run` go on",
        ));
    }
    let mut counts = [0_u32; BARS];
    for trial in &data.trials {
        let bar = (trial.share * BARS as f64 - 1e-9).max(0.0) as usize;
        counts[bar.min(BARS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1);
    let width = 100.0 / BARS as f64;
    let mut marks: Vec<Mark> = Vec::new();
    for (bar, count) in counts.iter().enumerate() {
        let (from, to) = (width * bar as f64, width * (bar + 1) as f64);
        let tip =
            format!("{} best between {from:.0} and {to:.0} % of the training", words::count(*count, "trial"));
        if *count > 0 {
            marks.push(Mark::Bar {
                x: (from + 0.5, to - 0.5),
                y: (0.0, f64::from(*count)),
                tone: Tone::Series(0),
                tip,
            });
        }
    }
    for share in [data.early, data.late] {
        marks.push(Mark::Rule { of: Along::X, at: 100.0 * share, stroke: Stroke::Dashed, tone: Tone::Muted });
    }
    let label = format!("best epoch, in % of the training ({})", words::count(data.max_epochs, "epoch"));
    let x = Axis::Numbers { label, scale: Scale::Linear, span: Span { low: 0.0, high: 100.0 } };
    let high = f64::from(most) * 1.05;
    let y = Axis::Numbers { label: "trials".into(), scale: Scale::Linear, span: Span { low: 0.0, high } };
    let early = data.trials.iter().filter(|trial| trial.share <= data.early).count();
    let late = data.trials.iter().filter(|trial| trial.share >= data.late).count();
    let notes = vec![format!(
        "Of {} good trials, {early} were best in the first {:.0} % and {late} in the last {:.0} %.",
        data.trials.len(),
        100.0 * data.early,
        100.0 * (1.0 - data.late)
    )];
    let drawing = Drawing {
        title: "Best epochs".into(),
        caption: "Where in their training the best fifth of the trials were best. All early: train shorter; most of \
                  them late: train longer, if there is time (S28, S29)."
            .into(),
        panels: vec![Panel { title: String::new(), x, y, marks }],
        key: vec![
            KeyEntry::new(Sign::Bar(Tone::Series(0)), "good trials"),
            KeyEntry::new(Sign::Rule(Stroke::Dashed, Tone::Muted), "early and late"),
        ],
        notes,
    };
    Ok((data, drawing))
}

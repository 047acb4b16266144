//! Every mark but the dots.

use std::fmt::Write as _;

use super::frame::Frame;
use super::panel::text;
use super::style::tone as class;
use crate::drawing::{Along, Mark, Stroke, Tone, Weight};
use crate::number::coordinate;
use crate::plain_text::escaped;

/// Half the length of a whisker's cap.
const CAP: f64 = 4.0;

pub(super) fn draw(body: &mut String, frame: &Frame<'_>, mark: &Mark) {
    match mark {
        Mark::Dot { .. } => {}
        Mark::Line { points, stroke, tone } => line(body, frame, points, (*stroke, *tone)),
        Mark::Band { points, tone } => band(body, frame, points, *tone),
        Mark::Bar { x, y, tone, tip } => bar(body, frame, (*x, *y), *tone, tip),
        Mark::Whisker { along, at, from, to, weight, tone } => {
            whisker(body, frame, (*along, *at, *from, *to), *weight, *tone);
        }
        Mark::Rug { x, tone, tip } => {
            let Some(x) = frame.x(*x) else { return };
            let (x, y) = (coordinate(x), coordinate(frame.bottom() + 4.0));
            let tone = class(*tone);
            let _ = write!(body, "<path class=\"l-{tone}\" d=\"M{x} {y}v9\">{}</path>", title(tip));
        }
        Mark::Rule { of, at, stroke, tone } => rule(body, frame, (*of, *at), *stroke, *tone),
        Mark::Label { x, y, text: words, tone } => {
            let (Some(x), Some(y)) = (frame.x(*x), frame.y(*y)) else { return };
            let tone = if *tone == Tone::Muted { "ef-muted" } else { "ef-text" };
            text(body, tone, "middle", (x, y), words);
        }
    }
}

/// A tooltip, or nothing.
pub(super) fn title(tip: &str) -> String {
    if tip.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(tip)) }
}

fn dash(stroke: Stroke) -> &'static str {
    if stroke == Stroke::Dashed { " ef-dash" } else { "" }
}

fn line(body: &mut String, frame: &Frame<'_>, points: &[(f64, f64)], (stroke, tone): (Stroke, Tone)) {
    let mut path = String::new();
    let mut last: Option<(f64, f64)> = None;
    let mut pen: Option<(f64, f64)> = None;
    for (x, y) in points {
        let here = frame.x(*x).zip(frame.panel.y.share(*y));
        if let (Some(from), Some(to)) = (last, here)
            && let Some((from, to)) = clipped(from, to)
        {
            if pen != Some(from) {
                let _ = write!(path, "M{} {}", coordinate(from.0), coordinate(frame.y_at(from.1)));
            }
            let _ = write!(path, "L{} {}", coordinate(to.0), coordinate(frame.y_at(to.1)));
            pen = Some(to);
        }
        last = here;
    }
    if !path.is_empty() {
        let (tone, dash) = (class(tone), dash(stroke));
        let _ =
            write!(body, "<path class=\"l-{tone}{dash}\" fill=\"none\" stroke-width=\"1.6\" d=\"{path}\"/>");
    }
}

/// The part of a stroke that lies between the ends of the upright axis; places along y are shares.
fn clipped(from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let rise = to.1 - from.1;
    if rise == 0.0 {
        return (0.0..=1.0).contains(&from.1).then_some((from, to));
    }
    let crossings = [(0.0 - from.1) / rise, (1.0 - from.1) / rise];
    enter = enter.max(crossings[0].min(crossings[1]));
    leave = leave.min(crossings[0].max(crossings[1]));
    let at = |share: f64| (from.0 + (to.0 - from.0) * share, (from.1 + rise * share).clamp(0.0, 1.0));
    let start = if enter <= 0.0 { from } else { at(enter) };
    let end = if leave >= 1.0 { to } else { at(leave) };
    (enter <= leave && rise.is_finite()).then_some((start, end))
}

fn band(body: &mut String, frame: &Frame<'_>, points: &[(f64, f64, f64)], tone: Tone) {
    let place = |(x, low, high): &(f64, f64, f64)| {
        Some((frame.x_clamped(*x)?, frame.y_clamped(*low)?, frame.y_clamped(*high)?))
    };
    let placed: Vec<(f64, f64, f64)> = points.iter().filter_map(place).collect();
    if placed.len() < 2 {
        return;
    }
    let above = placed.iter().map(|(x, _, high)| (x, high));
    let below = placed.iter().rev().map(|(x, low, _)| (x, low));
    let corners: Vec<String> =
        above.chain(below).map(|(x, y)| format!("{} {}", coordinate(*x), coordinate(*y))).collect();
    let tone = class(tone);
    let _ = write!(body, "<path class=\"f-{tone} ef-band\" d=\"M{}Z\"/>", corners.join("L"));
}

fn bar(body: &mut String, frame: &Frame<'_>, (x, y): ((f64, f64), (f64, f64)), tone: Tone, tip: &str) {
    let sides = (frame.x_clamped(x.0), frame.x_clamped(x.1), frame.y_clamped(y.0), frame.y_clamped(y.1));
    let (Some(left), Some(right), Some(one), Some(other)) = sides else { return };
    let [width, height] = [(right - left).abs(), (other - one).abs()].map(|side| coordinate(side.max(0.8)));
    let (left, top) = (coordinate(left.min(right)), coordinate(one.min(other)));
    let tone = class(tone);
    let _ = write!(
        body,
        "<rect class=\"f-{tone}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\">{}</rect>",
        title(tip)
    );
}

fn whisker(
    body: &mut String,
    frame: &Frame<'_>,
    (along, at, from, to): (Along, f64, f64, f64),
    weight: Weight,
    tone: Tone,
) {
    let width = if weight == Weight::Thick { "2.6" } else { "1.1" };
    let path = match along {
        Along::Y => {
            let (Some(x), Some(a), Some(b)) = (frame.x(at), frame.y_clamped(from), frame.y_clamped(to))
            else {
                return;
            };
            let (left, x, a, b, cap) =
                (coordinate(x - CAP), coordinate(x), coordinate(a), coordinate(b), coordinate(2.0 * CAP));
            format!("M{left} {a}h{cap}M{x} {a}V{b}M{left} {b}h{cap}")
        }
        Along::X => {
            let (Some(y), Some(a), Some(b)) = (frame.y(at), frame.x_clamped(from), frame.x_clamped(to))
            else {
                return;
            };
            let (top, y, a, b, cap) =
                (coordinate(y - CAP), coordinate(y), coordinate(a), coordinate(b), coordinate(2.0 * CAP));
            format!("M{a} {top}v{cap}M{a} {y}H{b}M{b} {top}v{cap}")
        }
    };
    let tone = class(tone);
    let _ = write!(body, "<path class=\"l-{tone}\" fill=\"none\" stroke-width=\"{width}\" d=\"{path}\"/>");
}

fn rule(body: &mut String, frame: &Frame<'_>, (of, at): (Along, f64), stroke: Stroke, tone: Tone) {
    let path = match of {
        Along::X => {
            let Some(x) = frame.x(at) else { return };
            format!("M{} {}V{}", coordinate(x), coordinate(frame.top), coordinate(frame.bottom() + frame.rug))
        }
        Along::Y => {
            let Some(y) = frame.y(at) else { return };
            format!("M{} {}H{}", coordinate(frame.left), coordinate(y), coordinate(frame.left + frame.width))
        }
    };
    let (tone, dash) = (class(tone), dash(stroke));
    let _ = write!(body, "<path class=\"l-{tone}{dash}\" fill=\"none\" stroke-width=\"1.1\" d=\"{path}\"/>");
}

#[cfg(test)]
mod tests {
    use super::clipped;

    #[test]
    fn strokes_end_where_the_axis_ends() {
        assert_eq!(clipped((0.0, 0.5), (10.0, 0.5)), Some(((0.0, 0.5), (10.0, 0.5))));
        assert_eq!(clipped((0.0, 0.0), (10.0, 2.0)), Some(((0.0, 0.0), (5.0, 1.0))));
        assert_eq!(clipped((0.0, 3.0), (10.0, 2.0)), None);
        assert_eq!(clipped((0.0, -1.0), (10.0, 2.0)).map(|(from, to)| (from.1, to.1)), Some((0.0, 1.0)));
    }
}

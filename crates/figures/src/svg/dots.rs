//! The dots: one element each with its tooltip, or, where there are many, one path for all of a look.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::frame::Frame;
use super::marks::title;
use super::style::tone as class;
use crate::drawing::{Mark, Shape, Tone};
use crate::number::coordinate;

/// Of more dots than this, those without an outline go into one path, without tooltips.
const MANY: usize = 600;

/// All dots of the panel, in their order.
pub(super) fn draw(body: &mut String, frame: &Frame<'_>) {
    let dots = || frame.panel.marks.iter().filter(|mark| matches!(mark, Mark::Dot { .. }));
    let are_many = dots().count() > MANY;
    let mut paths: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut single = String::new();
    for mark in dots() {
        let Mark::Dot { x, y, shape, tone, tip } = mark else { continue };
        let (Some(left), Some(share)) = (frame.x(*x), frame.panel.y.share(*y)) else { continue };
        let top = frame.y_at(share.clamp(0.0, 1.0));
        let is_beyond = !(-1e-6..=1.0 + 1e-6).contains(&share);
        if are_many && *shape != Shape::Hollow && !is_beyond {
            let path = paths.entry(class(*tone)).or_default();
            let _ = write!(path, "M{} {}h0", coordinate(left), coordinate(top));
        } else if is_beyond {
            arrow(&mut single, (left, top), share > 0.5, *tone, tip);
        } else {
            dot(&mut single, (left, top), (*shape, *tone), tip);
        }
    }
    for (tone, path) in paths {
        let _ = write!(
            body,
            "<path class=\"l-{tone}\" fill=\"none\" stroke-width=\"3.4\" stroke-linecap=\"round\" d=\"{path}\"/>"
        );
    }
    *body += &single;
}

/// One dot.
pub(super) fn dot(body: &mut String, (x, y): (f64, f64), (shape, tone): (Shape, Tone), tip: &str) {
    let tone = class(tone);
    let at = |dx: f64, dy: f64| format!("{} {}", coordinate(x + dx), coordinate(y + dy));
    let (filled, tip) = (format!("class=\"f-{tone}\""), title(tip));
    let _ = match shape {
        Shape::Circle => {
            write!(
                body,
                "<circle {filled} cx=\"{}\" cy=\"{}\" r=\"3.2\">{tip}</circle>",
                coordinate(x),
                coordinate(y)
            )
        }
        Shape::Hollow => write!(
            body,
            "<circle class=\"ef-hollow l-{tone}\" stroke-width=\"1.4\" cx=\"{}\" cy=\"{}\" r=\"3.8\">{tip}</circle>",
            coordinate(x),
            coordinate(y)
        ),
        Shape::Square => write!(body, "<path {filled} d=\"M{}h6v6h-6z\">{tip}</path>", at(-3.0, -3.0)),
        Shape::Triangle => {
            write!(
                body,
                "<path {filled} d=\"M{}L{}L{}Z\">{tip}</path>",
                at(0.0, -4.0),
                at(4.0, 3.0),
                at(-4.0, 3.0)
            )
        }
        Shape::Diamond => write!(
            body,
            "<path {filled} d=\"M{}L{}L{}L{}Z\">{tip}</path>",
            at(0.0, -4.4),
            at(4.4, 0.0),
            at(0.0, 4.4),
            at(-4.4, 0.0)
        ),
        Shape::Cross => write!(
            body,
            "<path class=\"l-{tone}\" stroke-width=\"1.6\" d=\"M{}l7 7M{}l-7 7\">{tip}</path>",
            at(-3.5, -3.5),
            at(3.5, -3.5)
        ),
    };
}

/// A dot that lies beyond an end of the upright axis.
fn arrow(body: &mut String, (x, y): (f64, f64), upwards: bool, tone: Tone, tip: &str) {
    let towards = if upwards { -1.0 } else { 1.0 };
    let at = |dx: f64, dy: f64| format!("{} {}", coordinate(x + dx), coordinate(y + dy * towards));
    let (tone, tip) = (class(tone), title(tip));
    let _ = write!(
        body,
        "<path class=\"l-{tone}\" fill=\"none\" stroke-width=\"1.4\" d=\"M{}L{}L{}Z\">{tip}</path>",
        at(0.0, 5.0),
        at(4.0, -2.0),
        at(-4.0, -2.0)
    );
}

//! The marks as the key shows them.

use super::dots;
use super::style::tone as class;
use crate::drawing::{Sign, Stroke, Weight};
use crate::number::coordinate;

/// A sign of at most 26 by 14 around a place.
pub(super) fn draw(sign: Sign, x: f64, y: f64) -> String {
    let (left, right) = (coordinate(x - 11.0), coordinate(x + 11.0));
    let (middle, top, bottom) = (coordinate(y), coordinate(y - 6.0), coordinate(y + 6.0));
    match sign {
        Sign::Dot(shape, tone) => {
            let mut body = String::new();
            dots::dot(&mut body, (x, y), (shape, tone), "");
            body
        }
        Sign::Line(stroke, tone) => {
            let (tone, dash) = (class(tone), if stroke == Stroke::Dashed { " ef-dash" } else { "" });
            format!(
                "<path class=\"l-{tone}{dash}\" fill=\"none\" stroke-width=\"1.6\" d=\"M{left} {middle}H{right}\"/>"
            )
        }
        Sign::Rule(stroke, tone) => {
            let (tone, dash) = (class(tone), if stroke == Stroke::Dashed { " ef-dash" } else { "" });
            let x = coordinate(x);
            format!(
                "<path class=\"l-{tone}{dash}\" fill=\"none\" stroke-width=\"1.1\" d=\"M{x} {top}V{bottom}\"/>"
            )
        }
        Sign::Area(tone) => {
            let tone = class(tone);
            format!("<rect class=\"f-{tone} ef-band\" x=\"{left}\" y=\"{top}\" width=\"22\" height=\"12\"/>")
        }
        Sign::Bar(tone) => {
            let (tone, top) = (class(tone), coordinate(y - 4.0));
            format!("<rect class=\"f-{tone}\" x=\"{left}\" y=\"{top}\" width=\"22\" height=\"8\"/>")
        }
        Sign::Whisker(weight, tone) => {
            let (tone, width) = (class(tone), if weight == Weight::Thick { "2.6" } else { "1.1" });
            let (x, cap) = (coordinate(x), coordinate(x - 4.0));
            format!(
                "<path class=\"l-{tone}\" fill=\"none\" stroke-width=\"{width}\" d=\"M{cap} {top}h8M{x} {top}V{bottom}M{cap} {bottom}h8\"/>"
            )
        }
        Sign::Rug(tone) => {
            let (tone, x) = (class(tone), coordinate(x));
            format!("<path class=\"l-{tone}\" d=\"M{x} {top}V{bottom}\"/>")
        }
    }
}

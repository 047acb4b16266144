//! One panel: its axes with their ticks and names, and its marks in between.

use std::fmt::Write as _;

use super::frame::Frame;
use super::{LETTER, dots, marks};
use crate::drawing::{Axis, Panel};
use crate::number::coordinate;
use crate::plain_text::{escaped, shortened};

/// A panel of so many units in width, and its height.
pub(super) fn draw(panel: &Panel, width: f64) -> (String, f64) {
    let frame = Frame::new(panel, width);
    let mut body = String::new();
    words_above(&mut body, &frame, width);
    grid(&mut body, &frame);
    below(&mut body, &frame);
    for mark in &panel.marks {
        marks::draw(&mut body, &frame, mark);
    }
    dots::draw(&mut body, &frame);
    (body, frame.total_height())
}

fn words_above(body: &mut String, frame: &Frame<'_>, width: f64) {
    let mut y = 13.0;
    let letters = (width / LETTER) as usize;
    if !frame.panel.title.is_empty() {
        text(body, "ef-head", "start", (4.0, y), &shortened(&frame.panel.title, letters - 4));
        y += 18.0;
    }
    let label = frame.panel.y.label();
    if !label.is_empty() {
        text(body, "ef-muted", "start", (4.0, y), &shortened(label, letters));
    }
}

fn grid(body: &mut String, frame: &Frame<'_>) {
    let (left, right) = (frame.left, frame.left + frame.width);
    let named = matches!(frame.panel.y, Axis::Names { .. });
    let letters = ((frame.left - 10.0) / LETTER) as usize;
    let mut rules = String::new();
    for tick in &frame.y_ticks {
        let Some(y) = frame.y(tick.at) else { continue };
        if !named {
            let _ = write!(rules, "M{} {}H{}", coordinate(left), coordinate(y), coordinate(right));
        }
        text(body, "ef-text", "end", (left - 6.0, y + 4.0), &shortened(&tick.label, letters));
    }
    if named || matches!(frame.panel.x, Axis::Names { .. }) {
        for x in frame.x_ticks.iter().filter_map(|tick| frame.x(tick.at)) {
            let _ =
                write!(rules, "M{} {}V{}", coordinate(x), coordinate(frame.top), coordinate(frame.bottom()));
        }
    }
    if !rules.is_empty() {
        let _ = write!(body, "<path class=\"ef-grid\" d=\"{rules}\"/>");
    }
}

/// The lower edge with its ticks and words.
fn below(body: &mut String, frame: &Frame<'_>) {
    let (left, right, bottom) = (frame.left, frame.left + frame.width, frame.bottom());
    let mut edge = format!("M{} {}H{}", coordinate(left), coordinate(bottom), coordinate(right));
    let slot = frame.width / frame.x_ticks.len().max(1) as f64;
    let named = matches!(frame.panel.x, Axis::Names { .. });
    let room = if !named {
        100.0
    } else if frame.staggered {
        2.0 * slot
    } else {
        slot
    };
    let letters = ((room - 4.0) / LETTER).max(2.0) as usize;
    for (index, tick) in frame.x_ticks.iter().enumerate() {
        let Some(x) = frame.x(tick.at) else { continue };
        let down = if frame.staggered && index % 2 == 1 { 17.0 } else { 0.0 };
        let _ = write!(edge, "M{} {}v4", coordinate(x), coordinate(bottom));
        let label = shortened(&tick.label, letters);
        let half = label.chars().count() as f64 * LETTER / 2.0;
        let x = x.min(right + 12.0 - half).max(half + 2.0);
        text(body, "ef-text", "middle", (x, bottom + frame.rug + 16.0 + down), &label);
    }
    let _ = write!(body, "<path class=\"ef-axis\" d=\"{edge}\"/>");
    let label = frame.panel.x.label();
    if !label.is_empty() {
        let y = frame.total_height() - 8.0;
        let letters = (frame.width / LETTER) as usize;
        text(body, "ef-muted", "middle", (left + frame.width / 2.0, y), &shortened(label, letters));
    }
}

/// Words at a place.
pub(super) fn text(body: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
    let (x, y) = (coordinate(x), coordinate(y));
    let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
    let _ = write!(body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escaped(words));
}

//! A drawing as SVG: a file of its own, or one picture a panel for a page that lays them out itself.
//!
//! Colours are rules for classes, light first, with a dark set for screens that prefer it, so that what is printed is
//! light. There are no scripts, no ids and nothing is loaded; tooltips are `title` elements. Coordinates have one
//! decimal, so the same drawing is the same bytes.

mod dots;
mod frame;
mod marks;
mod panel;
mod sign;
mod style;

use std::fmt::Write as _;

use crate::drawing::{Drawing, KeyEntry, Panel, Sign};
use crate::number::coordinate;
use crate::plain_text::{columns, escaped, shortened};

pub use style::style;

/// The class on the root element of every picture.
pub const ROOT_CLASS: &str = "ef";
/// The width of one panel.
const PANEL_WIDTH: f64 = 460.0;
/// Between panels, and around everything.
const GAP: f64 = 16.0;
/// From one line of text to the next.
const LINE: f64 = 17.0;
/// About the width of a letter.
const LETTER: f64 = 6.6;

/// One panel as a picture for a page: the page has to hold [`style`] once. `label` is what a screen reader says.
pub fn panel(panel: &Panel, label: &str) -> String {
    let (body, height) = panel::draw(panel, PANEL_WIDTH);
    let mut text = opening(PANEL_WIDTH, height, label);
    text += &body;
    text += "</svg>";
    text
}

/// The sign of a key's entry as a small picture for a page.
pub fn key_sign(sign: Sign) -> String {
    format!(
        "<svg class=\"{ROOT_CLASS} ef-sign\" width=\"26\" height=\"14\" viewBox=\"0 0 26 14\" aria-hidden=\"true\">{}</svg>",
        sign::draw(sign, 13.0, 7.0)
    )
}

/// The whole figure as a file: title, caption, panels side by side, key and notes.
pub fn figure(drawing: &Drawing) -> String {
    let across = if drawing.panels.len() > 1 { 2 } else { 1 };
    let width = GAP + (PANEL_WIDTH + GAP) * across as f64;
    let letters = ((width - 2.0 * GAP) / LETTER) as usize;
    let mut body = String::new();
    let mut y = GAP + 6.0;
    line(&mut body, "ef-title", (GAP, y), &shortened(&drawing.title, letters * 4 / 5));
    for words in broken(&drawing.caption, letters) {
        y += LINE;
        line(&mut body, "ef-muted", (GAP, y), &words);
    }
    y += GAP;
    y = panels(&mut body, &drawing.panels, across, y);
    y = key(&mut body, &drawing.key, width, y);
    for note in &drawing.notes {
        for words in broken(note, letters) {
            y += LINE;
            line(&mut body, "ef-muted", (GAP, y), &words);
        }
    }
    let height = y + GAP;
    let label = format!("{}. {}", drawing.title, drawing.caption);
    let mut text = opening(width, height, &label);
    let _ = write!(text, "<style>{}</style>", style());
    let (w, h) = (coordinate(width), coordinate(height));
    let _ = write!(text, "<rect class=\"ef-paper\" width=\"{w}\" height=\"{h}\"/>");
    text += &body;
    text += "</svg>\n";
    text
}

fn opening(width: f64, height: f64, label: &str) -> String {
    let (w, h) = (coordinate(width), coordinate(height));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{ROOT_CLASS}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         role=\"img\" aria-label=\"{}\">",
        escaped(label)
    )
}

fn panels(body: &mut String, panels: &[Panel], across: usize, mut y: f64) -> f64 {
    for row in panels.chunks(across) {
        let mut tallest = 0.0_f64;
        for (column, each) in row.iter().enumerate() {
            let (drawn, height) = panel::draw(each, PANEL_WIDTH);
            let x = GAP + column as f64 * (PANEL_WIDTH + GAP);
            let (x, y) = (coordinate(x), coordinate(y));
            let _ = write!(body, "<g transform=\"translate({x} {y})\">{drawn}</g>");
            tallest = tallest.max(height);
        }
        y += tallest + GAP;
    }
    y
}

/// Entries one after the other, on as many lines as they need.
fn key(body: &mut String, entries: &[KeyEntry], width: f64, mut y: f64) -> f64 {
    let mut x = GAP;
    for entry in entries {
        let wide = 34.0 + columns(&entry.text) as f64 * LETTER + GAP;
        if x > GAP && x + wide > width {
            x = GAP;
            y += LINE;
        }
        *body += &sign::draw(entry.sign, x + 13.0, y - 4.0);
        let letters = ((width - x - 34.0) / LETTER) as usize;
        line(body, "ef-text", (x + 32.0, y), &shortened(&entry.text, letters));
        x += wide;
    }
    if entries.is_empty() { y } else { y + 4.0 }
}

fn line(body: &mut String, class: &str, (x, y): (f64, f64), words: &str) {
    let (x, y) = (coordinate(x), coordinate(y));
    let _ = write!(body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(words));
}

/// A text in lines of at most so many columns, broken between words.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shortened(word, most)),
        }
    }
    lines
}

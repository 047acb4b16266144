//! A drawing as text for a terminal: braille and blocks where Unicode is understood, ASCII where it is not, with colours or
//! without. What is said by colour is also said by shape.

mod canvas;
mod frame;
mod glyphs;
mod marks;

use std::fmt::Write as _;

use crate::drawing::{Axis, Drawing, KeyEntry, Panel};
use crate::plain_text::{columns, on_one_line, shortened};

use canvas::Canvas;
use frame::Frame;

/// What the terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Its width in columns; at least 40 are taken.
    pub columns: usize,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
    /// Whether it shows colours.
    pub colour: bool,
}

/// The narrowest drawing.
const NARROWEST: usize = 40;

/// The whole figure: title, caption, panels one below the other, key and notes. Every line ends with a newline and is at
/// most as wide as the terminal.
pub fn figure(drawing: &Drawing, options: TerminalOptions) -> String {
    let options = TerminalOptions { columns: options.columns.max(NARROWEST), ..options };
    let mut text = String::new();
    paragraph(&mut text, &drawing.title, options, true);
    paragraph(&mut text, &drawing.caption, options, false);
    for each in &drawing.panels {
        text.push('\n');
        text += &panel(each, options);
    }
    if !drawing.key.is_empty() {
        text.push('\n');
        key(&mut text, &drawing.key, options);
    }
    if !drawing.notes.is_empty() {
        text.push('\n');
    }
    for note in &drawing.notes {
        paragraph(&mut text, note, options, false);
    }
    text
}

fn paragraph(text: &mut String, words: &str, options: TerminalOptions, bold: bool) {
    let words = on_one_line(words, options.unicode);
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        if bold && options.colour {
            let _ = writeln!(text, "\u{1b}[1m{line}\u{1b}[0m");
        } else {
            *text += line;
            text.push('\n');
        }
        line.clear();
    };
    for word in words.split_whitespace() {
        if !line.is_empty() && columns(&line) + 1 + columns(word) > options.columns {
            flush(&mut line);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += &cut(word, options.columns, options.unicode);
    }
    if !line.is_empty() {
        flush(&mut line);
    }
}

/// A word that fits, in letters that the terminal has.
fn cut(words: &str, most: usize, unicode: bool) -> String {
    on_one_line(&shortened(&on_one_line(words, unicode), most), unicode)
}

fn panel(panel: &Panel, options: TerminalOptions) -> String {
    let frame = Frame::new(panel, options);
    let mut canvas = Canvas::new(options.columns, frame.rows() + 1 + usize::from(frame.has_rug));
    marks::draw(&mut canvas, &frame);
    frame.axes(&mut canvas);
    let mut text = String::new();
    if !panel.title.is_empty() {
        paragraph(&mut text, &panel.title, options, true);
    }
    if !panel.y.label().is_empty() {
        text += &cut(panel.y.label(), options.columns, options.unicode);
        text.push('\n');
    }
    text += &canvas.to_text(options);
    below(&mut text, &frame, options);
    text
}

/// The words below the lower edge: ticks on one line, or names on as many as they need, then what they are.
fn below(text: &mut String, frame: &Frame<'_>, options: TerminalOptions) {
    let ticks: Vec<(usize, String)> = frame
        .x_ticks
        .iter()
        .filter_map(|tick| Some((frame.column(tick.at)?, on_one_line(&tick.label, options.unicode))))
        .collect();
    let widest =
        if matches!(frame.panel.x, Axis::Names { .. }) { options.columns / 3 } else { options.columns };
    let mut left = ticks;
    for _ in 0..3 {
        let (mut line, mut end, mut later) = (String::new(), 0, Vec::new());
        for (at, label) in left {
            let label = cut(&label, widest, options.unicode);
            let width = columns(&label);
            let start = at.saturating_sub(width / 2).min(options.columns.saturating_sub(width));
            if end > 0 && start < end + 1 {
                later.push((at, label));
                continue;
            }
            line += &" ".repeat(start - end);
            line += &label;
            end = start + width;
        }
        *text += &line;
        if !line.is_empty() {
            text.push('\n');
        }
        left = if matches!(frame.panel.x, Axis::Names { .. }) { later } else { Vec::new() };
    }
    let label = cut(frame.panel.x.label(), options.columns, options.unicode);
    if !label.is_empty() {
        let middle = frame.left + (options.columns - frame.left).saturating_sub(columns(&label)) / 2;
        let start = middle.min(options.columns.saturating_sub(columns(&label)));
        let _ = writeln!(text, "{}{label}", " ".repeat(start));
    }
}

fn key(text: &mut String, entries: &[KeyEntry], options: TerminalOptions) {
    let mut used = 0;
    for entry in entries {
        let sign = glyphs::sign(entry.sign, options.unicode);
        let words = cut(&entry.text, options.columns - 4, options.unicode);
        let width = columns(&words) + 5;
        if used > 0 && used + width - 2 > options.columns {
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
            used = 0;
        }
        *text += &glyphs::coloured(&sign.0.to_string(), sign.1, options.colour);
        let _ = write!(text, " {words}   ");
        used += width;
    }
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

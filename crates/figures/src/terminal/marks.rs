//! The marks among the letters: areas and rules lowest, then lines, then intervals, dots and words.

use super::canvas::{Canvas, FINE};
use super::frame::Frame;
use super::glyphs;
use crate::drawing::{Along, Axis, Mark, Stroke, Tone};
use crate::plain_text::{columns, on_one_line};

/// Blocks that fill a letter from below and from the left, by eighths.
const UP: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ACROSS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// The most dots of one stroke: far beyond any width.
const LONGEST: f64 = 4096.0;

pub(super) fn draw(canvas: &mut Canvas, frame: &Frame<'_>) {
    for layer in 0..5 {
        for mark in frame.panel.marks.iter().filter(|mark| layer_of(mark) == layer) {
            put(canvas, frame, mark);
        }
    }
}

fn layer_of(mark: &Mark) -> usize {
    match mark {
        Mark::Band { .. } | Mark::Bar { .. } => 0,
        Mark::Rule { .. } => 1,
        Mark::Line { .. } => 2,
        Mark::Whisker { .. } => 3,
        Mark::Dot { .. } | Mark::Rug { .. } | Mark::Label { .. } => 4,
    }
}

fn put(canvas: &mut Canvas, frame: &Frame<'_>, mark: &Mark) {
    let unicode = frame.options.unicode;
    match mark {
        Mark::Dot { x, y, shape, tone, .. } => {
            let (Some(column), Some(down)) = (frame.column(*x), frame.down(*y)) else { return };
            match frame.row(*y) {
                Some(row) => canvas.put(column, row, glyphs::dot(*shape, unicode), *tone),
                None if down < 0.5 => canvas.put(column, 0, glyphs::arrow(true, unicode), *tone),
                None => canvas.put(column, frame.rows() - 1, glyphs::arrow(false, unicode), *tone),
            }
        }
        Mark::Line { points, stroke, tone } => line(canvas, frame, points, (*stroke, *tone)),
        Mark::Band { points, tone } => band(canvas, frame, points, *tone),
        Mark::Bar { x, y, tone, .. } if matches!(frame.panel.y, Axis::Names { .. }) => {
            flat_bar(canvas, frame, *x, *y, *tone);
        }
        Mark::Bar { x, y, tone, .. } => upright_bar(canvas, frame, *x, *y, *tone),
        Mark::Whisker { along, at, from, to, tone, .. } => {
            whisker(canvas, frame, (*along, *at, *from, *to), *tone);
        }
        Mark::Rug { x, tone, .. } => {
            if let Some(column) = frame.column(*x) {
                canvas.put(column, frame.rows(), if unicode { '╵' } else { '\'' }, *tone);
            }
        }
        Mark::Rule { of, at, stroke, tone } => rule(canvas, frame, (*of, *at), *stroke, *tone),
        Mark::Label { x, y, text, tone } => {
            let (Some(column), Some(row)) = (frame.column(*x), frame.row(*y)) else { return };
            let (words, (first, last)) = (on_one_line(text, unicode), frame.ends());
            let width = columns(&words);
            let start = column.saturating_sub(width / 2).min((last + 1).saturating_sub(width)).max(first);
            canvas.words(start, row, &words, *tone);
        }
    }
}

fn line(canvas: &mut Canvas, frame: &Frame<'_>, points: &[(f64, f64)], (stroke, tone): (Stroke, Tone)) {
    let mut last: Option<(f64, f64)> = None;
    let mut drawn = 0_usize;
    for (x, y) in points {
        let here = frame.fine(*x, *y);
        if let (Some((x0, y0)), Some((x1, y1))) = (last, here) {
            let longest = (x1 - x0).abs().max((y1 - y0).abs()).min(LONGEST);
            let steps = longest.ceil().max(1.0) as usize;
            for step in 0..=steps {
                let share = step as f64 / steps as f64;
                drawn += 1;
                if stroke == Stroke::Solid || drawn % 4 < 2 {
                    let (x, y): (f64, f64) = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
                    fine_dot(canvas, frame, (x, y), (stroke, tone));
                }
            }
        }
        last = here;
    }
}

fn fine_dot(canvas: &mut Canvas, frame: &Frame<'_>, (x, y): (f64, f64), (stroke, tone): (Stroke, Tone)) {
    let (x, y) = (x.round(), y.round());
    let bottom = (frame.rows() * FINE.1) as f64;
    if x < 0.0 || !(-0.5..bottom).contains(&y) {
        return;
    }
    let (x, y) = (x as usize, y.max(0.0) as usize);
    if frame.options.unicode {
        canvas.dot(x, y, tone);
    } else {
        canvas.put(x / FINE.0, y / FINE.1, glyphs::line(stroke), tone);
    }
}

fn band(canvas: &mut Canvas, frame: &Frame<'_>, points: &[(f64, f64, f64)], tone: Tone) {
    for pair in points.windows(2) {
        let ((x0, low0, high0), (x1, low1, high1)) = (pair[0], pair[1]);
        let (Some(first), Some(last)) = (frame.column_clamped(x0), frame.column_clamped(x1)) else {
            continue;
        };
        for column in first.min(last)..=first.max(last) {
            let share = if last == first {
                0.5
            } else {
                (column as f64 - first as f64) / (last as f64 - first as f64)
            };
            let mix = |a: f64, b: f64| a * (1.0 - share) + b * share;
            let rows = (frame.row_clamped(mix(high0, high1)), frame.row_clamped(mix(low0, low1)));
            let (Some(top), Some(bottom)) = rows else { continue };
            for row in top.min(bottom)..=top.max(bottom) {
                canvas.put_below(column, row, glyphs::shade(frame.options.unicode), tone);
            }
        }
    }
}

fn flat_bar(canvas: &mut Canvas, frame: &Frame<'_>, x: (f64, f64), y: (f64, f64), tone: Tone) {
    let Some(row) = frame.row(f64::midpoint(y.0, y.1)) else { return };
    let (Some(from), Some(to)) = (frame.eighths_across(x.0), frame.eighths_across(x.1)) else { return };
    let (from, to) = (from.min(to), from.max(to).max(from.min(to) + 1));
    for column in from / 8..to.div_ceil(8) {
        let filled = (to - column * 8).min(8);
        let letter = if frame.options.unicode { ACROSS[filled] } else { '#' };
        if frame.options.unicode || filled >= 4 || column == from / 8 {
            canvas.put(frame.left + column, row, letter, tone);
        }
    }
}

fn upright_bar(canvas: &mut Canvas, frame: &Frame<'_>, x: (f64, f64), y: (f64, f64), tone: Tone) {
    let (Some(first), Some(end)) = (frame.column_clamped(x.0), frame.column_clamped(x.1)) else { return };
    let Some(height) = frame.eighths_up(y.1) else { return };
    if y.1 <= y.0 {
        return;
    }
    let last = end.saturating_sub(1).max(first);
    for row in 0..frame.rows() {
        let below = 8 * (frame.rows() - 1 - row);
        let filled = height.max(1).saturating_sub(below).min(8);
        let letter = match (frame.options.unicode, filled) {
            (_, 0) => continue,
            (true, filled) => UP[filled],
            (false, 4..) => '#',
            (false, _) if below == 0 => '_',
            (false, _) => continue,
        };
        for column in first..=last {
            canvas.put(column, row, letter, tone);
        }
    }
}

fn whisker(
    canvas: &mut Canvas,
    frame: &Frame<'_>,
    (along, at, from, to): (Along, f64, f64, f64),
    tone: Tone,
) {
    let unicode = frame.options.unicode;
    match along {
        Along::Y => {
            let ends = (frame.column(at), frame.row_clamped(from), frame.row_clamped(to));
            let (Some(column), Some(a), Some(b)) = ends else { return };
            let (top, bottom) = (a.min(b), a.max(b));
            for row in top..=bottom {
                let letter = match (row == top, row == bottom) {
                    _ if !unicode => '|',
                    (true, false) => '┬',
                    (false, true) => '┴',
                    _ => '│',
                };
                canvas.put(column, row, letter, tone);
            }
        }
        Along::X => {
            let ends = (frame.row(at), frame.column_clamped(from), frame.column_clamped(to));
            let (Some(row), Some(a), Some(b)) = ends else { return };
            let (left, right) = (a.min(b), a.max(b));
            for column in left..=right {
                let letter = match (column == left, column == right) {
                    (false, false) => {
                        if unicode {
                            '─'
                        } else {
                            '-'
                        }
                    }
                    _ if !unicode => '+',
                    (true, false) => '├',
                    (false, true) => '┤',
                    (true, true) => '┼',
                };
                canvas.put(column, row, letter, tone);
            }
        }
    }
}

fn rule(canvas: &mut Canvas, frame: &Frame<'_>, (of, at): (Along, f64), stroke: Stroke, tone: Tone) {
    let unicode = frame.options.unicode;
    match of {
        Along::X => {
            let Some(column) = frame.column(at) else { return };
            for row in 0..frame.rows() {
                canvas.put_below(column, row, glyphs::rule(stroke, unicode), tone);
            }
        }
        Along::Y => {
            let Some(row) = frame.row(at) else { return };
            let (first, last) = frame.ends();
            for column in first..=last {
                canvas.put_below(column, row, if unicode { '┄' } else { '-' }, tone);
            }
        }
    }
}

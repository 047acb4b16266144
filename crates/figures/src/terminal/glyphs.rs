//! The letters that stand for marks, and the colours of a terminal.

use crate::drawing::{Shape, Sign, Stroke, Tone, Weight};

/// The letter of a dot.
pub(super) fn dot(shape: Shape, unicode: bool) -> char {
    match (shape, unicode) {
        (Shape::Circle, true) => '●',
        (Shape::Circle, false) => '*',
        (Shape::Hollow, true) => '○',
        (Shape::Hollow, false) => 'o',
        (Shape::Square, true) => '■',
        (Shape::Square, false) => '#',
        (Shape::Triangle, true) => '▲',
        (Shape::Triangle, false) => '^',
        (Shape::Diamond, true) => '◆',
        (Shape::Diamond, false) => '%',
        (Shape::Cross, true) => '×',
        (Shape::Cross, false) => 'x',
    }
}

/// The letter of a dot beyond an end.
pub(super) fn arrow(upwards: bool, unicode: bool) -> char {
    match (upwards, unicode) {
        (true, true) => '↑',
        (false, true) => '↓',
        (true, false) => '^',
        (false, false) => 'v',
    }
}

/// The letter of a line in ASCII, where there are no braille dots.
pub(super) fn line(stroke: Stroke) -> char {
    if stroke == Stroke::Dashed { '\'' } else { '.' }
}

/// The letter of a band.
pub(super) fn shade(unicode: bool) -> char {
    if unicode { '░' } else { ':' }
}

/// The letter of a rule from bottom to top.
pub(super) fn rule(stroke: Stroke, unicode: bool) -> char {
    match (stroke, unicode) {
        (Stroke::Solid, true) => '│',
        (Stroke::Solid, false) => '|',
        (Stroke::Dashed, true) => '┊',
        (Stroke::Dashed, false) => ':',
    }
}

/// The letter and tone of a sign of the key.
pub(super) fn sign(sign: Sign, unicode: bool) -> (char, Tone) {
    match sign {
        Sign::Dot(shape, tone) => (dot(shape, unicode), tone),
        Sign::Line(Stroke::Solid, tone) => (if unicode { '─' } else { '.' }, tone),
        Sign::Line(Stroke::Dashed, tone) => (if unicode { '┄' } else { '\'' }, tone),
        Sign::Rule(stroke, tone) => (rule(stroke, unicode), tone),
        Sign::Area(tone) => (shade(unicode), tone),
        Sign::Bar(tone) => (if unicode { '█' } else { '#' }, tone),
        Sign::Whisker(Weight::Thick, tone) => (if unicode { '┃' } else { '|' }, tone),
        Sign::Whisker(Weight::Thin, tone) => (if unicode { '│' } else { '|' }, tone),
        Sign::Rug(tone) => (if unicode { '╵' } else { '\'' }, tone),
    }
}

/// Text in a tone's colour, where there are colours.
pub(super) fn coloured(text: &str, tone: Tone, colour: bool) -> String {
    match code(tone) {
        Some(code) if colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}

/// The code of a tone; none for that of the text itself.
pub(super) fn code(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Ink => None,
        Tone::Muted => Some("2"),
        Tone::Bad => Some("31"),
        Tone::Series(index) => Some(["36", "33", "32", "35", "34", "95"][usize::from(index % Tone::SERIES)]),
    }
}

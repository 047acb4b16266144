//! A rectangle of letters, with dots between them: two by four in each letter where there is braille.

use super::{TerminalOptions, glyphs};
use crate::drawing::Tone;

/// Dots of a braille letter across and down.
pub(super) const FINE: (usize, usize) = (2, 4);

/// What stands in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    letter: char,
    tone: Tone,
    /// The dots of a braille letter, as Unicode numbers them.
    dots: u8,
}

/// Letters by row, from the top.
pub(super) struct Canvas {
    columns: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    pub(super) fn new(columns: usize, rows: usize) -> Canvas {
        Canvas { columns, cells: vec![Cell { letter: ' ', tone: Tone::Ink, dots: 0 }; columns * rows] }
    }

    fn cell(&mut self, column: usize, row: usize) -> Option<&mut Cell> {
        if column >= self.columns {
            return None;
        }
        self.cells.get_mut(row * self.columns + column)
    }

    /// Puts a letter over whatever is there.
    pub(super) fn put(&mut self, column: usize, row: usize, letter: char, tone: Tone) {
        if let Some(cell) = self.cell(column, row) {
            *cell = Cell { letter, tone, dots: 0 };
        }
    }

    /// Puts a letter where nothing is yet.
    pub(super) fn put_below(&mut self, column: usize, row: usize, letter: char, tone: Tone) {
        if let Some(cell) = self.cell(column, row).filter(|cell| cell.letter == ' ' && cell.dots == 0) {
            *cell = Cell { letter, tone, dots: 0 };
        }
    }

    /// Puts one of the fine dots, counted from the left and the top.
    pub(super) fn dot(&mut self, fine_column: usize, fine_row: usize, tone: Tone) {
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let bit = BITS[fine_row % FINE.1][fine_column % FINE.0];
        if let Some(cell) = self.cell(fine_column / FINE.0, fine_row / FINE.1) {
            cell.dots |= bit;
            cell.tone = tone;
        }
    }

    /// Puts words from a place to the right.
    pub(super) fn words(&mut self, column: usize, row: usize, words: &str, tone: Tone) {
        for (index, letter) in words.chars().enumerate() {
            self.put(column + index, row, letter, tone);
        }
    }

    /// The letters, each row without spaces at its end.
    pub(super) fn to_text(&self, options: TerminalOptions) -> String {
        let mut text = String::new();
        for row in self.cells.chunks(self.columns) {
            let letter = |cell: &Cell| match cell.dots {
                0 => cell.letter,
                dots => char::from_u32(0x2800 + u32::from(dots)).unwrap_or('.'),
            };
            let end = row.iter().rposition(|cell| letter(cell) != ' ').map_or(0, |last| last + 1);
            let mut tone = None;
            for cell in &row[..end] {
                let code = if letter(cell) == ' ' { None } else { glyphs::code(cell.tone) };
                if options.colour && code != tone {
                    if tone.is_some() {
                        text += "\u{1b}[0m";
                    }
                    if let Some(code) = code {
                        text.push_str("\u{1b}[");
                        text.push_str(code);
                        text.push('m');
                    }
                    tone = code;
                }
                text.push(letter(cell));
            }
            if tone.is_some() {
                text += "\u{1b}[0m";
            }
            text.push('\n');
        }
        text
    }
}

//! Where a panel's rectangle lies among the letters, and its axes.

use super::canvas::{Canvas, FINE};
use super::{TerminalOptions, cut};
use crate::drawing::{Axis, Mark, Panel, Tone};
use crate::plain_text::columns;
use crate::ticks::{Tick, ticks};

/// Rows of a panel where the upright axis has numbers.
const ROWS: usize = 12;

/// The rectangle of a panel.
pub(super) struct Frame<'a> {
    pub(super) panel: &'a Panel,
    pub(super) options: TerminalOptions,
    /// Columns to the left of the rectangle, the axis among them.
    pub(super) left: usize,
    pub(super) x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    /// Whether there is a row below for points without a value.
    pub(super) has_rug: bool,
    width: usize,
    rows: usize,
}

impl<'a> Frame<'a> {
    pub(super) fn new(panel: &'a Panel, options: TerminalOptions) -> Frame<'a> {
        let y_ticks = axis_ticks(&panel.y, 5);
        let widest = y_ticks.iter().map(|tick| columns(&tick.label)).max().unwrap_or(0);
        let left = widest.min(options.columns * 2 / 5) + 2;
        let width = options.columns - left - 1;
        let rows = match &panel.y {
            Axis::Names { names, .. } => names.len().max(1),
            _ => ROWS,
        };
        let has_rug = panel.marks.iter().any(|mark| matches!(mark, Mark::Rug { .. }));
        Frame {
            panel,
            options,
            left,
            x_ticks: axis_ticks(&panel.x, width / 14),
            y_ticks,
            has_rug,
            width,
            rows,
        }
    }

    /// Rows of the rectangle.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The first and the last column of the rectangle.
    pub(super) fn ends(&self) -> (usize, usize) {
        (self.left, self.left + self.width - 1)
    }

    /// The share of the upright axis from the top; what lies beyond the ends is outside of 0 to 1.
    pub(super) fn down(&self, value: f64) -> Option<f64> {
        let share = self.panel.y.share(value)?;
        Some(if matches!(self.panel.y, Axis::Names { .. }) { share } else { 1.0 - share })
    }

    /// The column of a value; `None` for what the axis cannot show, and beyond its ends.
    pub(super) fn column(&self, value: f64) -> Option<usize> {
        let share = self.panel.x.share(value)?;
        inside(share).then(|| self.left + cell(share, self.width))
    }

    /// The same, brought to the nearer end.
    pub(super) fn column_clamped(&self, value: f64) -> Option<usize> {
        Some(self.left + cell(self.panel.x.share(value)?, self.width))
    }

    /// The row of a value; `None` beyond the ends.
    pub(super) fn row(&self, value: f64) -> Option<usize> {
        let down = self.down(value)?;
        inside(down).then(|| cell(down, self.rows))
    }

    /// The same, brought to the nearer end.
    pub(super) fn row_clamped(&self, value: f64) -> Option<usize> {
        Some(cell(self.down(value)?, self.rows))
    }

    /// A place among the fine dots, which may lie above or below the rectangle; `None` where there is none.
    pub(super) fn fine(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (across, down) = (self.panel.x.share(x)?, self.down(y)?);
        let place = |share: f64, cells: usize, fine: usize| share * (cells * fine) as f64 - 0.5;
        inside(across).then(|| {
            let across = place(across, self.width, FINE.0) + (self.left * FINE.0) as f64;
            (across, place(down, self.rows, FINE.1))
        })
    }

    /// The shares of a row that lie between two values, in eighths from the left of the rectangle.
    pub(super) fn eighths_across(&self, value: f64) -> Option<usize> {
        Some((self.panel.x.share(value)?.clamp(0.0, 1.0) * (8 * self.width) as f64).round() as usize)
    }

    /// The height of a value above the lower edge, in eighths of a row.
    pub(super) fn eighths_up(&self, value: f64) -> Option<usize> {
        Some(((1.0 - self.down(value)?).clamp(0.0, 1.0) * (8 * self.rows) as f64).round() as usize)
    }

    /// The upright line with its labels, and the lower edge.
    pub(super) fn axes(&self, canvas: &mut Canvas) {
        let unicode = self.options.unicode;
        let (upright, corner, edge, tick) =
            if unicode { ('│', '└', '─', '┴') } else { ('|', '+', '-', '+') };
        let bottom = self.rows + usize::from(self.has_rug);
        for row in 0..bottom {
            canvas.put(self.left - 1, row, upright, Tone::Muted);
        }
        canvas.put(self.left - 1, bottom, corner, Tone::Muted);
        let (first, last) = self.ends();
        for column in first..=last {
            canvas.put(column, bottom, edge, Tone::Muted);
        }
        for column in self.x_ticks.iter().filter_map(|tick| self.column(tick.at)) {
            canvas.put(column, bottom, tick, Tone::Muted);
        }
        for tick in &self.y_ticks {
            let Some(row) = self.row(tick.at) else { continue };
            let label = cut(&tick.label, self.left - 2, unicode);
            canvas.words((self.left - 2).saturating_sub(columns(&label)), row, &label, Tone::Ink);
        }
    }
}

fn inside(share: f64) -> bool {
    (-1e-6..=1.0 + 1e-6).contains(&share)
}

fn cell(share: f64, cells: usize) -> usize {
    ((share.clamp(0.0, 1.0) * cells as f64) as usize).min(cells.saturating_sub(1))
}

fn axis_ticks(axis: &Axis, most: usize) -> Vec<Tick> {
    match axis {
        Axis::Numbers { scale, span, .. } => ticks(*scale, *span, most),
        Axis::Names { names, .. } => {
            let tick = |(index, name): (usize, &String)| Tick { at: index as f64, label: name.clone() };
            names.iter().enumerate().map(tick).collect()
        }
        Axis::Bare => Vec::new(),
    }
}

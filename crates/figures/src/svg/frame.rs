//! Where a panel's rectangle lies, and where a value lies in it.

use super::LETTER;
use crate::drawing::{Axis, Mark, Panel};
use crate::plain_text::columns;
use crate::ticks::{Tick, ticks};

/// Height of the rectangle where the upright axis has numbers.
const HEIGHT: f64 = 220.0;
/// Height of a row where it has names.
const ROW: f64 = 24.0;
/// Height of the strip for points without a value.
pub(super) const RUG: f64 = 14.0;
/// Room for a line of words.
const WORDS: f64 = 18.0;
/// The widest the labels of the upright axis get, as a share of the panel.
const LABELS: f64 = 0.38;

/// The rectangle of a panel.
pub(super) struct Frame<'a> {
    pub(super) panel: &'a Panel,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The height of the strip below, 0 without one.
    pub(super) rug: f64,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Whether names below the panel take turns on two lines.
    pub(super) staggered: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn new(panel: &'a Panel, total: f64) -> Frame<'a> {
        let height = match &panel.y {
            Axis::Names { names, .. } => (ROW * names.len() as f64).max(3.0 * ROW),
            _ => HEIGHT,
        };
        let y_ticks = axis_ticks(&panel.y, 6);
        let widest = y_ticks.iter().map(|tick| columns(&tick.label)).max().unwrap_or(0);
        let left = (14.0 + widest as f64 * LETTER).min(LABELS * total);
        let width = total - left - 14.0;
        let mut top = 8.0;
        for words in [panel.title.as_str(), panel.y.label()] {
            top += if words.is_empty() { 0.0 } else { WORDS };
        }
        let has_rug = panel.marks.iter().any(|mark| matches!(mark, Mark::Rug { .. }));
        let x_ticks = axis_ticks(&panel.x, (width / 64.0) as usize);
        let longest = x_ticks.iter().map(|tick| columns(&tick.label)).max().unwrap_or(0) as f64;
        let slot = width / x_ticks.len().max(1) as f64;
        let staggered = matches!(panel.x, Axis::Names { .. }) && longest * LETTER + 6.0 > slot;
        let rug = if has_rug { RUG } else { 0.0 };
        Frame { panel, left, top, width, height, rug, x_ticks, y_ticks, staggered }
    }

    /// From the left of the picture; `None` for what the axis cannot show, and what lies beyond its ends.
    pub(super) fn x(&self, value: f64) -> Option<f64> {
        let share = self.panel.x.share(value)?;
        (-1e-6..=1.0 + 1e-6).contains(&share).then_some(self.left + self.width * share)
    }

    /// From the top of the picture for a share of the upright axis.
    pub(super) fn y_at(&self, share: f64) -> f64 {
        match self.panel.y {
            Axis::Names { .. } => self.top + self.height * share,
            _ => self.top + self.height * (1.0 - share),
        }
    }

    /// The same for a value; `None` beyond the ends.
    pub(super) fn y(&self, value: f64) -> Option<f64> {
        let share = self.panel.y.share(value)?;
        (-1e-6..=1.0 + 1e-6).contains(&share).then(|| self.y_at(share))
    }

    /// The same, brought to the nearer end.
    pub(super) fn x_clamped(&self, value: f64) -> Option<f64> {
        Some(self.left + self.width * self.panel.x.share(value)?.clamp(0.0, 1.0))
    }

    /// The same, brought to the nearer end.
    pub(super) fn y_clamped(&self, value: f64) -> Option<f64> {
        Some(self.y_at(self.panel.y.share(value)?.clamp(0.0, 1.0)))
    }

    /// The lower edge of the rectangle.
    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The height of the whole picture.
    pub(super) fn total_height(&self) -> f64 {
        let lines = 1.0
            + f64::from(u8::from(self.staggered))
            + if self.panel.x.label().is_empty() { 0.0 } else { 1.0 };
        let ticks = if self.x_ticks.is_empty() { 6.0 } else { lines * WORDS };
        self.bottom() + self.rug + ticks + 6.0
    }
}

fn axis_ticks(axis: &Axis, most: usize) -> Vec<Tick> {
    match axis {
        Axis::Numbers { scale, span, .. } => {
            let found = ticks(*scale, *span, most);
            found.into_iter().filter(|tick| scale.share(tick.at, *span).is_some()).collect()
        }
        Axis::Names { names, .. } => {
            let tick = |(index, name): (usize, &String)| Tick { at: index as f64, label: name.clone() };
            names.iter().enumerate().map(tick).collect()
        }
        Axis::Bare => Vec::new(),
    }
}

//! Drawing: plain data to SVG, terminal text and self-contained HTML, byte for byte the same wherever it is done.
//!
//! A [`Drawing`] says what is seen: panels with two axes and marks. It knows no word of the method; who makes it
//! says what the marks mean. [`svg`], [`terminal`] and [`html`] show it. Whatever the numbers are (none, one, equal ones,
//! NaN, 1e300), there is a drawing, and whatever the names are, they are text: nothing in them is obeyed.

pub mod drawing;
pub mod html;
pub mod markdown;
pub mod number;
pub mod plain_text;
pub mod scale;
pub mod span;
pub mod svg;
pub mod terminal;
pub mod ticks;

pub use drawing::{Along, Axis, Drawing, KeyEntry, Mark, Panel, Shape, Sign, Stroke, Tone, Weight};
pub use scale::Scale;
pub use span::Span;

//! The science: how rounds become studies and trials, what is checked before an answer is read, and how it is judged.
//!
//! Pure, like all it rests on. The modules stand in the method's own order: [`rounds`], [`outcome`], [`checks`],
//! [`confirmation`]; [`reanalysis`] reads a round again by another metric, and [`figures`] are what
//! there is to look at. [`advance`] strings them together and says what a project needs next.

pub mod advance;
pub mod checks;
pub mod confirmation;
pub mod figures;
pub mod outcome;
pub mod reanalysis;
pub mod rounds;

pub use advance::{PointsWanted, Step, advance};

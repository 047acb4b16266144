//! The science: how rounds become studies and trials, what is checked before an answer is read, and how it is judged.
//!
//! Pure, like all it rests on. The modules stand in the method's own order: [`rounds`], [`outcome`], [`checks`],
//! [`gate`], [`confirmation`]; [`reanalysis`] reads a round again by another metric. [`advance`] strings them together and says what a project needs next.

pub mod advance;
pub mod checks;
pub mod confirmation;
pub mod gate;
pub mod outcome;
pub mod reanalysis;
pub mod rounds;
mod trial_sd;

pub use advance::{PointsWanted, Step, advance};
pub use trial_sd::trial_sd;

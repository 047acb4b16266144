//! The science: how rounds become studies and trials, what is checked before an answer is read, and how it is judged.
//!
//! Pure, like all it rests on. The modules stand in the method's own order: [`rounds`], [`outcome`], [`curve_reading`],
//! [`checks`], [`gate`], [`confirmation`]; [`overrule`] is a person's word over a verdict, [`staleness`] says which verdicts no
//! longer hold, [`batch_size`] which size suits the machine, [`reanalysis`] reads a round again by another metric, and [`figures`] are what there is to look at. [`advance`]
//! strings them together and says what a project needs next; [`next`] advises what to ask.

pub mod advance;
pub mod batch_size;
pub mod checks;
pub mod confirmation;
pub mod curve_reading;
pub mod figures;
pub mod gate;
pub mod ladder;
pub mod next;
pub mod outcome;
pub mod overrule;
pub mod perfect_fit;
pub mod reanalysis;
pub mod rounds;
pub mod seed_spread;
pub mod stability;
pub mod staleness;

pub use advance::{PointsWanted, Step, advance};

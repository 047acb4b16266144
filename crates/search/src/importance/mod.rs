//! Which parameters matter, together with which, and why the best configuration is better than the baseline.
//!
//! | question | module |
//! |---|---|
//! | how much of the score's variance does a parameter, or a pair, decide? | [`branch`], with [`band`]s over a model's draws |
//! | what distinguishes good trials from all? | [`near_top`] |
//! | which changes made the baseline into the best? | [`ablation`], [`coalitions`] |
//!
//! The parts take any function of a [`crate::model_space::ModelPoint`], or several ([`surfaces`]).

pub mod ablation;
pub mod band;
pub mod branch;
pub mod coalitions;
pub mod near_top;
pub mod posterior;
pub mod refusal;
pub mod surfaces;
mod told;

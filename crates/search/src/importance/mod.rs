//! Which parameters matter, together with which, and why the best configuration is better than the baseline.
//!
//! | question | module |
//! |---|---|
//! | all of it, from a history | [`analysis`] |
//! | how much of the score's variance does a parameter, or a pair, decide? | [`branch`], with [`band`]s over a model's draws ([`posterior`]), as [`panels`] |
//! | what distinguishes good trials from all? | [`near_top`] |
//! | which changes made the baseline into the best? | [`ablation`], [`coalitions`] |
//! | what is the best that each value of one parameter allows? | [`profile`] |
//! | why is something not told? | [`refusal`] |
//!
//! The parts take any function of a [`crate::model_space::ModelPoint`], or several ([`surfaces`]). Scores are warped as for the
//! search (the bad half pulled in), feasible trials alone are used, and nothing is imputed for infeasible ones.

pub mod ablation;
pub mod analysis;
pub mod band;
pub mod branch;
pub mod coalitions;
pub mod near_top;
pub mod panels;
pub mod posterior;
pub mod profile;
pub mod refusal;
pub mod surfaces;
mod told;
mod unwarp;

//! Pure search algorithms: from a space, a history and a seed to points.
//!
//! Start at [`sampler`], the contract every algorithm keeps. [`catalogue`] turns the name a user writes into
//! a sampler; [`distinct`] draws points of which no two are the same configuration; [`conformance`] holds the
//! checks that every sampler must pass. [`pruner`] says which running trials to stop in favour of their peers.
//!
//! To add a sampler: one file with a type that implements [`sampler::Sampler`], its name in
//! `etude_study::round::SAMPLERS`, one line in [`catalogue`], and the tests of [`conformance`] run on it by
//! themselves.
//!
//! This crate does no input or output, reads no clock, no environment and no entropy, and keeps nothing
//! between calls.

pub mod anew;
pub mod auto;
pub mod catalogue;
pub mod choice;
pub mod cma_es;
pub mod conformance;
mod conformance_distinct;
mod conformance_histories;
mod conformance_learning;
mod conformance_spaces;
pub mod covered;
pub mod distinct;
mod exponential;
pub mod gp;
pub mod grid;
pub mod halton;
pub mod importance;
mod indexed;
mod lanes;
pub mod model_space;
pub mod objectives;
pub mod pruner;
pub mod quasi_random;
pub mod random;
mod reading;
pub mod repeats;
pub mod sampler;
mod standard_normal;
mod start;
pub mod tpe;
mod wide;

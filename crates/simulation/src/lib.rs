//! A pretended world for the real coordinator: workloads, faults, a clock and a runner with virtual time.
//!
//! For tests and benches only, never in the product. A run is one seed, printed by whoever starts it.

pub mod curves;
pub mod faults;
pub mod projects;
pub mod search_problems;
pub mod search_run;
pub mod workload;
pub mod world;

pub use faults::Faults;
pub use workload::{Training, Workload};
pub use world::{Run, simulate};

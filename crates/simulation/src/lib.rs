//! A pretended world for the real coordinator: workloads, faults, a clock and a runner with virtual time.
//!
//! For tests and benches only, never in the product. A run is one seed, printed by whoever starts it.

pub mod checked_study;
pub mod curves;
pub mod faults;
pub mod faulty_curves;
pub mod projects;
pub mod search_problems;
pub mod search_run;
pub mod workload;
pub mod world;

pub use checked_study::checked_study;
pub use faults::Faults;
pub use workload::{Training, Workload};
pub use world::{Run, go_on, simulate};

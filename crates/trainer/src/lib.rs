//! The built-in workload of Etude, `fashion`: a small network on a small data set, compiled into the program.
//!
//! It is a workload like any other. `etude train fashion` is a child process that speaks the trial protocol, so
//! that a first project, the demonstration and the tests need no other program, no download and no GPU. This is
//! the only crate that knows tensors (burn, on one thread), and only the command line depends on it.
//!
//! A map, in reading order: [`flags`](SETTINGS) names everything that can be set; `settings` makes a
//! configuration of it; `data`, `augmentation`, `model`, `optimizer`, `schedule` and `scoring` are what is trained
//! and how; `training` is the loop;
//! `checkpoint` is how it goes on after an interruption; `random` is why it then goes on exactly.

mod arguments;
mod augmentation;
mod checkpoint;
mod data;
mod domain;
mod environment;
mod error;
mod flags;
mod gradient;
mod help;
mod listing;
mod model;
mod optimizer;
mod random;
mod report;
mod schedule;
mod scoring;
mod settings;
mod testing;
mod training;

pub use data::{TEST_EXAMPLES, TRAIN_EXAMPLES, VALIDATION_EXAMPLES};
pub use domain::{Domain, End};
pub use environment::TrialEnvironment;
pub use error::TrainerError;
pub use flags::{Condition, Fallback, Flag, Group, RUN, SETTINGS};
pub use help::{describe, reference_tables};
pub use testing::test;
pub use training::{Ending, train};

/// The workloads compiled into the program, by the names that `etude train` and `builtin = ...` take.
pub fn builtin_workloads() -> &'static [&'static str] {
    &["fashion"]
}

//! The vocabulary of Etude: everything the other crates talk about has its name, and its rules, here.
//!
//! This crate does no input or output, reads no clock, no environment and no entropy. Start at [`event`]: one closed
//! enum is the truth, and [`history`] is its fold. [`project`] is what the user wrote, [`space`] where parameters
//! live, [`protocol`] how a training program and Etude talk.

pub mod answer;
pub mod batch_size;
pub mod batch_size_choice;
pub mod configuration;
pub mod curve_reading;
pub mod design;
pub mod event;
pub mod finding;
pub mod history;
pub mod ids;
pub mod launch;
pub mod length;
pub mod logged_names;
pub mod measurement;
pub mod objective;
pub mod project;
pub mod protocol;
pub mod pruner;
pub mod reruns;
pub mod round;
pub mod sampler;
pub mod score;
pub mod seed;
pub mod sources;
pub mod space;
pub mod study_file;
pub mod told;
pub mod trial;
pub mod value;
pub mod value_question;
pub mod verdict;

//! Every figure, drawn in every way: what it looks like, and that no numbers and no names break it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod course;
mod hard_cases;
mod pictures;
mod well_formed;

//! Each operation of Etude, once: the Rust library that every front end uses.

pub mod coordinator;

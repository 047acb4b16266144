//! Numbers, and nothing but numbers: tests, intervals, plans that look more than once.
//!
//! This crate knows no word of the domain. It takes slices of numbers and gives back numbers, each
//! function with its formula, its source and the case in which it should not be used. It does no input
//! or output and reads no clock, no environment and no entropy: whoever wants random numbers passes a
//! seed to [`random::Random`].
//!
//! | question | module |
//! |---|---|
//! | how likely is a `t` this large? | [`student`] |
//! | is the mean of paired differences above zero, below a margin? | [`paired`] |
//! | may I stop collecting pairs now? | [`group_sequential`] |
//! | what rank does each value have? | [`ranks`] |
//! | do the best few lie at an end of the scale more than chance explains? | [`edge`] |
//! | how good is the best of `m`, without luck? | [`best_of`] |
//! | how sure is a share counted from a sample? | [`proportion`] |
//! | what would twice as many draws gain? | [`doubling`] |
//! | is a share larger in one group than in the other? | [`fisher`] |
//! | where does the middle half lie, and what lies far beyond? | [`quartiles`] |
//! | do two numbers rise together, and more so here than there? | [`rank_correlation`] |
//! | random numbers for simulation and bootstrap | [`random`] |
//!
//! A wrong input is an error with the value in it, never a NaN: see [`sample::SampleError`].

pub mod best_of;
pub mod doubling;
pub mod edge;
pub mod fisher;
pub mod group_sequential;
pub mod interval;
pub mod paired;
pub mod proportion;
pub mod quartiles;
pub mod random;
pub mod rank_correlation;
pub mod ranks;
pub mod sample;
pub mod student;

pub use interval::Interval;
pub use sample::SampleError;

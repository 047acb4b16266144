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
//! | may I look after every pair? | [`anytime`] |
//! | what rank does each value have? | [`ranks`] |
//! | do the best few lie at an end of the scale more than chance explains? | [`edge`] |
//! | how good is the best of `m`, without luck? | [`best_of`] |
//! | what does a training curve say: improving, rising, noisy, spiky? | [`curve`] |
//! | is a count higher than chance explains? | [`binomial`] |
//! | by how much do groups differ in that, tried at the same points? | [`contrast`] |
//! | is the best of `m` better in one group than in another? | [`best_of_test`] |
//! | several questions at once | [`holm`] |
//! | how far does the best of `m` spread? | [`best_of_bootstrap`] |
//! | how sure is a share counted from a sample? | [`proportion`] |
//! | does one thing happen more often than another? | [`rates`] |
//! | how often is A better than B? | [`superiority`] |
//! | where will the next value fall? | [`prediction`] |
//! | how much do replicates of several things vary? | [`replicates`] |
//! | what would twice as many draws gain? | [`doubling`] |
//! | is a share larger in one group than in the other? | [`fisher`] |
//! | where does the middle half lie, and what lies far beyond? | [`quartiles`] |
//! | do two numbers rise together, and more so here than there? | [`rank_correlation`] |
//! | what is flat first and then rises in a line? | [`flat_then_linear`] |
//! | what falls with diminishing returns, and from where on? | [`diminishing`] |
//! | random numbers for simulation and bootstrap | [`random`] |
//!
//! A wrong input is an error with the value in it, never a NaN: see [`sample::SampleError`].

pub mod anytime;
pub mod best_of;
pub mod best_of_bootstrap;
pub mod best_of_test;
pub mod binomial;
pub mod contrast;
pub mod curve;
pub mod diminishing;
pub mod doubling;
pub mod edge;
pub mod fisher;
pub mod flat_then_linear;
mod golden_section;
pub mod group_sequential;
pub mod holm;
pub mod interval;
pub mod paired;
pub mod prediction;
pub mod proportion;
pub mod quartiles;
pub mod random;
pub mod rank_correlation;
pub mod ranks;
pub mod rates;
pub mod replicates;
pub mod sample;
pub mod student;
pub mod superiority;

pub use interval::Interval;
pub use sample::SampleError;

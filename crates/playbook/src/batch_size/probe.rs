//! A probe: one size trained for a few steps, and how that ended.

use super::memory::MemoryUse;

/// Steps that a program gets to become steady: compilation, caches, data loaders. Their time is not counted.
pub const WARM_UP_STEPS: u32 = 5;

/// What is to be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Examples a step.
    pub size: u32,
    /// Which time this size is measured, from 0.
    pub pass: u32,
    /// Steps in all, those to become steady included.
    pub steps: u32,
}

/// How a probe ended.
#[derive(Debug, Clone, PartialEq)]
pub enum ProbeEnd {
    /// It trained its steps.
    Timed(Timing),
    /// Memory did not suffice, whoever said so.
    OutOfMemory,
    /// The program broke, as it did not with a smaller size, and not for memory.
    Refused,
    /// A step holds all training examples: a larger size would change nothing but the numbers.
    WholeData,
}

/// What was seen of a probe that trained its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// Seconds a step after the warm-up: the median over parts of the probe.
    pub step_seconds: f64,
    /// The most memory that was in use.
    pub memory: Vec<MemoryUse>,
}

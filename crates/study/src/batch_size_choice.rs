//! A batch size that was chosen by measuring, with all that it rests on: a launch of its own (S4).

use serde::{Deserialize, Serialize};

/// What was chosen, and on which numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchSizeChoice {
    /// Examples a step from now on.
    pub size: u32,
    /// Examples a step before; none where the project had set none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u32>,
    /// What decided.
    #[serde(flatten)]
    pub basis: ChoiceBasis,
    /// Every size that was measured and fits into memory, smallest first.
    pub measured: Vec<MeasuredSize>,
    /// Why no larger size was measured.
    pub limit: SizeLimit,
}

/// What decided for a size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum ChoiceBasis {
    /// The time of a step alone: how many steps each size needs was not measured.
    Throughput,
    /// The time to a target: steps that each size needs, times the time of a step.
    StepsToTarget {
        /// The loss that every size was trained to.
        target: f64,
        /// Examples a step at which twice the least number of steps is needed.
        critical: f64,
        /// Sizes with the steps that they need: the median of fresh seeds.
        steps: Vec<(u32, f64)>,
    },
}

/// A size that fits, and what a step of it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredSize {
    /// Examples a step.
    pub size: u32,
    /// Seconds a step.
    pub step_seconds: f64,
    /// Standard deviation between passes, relative to the time.
    pub spread: f64,
    /// The most memory that was seen in use, of whichever memory has the least room left; none where it was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
}

/// Why no larger size was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "limit", rename_all = "snake_case")]
pub enum SizeLimit {
    /// This one does not fit into memory.
    Memory {
        /// Examples a step.
        size: u32,
    },
    /// This one would not have fitted into the machine's memory, as the smaller ones tell; it was not tried.
    MemoryForeseen {
        /// Examples a step.
        size: u32,
    },
    /// This one holds all training examples.
    WholeData {
        /// Examples a step.
        size: u32,
    },
    /// With this one the program breaks, for another reason than memory.
    Refused {
        /// Examples a step.
        size: u32,
    },
    /// Throughput no longer rises.
    Saturated,
    /// No larger one was asked for.
    Asked,
}

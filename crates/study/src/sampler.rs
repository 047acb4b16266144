//! What a round knows of its sampler: whether it learns, which version drew the points, and why it was chosen.
//!
//! The algorithms are in a crate of their own. Whoever plans rounds needs these facts about them only, and they are stored
//! with the round, so that another version of Etude neither changes its mind in the middle of a study nor hides that it
//! would have.

use serde::{Deserialize, Serialize};

use crate::round::BY_HAND;

/// The name that leaves the choice of the algorithm to Etude, made once, when the round starts.
pub const AUTO: &str = "auto";
/// The sampler of a round that names none: while exploring ...
pub const WHILE_EXPLORING: &str = "quasi-random";
/// ... and while exploiting.
pub const WHILE_EXPLOITING: &str = AUTO;

/// The samplers whose points depend on no score, and what stands for them where there is none. `sobol` and `hand-written`
/// are names that old histories may hold.
const HEED_NO_SCORE: [&str; 7] =
    ["quasi-random", "sobol", "halton", "random", "grid", "hand-written", BY_HAND];

/// Whether a sampler's points depend on the scores of those before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamplerKind {
    /// They do not: all can be asked for at once, they are spread evenly, and what is read from where they lie is not
    /// biased by the metric.
    HeedsNoScore,
    /// They do: it is asked as slots become free, and its points crowd where scores are good.
    Learns,
}

impl SamplerKind {
    /// The kind of the sampler of that name. One that is not known is taken for one that learns.
    pub fn of(name: &str) -> SamplerKind {
        if HEED_NO_SCORE.contains(&name) { SamplerKind::HeedsNoScore } else { SamplerKind::Learns }
    }
}

/// The algorithm that draws a round's points, as it was when the round started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenSampler {
    /// Its name; never [`AUTO`].
    pub name: String,
    /// Its version: the same request to the same version gives the same points.
    pub version: u32,
    /// Why, where the choice was left to Etude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<SamplerReason>,
}

/// Why a sampler suits a round. Numbers of trials are those of one study, with earlier ones that tell it something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum SamplerReason {
    /// The budget covers the whole space, so there is nothing to learn from.
    WholeSpace {
        /// Points of the largest study's space.
        points: u64,
    },
    /// There are too few trials for a model to learn anything before they are over.
    FewTrials {
        /// How many.
        trials: u64,
    },
    /// So many run at once that hardly a result comes in before the last is asked for.
    AllAtOnce {
        /// Trials side by side.
        slots: u32,
        /// Trials in all.
        trials: u64,
    },
    /// A model of the whole space pays: few parameters and not too many trials.
    ModelPays {
        /// Parameters.
        parameters: u32,
        /// Trials.
        trials: u64,
    },
    /// So many parameters that one model of all of them says little.
    ManyParameters {
        /// How many.
        parameters: u32,
    },
    /// A list of so many values without an order that most are never seen.
    ManyCategories {
        /// The values of the longest list.
        values: u64,
    },
    /// More trials than a model of all of them is worth.
    ManyTrials {
        /// How many.
        trials: u64,
    },
    /// A long search over numbers alone, in which a population can adapt its shape.
    LongNumericSearch {
        /// Parameters.
        parameters: u32,
        /// Trials.
        trials: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_sampler_is_taken_for_one_that_learns() {
        assert_eq!(SamplerKind::of(WHILE_EXPLORING), SamplerKind::HeedsNoScore);
        assert_eq!(SamplerKind::of(BY_HAND), SamplerKind::HeedsNoScore);
        assert_eq!(SamplerKind::of("of the future"), SamplerKind::Learns);
    }
}

//! Seeds: which trainings share one, and which must not.
//!
//! Search trial *i* uses the same seed in every study of its round, so that studies differ by their points and not by
//! their luck. Choosing among the best few has seeds of
//! its own, and confirmation uses *fresh* seeds that no trial of the project ever had. Both hold by construction: a
//! seed is a one-to-one scramble of (stage, round, index), keyed by the project's seed.

use serde::{Deserialize, Serialize};

use crate::ids::RoundId;

/// What a seed is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeedStage {
    /// The trials of a study.
    Search,
    /// Training the best few of each study again, to choose among them.
    Selection,
    /// Retraining candidate and baseline.
    Confirmation,
}

/// Rounds that have seeds of their own.
pub const MAX_ROUNDS: u32 = 1 << 10;
/// Seeds of the search, and of the selection, of one round; the confirmation has twice as many.
pub const MAX_SEED_INDEX: u32 = 1 << 19;

/// The training seed for `index` (from 0) in a stage of a round: below 2^31, so that any framework takes it.
///
/// Different (stage, round, index) give different seeds in one project. `round` and `index` are taken modulo [`MAX_ROUNDS`]
/// and the number of seeds of their stage; the project file refuses more.
pub fn training_seed(project_seed: u64, stage: SeedStage, round: RoundId, index: u32) -> u32 {
    let (stage_bits, indices) = match stage {
        SeedStage::Search => (0, MAX_SEED_INDEX),
        SeedStage::Selection => (1 << 19, MAX_SEED_INDEX),
        SeedStage::Confirmation => (1_u32 << 30, 2 * MAX_SEED_INDEX),
    };
    let counter = stage_bits | ((round.0 % MAX_ROUNDS) << 20) | (index % indices);
    scramble_31_bits(counter, mix_64(project_seed))
}

/// The seed of a sampler, for one segment of one study's search space.
pub fn sampler_seed(project_seed: u64, round: RoundId, study: u32, segment: u32) -> u64 {
    let place = (u64::from(round.0) << 40) | (u64::from(study) << 16) | u64::from(segment);
    mix_64(mix_64(project_seed) ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// SplitMix64's finaliser (Steele, Lea and Flood 2014): a bijection of 64 bits.
fn mix_64(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A keyed bijection of 31 bits: xor-shifts and odd multiplications, each one-to-one modulo 2^31.
fn scramble_31_bits(value: u32, key: u64) -> u32 {
    const MASK: u32 = (1 << 31) - 1;
    let mut mixed = (value ^ key as u32) & MASK;
    for round in 0..4_u32 {
        let odd = (key.rotate_right(16 * round) as u32) | 1;
        mixed ^= mixed >> 15;
        mixed = mixed.wrapping_mul(odd ^ 0x2C1B_3C6C) & MASK;
        mixed ^= mixed >> 13;
        mixed = mixed.wrapping_add((key >> 32) as u32) & MASK;
    }
    mixed ^ (mixed >> 16)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn seeds_never_meet_across_stages_rounds_and_indices() {
        for project_seed in [0, 1, 77, u64::MAX] {
            let mut seen = BTreeSet::new();
            for stage in [SeedStage::Search, SeedStage::Selection, SeedStage::Confirmation] {
                for round in 1..40 {
                    for index in 0..200 {
                        let drawn = training_seed(project_seed, stage, RoundId(round), index);
                        assert!(drawn < 1 << 31);
                        assert!(seen.insert(drawn), "seed {drawn} given twice");
                    }
                }
            }
        }
    }

    #[test]
    fn multipliers_are_odd() {
        // `odd ^ 0x2C1B_3C6C` keeps the lowest bit of `odd`, so each multiplication is one-to-one.
        assert_eq!(0x2C1B_3C6C_u32 & 1, 0);
    }
}

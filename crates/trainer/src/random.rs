//! The crate's own random numbers: streams that depend on a seed, a purpose and an epoch, and on nothing else.
//!
//! burn has one generator for the whole process. Its state cannot be kept in a checkpoint, and whatever draws
//! from it shifts everything drawn later. Here every epoch opens its own streams, so that a training resumed
//! at epoch 5 draws what the uninterrupted one drew, and two trainings in one process do not disturb each other.
//!
//! The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
//! OOPSLA 2014): good enough for weights, orders and masks, not for secrets.

/// What a stream is for. The discriminants are part of what a seed means: never change them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// The weights before the first step; epoch 0.
    Weights = 1,
    /// The order in which an epoch visits the training examples.
    Order = 2,
    /// Which units dropout silences during an epoch.
    Dropout = 3,
    /// By how much augmentation shifts every training image of an epoch.
    Shift = 4,
    /// Which training images augmentation mirrors during an epoch.
    Flip = 5,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// Opens the stream of `purpose` in `epoch` (the first is 1) under `seed`.
    pub(crate) fn new(seed: u64, purpose: Purpose, epoch: u64) -> Self {
        let stream = (purpose as u64) << 56 ^ epoch;
        Self { state: mix(mix(seed.wrapping_add(GOLDEN_GAMMA)) ^ mix(stream)) }
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        mix(self.state)
    }

    /// Uniform on [0, 1), a multiple of 2^-53.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform on 0..`count`, up to a bias below `count` / 2^64.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// The numbers 0..`count` in random order (Fisher and Yates).
    pub(crate) fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

/// 2^64 divided by the golden ratio, made odd: the step of SplitMix64.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64: every bit of the input changes about half of the output.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        let mut random = Random { state: 1_234_567 };
        // From the reference implementation, https://prng.di.unimi.it/splitmix64.c
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_epoch_and_repeat() {
        let first = |seed, purpose, epoch| Random::new(seed, purpose, epoch).bits();
        let reference = first(0, Purpose::Order, 1);
        assert_eq!(reference, first(0, Purpose::Order, 1));
        assert_ne!(reference, first(1, Purpose::Order, 1));
        assert_ne!(reference, first(0, Purpose::Dropout, 1));
        assert_ne!(reference, first(0, Purpose::Order, 2));
    }

    #[test]
    fn a_permutation_holds_every_number_once() {
        let mut order = Random::new(7, Purpose::Order, 1).permutation(1000);
        assert_ne!(order[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..1000));
    }
}

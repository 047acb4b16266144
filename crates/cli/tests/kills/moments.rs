//! When to kill: at random, and the same again for the same seed.

use std::time::Duration;

/// Of so many delays, one falls into the first moments of a run: the store is made, trainings are taken over.
const EARLY_EVERY: u64 = 5;
/// Those first moments.
const EARLY: Duration = Duration::from_millis(60);

/// A stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Moments {
    state: u64,
}

impl Moments {
    pub(crate) fn new(seed: u64) -> Moments {
        Moments { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of so many; 0 of none.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.next() >> 32).unwrap_or_default() % count.max(1)
    }

    fn below(&mut self, limit: Duration) -> Duration {
        limit.mul_f64((self.next() >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// How long a run may go on that takes so long undisturbed, when so many kills are to be spread over it.
    pub(crate) fn until_kill(&mut self, whole: Duration, kills: u32) -> Duration {
        let early = self.next().is_multiple_of(EARLY_EVERY);
        self.below(if early { EARLY } else { whole * 2 / (kills + 1) })
    }

    /// How long the coordinator outlives the supervisors, where it does: it may notice their end, or just start others.
    pub(crate) fn until_coordinator_follows(&mut self) -> Option<Duration> {
        self.next().is_multiple_of(2).then(|| self.below(EARLY))
    }

    /// How long nobody coordinates: half the time not at all, else long enough for trainings to end meanwhile.
    pub(crate) fn until_restart(&mut self) -> Duration {
        if self.next().is_multiple_of(2) { Duration::ZERO } else { self.below(Duration::from_millis(400)) }
    }
}

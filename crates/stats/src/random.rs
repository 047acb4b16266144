//! A small seeded generator for simulations and bootstraps: xoshiro256++, seeded by SplitMix64.
//!
//! - xoshiro256++ 1.0: Blackman & Vigna 2021, *Scrambled linear pseudorandom number generators*, ACM TOMS
//!   47(4).
//! - SplitMix64: Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*, OOPSLA.
//!
//! The same seed gives the same numbers on every machine for [`Random::next_u64`], [`Random::uniform`] and
//! [`Random::below`]; the others pass through `ln`, `sqrt` and `cos` of the platform's mathematics library
//! and may differ in the last bit.
//!
//! When not to use: for anything secret; or for points that must not depend on the order in which they are
//! drawn (hash their index with [`mix`] instead).

/// The increment of SplitMix64: 2^64 divided by the golden ratio, made odd.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's output function: turns structured numbers (0, 1, 2, ...) into ones that look independent.
///
/// A bijection of the 64-bit numbers, so different inputs never collide.
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(GOLDEN_GAMMA);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The top 53 bits of `bits` as a number in [0, 1), every value a multiple of 2^-53.
pub fn unit_from_bits(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A stream of random numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// A generator for `seed`; every seed, 0 included, is a good one.
    pub fn new(seed: u64) -> Self {
        let word = |index: u64| mix(seed.wrapping_add(GOLDEN_GAMMA.wrapping_mul(index)));
        Self { state: [word(0), word(1), word(2), word(3)] }
    }

    /// The next 64 random bits (xoshiro256++).
    pub fn next_u64(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        unit_from_bits(self.next_u64())
    }

    /// Uniform among the whole numbers 0, 1, ..., `bound - 1`, without bias (rejection).
    ///
    /// # Panics
    ///
    /// If `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "no whole number lies below 0");
        let unbiased = u64::MAX - u64::MAX % bound;
        loop {
            let bits = self.next_u64();
            if bits < unbiased {
                return bits % bound;
            }
        }
    }

    /// Standard normal, by the formula of Box & Muller 1958.
    pub fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.uniform()).ln()
    }

    /// Student's t with a whole number of degrees of freedom: a normal over the root of a mean of squared
    /// normals.
    ///
    /// Its variance is `df / (df - 2)`; with 1 or 2 degrees it has none.
    ///
    /// # Panics
    ///
    /// If `degrees_of_freedom` is 0.
    pub fn student_t(&mut self, degrees_of_freedom: u32) -> f64 {
        assert!(degrees_of_freedom > 0, "Student's t needs a degree of freedom");
        let numerator = self.normal();
        let squares: f64 = (0..degrees_of_freedom).map(|_| self.normal().powi(2)).sum();
        numerator / (squares / f64::from(degrees_of_freedom)).sqrt()
    }

    /// Normal noise in which a `share` of the draws is `scale` times wider (Tukey's contaminated normal).
    pub fn contaminated_normal(&mut self, share: f64, scale: f64) -> f64 {
        let is_outlier = self.uniform() < share;
        if is_outlier { scale * self.normal() } else { self.normal() }
    }

    /// Puts `items` in a random order, every order equally likely (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix_agrees_with_the_published_sequence() {
        // The reference C program (Vigna, splitmix64.c) with x = 1234567.
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431_u64,
        ];
        for (index, word) in expected.into_iter().enumerate() {
            let state = 1_234_567_u64.wrapping_add(GOLDEN_GAMMA.wrapping_mul(index as u64));
            assert_eq!(mix(state), word);
        }
    }

    #[test]
    fn xoshiro_agrees_with_the_published_sequence() {
        // The reference C program with state 1, 2, 3, 4, as in the tests of rand_xoshiro.
        let mut random = Random { state: [1, 2, 3, 4] };
        let expected = [
            41_943_041_u64,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
        ];
        for word in expected {
            assert_eq!(random.next_u64(), word);
        }
    }

    fn mean_and_variance(draws: &[f64]) -> (f64, f64) {
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n)
    }

    #[test]
    fn moments_are_those_of_the_distribution() {
        let mut random = Random::new(1);
        let mut check = |draw: fn(&mut Random) -> f64, mean: f64, variance: f64, tolerance: f64| {
            let draws: Vec<f64> = (0..100_000).map(|_| draw(&mut random)).collect();
            let (found_mean, found_variance) = mean_and_variance(&draws);
            assert!((found_mean - mean).abs() < 4.0 * (variance / 1e5).sqrt(), "mean {found_mean}");
            assert!((found_variance - variance).abs() < tolerance, "variance {found_variance}");
        };
        check(Random::uniform, 0.5, 1.0 / 12.0, 0.002);
        check(Random::normal, 0.0, 1.0, 0.02);
        check(Random::exponential, 1.0, 1.0, 0.04);
        check(|random| random.student_t(10), 0.0, 10.0 / 8.0, 0.04);
        check(|random| random.contaminated_normal(0.1, 5.0), 0.0, 0.9 + 0.1 * 25.0, 0.1);
    }

    #[test]
    fn below_is_even_and_shuffle_keeps_everything() {
        let mut random = Random::new(2);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[random.below(7) as usize] += 1;
        }
        assert!(counts.iter().all(|&count| (9_600..10_400).contains(&count)), "{counts:?}");
        let mut items: Vec<u32> = (0..20).collect();
        random.shuffle(&mut items);
        assert_ne!(items, (0..20).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..20).collect::<Vec<u32>>());
    }

    #[test]
    fn a_seed_is_a_stream() {
        assert_eq!(Random::new(5).next_u64(), Random::new(5).next_u64());
        assert_ne!(Random::new(5).next_u64(), Random::new(6).next_u64());
        assert!(unit_from_bits(u64::MAX) < 1.0);
    }
}

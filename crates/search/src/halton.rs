//! Halton points with randomly permuted digits, addressed by index.
//!
//! Point `i` in the dimension of number `d` is the radical inverse of `i` in the base that is prime number `d`: 2, 3, 5,
//! and so on, the smallest primes, since large ones need many points before they are even. Every digit is permuted at
//! random, each place with a permutation of its own, the zeros beyond the index's own digits too. That breaks the
//! correlation of neighbouring bases and makes each point uniform, so a random shift of the column, which is needed where
//! zeros stay zeros, would add nothing but unevenness (`tests/spread.rs`; with one, the discrepancy of 20 points in three
//! dimensions is 0.0067 instead of 0.0056):
//!
//! ```text
//! u(seed, d, i) = sum_k perm_{seed, d, k}(digit_k(i)) b^-(k+1),     b = prime(d)
//! ```
//!
//! (Halton 1960, *Numer. Math.* 2, 84-90; random permutations judged against other scrambles for tuning: Bousquet, Gelly,
//! Kurach, Teytaud & Vincent 2017, *Critical hyper-parameters*, arXiv 1706.03200.)
//!
//! Any `b` points in a row from a multiple of `b` on lie one each in `b` equal intervals, and so for every power of `b`. It is as even as [`crate::quasi_random`] on the first few dimensions at any number of points, and
//! less so on later ones, whose bases are large.
//!
//! When not to use: with more than some ten dimensions.

use etude_stats::random::{mix, unit_from_bits};
use etude_study::space::UnitPoint;

use crate::indexed;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// How many points a seed has: indices of 32 bits.
pub const LENGTH: u64 = 1 << 32;

/// The sampler `halton`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Halton;

impl Sampler for Halton {
    fn name(&self) -> &'static str {
        "halton"
    }

    fn version(&self) -> u32 {
        1
    }

    fn length(&self, _request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        Ok(LENGTH)
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let columns: Vec<Column> =
            request.space.dimensions().iter().map(|each| Column::new(request.seed, each.number)).collect();
        let column = |number: u32| columns.iter().find(|column| column.number == number);
        indexed::suggest(request, LENGTH, |_, number, index| column(number).map_or(0.5, |it| it.at(index)))
    }
}

/// The coordinate in [0, 1) of point `index` in the dimension of that number; an error from [`LENGTH`] on.
pub fn coordinate(seed: u64, dimension_number: u32, index: u64) -> Result<f64, SuggestError> {
    if index >= LENGTH {
        return Err(SuggestError::SequenceExhausted { first_index: index, count: 1, length: LENGTH });
    }
    Ok(Column::new(seed, dimension_number).at(index))
}

/// One dimension: its base, and the permutation of every digit's place.
struct Column {
    number: u32,
    base: u64,
    permutations: Vec<Vec<u32>>,
}

impl Column {
    fn new(seed: u64, number: u32) -> Column {
        let key = mix(mix(mix(seed) ^ KEY) ^ u64::from(number));
        let base = prime(number);
        // As many places as 2^-53 can tell apart: zeros beyond the index's own digits are permuted too.
        let places = (53.0 / (base as f64).log2()).ceil() as u64 + 1;
        let permutations = (0..places).map(|place| permutation(base, mix(key ^ (place + 1)))).collect();
        Column { number, base, permutations }
    }

    fn at(&self, index: u64) -> f64 {
        let mut rest = index;
        let mut unit = 0.0;
        let mut weight = 1.0;
        for permutation in &self.permutations {
            weight /= self.base as f64;
            unit += f64::from(permutation[(rest % self.base) as usize]) * weight;
            rest /= self.base;
        }
        unit
    }
}

/// Keeps the hashes of this sampler apart from those of others with the same seed.
const KEY: u64 = 0x48_61_6c_74_6f_6e;

/// A random order of the digits of a base (Fisher and Yates).
fn permutation(base: u64, key: u64) -> Vec<u32> {
    let mut digits: Vec<u32> = (0..base as u32).collect();
    for last in (1..digits.len()).rev() {
        let bits = mix(key ^ mix(last as u64));
        digits.swap(last, (unit_from_bits(bits) * (last + 1) as f64) as usize);
    }
    digits
}

/// Prime number `number`, from 0: 2, 3, 5, 7, ...
fn prime(number: u32) -> u64 {
    let is_prime =
        |candidate: &u64| !(2..=candidate.isqrt()).any(|divisor| candidate.is_multiple_of(divisor));
    (2..).filter(is_prime).nth(number as usize).unwrap_or(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_the_smallest_primes() {
        assert_eq!([0, 1, 2, 3, 9, 99].map(prime), [2, 3, 5, 7, 29, 541]);
    }

    #[test]
    fn a_permutation_has_every_digit_once() {
        for (base, key) in [(2, 0), (3, 1), (541, 7)] {
            let mut digits = permutation(base, key);
            digits.sort_unstable();
            assert_eq!(digits, (0..base as u32).collect::<Vec<u32>>());
        }
        let orders: std::collections::BTreeSet<Vec<u32>> = (0..200).map(|key| permutation(3, key)).collect();
        assert_eq!(orders.len(), 6, "every order occurs");
    }
}

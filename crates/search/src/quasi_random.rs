//! Quasi-random points: Owen-scrambled Sobol, addressed by index.
//!
//! Point `i` in the dimension of number `d` is bit-reversed Sobol with the direction numbers of Joe & Kuo,
//! its index shuffled and its value scrambled by hashes of the seed that act as nested uniform (Owen)
//! permutations:
//!
//! ```text
//! u(seed, d, i) = scramble_{seed, d}( sobol_d( shuffle_seed(i) ) )
//! ```
//!
//! (Sobol 1967; Owen 1995, *Randomly permuted (t,m,s)-nets*; Joe & Kuo 2008, *SIAM J. Sci. Comput.* 30,
//! 2635-2654; Burley 2020, *Practical hash-based Owen scrambling*, JCGT 9(4); code and improved hash: crate
//! `sobol_burley`.) The shuffle permutes aligned blocks of 2^k onto aligned blocks of 2^k, so the first 2^k
//! points keep the net's stratification: exactly one in each of 2^k equal intervals of every dimension, and
//! in nine of ten pairs of dimensions (of the first 16) an equal number in every cell of the finest square
//! grid with four points a cell or more (`tests/spread.rs`). Use 16, 32, 64 or 128 points: between powers of
//! two the spread is good, at them it is best.
//!
//! Resolution and limits, from the source of `sobol_burley` 0.5:
//!
//! - a coordinate is an `f32` with 23 bits, a multiple of 2^-23 in [0, 1) (steps of 1.2e-7: on a log axis of
//!   ten decades, values 3e-6 apart, relatively);
//! - 2^16 points a seed ([`LENGTH`]); beyond, an error, never a repeated point;
//! - 256 dimensions share one shuffle; the next 256 numbers get another, so that pairs across such pages are
//!   spread no better than random ones ("padding", Burley 2020).
//!
//! When not to use: when points must be independent draws (use [`crate::random`]).

use etude_stats::random::mix;
use etude_study::space::UnitPoint;

use crate::indexed;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// How many points a seed has.
pub const LENGTH: u64 = 1 << 16;

/// The sampler `quasi-random`.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuasiRandom;

impl Sampler for QuasiRandom {
    fn name(&self) -> &'static str {
        "quasi-random"
    }

    fn version(&self) -> u32 {
        1
    }

    fn length(&self, _request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        Ok(LENGTH)
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        indexed::suggest(request, LENGTH, sobol)
    }
}

/// The coordinate in [0, 1) of point `index` in the dimension of that number; an error from [`LENGTH`] on.
pub fn coordinate(seed: u64, dimension_number: u32, index: u64) -> Result<f64, SuggestError> {
    if index >= LENGTH {
        return Err(SuggestError::SequenceExhausted { first_index: index, count: 1, length: LENGTH });
    }
    Ok(sobol(seed, dimension_number, index))
}

/// [`coordinate`] for an index known to be below [`LENGTH`].
fn sobol(seed: u64, dimension_number: u32, index: u64) -> f64 {
    let page = dimension_number / sobol_burley::NUM_DIMENSIONS;
    let dimension = dimension_number % sobol_burley::NUM_DIMENSIONS;
    f64::from(sobol_burley::sample(index as u32, dimension, folded_seed(seed, page)))
}

/// The 32 bits of seed that `sobol_burley` takes: the upper half of a hash, so that every bit of `seed`
/// counts and neighbouring seeds are unrelated.
fn folded_seed(seed: u64, page: u32) -> u32 {
    (mix(mix(seed) ^ u64::from(page)) >> 32) as u32
}

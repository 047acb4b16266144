//! Uniform random points, each coordinate a hash of (seed, dimension number, index).
//!
//! The baseline every other sampler must beat, and an honest null: its points carry no structure at all.
//! Independent of the history. 53 random bits a coordinate, by SplitMix64's output function chained over the
//! three numbers (Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*).
//!
//! When not to use: for exploring. Quasi-random points of the same number leave smaller holes
//! ([`crate::quasi_random`]).

use etude_stats::random::{mix, unit_from_bits};
use etude_study::space::UnitPoint;

use crate::indexed;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `random`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Random;

impl Sampler for Random {
    fn name(&self) -> &'static str {
        "random"
    }

    fn version(&self) -> u32 {
        1
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        indexed::suggest(request, u64::MAX, coordinate)
    }
}

/// The coordinate in [0, 1) of point `index` in the dimension of that number.
pub fn coordinate(seed: u64, dimension_number: u32, index: u64) -> f64 {
    let column = mix(mix(seed) ^ u64::from(dimension_number));
    unit_from_bits(mix(column ^ index))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pearson's correlation.
    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (mean_a, mean_b) = (mean(a), mean(b));
        let product = |x: &[f64], y: &[f64], mx: f64, my: f64| -> f64 {
            x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
        };
        product(a, b, mean_a, mean_b) / (product(a, a, mean_a, mean_a) * product(b, b, mean_b, mean_b)).sqrt()
    }

    fn column(seed: u64, number: u32) -> Vec<f64> {
        (0..10_000).map(|index| coordinate(seed, number, index)).collect()
    }

    #[test]
    fn every_column_is_evenly_filled() {
        for (seed, number) in [(0, 0), (0, 1), (1, 0), (u64::MAX, 255)] {
            let mut counts = [0_u32; 100];
            for unit in column(seed, number) {
                counts[(unit * 100.0) as usize] += 1;
            }
            let chi_squared: f64 =
                counts.iter().map(|&count| (f64::from(count) - 100.0).powi(2) / 100.0).sum();
            // 99 degrees of freedom: beyond these once in ten thousand.
            assert!((52.0..160.0).contains(&chi_squared), "{seed} {number}: {chi_squared}");
        }
    }

    #[test]
    fn columns_seeds_and_neighbours_are_unrelated() {
        let reference = column(7, 3);
        let others = [column(7, 4), column(8, 3), column(3, 7), column(7, 2)];
        for other in &others {
            assert!(correlation(&reference, other).abs() < 0.04);
        }
        assert!(correlation(&reference[1..], &reference[..9_999]).abs() < 0.04);
    }
}

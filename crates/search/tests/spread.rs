//! How evenly quasi-random points fill the space: stratification and discrepancy (methods 10 and 13).
//!
//! `cargo test -p etude-search --test spread -- --nocapture` prints the figures.

use etude_search::{quasi_random, random};

/// A column of a sequence, given seed, dimension number and number of points.
type Column = fn(u64, u32, usize) -> Vec<f64>;

fn quasi_random_column(seed: u64, number: u32, count: usize) -> Vec<f64> {
    (0..count as u64).map(|index| quasi_random::coordinate(seed, number, index).expect("in range")).collect()
}

fn random_column(seed: u64, number: u32, count: usize) -> Vec<f64> {
    (0..count as u64).map(|index| random::coordinate(seed, number, index)).collect()
}

#[test]
fn every_power_of_two_prefix_is_stratified_in_every_dimension() {
    for seed in [0, 1, 99, u64::MAX] {
        for number in 0..520 {
            let column = quasi_random_column(seed, number, 256);
            for count in (0..=8).map(|power| 1_usize << power) {
                let mut is_taken = vec![false; count];
                for unit in &column[..count] {
                    let interval = (unit * count as f64) as usize;
                    assert!(!is_taken[interval], "two of {count} points in an interval, dimension {number}");
                    is_taken[interval] = true;
                }
            }
        }
    }
}

/// Whether each cell of a square grid with `2^power` cells a side holds the same number of points.
fn is_even(a: &[f64], b: &[f64], power: u32) -> bool {
    let side = 1_usize << power;
    let mut counts = vec![0; side * side];
    for (x, y) in a.iter().zip(b) {
        counts[(x * side as f64) as usize * side + (y * side as f64) as usize] += 1;
    }
    counts.iter().all(|&count| count == a.len() / (side * side))
}

/// The share of all pairs of the first `dimensions` numbers for which [`is_even`] holds.
fn even_share(dimensions: u32, points_power: u32, grid_power: u32) -> f64 {
    let columns: Vec<Vec<f64>> =
        (0..dimensions).map(|number| quasi_random_column(5, number, 1 << points_power)).collect();
    let pairs: Vec<bool> = (0..columns.len())
        .flat_map(|j| (0..j).map(move |i| (i, j)))
        .map(|(i, j)| is_even(&columns[i], &columns[j], grid_power))
        .collect();
    pairs.iter().filter(|&&even| even).count() as f64 / pairs.len() as f64
}

/// The grid is the finest whose cells hold at least 4 of the `2^k` points: 2x2 for 16, 4x4 for 64, 8x8 for
/// 256. With one point a cell no digital sequence in base 2 of more than two dimensions is even in all pairs;
/// Sobol's manages about half of them. Scrambling changes none of these shares, so one seed shows them all.
#[test]
fn every_power_of_two_prefix_is_stratified_in_nearly_every_pair_of_dimensions() {
    for dimensions in [6, 10, 16] {
        for points_power in 4..=8 {
            let four_a_cell = even_share(dimensions, points_power, (points_power - 2) / 2);
            println!("{dimensions} dimensions, 2^{points_power} points: even in {four_a_cell:.3} of pairs");
            assert!(four_a_cell >= 0.9);
        }
        for points_power in [4, 6, 8] {
            let one_a_cell = even_share(dimensions, points_power, points_power / 2);
            println!(
                "{dimensions} dimensions, 2^{points_power} points: one a cell in {one_a_cell:.3} of pairs"
            );
        }
    }
}

/// The square of the centred L2 discrepancy (Hickernell 1998, *Math. Comp.* 67, 299-322, eq. 3.2), the value
/// that `scipy.stats.qmc.discrepancy` calls "CD".
fn centred_discrepancy(columns: &[Vec<f64>]) -> f64 {
    let n = columns[0].len();
    let centred = |i: usize| columns.iter().map(move |column| (column[i], (column[i] - 0.5).abs()));
    let single: f64 =
        (0..n).map(|i| centred(i).map(|(_, z)| 1.0 + 0.5 * z - 0.5 * z * z).product::<f64>()).sum();
    let pair = |i, j| -> f64 {
        let axes = centred(i).zip(centred(j));
        axes.map(|((x, zx), (y, zy))| 1.0 + 0.5 * zx + 0.5 * zy - 0.5 * (x - y).abs()).product()
    };
    let double: f64 = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| pair(i, j)).sum();
    let count = n as f64;
    (13.0_f64 / 12.0).powf(columns.len() as f64) - 2.0 / count * single + double / (count * count)
}

/// The mean over 60 seeds.
fn mean_discrepancy(column: Column, dimensions: i32, count: usize) -> f64 {
    let of_seed = |seed| {
        let columns: Vec<Vec<f64>> =
            (0..dimensions.unsigned_abs()).map(|number| column(seed, number, count)).collect();
        centred_discrepancy(&columns)
    };
    (0..60).map(of_seed).sum::<f64>() / 60.0
}

#[test]
fn the_discrepancy_is_that_of_owen_scrambled_sobol() {
    for (dimensions, count, expected) in
        [(3, 20, 0.0054), (6, 20, 0.036), (6, 32, 0.014), (6, 50, 0.0099), (6, 100, 0.0030)]
    {
        let quasi = mean_discrepancy(quasi_random_column, dimensions, count);
        let uniform = mean_discrepancy(random_column, dimensions, count);
        println!(
            "d = {dimensions}, n = {count}: quasi-random {quasi:.4} (published {expected}), random {uniform:.4}"
        );
        assert!((quasi / expected - 1.0).abs() < 0.15);
        // The expectation for independent uniform points is known exactly.
        let exact = (1.25_f64.powi(dimensions) - (13.0_f64 / 12.0).powi(dimensions)) / count as f64;
        assert!((uniform / exact - 1.0).abs() < 0.15);
    }
}

#[test]
fn seeds_and_pages_of_256_dimensions_are_unrelated() {
    let reference = quasi_random_column(0, 3, 4096);
    let others = [(1, 3), (2, 3), (1 << 40, 3), (0, 3 + 256)];
    for (seed, number) in others {
        let other = quasi_random_column(seed, number, 4096);
        let covariance: f64 =
            reference.iter().zip(&other).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum::<f64>() / 4096.0;
        assert!((12.0 * covariance).abs() < 0.06, "seed {seed}, number {number}: {}", 12.0 * covariance);
    }
}

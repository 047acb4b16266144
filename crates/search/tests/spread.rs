//! How evenly quasi-random and Halton points fill the space: stratification and discrepancy (methods 10 and 13).
//!
//! `cargo test -p etude-search --test spread -- --nocapture` prints the figures; `cargo xtask bench quasi-random` the table.

mod spread_measures;

use spread_measures::{
    Figures, PUBLISHED, Published, figures, halton_column, mean_discrepancy, quasi_random_column,
    random_column,
};

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

/// Of `count` points, how many fall into each of `categories` equal parts.
fn category_counts(column: &[f64], categories: usize) -> Vec<u32> {
    let mut counts = vec![0; categories];
    for unit in column {
        counts[(unit * categories as f64) as usize] += 1;
    }
    counts
}

/// The sum of a number's digits in a base.
fn digit_sum(mut number: u64, base: u64) -> u64 {
    let mut sum = 0;
    while number > 0 {
        sum += number % base;
        number /= base;
    }
    sum
}

/// A block of `b^m` points has one in each of `b^m` equal intervals, so a part of any length is off by less than one
/// interval at each of its ends; `n` points are as many blocks as the digits of `n` in base `b` add up to. So each of `k`
/// categories has `n / k` points give or take less than twice that sum. Categories whose number is a power of the base,
/// at a number of points that is one, have exactly as many each.
#[test]
fn categories_are_balanced_as_far_as_the_sequence_allows() {
    let bases = [2, 3, 5, 7, 11];
    for categories in 2..=7_usize {
        for count in [8, 9, 16, 20, 27, 32, 50, 64, 100_usize] {
            let (mut worst, mut worst_halton) = (0, 0);
            for seed in 0..10 {
                let share = count as f64 / categories as f64;
                let within = |counts: &[u32], bound: u64| {
                    counts.iter().all(|of| (f64::from(*of) - share).abs() < 2.0 * bound as f64)
                };
                for number in 0..5 {
                    let quasi = category_counts(&quasi_random_column(seed, number, count), categories);
                    assert!(within(&quasi, digit_sum(count as u64, 2)), "{count} in {categories}: {quasi:?}");
                    let base = bases[number as usize];
                    let halton = category_counts(&halton_column(seed, number, count), categories);
                    assert!(
                        within(&halton, digit_sum(count as u64, base)),
                        "{count} in {categories}: {halton:?}"
                    );
                    let differ = |counts: &[u32]| counts.iter().max().unwrap() - counts.iter().min().unwrap();
                    worst = worst.max(differ(&quasi));
                    worst_halton = worst_halton.max(differ(&halton));
                    if categories.is_power_of_two() && count.is_power_of_two() {
                        assert_eq!(differ(&quasi), 0, "{count} points in {categories}");
                    }
                }
            }
            println!(
                "{count} points, {categories} categories: counts differ by {worst} at most, halton {worst_halton}"
            );
        }
    }
}

#[test]
fn every_block_of_halton_points_is_stratified_in_every_dimension() {
    for seed in [0, 1, 99] {
        for (number, base, power) in [(0, 2, 6), (1, 3, 3), (2, 5, 2), (4, 11, 1), (30, 127, 1)] {
            let count = usize::pow(base, power);
            let column = halton_column(seed, number, 3 * count);
            for block in column.chunks(count) {
                let counts = category_counts(block, count);
                assert!(counts.iter().all(|of| *of == 1), "seed {seed}, base {base}: {counts:?}");
            }
        }
    }
}

#[test]
fn the_discrepancy_of_halton_points_is_that_of_scrambled_halton() {
    for (dimensions, count, expected) in
        [(3, 20, 0.0053), (6, 20, 0.039), (6, 32, 0.020), (6, 50, 0.010), (6, 100, 0.0035)]
    {
        let halton = mean_discrepancy(halton_column, dimensions, count);
        println!("d = {dimensions}, n = {count}: halton {halton:.4} (published {expected})");
        assert!((halton / expected - 1.0).abs() < 0.25, "{halton} against {expected}");
    }
}

/// Centred discrepancy and distance to the nearest point, of as many scrambles as the published figures are means of.
#[test]
fn the_published_table_comes_out() {
    for Published { points, random, halton, quasi_random } in PUBLISHED {
        for (name, column, published, tolerance) in [
            ("random", random_column as spread_measures::Column, random, 0.15),
            ("halton", halton_column, halton, 0.25),
            ("quasi-random", quasi_random_column, quasi_random, 0.15),
        ] {
            let found = figures(column, 6, points);
            let off = |found: f64, published: f64| (found / published - 1.0).abs();
            let Figures { discrepancy, distance } = published;
            assert!(
                off(found.discrepancy, discrepancy) < tolerance,
                "{name}, {points}: {found:?}, {published:?}"
            );
            assert!(off(found.distance, distance) < 0.06, "{name}, {points}: {found:?}, {published:?}");
        }
    }
}

/// The default is never worse than the others, as the choice of it says.
#[test]
fn quasi_random_points_are_the_most_even() {
    for dimensions in [3, 6] {
        for points in [20, 32, 50, 100] {
            let [quasi, halton, random] =
                [quasi_random_column as spread_measures::Column, halton_column, random_column]
                    .map(|column| figures(column, dimensions, points));
            assert!(
                quasi.discrepancy < 1.1 * halton.discrepancy,
                "{dimensions}, {points}: {quasi:?}, {halton:?}"
            );
            assert!(
                quasi.discrepancy < 0.5 * random.discrepancy,
                "{dimensions}, {points}: {quasi:?}, {random:?}"
            );
            assert!(quasi.distance < 1.03 * halton.distance, "{dimensions}, {points}: {quasi:?}, {halton:?}");
        }
    }
}

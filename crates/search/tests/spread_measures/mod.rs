//! How evenly points fill the unit cube: their discrepancy, and how far a random place is from the nearest of them.

use etude_search::{halton, quasi_random, random};
use etude_stats::random::Random;

/// A column of a sequence, given seed, dimension number and number of points.
pub(crate) type Column = fn(u64, u32, usize) -> Vec<f64>;

/// Means over this many scrambles.
const SCRAMBLES: u64 = 60;
/// Random places in the first two dimensions, for each scramble.
const PLACES: usize = 40;

/// How evenly points lie: smaller is more even.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// The square of the centred L2 discrepancy.
    pub(crate) discrepancy: f64,
    /// From a random place in two of the dimensions to the nearest point.
    pub(crate) distance: f64,
}

/// What is known of so many points in six dimensions, from simulations of others' programs.
pub(crate) struct Published {
    pub(crate) points: usize,
    pub(crate) random: Figures,
    /// Halton with random permutations of the digits.
    pub(crate) halton: Figures,
    /// Sobol, scrambled as Owen does.
    pub(crate) quasi_random: Figures,
}

const fn known(discrepancy: f64, distance: f64) -> Figures {
    Figures { discrepancy, distance }
}

/// Six dimensions, means of 60 scrambles (numpy and scipy).
pub(crate) const PUBLISHED: [Published; 4] = [
    Published {
        points: 20,
        random: known(0.106, 0.120),
        halton: known(0.039, 0.101),
        quasi_random: known(0.036, 0.101),
    },
    Published {
        points: 32,
        random: known(0.073, 0.094),
        halton: known(0.020, 0.079),
        quasi_random: known(0.014, 0.077),
    },
    Published {
        points: 50,
        random: known(0.047, 0.074),
        halton: known(0.010, 0.062),
        quasi_random: known(0.0099, 0.062),
    },
    Published {
        points: 100,
        random: known(0.022, 0.052),
        halton: known(0.0035, 0.044),
        quasi_random: known(0.0030, 0.044),
    },
];

pub(crate) fn quasi_random_column(seed: u64, number: u32, count: usize) -> Vec<f64> {
    (0..count as u64).map(|index| quasi_random::coordinate(seed, number, index).expect("in range")).collect()
}

pub(crate) fn halton_column(seed: u64, number: u32, count: usize) -> Vec<f64> {
    (0..count as u64).map(|index| halton::coordinate(seed, number, index).expect("in range")).collect()
}

pub(crate) fn random_column(seed: u64, number: u32, count: usize) -> Vec<f64> {
    (0..count as u64).map(|index| random::coordinate(seed, number, index)).collect()
}

/// Both figures, as means over the scrambles.
pub(crate) fn figures(column: Column, dimensions: i32, count: usize) -> Figures {
    Figures {
        discrepancy: mean_discrepancy(column, dimensions, count),
        distance: mean_distance(column, dimensions, count),
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

/// The mean over the scrambles.
pub(crate) fn mean_discrepancy(column: Column, dimensions: i32, count: usize) -> f64 {
    let of_seed = |seed| {
        let columns: Vec<Vec<f64>> =
            (0..dimensions.unsigned_abs()).map(|number| column(seed, number, count)).collect();
        centred_discrepancy(&columns)
    };
    (0..SCRAMBLES).map(of_seed).sum::<f64>() / SCRAMBLES as f64
}

/// How far a random place in two dimensions is from the nearest of the points, on average over places, the pairs of
/// neighbouring dimensions, and scrambles.
fn mean_distance(column: Column, dimensions: i32, count: usize) -> f64 {
    let mut random = Random::new(11);
    let mut sum = 0.0;
    let pairs = u64::from(dimensions.unsigned_abs() - 1);
    for seed in 0..SCRAMBLES {
        for number in 0..dimensions.unsigned_abs() - 1 {
            let (x, y) = (column(seed, number, count), column(seed, number + 1, count));
            for _ in 0..PLACES {
                let place = (random.uniform(), random.uniform());
                let away = |(x, y): (&f64, &f64)| (x - place.0).hypot(y - place.1);
                sum += x.iter().zip(&y).map(away).fold(f64::INFINITY, f64::min);
            }
        }
    }
    sum / (SCRAMBLES * pairs * PLACES as u64) as f64
}

//! Do two numbers rise together, and do they more so in one sample than in another? Spearman's rank correlation.
//!
//! The correlation of ranks, ties sharing the average rank (Spearman 1904). Two of them from independent samples differ by
//! chance with
//!
//! ```text
//! z = (atanh r_1 - atanh r_2) / sqrt(1.06 / (n_1 - 3) + 1.06 / (n_2 - 3))
//! ```
//!
//! about standard normal (Fieller, Hartley & Pearson 1957, *Biometrika* 44, 470-481).
//!
//! When not to use: with fewer than ten values; or where one number goes up and down again with the other, which ranks
//! do not see.

use statrs::function::erf::erfc;

use crate::ranks::unit_ranks;

/// Fewer values say nothing of a correlation.
const FEWEST: usize = 10;
/// A correlation of ranks beyond this is taken for this: its transform would be infinite.
const LARGEST: f64 = 0.999;

/// Spearman's correlation of pairs; none for fewer than ten, for values that are not finite, or for a constant.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < FEWEST {
        return None;
    }
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (x, y) = (unit_ranks(&x).ok()?, unit_ranks(&y).ok()?);
    // The ranks' mean is a half, whatever the ties.
    let covariance: f64 = x.iter().zip(&y).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
    let squares = |ranks: &[f64]| ranks.iter().map(|rank| (rank - 0.5).powi(2)).sum::<f64>();
    let scale = (squares(&x) * squares(&y)).sqrt();
    (scale > 0.0).then(|| covariance / scale)
}

/// An interval that holds the true rank correlation of so many pairs with about 95 % coverage, by the transform of Fisher with
/// the variance `(1 + r^2 / 2) / (n - 3)` (Bonett & Wright 2000, *Psychometrika* 65, 23-28). None for fewer than ten pairs.
pub fn interval(correlation: f64, pairs: usize) -> Option<(f64, f64)> {
    if pairs < FEWEST {
        return None;
    }
    let centre = correlation.clamp(-LARGEST, LARGEST).atanh();
    let half = 1.96 * ((1.0 + correlation * correlation / 2.0) / (pairs as f64 - 3.0)).sqrt();
    Some(((centre - half).tanh(), (centre + half).tanh()))
}

/// The probability of correlations that differ so much if they were the same, two-sided.
pub fn difference(a: &[(f64, f64)], b: &[(f64, f64)]) -> Option<f64> {
    let transform = |pairs: &[(f64, f64)]| Some(spearman(pairs)?.clamp(-LARGEST, LARGEST).atanh());
    let variance = |pairs: &[(f64, f64)]| 1.06 / (pairs.len() as f64 - 3.0);
    let z = (transform(a)? - transform(b)?) / (variance(a) + variance(b)).sqrt();
    Some(erfc(z.abs() / std::f64::consts::SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_published_example() {
        // IQ and hours of television, in many textbooks: rho = -29/165 = -0.17576.
        let pairs = [
            (106.0, 7.0),
            (100.0, 27.0),
            (86.0, 2.0),
            (101.0, 50.0),
            (99.0, 28.0),
            (103.0, 29.0),
            (97.0, 20.0),
            (113.0, 12.0),
            (112.0, 6.0),
            (110.0, 17.0),
        ];
        assert!((spearman(&pairs).expect("ten pairs") + 29.0 / 165.0).abs() < 1e-12);
        assert_eq!(spearman(&pairs[..9]), None);
        assert_eq!(spearman(&[(1.0, 2.0); 10]), None);
    }

    #[test]
    fn the_error_rate_of_the_difference_holds() {
        let mut random = Random::new(8);
        let (runs, n) = (4_000, 16);
        let mut rejected = 0;
        for _ in 0..runs {
            let mut sample = || {
                let x: Vec<f64> = (0..n).map(|_| random.normal()).collect();
                x.into_iter().map(|x| (x, 0.5 * x + random.normal())).collect::<Vec<_>>()
            };
            let (a, b) = (sample(), sample());
            rejected += u32::from(difference(&a, &b).expect("enough") <= 0.05);
        }
        let rate = f64::from(rejected) / f64::from(runs);
        assert!((0.03..0.07).contains(&rate), "{rate}");
    }
}

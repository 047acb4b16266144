//! The noise of short curves, estimated from several of them together.
//!
//! Of fewer than [`LEAST_VALUES`](super::LEAST_VALUES) values, one curve does not tell its noise from its course: a parabola through
//! the last five values leaves two degrees of freedom. Curves of the same kind have the same noise, so their residuals
//! `e` are summed. With `M` what the fit of a parabola leaves (`e = M x`), and noise with standard deviation `s` whose neighbours
//! are correlated as a first-order process, `R_ij = phi^|i-j|`,
//!
//! ```text
//! E sum e_i^2       = s^2 tr(M R)
//! E sum e_i e_(i+1) = s^2 tr(M S M R),      S the shift by one
//! ```
//!
//! exactly, for each of `N` curves but one. `phi` is the one in [0, 0.6] at which the ratio of the two sums, over all curves, is nearest to what is expected, and
//! `s` follows: the method of moments. The correction is needed, since residuals of so short a fit are against each other by
//! themselves: of five white values neighbours' residuals have a correlation of -0.6. Of 8 values, five of which are fitted, `phi` is
//! hardly told, and what is estimated is on average too wide, never too narrow; from 12 on it is right to a tenth or two.
//!
//! When not to use: for curves whose noise differs much, where the mean square is that of the noisiest.

use std::collections::BTreeMap;

use super::noise::{Noise, residuals};
use crate::sample::{SampleError, check};

/// Fewest values of a short curve.
pub const LEAST_OF_SHORT: usize = 8;
/// Fewest degrees of freedom, of all curves together, that tell a noise.
const LEAST_FREEDOM: usize = 16;
/// The share of a curve, from its end, that is fitted.
const LATE: f64 = 0.6;
/// The highest autocorrelation, and the steps in which it is looked for. Of five values a higher one is not told from it: both
/// leave residuals that are as much against each other, and the wider noise would swallow every trend.
const HIGHEST: f64 = 0.6;
const STEPS: u32 = 60;
/// Coefficients of a parabola.
const FITTED: usize = 3;

/// The noise of the last 60 % of these curves together; none where they are too few.
///
/// # Errors
/// For a curve of fewer than [`LEAST_OF_SHORT`] values, and for values that are not finite or too large to square.
pub fn pooled_noise(curves: &[&[f64]]) -> Result<Option<Noise>, SampleError> {
    let mut alike: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
    for curve in curves {
        check(curve, LEAST_OF_SHORT)?;
        let fitted = (LATE * curve.len() as f64).ceil() as usize;
        alike.entry(fitted).or_default().push(residuals(&curve[curve.len() - fitted..]));
    }
    let groups: Vec<(usize, usize)> =
        alike.iter().map(|(fitted, group)| (*fitted, group.len() - 1)).collect();
    let freedom: usize = groups.iter().map(|(fitted, others)| others * (fitted - FITTED)).sum();
    if freedom < LEAST_FREEDOM {
        return Ok(None);
    }
    let (mut squares, mut products) = (0.0, 0.0);
    for left in alike.into_values().flat_map(without_their_mean) {
        squares += left.iter().map(|e| e * e).sum::<f64>();
        products += left.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>();
    }
    if !squares.is_finite() {
        return Err(SampleError::TooLarge);
    }
    if squares <= 0.0 {
        return Ok(Some(Noise { sd: 0.0, autocorrelation: 0.0, inflation: 1.0 }));
    }
    let ratio = products / squares;
    let candidates = (0..=STEPS).map(|step| {
        let phi = HIGHEST * f64::from(step) / f64::from(STEPS);
        (phi, expected(&groups, phi))
    });
    let misfit =
        |(_, (of_squares, of_products)): &(f64, (f64, f64))| (of_products / of_squares - ratio).abs();
    let nearest = candidates.min_by(|a, b| misfit(a).total_cmp(&misfit(b)));
    Ok(nearest.map(|(autocorrelation, (of_squares, _))| Noise {
        sd: (squares / of_squares).sqrt(),
        autocorrelation,
        inflation: ((1.0 + autocorrelation) / (1.0 - autocorrelation)).sqrt(),
    }))
}

/// The residuals of curves of one length, less what all of them share: there the parabola is wrong, and nothing is noise.
fn without_their_mean(mut group: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let count = group.len() as f64;
    let length = group.first().map_or(0, Vec::len);
    for place in 0..length {
        let mean = group.iter().map(|left| left[place]).sum::<f64>() / count;
        for left in &mut group {
            left[place] -= mean;
        }
    }
    group
}

/// The two sums to expect of unit noise with neighbours correlated by `phi`, of groups with so many values fitted and so many
/// curves beyond the first.
fn expected(groups: &[(usize, usize)], phi: f64) -> (f64, f64) {
    groups.iter().fold((0.0, 0.0), |sums, (fitted, others)| {
        let (squares, products) = expected_of(*fitted, phi);
        (sums.0 + *others as f64 * squares, sums.1 + *others as f64 * products)
    })
}

fn expected_of(length: usize, phi: f64) -> (f64, f64) {
    // Rows of M: what the fit leaves of each unit value; M is symmetric.
    let rows: Vec<Vec<f64>> = (0..length)
        .map(|place| {
            let mut unit = vec![0.0; length];
            unit[place] = 1.0;
            residuals(&unit)
        })
        .collect();
    let covariance = |one: usize, other: usize| {
        let mut sum = 0.0;
        for (i, left) in rows[one].iter().enumerate() {
            for (j, right) in rows[other].iter().enumerate() {
                sum += left * right * phi.powf(i.abs_diff(j) as f64);
            }
        }
        sum
    };
    let squares = (0..length).map(|place| covariance(place, place)).sum();
    let products = (1..length).map(|place| covariance(place - 1, place)).sum();
    (squares, products)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn residuals_of_five_white_values_are_against_each_other() {
        let (squares, products) = expected_of(5, 0.0);
        assert!((squares - 2.0).abs() < 1e-12, "m - 3 degrees of freedom: {squares}");
        assert!((products / squares + 0.6).abs() < 1e-9, "{}", products / squares);
    }

    /// The mean over 200 studies of 16 curves is the truth, to what a grid that ends at 0 allows.
    #[test]
    fn sd_and_autocorrelation_are_found() {
        let mut random = Random::new(5);
        for (count, phi, widest) in [(8, 0.0_f64, 2.6), (12, 0.3, 1.6), (16, 0.6, 1.6)] {
            let (mut widened, mut sd) = (0.0, 0.0);
            for _ in 0..200 {
                let curves: Vec<Vec<f64>> = (0..16).map(|_| correlated(&mut random, count, phi)).collect();
                let views: Vec<&[f64]> = curves.iter().map(Vec::as_slice).collect();
                let found = pooled_noise(&views).unwrap().unwrap();
                sd += found.sd / 200.0;
                widened += found.widened() / 200.0;
            }
            assert!((0.017..0.028).contains(&sd), "{count}, {phi}: {sd}");
            let truth = 0.02 * ((1.0 + phi) / (1.0 - phi)).sqrt();
            assert!(
                (0.8 * truth..widest * truth).contains(&widened),
                "{count}, {phi}: {widened} for {truth}"
            );
        }
    }

    fn correlated(random: &mut Random, count: usize, phi: f64) -> Vec<f64> {
        let mut before = random.normal();
        let mut value = |step: usize| {
            before = phi * before + (1.0_f64 - phi * phi).sqrt() * random.normal();
            0.3 + 0.5 * (-0.5 * step as f64).exp() + 0.02 * before
        };
        (0..count).map(|step| value(step + 10)).collect()
    }

    #[test]
    fn few_curves_tell_nothing_and_short_ones_are_errors() {
        let curve = [0.4, 0.3, 0.2, 0.25, 0.21, 0.22, 0.2, 0.21];
        assert_eq!(pooled_noise(&[&curve, &curve]), Ok(None));
        assert!(matches!(pooled_noise(&[&curve[1..]]), Err(SampleError::TooFew { found: 7, needed: 8 })));
    }
}

//! The noise of a curve: how far neighbouring values scatter about a parabola, and how alike neighbours are.

use super::LEAST_VALUES;
use crate::sample::{SampleError, check};

/// The share of a curve, from its end, whose noise [`late_noise`] estimates.
const LATE: f64 = 0.6;
/// Fewest values of a fit of three coefficients whose residuals say something.
const LEAST_FITTED: usize = 8;
/// The highest autocorrelation that so few values can speak for.
const HIGHEST: f64 = 0.9;

/// The scatter of a curve about its course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Standard deviation `s` of single values about the fitted parabola.
    pub sd: f64,
    /// Autocorrelation `phi` of neighbours, corrected for the fit, in [0, 0.9].
    pub autocorrelation: f64,
    /// `J`, by which neighbours' likeness widens the standard error of a mean; at least 1.
    pub inflation: f64,
}

impl Noise {
    /// The standard error of a mean of `count` neighbouring values.
    pub fn of_mean(&self, count: usize) -> f64 {
        self.sd * self.inflation / (count as f64).sqrt()
    }

    /// `s J`: the standard deviation of single values, as wide as a mean of them lets expect.
    pub fn widened(&self) -> f64 {
        self.sd * self.inflation
    }
}

/// The noise of the last 60 % of a curve.
///
/// # Errors
/// For fewer than [`LEAST_VALUES`] values, and for values that are not finite or too large to square.
pub fn late_noise(values: &[f64]) -> Result<Noise, SampleError> {
    check(values, LEAST_VALUES)?;
    let fitted = (LATE * values.len() as f64).ceil() as usize;
    noise(&values[values.len() - fitted..])
}

/// The noise of these values about a parabola.
///
/// # Errors
/// For fewer than 8 values, and for values that are not finite or too large to square.
pub fn noise(values: &[f64]) -> Result<Noise, SampleError> {
    check(values, LEAST_FITTED)?;
    let residuals = residuals(values);
    let m = residuals.len() as f64;
    let squares: f64 = residuals.iter().map(|e| e * e).sum();
    let sd = (squares / (m - 3.0)).sqrt();
    if !sd.is_finite() {
        return Err(SampleError::TooLarge);
    }
    let products: f64 = residuals.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let raw = if squares > 0.0 { products / squares } else { 0.0 };
    let autocorrelation = (raw + (1.0 + 4.0 * raw) / m).clamp(0.0, HIGHEST);
    let inflation = ((1.0 + autocorrelation) / (1.0 - autocorrelation)).sqrt();
    Ok(Noise { sd, autocorrelation, inflation })
}

/// What is left when the least-squares parabola is taken away, by orthogonal polynomials of evenly spaced places.
pub(super) fn residuals(values: &[f64]) -> Vec<f64> {
    let m = values.len() as f64;
    let places = || (0..values.len()).map(move |index| index as f64 - (m - 1.0) / 2.0);
    let shapes: [fn(f64, f64) -> f64; 3] = [|_, _| 1.0, |x, _| x, |x, m| x * x - (m * m - 1.0) / 12.0];
    let mut left = values.to_vec();
    for shape in shapes {
        let (mut along, mut norm) = (0.0, 0.0);
        for (x, value) in places().zip(&left) {
            along += shape(x, m) * value;
            norm += shape(x, m).powi(2);
        }
        for (x, value) in places().zip(&mut left) {
            *value -= along / norm * shape(x, m);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_parabola_has_no_noise() {
        let values: Vec<f64> =
            (0..30).map(|x| 3.0 - 0.2 * f64::from(x) + 0.01 * f64::from(x).powi(2)).collect();
        let found = late_noise(&values).unwrap();
        assert!(found.sd < 1e-12, "{}", found.sd);
    }

    #[test]
    fn residuals_are_those_of_least_squares() {
        // They are at right angles to 1, x and x^2, and to nothing else of the values.
        let values = [1.0, 0.7, 0.9, 0.4, 0.5, 0.1, 0.3, 0.2];
        let left = residuals(&values);
        for power in 0..3 {
            let along: f64 = left.iter().enumerate().map(|(x, e)| e * (x as f64).powi(power)).sum();
            assert!(along.abs() < 1e-12, "{power}: {along}");
        }
        let (with_values, squares): (f64, f64) =
            (left.iter().zip(values).map(|(e, v)| e * v).sum(), left.iter().map(|e| e * e).sum());
        assert!((with_values - squares).abs() < 1e-12 && squares > 0.01);
    }

    #[test]
    fn sd_and_autocorrelation_are_found() {
        let mut random = Random::new(11);
        for phi in [0.0, 0.3, 0.6] {
            let (mut sd, mut likeness) = (0.0, 0.0);
            for _ in 0..400 {
                let mut before = random.normal();
                let values: Vec<f64> = (0..100)
                    .map(|_| {
                        before = phi * before + (1.0_f64 - phi * phi).sqrt() * random.normal();
                        0.3 + 0.02 * before
                    })
                    .collect();
                let found = late_noise(&values).unwrap();
                sd += found.sd / 400.0;
                likeness += found.autocorrelation / 400.0;
            }
            // A parabola follows correlated noise a little, so that its sd is a few per cent low.
            assert!((0.018..0.0206).contains(&sd), "{phi}: {sd}");
            assert!((likeness - phi).abs() < 0.08, "{phi}: {likeness}");
        }
    }

    #[test]
    fn too_few_or_endless_values_are_errors() {
        assert!(matches!(late_noise(&[0.0; 19]), Err(SampleError::TooFew { found: 19, needed: 20 })));
        let mut values = vec![0.0; 20];
        values[19] = f64::NAN;
        assert!(matches!(late_noise(&values), Err(SampleError::NotFinite { index: 19, .. })));
        values[19] = 1e300;
        assert_eq!(late_noise(&values), Err(SampleError::TooLarge));
    }
}

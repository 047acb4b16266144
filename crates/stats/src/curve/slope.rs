//! Whether the last half of a curve rises.

use super::noise::late_noise;
use crate::sample::SampleError;

/// The straight course of a curve's last half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LateSlope {
    /// The least-squares slope over its standard error with the inflation `J`; 0 where both are 0. Positive: it rises.
    pub z: f64,
    /// By how much the fitted line rises from its beginning to its end, in the unit of the values.
    pub rise: f64,
    /// How far the curve fell from its first value to its lowest, in the same unit.
    pub drop: f64,
}

/// The slope of the last half: the least-squares line through the last `h = n / 2` values, whose slope has the standard
/// error `s J / sqrt(h (h^2 - 1) / 12)`.
///
/// # Errors
/// For fewer than 20 values, and for values that are not finite or too large to square.
pub fn late_slope(values: &[f64]) -> Result<LateSlope, SampleError> {
    let noise = late_noise(values)?;
    let half = &values[values.len() - values.len() / 2..];
    let h = half.len() as f64;
    let spread = h * (h * h - 1.0) / 12.0;
    let along: f64 =
        half.iter().enumerate().map(|(index, value)| (index as f64 - (h - 1.0) / 2.0) * value).sum();
    let slope = along / spread;
    let standard_error = noise.widened() / spread.sqrt();
    let z = if slope == 0.0 { 0.0 } else { slope / standard_error.max(f64::MIN_POSITIVE) };
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let found = LateSlope { z: z.clamp(-1e6, 1e6), rise: slope * (h - 1.0), drop: values[0] - lowest };
    if found.rise.is_finite() && found.drop.is_finite() { Ok(found) } else { Err(SampleError::TooLarge) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_line_is_found() {
        let values: Vec<f64> = (0..40).map(|x| if x < 15 { 1.0 } else { 0.01 * f64::from(x - 15) }).collect();
        let found = late_slope(&values).unwrap();
        assert!((found.rise - 0.19).abs() < 1e-12 && (found.drop - 1.0).abs() < 1e-12, "{found:?}");
        assert!(found.z > 3.0);
        assert_eq!(late_slope(&[2.0; 30]).unwrap(), LateSlope { z: 0.0, rise: 0.0, drop: 0.0 });
    }

    #[test]
    fn z_of_a_plateau_is_standard_normal_or_nearly() {
        let mut random = Random::new(5);
        let beyond = (0..4000).filter(|_| {
            let values: Vec<f64> = (0..60).map(|_| random.normal()).collect();
            late_slope(&values).unwrap().z > 3.0
        });
        let share = beyond.count() as f64 / 4000.0;
        assert!(share < 0.006, "{share}");
    }
}

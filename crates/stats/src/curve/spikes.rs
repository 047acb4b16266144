//! Spikes of a curve: single values far above what came before, from which it recovers.

use crate::sample::{SampleError, check};

/// So many values before each are its neighbourhood.
const WINDOW: usize = 25;
/// Fewest of them that are judged by.
const LEAST_BEFORE: usize = 10;
/// A value is far above when it exceeds the median by so many deviations.
const FAR: f64 = 6.0;
/// It has recovered when a later value is within so many.
const NEAR: f64 = 3.0;
/// What makes a median absolute deviation a standard deviation of normal values.
const AS_SD: f64 = 1.4826;

/// A stretch of values far above what came before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    /// The index of its first value, from 0.
    pub index: usize,
    /// By how many deviations that lies above the running median.
    pub height: f64,
    /// Whether the curve came back within the next 25 values.
    pub recovered: bool,
}

/// The spikes: values above the median of the up to 25 values before them by more than `6 x 1.4826 MAD`. Neighbouring
/// ones are one spike. The first ten values are not judged, and a stretch without any scatter has no spikes.
///
/// # Errors
/// For fewer than 11 values, and for values that are not finite.
pub fn spikes(values: &[f64]) -> Result<Vec<Spike>, SampleError> {
    check(values, LEAST_BEFORE + 1)?;
    let mut found: Vec<Spike> = Vec::new();
    let mut until = 0;
    for index in LEAST_BEFORE..values.len() {
        if index < until {
            continue;
        }
        let before = &values[index.saturating_sub(WINDOW)..index];
        let Some((median, scale)) = centre(before) else { continue };
        if values[index] <= median + FAR * scale {
            continue;
        }
        let after = &values[index + 1..values.len().min(index + 1 + WINDOW)];
        let back = after.iter().position(|value| *value <= median + NEAR * scale);
        until = index + 1 + back.unwrap_or(after.len());
        let height = ((values[index] - median) / scale).min(1e6);
        found.push(Spike { index, height, recovered: back.is_some() });
    }
    Ok(found)
}

/// Median and scaled median absolute deviation; none without scatter.
fn centre(values: &[f64]) -> Option<(f64, f64)> {
    let middle = median(values.to_vec());
    let scale = AS_SD * median(values.iter().map(|value| (value - middle).abs()).collect());
    (scale > 0.0).then_some((middle, scale))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len().is_multiple_of(2) { f64::midpoint(values[half - 1], values[half]) } else { values[half] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy() -> Vec<f64> {
        (0..60).map(|x| 0.5 + 0.01 * f64::from(x * 7 % 5)).collect()
    }

    #[test]
    fn a_spike_and_a_step_are_told_apart() {
        let mut values = noisy();
        assert_eq!(spikes(&values).unwrap(), []);
        values[30] = 2.0;
        values[31] = 1.2;
        let found = spikes(&values).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].index == 30 && found[0].recovered && found[0].height > 50.0);
        let mut stays = noisy();
        stays[40..].iter_mut().for_each(|value| *value += 1.0);
        let found = spikes(&stays).unwrap();
        assert!(found.len() == 1 && !found[0].recovered, "{found:?}");
    }

    #[test]
    fn a_falling_curve_and_a_constant_one_have_none() {
        let falls: Vec<f64> = (0..100).map(|x| (-0.05 * f64::from(x)).exp()).collect();
        assert_eq!(spikes(&falls).unwrap(), []);
        let mut constant = vec![1.0; 40];
        constant[30] = 2.0;
        assert_eq!(spikes(&constant).unwrap(), [], "nothing is known of its scatter");
        assert!(spikes(&[1.0; 10]).is_err());
    }
}

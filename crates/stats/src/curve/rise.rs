//! By how much the last values lie above the best stretch before them.

use super::{Difference, block_count, last_count, mean};
use crate::curve::Noise;

/// A curve that lies higher at its end than it once did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Mean of the last `q` values less the mean of the lowest block of `w`; by noise alone its standard error is
    /// `s J sqrt(1/w + 1/q)`, but the lowest of many blocks is low by choice: ask for three of them.
    pub difference: Difference,
    /// The index of the lowest block's last value, from 0.
    pub lowest_block_end: usize,
}

/// The rise since the lowest block of `w = max(3, n / 10)` neighbouring values, over the last `q = max(4, n / 5)`. The blocks
/// lie side by side, counted from the end: of overlapping ones there are more to choose the luckiest from, which calls twice
/// as many plateaus a rise.
///
/// None where the lowest block reaches into the last `q` values, so that nothing has risen, and for fewer than `w + q`
/// values.
pub fn rise_after_best(values: &[f64], noise: &Noise) -> Option<Rise> {
    let (w, q) = (block_count(values.len()), last_count(values.len()));
    let last_from = values.len().checked_sub(q)?;
    let blocks = values.rchunks(w).map(mean).enumerate();
    let (from_end, lowest) =
        blocks.filter(|(index, _)| (index + 1) * w <= values.len()).min_by(|a, b| a.1.total_cmp(&b.1))?;
    let start = values.len() - (from_end + 1) * w;
    if start + w > last_from {
        return None;
    }
    let value = mean(&values[last_from..]) - lowest;
    let standard_error = noise.widened() * (1.0 / w as f64 + 1.0 / q as f64).sqrt();
    Some(Rise { difference: Difference { value, standard_error }, lowest_block_end: start + w - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: Noise = Noise { sd: 0.1, autocorrelation: 0.6, inflation: 2.0 };

    #[test]
    fn the_rise_is_measured_from_the_lowest_block() {
        // Falls to 0 at index 20, then rises by 0.01 a step to 0.29.
        let values: Vec<f64> = (0..50).map(|x| (f64::from(x) - 20.0).abs() * 0.01).collect();
        let rise = rise_after_best(&values, &NOISE).unwrap();
        assert_eq!(rise.lowest_block_end, 24);
        assert!((rise.difference.value - (0.245 - 0.02)).abs() < 1e-12, "{rise:?}");
        assert!((rise.difference.standard_error - 0.2 * 0.3_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_is_lowest_at_the_end_has_not_risen() {
        let values: Vec<f64> = (0..50).map(|x| 1.0 / f64::from(x + 1)).collect();
        assert_eq!(rise_after_best(&values, &NOISE), None);
    }
}

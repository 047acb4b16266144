//! From where on a curve gained no more.

use super::{block_count, mean};

/// The index of the last value of the first block of `w = max(3, n / 10)` whose mean lies within `tolerance` of the lowest
/// block's: from there on the curve gained no more than that. None for fewer than `w` values.
///
/// The tolerance is in the unit of the values; one below the noise of a block's mean would find the luckiest block.
pub fn level_from(values: &[f64], tolerance: f64) -> Option<usize> {
    let w = block_count(values.len());
    let means = || values.windows(w).map(mean);
    let lowest = means().min_by(f64::total_cmp)?;
    let first = means().position(|mean| mean <= lowest + tolerance)?;
    Some(first + w - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_block_near_the_lowest_counts() {
        let values: Vec<f64> = (0..50).map(|x| (1.0 - 0.1 * f64::from(x)).max(0.0)).collect();
        assert_eq!(level_from(&values, 0.0), Some(14)); // zero from index 10 on, blocks of 5
        assert_eq!(level_from(&values, 0.2), Some(10)); // 0.4, 0.3, .., 0: mean 0.2
        assert_eq!(level_from(&values[..2], 0.2), None);
    }
}

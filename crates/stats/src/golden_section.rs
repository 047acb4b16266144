//! The least value of a function of one number: a coarse grid, then golden section in the best of its cells.
//!
//! Kiefer 1953, *Sequential minimax search for a maximum*, Proc. AMS 4(3). The grid makes it robust against a second valley.

/// Cells of the grid.
const CELLS: u32 = 64;
/// Enough to narrow two cells to a millionth of them.
const CUTS: u32 = 32;

/// Where in `[low, high]` `value` is least.
pub(crate) fn golden_section(value: &dyn Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let width = (high - low) / f64::from(CELLS);
    let at = |index: u32| low + width * f64::from(index);
    let best = (0..=CELLS).map(at).min_by(|a, b| value(*a).total_cmp(&value(*b))).unwrap_or(low);
    let (mut left, mut right) = ((best - width).max(low), (best + width).min(high));
    for _ in 0..CUTS {
        let (inner_left, inner_right) = (right - ratio * (right - left), left + ratio * (right - left));
        if value(inner_left) <= value(inner_right) {
            right = inner_right;
        } else {
            left = inner_left;
        }
    }
    f64::midpoint(left, right)
}

#[cfg(test)]
mod tests {
    use super::golden_section;

    #[test]
    fn the_least_value_is_found_also_at_an_end_and_beside_another_valley() {
        let at = |value: &dyn Fn(f64) -> f64| golden_section(value, -3.0, 5.0);
        assert!((at(&|x| (x - 1.25).powi(2)) - 1.25).abs() < 1e-6);
        assert!((at(&|x| x) + 3.0).abs() < 1e-6);
        assert!((at(&|x| (x * 3.0).sin() + 0.1 * x) + 2.62).abs() < 0.05);
    }
}

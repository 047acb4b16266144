//! The values `low`, `low + step`, `low + 2 step`, ... of a stepped range, and their places in it.

/// Digits kept of a stepped float, so that `0.1 + 2 * 0.1` is 0.3.
const DIGITS: usize = 14;
/// How far from a step, as a share of it, a number still is that step: what rounding may do.
const TOLERANCE: f64 = 1e-6;

/// How many values a stepped range has; the last is at or below `high`.
pub(super) fn float_count(low: f64, high: f64, step: f64) -> u64 {
    ((high - low) / step + TOLERANCE).floor() as u64 + 1
}

/// Value number `index` of a stepped range, from 0.
pub(super) fn float_at(low: f64, step: f64, index: u64) -> f64 {
    if index == 0 { low } else { super::scale::round_significant(low + index as f64 * step, DIGITS) }
}

/// The number of a value in a stepped range; `None` for one between two steps or outside.
pub(super) fn float_index(low: f64, high: f64, step: f64, value: f64) -> Option<u64> {
    let index = ((value - low) / step).round();
    let off = (low + index * step - value).abs();
    let inside = index >= 0.0 && index < float_count(low, high, step) as f64;
    (inside && off <= TOLERANCE * step).then_some(index as u64)
}

/// How many values a stepped range of whole numbers has.
pub(super) fn int_count(low: i64, high: i64, step: i64) -> u64 {
    (high.abs_diff(low) / step.unsigned_abs().max(1)).saturating_add(1)
}

/// Value number `index` of a stepped range of whole numbers, from 0.
pub(super) fn int_at(low: i64, step: i64, index: u64) -> i64 {
    low.saturating_add(step.saturating_mul(index.cast_signed()))
}

/// The number of a value in a stepped range of whole numbers.
pub(super) fn int_index(low: i64, high: i64, step: i64, value: i64) -> Option<u64> {
    let inside = (low..=high).contains(&value);
    let offset = value.abs_diff(low);
    let step = step.unsigned_abs().max(1);
    (inside && offset.is_multiple_of(step)).then_some(offset / step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_the_numbers_that_people_write() {
        let values: Vec<f64> =
            (0..float_count(0.1, 0.75, 0.1)).map(|index| float_at(0.1, 0.1, index)).collect();
        assert_eq!(values, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        assert_eq!(float_count(0.0, 1.0, 0.1), 11, "the last step is the end, whatever the rounding");
        assert_eq!(float_index(0.1, 0.7, 0.1, 0.1 + 0.2), Some(2));
        assert_eq!(float_index(0.1, 0.7, 0.1, 0.35), None);
        assert_eq!(float_index(0.1, 0.7, 0.1, 0.8), None);
    }

    #[test]
    fn whole_steps_end_at_the_last_that_fits() {
        assert_eq!(int_count(16, 100, 16), 6);
        assert_eq!(int_at(16, 16, 5), 96);
        assert_eq!(int_index(16, 96, 16, 48), Some(2));
        assert_eq!(int_index(16, 96, 16, 50), None);
        assert_eq!(int_index(16, 96, 16, 112), None);
    }
}

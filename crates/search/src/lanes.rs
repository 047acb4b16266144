//! Sums over pairs of numbers in four lanes, which processors add side by side.
//!
//! The order of additions is fixed, so that the sum is the same to the bit on every machine; a plain sum has one order only, in
//! which each addition waits for the one before.

/// The sum of `term(a, b)` over both lists together.
#[inline]
pub(crate) fn sum(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let (blocks, rest) = a.as_chunks::<4>();
    let (others, other_rest) = b.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for (block, other) in blocks.iter().zip(others) {
        for lane in 0..4 {
            lanes[lane] += term(block[lane], other[lane]);
        }
    }
    let rest: f64 = rest.iter().zip(other_rest).map(|(a, b)| term(*a, *b)).sum();
    lanes.iter().sum::<f64>() + rest
}

/// The inner product.
#[inline]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(a, b, |a, b| a * b)
}

/// The sum of all values.
#[inline]
pub(crate) fn total(values: &[f64]) -> f64 {
    sum(values, values, |value, _| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_counts_once() {
        let (a, b): (Vec<f64>, Vec<f64>) = (1..=11).map(|n| (f64::from(n), f64::from(2 * n))).unzip();
        assert!((dot(&a, &b) - 2.0 * 506.0).abs() < 1e-9);
        assert!(dot(&[], &[]).abs() < 1e-9);
        assert!((total(&a) - 66.0).abs() < 1e-9);
    }
}

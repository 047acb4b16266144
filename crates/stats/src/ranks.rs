//! Ranks, with ties sharing the average of the places they take.
//!
//! A unit rank is `rank / (n + 1)`: it lies strictly between 0 and 1 and is the expected position of the
//! value had the values been spread evenly, so positions with a gap in the middle become positions without
//! one.

use crate::sample::{self, SampleError};

/// The rank of each value, 1 for the smallest; equal values share the average of their ranks.
///
/// `[10, 30, 20, 20]` has ranks `[1, 4, 2.5, 2.5]`. The ranks always add up to `n (n + 1) / 2`.
pub fn average_ranks(values: &[f64]) -> Result<Vec<f64>, SampleError> {
    sample::check(values, 1)?;
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for tied in order.chunk_by(|&a, &b| is_same(values[a], values[b])) {
        let end = start + tied.len();
        // The ranks start + 1, ..., end have this average.
        let rank = (start + 1 + end) as f64 / 2.0;
        for &index in tied {
            ranks[index] = rank;
        }
        start = end;
    }
    Ok(ranks)
}

/// [`average_ranks`] divided by `n + 1`: each strictly between 0 and 1.
pub fn unit_ranks(values: &[f64]) -> Result<Vec<f64>, SampleError> {
    let mut ranks = average_ranks(values)?;
    let scale = 1.0 / (values.len() + 1) as f64;
    for rank in &mut ranks {
        *rank *= scale;
    }
    Ok(ranks)
}

/// Equal as numbers, so that 0 and -0 are a tie although `total_cmp` orders them.
#[expect(clippy::float_cmp, reason = "a tie is exact equality of what was measured")]
fn is_same(a: f64, b: f64) -> bool {
    a == b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn ties_share_their_average() {
        assert_eq!(average_ranks(&[10.0, 30.0, 20.0, 20.0]), Ok(vec![1.0, 4.0, 2.5, 2.5]));
        assert_eq!(average_ranks(&[7.0, 7.0, 7.0]), Ok(vec![2.0, 2.0, 2.0]));
        assert_eq!(average_ranks(&[0.0, -0.0]), Ok(vec![1.5, 1.5]));
        assert_eq!(unit_ranks(&[3.0]), Ok(vec![0.5]));
        assert!(average_ranks(&[]).is_err());
        assert!(average_ranks(&[1.0, f64::NAN]).is_err());
    }

    #[test]
    fn ranks_keep_the_order_and_the_sum() {
        let mut random = Random::new(3);
        for n in 1..60_u64 {
            let values: Vec<f64> = (0..n).map(|_| random.below(n / 2 + 1) as f64).collect();
            let ranks = average_ranks(&values).expect("finite");
            let expected_sum = (n * (n + 1)) as f64 / 2.0;
            assert!((ranks.iter().sum::<f64>() - expected_sum).abs() < 1e-9);
            for (i, j) in (0..ranks.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
                assert_eq!(values[i].total_cmp(&values[j]), ranks[i].total_cmp(&ranks[j]));
            }
        }
    }
}

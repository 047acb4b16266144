//! Targets a Gaussian process can follow: the good half as it is, the bad half by its ranks.
//!
//! ```text
//! z = y                                                     where y is at the median or better
//! z = median + sd_good * Phi^-1(1/2 + 1/2 share of the bad half that is better)      where it is worse
//! ```
//!
//! `sd_good` is the root mean square distance of the good half from the median. How bad the bad ones are no longer matters: a
//! loss of 1e300 beside one of 0.3 is only the worst. (Half-rank warping: Song et al. 2024, *The Vizier Gaussian Process
//! Bandit Algorithm*, arXiv 2408.11527.) When not to use: where the size of bad values is of interest.

use etude_stats::ranks::average_ranks;

/// The values (lower is better) with their bad half warped, in units of the good half's spread, the median at 0. Their order is
/// kept.
pub fn half_rank(values: &[f64]) -> Vec<f64> {
    if values.is_empty() {
        return Vec::new();
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[(values.len() - 1) / 2];
    let good_ones = sorted.partition_point(|value| *value <= median);
    // Halved, since the difference of two numbers can be beyond the largest; and divided by the largest, since squares can.
    let off = |value: f64| 0.5 * median - 0.5 * value;
    let largest = off(sorted[0]);
    let square = |value: &f64| (off(*value) / largest).powi(2);
    let spread = (sorted[..good_ones].iter().map(square).sum::<f64>() / good_ones as f64).sqrt();
    let Ok(ranks) = average_ranks(values) else { return vec![0.0; values.len()] };
    let bad_ones = (values.len() - good_ones) as f64;
    let warped = |(value, rank): (&f64, &f64)| {
        if *value > median {
            let share = (rank - good_ones as f64 - 0.5) / bad_ones;
            normal_quantile(0.5 + 0.5 * share)
        } else if largest > 0.0 {
            -off(*value) / largest / spread
        } else {
            // The good half is one value: only ranks are left.
            0.0
        }
    };
    values.iter().zip(&ranks).map(warped).collect()
}

/// The standard normal quantile for a probability in (0, 1): Acklam's rational approximation, to a relative 1.2e-9.
fn normal_quantile(probability: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [0.007_784_695_709_041_462, 0.322_467_129_070_039_8, 2.445_134_137_142_996, 3.754_408_661_907_416];
    const TAIL: f64 = 0.024_25;
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, next| sum * x + next);
    let tail = |share: f64| {
        let q = (-2.0 * share.ln()).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    };
    if probability < TAIL {
        tail(probability)
    } else if probability > 1.0 - TAIL {
        -tail(1.0 - probability)
    } else {
        let q = probability - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_good_half_is_linear_and_the_order_stays() {
        let values = [3.0, 1.0, 2.0, 1e300, 50.0, 2.5, 1.5];
        let warped = half_rank(&values);
        let mut order: Vec<usize> = (0..7).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        assert!(order.is_sorted_by(|a, b| warped[*a] < warped[*b]), "{warped:?}");
        assert!(warped.iter().all(|value| value.abs() < 4.0), "{warped:?}");
        // The same without the outlier's size: the good half in units of its own spread.
        let tame = half_rank(&[3.0, 1.0, 2.0, 60.0, 50.0, 2.5, 1.5]);
        assert!((tame[1] / tame[6] - 1.5).abs() < 1e-9, "2.5 - 1 is 1.5 times 2.5 - 1.5: {tame:?}");
        assert_eq!(half_rank(&[4.0; 3]), [0.0; 3]);
        assert_eq!(half_rank(&[]), [0.0; 0]);
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (probability, expected) in
            [(0.5, 0.0), (0.975, 1.959_963_985), (0.01, -2.326_347_874), (0.9, 1.281_551_566)]
        {
            assert!((normal_quantile(probability) - expected).abs() < 1e-8);
        }
    }
}

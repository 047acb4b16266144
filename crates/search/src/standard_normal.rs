//! The standard normal distribution, as exactly as kernels and margins need it.
//!
//! The distribution function by the Chebyshev fit of the complementary error function (Press et al., *Numerical Recipes*,
//! section 6.2): relative error below 1.2e-7 everywhere. The quantile by Acklam's rational approximation (relative error
//! below 1.2e-9).
//!
//! When not to use: for p-values far below 1e-6 that are printed (`etude_stats` has exact tails).

use std::f64::consts::SQRT_2;

use crate::exponential::exp_of_minus;

/// The probability of a value below `z`. Compilers make vector instructions of it.
#[expect(
    clippy::inline_always,
    reason = "the loops over it are compiled for wide vectors only if it is part of them"
)]
#[inline(always)]
pub(crate) fn cdf(z: f64) -> f64 {
    let x = z.abs() / SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let series = COEFFICIENTS.iter().rev().fold(0.0, |sum, coefficient| sum * t + coefficient);
    let tail = 0.5 * t * exp_of_minus((x * x - series).max(0.0));
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// Of the exponent, in powers of `t`.
const COEFFICIENTS: [f64; 10] = [
    -1.265_512_23,
    1.000_023_68,
    0.374_091_96,
    0.096_784_18,
    -0.186_288_06,
    0.278_868_07,
    -1.135_203_98,
    1.488_515_87,
    -0.822_152_23,
    0.170_872_77,
];

/// The value below which that probability lies; infinite at 0 and 1.
pub(crate) fn quantile(probability: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    const TAIL: f64 = 0.024_25;
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, next| sum * x + next);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        polynomial(&C, q) / polynomial(&D, q)
    };
    if probability < TAIL {
        return tail(probability);
    }
    if probability > 1.0 - TAIL {
        return -tail(1.0 - probability);
    }
    let q = probability - 0.5;
    q * polynomial(&A, q * q) / polynomial(&B, q * q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_the_printed_table() {
        let table = [(0.0, 0.5), (1.0, 0.841_344_746), (1.96, 0.975_002_105), (-3.0, 0.001_349_898)];
        for (z, probability) in table {
            assert!((cdf(z) - probability).abs() < 2e-7, "{z}: {}", cdf(z));
            assert!((quantile(probability) - z).abs() < 1e-6, "{probability}: {}", quantile(probability));
        }
        assert_eq!((quantile(0.0), quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!((cdf(-10.0) / 7.619_853e-24 - 1.0).abs() < 1e-6);
    }
}

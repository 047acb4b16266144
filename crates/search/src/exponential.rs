//! The exponential, as a polynomial.
//!
//! The same to the bit on every machine, and compilers make vector instructions of it. When not to use: for single values, or
//! where arguments can be positive.

/// exp(-a) for a >= 0, to a relative 1e-15; beyond 700 it stays at exp(-700).
#[inline(always)]
pub(crate) fn exp_of_minus(a: f64) -> f64 {
    // Adding and subtracting this rounds to a whole number, which is then in the lowest bits.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = -a.min(700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let r = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let mut series = 1.0 / 479_001_600.0;
    for coefficient in [
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ] {
        series = series * r + coefficient;
    }
    let two_to_the_power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    series * two_to_the_power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_exact_to_the_last_digits() {
        for step in 0..70_000 {
            let a = f64::from(step) * 0.01;
            let expected = (-a).exp();
            assert!((exp_of_minus(a) / expected - 1.0).abs() < 2e-15, "at {a}");
        }
        assert!(exp_of_minus(1e300) < 1e-300);
    }
}

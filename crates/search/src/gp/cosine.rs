//! The cosine, as a polynomial.
//!
//! The same to the bit on every machine, and compilers make vector instructions of it. When not to use: for angles beyond some 10^9,
//! of which the last digits say where on the circle they are.

use std::f64::consts::TAU;

/// The cosine, to 1e-11.
#[inline]
pub(super) fn cosine(angle: f64) -> f64 {
    // Adding and subtracting this rounds to a whole number.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    let turns = angle * (1.0 / TAU);
    let part = turns - ((turns + ROUNDER) - ROUNDER);
    // cos(2 pi t) = sin(2 pi (1/4 - |t|)), and the series of the sine is short up to a quarter turn.
    let x = TAU * (0.25 - part.abs());
    let square = x * x;
    let mut series = -1.0 / 1_307_674_368_000.0;
    for coefficient in [
        1.0 / 6_227_020_800.0,
        -1.0 / 39_916_800.0,
        1.0 / 362_880.0,
        -1.0 / 5_040.0,
        1.0 / 120.0,
        -1.0 / 6.0,
        1.0,
    ] {
        series = series * square + coefficient;
    }
    series * x
}

#[cfg(test)]
mod tests {
    use super::cosine;

    #[test]
    fn it_is_the_cosine() {
        for step in -40_000..40_000 {
            let angle = f64::from(step) * 0.013;
            assert!((cosine(angle) - angle.cos()).abs() < 1e-10, "at {angle}");
        }
    }
}

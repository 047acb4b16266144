//! The Matern-5/2 correlation, over many squared distances at a time.
//!
//! ```text
//! c(r) = (1 + a + a^2 / 3) exp(-a),   a = sqrt(5) r        dc / d(r^2) = -(5 / 6) (1 + a) exp(-a)
//! ```
//!
//! Twice differentiable sample paths: rough enough not to be sure between points, smooth enough to follow a slope
//! (Stein 1999, *Interpolation of Spatial Data*; Snoek, Larochelle & Adams 2012). When not to use: for functions with
//! jumps, which no stationary kernel follows.
//!
//! The exponential is a polynomial of its own: it is the same to the bit on every machine, and compilers make vector
//! instructions of it.

const ROOT_5: f64 = 2.236_067_977_499_79;

/// Turns squared distances into correlations, in place.
pub(super) fn correlate(squares: &mut [f64]) {
    for square in squares {
        let a = ROOT_5 * square.sqrt();
        *square = (1.0 + a + a * a / 3.0) * exp_of_minus(a);
    }
}

/// Turns squared distances into correlations, in place, and writes the derivatives by the squared distance.
pub(super) fn correlate_with_slopes(squares: &mut [f64], slopes: &mut [f64]) {
    for (square, slope) in squares.iter_mut().zip(slopes) {
        let a = ROOT_5 * square.sqrt();
        let exp = exp_of_minus(a);
        *square = (1.0 + a + a * a / 3.0) * exp;
        *slope = (-5.0 / 6.0) * (1.0 + a) * exp;
    }
}

/// exp(-a) for a >= 0, to a relative 1e-15; beyond 700 it stays at exp(-700).
#[inline]
fn exp_of_minus(a: f64) -> f64 {
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

    #[test]
    fn slopes_are_those_of_the_correlation() {
        for square in [0.0, 1e-6, 0.3, 1.0, 7.0] {
            let step = 1e-6;
            let mut ends = [square, square + step];
            correlate(&mut ends);
            let (mut value, mut slope) = ([square + step / 2.0], [0.0]);
            correlate_with_slopes(&mut value, &mut slope);
            assert!((slope[0] - (ends[1] - ends[0]) / step).abs() < 2e-4, "at {square}");
        }
        let mut known = [1.0];
        correlate(&mut known);
        // (1 + sqrt 5 + 5 / 3) exp(-sqrt 5)
        assert!((known[0] - 0.523_994_108_831_820_3).abs() < 1e-12);
    }
}

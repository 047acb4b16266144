//! The Matern-5/2 correlation, over many squared distances at a time.
//!
//! ```text
//! c(r) = (1 + a + a^2 / 3) exp(-a),   a = sqrt(5) r        dc / d(r^2) = -(5 / 6) (1 + a) exp(-a)
//! ```
//!
//! Twice differentiable sample paths: rough enough not to be sure between points, smooth enough to follow a slope
//! (Stein 1999, *Interpolation of Spatial Data*; Snoek, Larochelle & Adams 2012). When not to use: for functions with
//! jumps, which no stationary kernel follows.

use crate::exponential::exp_of_minus;
use crate::wide::wide;

const ROOT_5: f64 = 2.236_067_977_499_79;

/// Turns squared distances into correlations, in place.
pub(super) fn correlate(squares: &mut [f64]) {
    wide(|| {
        for square in squares {
            let a = ROOT_5 * square.sqrt();
            *square = (1.0 + a + a * a / 3.0) * exp_of_minus(a);
        }
    });
}

/// Turns squared distances into correlations, in place, and writes the derivatives by the squared distance.
pub(super) fn correlate_with_slopes(squares: &mut [f64], slopes: &mut [f64]) {
    wide(|| {
        for (square, slope) in squares.iter_mut().zip(slopes) {
            let a = ROOT_5 * square.sqrt();
            let exp = exp_of_minus(a);
            *square = (1.0 + a + a * a / 3.0) * exp;
            *slope = (-5.0 / 6.0) * (1.0 + a) * exp;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_at_a_time_are_the_same_to_the_bit_as_one_by_one() {
        let squares: Vec<f64> = (0..1003).map(|step| f64::from(step) * 0.037).collect();
        let mut together = squares.clone();
        correlate(&mut together);
        for (square, expected) in squares.iter().zip(&together) {
            let mut alone = [*square];
            correlate(&mut alone);
            assert_eq!(alone[0].to_bits(), expected.to_bits(), "at {square}");
        }
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

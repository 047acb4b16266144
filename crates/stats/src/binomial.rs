//! Is a count higher than chance explains? The exact upper tail of the binomial distribution.
//!
//! ```text
//! P(X >= k) = I_p(k, n - k + 1),     X ~ Binomial(n, p)
//! ```
//!
//! with the regularised incomplete beta function `I` (Abramowitz & Stegun 1964, 26.5.24).
//!
//! When not to use: where the things counted are not independent of one another, such as neighbouring epochs.

use statrs::function::beta::beta_reg;

/// How probable at least `count` of `trials` independent events are when each has the probability `chance`; 1 for a count
/// of 0, and 0 for more events than trials. A `chance` outside [0, 1] is taken as the nearer of the two.
pub fn at_least(count: u32, trials: u32, chance: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if count > trials {
        return 0.0;
    }
    beta_reg(f64::from(count), f64::from(trials - count) + 1.0, chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn the_tail_is_the_sum_of_its_terms() {
        // 1 - 0.98^16 and 1 - 0.98^16 - 16 * 0.02 * 0.98^15.
        let none = 0.98_f64.powi(16);
        assert!((at_least(1, 16, 0.02) - (1.0 - none)).abs() < 1e-12);
        assert!((at_least(2, 16, 0.02) - (1.0 - none - 16.0 * 0.02 * 0.98_f64.powi(15))).abs() < 1e-12);
        assert!((at_least(3, 3, 0.5) - 0.125).abs() < 1e-12);
        assert!((at_least(0, 5, 0.5) - 1.0).abs() < 1e-12);
        assert!(at_least(6, 5, 0.5).abs() < 1e-12);
    }
}

//! The logarithm of the expected improvement, and of a probability, without losing digits however small they are.
//!
//! ```text
//! EI = sd h(z),   h(z) = phi(z) + z Phi(z),   z = (best - mean) / sd      (lower is better)
//! ```
//!
//! Far from the best, EI is below the smallest number and its gradient gone; its logarithm still says where to go (Ament et al.
//! 2023, *Unexpected improvements to expected improvement*, arXiv 2310.20708). Below -1, h(z) = phi(z) (1 - |z| m(|z|)) with
//! Mills' ratio m, which has a continued fraction.
//!
//! Where measurements stray, one more beside many changes little: improvement is hoped for, but not to be measured there. So
//! the expected improvement is lessened by the share 1 - noise / sqrt(sd^2 + noise^2) that a measurement would tell
//! (Huang, Allen, Notz & Zeng 2006, *Global optimization of stochastic black-box systems*, J. Global Optim. 34, 441-466).

/// ln sqrt(2 pi).
const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// ln h(z), and its derivative.
pub(crate) fn log_improvement(z: f64) -> (f64, f64) {
    let log_density = -0.5 * z * z - LN_ROOT_TAU;
    if z > -1.0 {
        let below = below(z);
        let h = log_density.exp() + z * below;
        return (h.ln(), below / h);
    }
    let t = -z;
    // 1 - t m(t) is 1 / t^2 far out, where the difference has lost its digits.
    let (mills, rest) = if t > 1e4 { (1.0 / t, 1.0 / (t * t)) } else { (mills(t), 1.0 - t * mills(t)) };
    (log_density + rest.ln(), mills / rest)
}

/// ln (1 - noise / sqrt(sd^2 + noise^2)) for `deviation` sd and the standard deviation of a measurement, and its derivative by
/// sd: 0 without noise, and falling where the truth is better known than a measurement would tell it.
pub(super) fn log_news(deviation: f64, noise: f64) -> (f64, f64) {
    let both = deviation.hypot(noise);
    if noise <= 0.0 || both <= 0.0 {
        return (0.0, 0.0);
    }
    // 1 - n / b is (s / b)^2 / (1 + n / b), which keeps its digits where sd is small.
    let share = (deviation / both).powi(2) / (1.0 + noise / both);
    (share.ln(), noise * deviation / both.powi(3) / share)
}

/// ln Phi(z), and its derivative.
pub(super) fn log_probability(z: f64) -> (f64, f64) {
    let log_density = -0.5 * z * z - LN_ROOT_TAU;
    if z > -1.0 {
        let below = below(z);
        return (below.ln(), log_density.exp() / below);
    }
    let mills = mills(-z);
    (log_density + mills.ln(), 1.0 / mills)
}

/// Phi(z).
fn below(z: f64) -> f64 {
    let t = z.abs();
    let density = (-0.5 * z * z - LN_ROOT_TAU).exp();
    let above = density * mills(t);
    if z > 0.0 { 1.0 - above } else { above }
}

/// Mills' ratio (1 - Phi(t)) / phi(t) for t >= 0.
fn mills(t: f64) -> f64 {
    if t < 2.5 {
        // Phi(t) - 1/2 = phi(t) (t + t^3 / 3 + t^5 / 15 + ...)
        let (mut term, mut sum, mut odd) = (t, t, 1.0);
        while term > 1e-17 * sum {
            odd += 2.0;
            term *= t * t / odd;
            sum += term;
        }
        return 0.5 * (0.5 * t * t + LN_ROOT_TAU).exp() - sum;
    }
    let terms = if t < 5.0 { 60 } else { 20 };
    1.0 / (t + (1..=terms).rev().fold(0.0, |rest, term| f64::from(term) / (t + rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // h(0) = phi(0); h(-1) = 0.083315470..., h(-3) = 3.8215e-4, h(-10) = 7.4746e-25.
        let known = [
            (0.0, 0.398_942_280_401),
            (-1.0, 0.083_315_470_6),
            (2.0, 2.008_490_702),
            (-3.0, 3.821_543_17e-4),
        ];
        for (z, h) in known {
            assert!((log_improvement(z).0.exp() / h - 1.0_f64).abs() < 1e-7, "h({z})");
        }
        assert!((log_probability(-10.0).0 - (7.619_853_024_160_527e-24_f64).ln()).abs() < 1e-9);
        assert!((log_probability(1.96).0.exp() - 0.975_002_104_9).abs() < 1e-9);
    }

    #[test]
    fn a_measurement_tells_less_where_the_truth_is_known_better_than_it_strays() {
        // 1 - 4 / 5, 1 - 1 / sqrt 2, and nearly nothing.
        for (deviation, noise, share) in
            [(3.0, 4.0, 0.2), (1.0, 1.0, 1.0 - 0.5_f64.sqrt()), (1e-6, 1.0, 5e-13)]
        {
            assert!((log_news(deviation, noise).0.exp() / share - 1.0).abs() < 1e-9);
            let step = 1e-6 * deviation;
            let ends = [deviation + step, deviation - step].map(|deviation| log_news(deviation, noise).0);
            let expected = (ends[0] - ends[1]) / (2.0 * step);
            assert!((log_news(deviation, noise).1 / expected - 1.0).abs() < 1e-6);
        }
        assert_eq!(log_news(1.0, 0.0), (0.0, 0.0));
    }

    #[test]
    fn slopes_are_those_of_the_values_however_far_out() {
        for z in [3.0_f64, 0.5, -0.9, -1.1, -2.4, -2.6, -4.9, -5.1, -40.0, -3e3, -2e5] {
            let step = 1e-6 * z.abs();
            for function in [log_improvement, log_probability] {
                let expected = (function(z + step).0 - function(z - step).0) / (2.0 * step);
                let (value, slope) = function(z);
                assert!(
                    value.is_finite() && (slope / expected - 1.0).abs() < 1e-4,
                    "{slope} is not {expected} at {z}"
                );
            }
        }
    }
}

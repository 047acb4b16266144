//! A quantity that falls with diminishing returns: `y(x) = least (1 + half / x)`.
//!
//! At `x = half` it is twice its least value: below, doubling `x` nearly halves it; far above, it changes nothing. Of steps to a
//! target against the batch size, `half` is the critical batch size: McCandlish, Kaplan, Amodei et al. 2018, *An Empirical
//! Model of Large-Batch Training* (arXiv 1812.06162), whose `(S/S_min - 1)(E/E_min - 1) = 1` it is with `E = x S`.
//!
//! Fitted by least squares on `log y`: given `half` the least value has a closed form, and `half` is found by golden section on
//! its logarithm, from a hundredth of the smallest `x` to a hundred times the largest. The interval is the profile's: every
//! `half` whose sum of squares is at most `(1 + t^2 / (n - 2))` times the least one, with `t` the two-sided quantile of
//! Student's t on `n - 2` degrees of freedom (Bates & Watts 1988, *Nonlinear Regression Analysis*, 6.1).
//!
//! When not to use: for fewer than three points; the interval is open where the points say too little, at either end.

use crate::golden_section::golden_section;
use crate::student::StudentT;

/// How far beyond the points the fit looks for `half`.
const BEYOND: f64 = 100.0;

/// The fitted curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diminishing {
    /// The value that no `x` goes below.
    pub least: f64,
    /// Where the value is twice the least.
    pub half: f64,
    /// The lower end of the interval for `half`; none where every smaller one fits as well.
    pub half_low: Option<f64>,
    /// The upper end; none where every larger one fits as well.
    pub half_high: Option<f64>,
    /// Root mean square of `log y - log fit`.
    pub residual: f64,
}

impl Diminishing {
    /// Its value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.least * (1.0 + self.half / x)
    }
}

/// Fits points `(x, y)`, with an interval of the two-sided `confidence` for `half`. None for fewer than three points, or where
/// one is not positive and finite, or for a confidence outside (0, 1).
pub fn fit_diminishing(points: &[(f64, f64)], confidence: f64) -> Option<Diminishing> {
    let usable = |value: f64| value.is_finite() && value > 0.0;
    if points.len() < 3 || !points.iter().all(|(x, y)| usable(*x) && usable(*y)) {
        return None;
    }
    let freedom = points.len() as f64 - 2.0;
    let t = StudentT::new(freedom).ok()?.quantile(f64::midpoint(1.0, confidence)).ok()?;
    let low = points.iter().map(|point| point.0).fold(f64::INFINITY, f64::min) / BEYOND;
    let high = points.iter().map(|point| point.0).fold(0.0, f64::max) * BEYOND;
    let misfit = |log_half: f64| squares(points, log_half.exp());
    let log_half = golden_section(&misfit, low.ln(), high.ln());
    let bound = misfit(log_half).max(f64::MIN_POSITIVE) * (1.0 + t * t / freedom);
    let half = log_half.exp();
    Some(Diminishing {
        least: least(points, half),
        half,
        half_low: crossing(&misfit, bound, log_half, low.ln()).map(f64::exp),
        half_high: crossing(&misfit, bound, log_half, high.ln()).map(f64::exp),
        residual: (misfit(log_half) / points.len() as f64).sqrt(),
    })
}

/// Where between `inside` and `end` the misfit passes `bound`; none where it never does.
fn crossing(misfit: &dyn Fn(f64) -> f64, bound: f64, inside: f64, end: f64) -> Option<f64> {
    if misfit(end) <= bound {
        return None;
    }
    let (mut inside, mut outside) = (inside, end);
    for _ in 0..60 {
        let middle = f64::midpoint(inside, outside);
        if misfit(middle) <= bound {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Some(inside)
}

/// The least value that fits best, given `half`.
fn least(points: &[(f64, f64)], half: f64) -> f64 {
    let logs = points.iter().map(|(x, y)| (y / (1.0 + half / x)).ln());
    (logs.sum::<f64>() / points.len() as f64).exp()
}

fn squares(points: &[(f64, f64)], half: f64) -> f64 {
    let least = least(points, half);
    points.iter().map(|(x, y)| (y / (least * (1.0 + half / x))).ln().powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const SIZES: [f64; 6] = [16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

    #[test]
    fn exact_points_give_back_their_curve_and_its_own_identity() {
        let points = SIZES.map(|x| (x, 300.0 * (1.0 + 90.0 / x)));
        let fit = fit_diminishing(&points, 0.9).unwrap();
        assert!((fit.least / 300.0 - 1.0).abs() < 1e-4 && (fit.half / 90.0 - 1.0).abs() < 1e-4, "{fit:?}");
        // McCandlish et al. 2018, equation 2.11: (S/S_min - 1)(E/E_min - 1) = 1, with E_min = B_crit S_min.
        let (x, y) = points[3];
        let product = (y / fit.least - 1.0) * (x * y / (fit.half * fit.least) - 1.0);
        assert!((product - 1.0).abs() < 1e-3, "{product}");
    }

    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let mut random = Random::new(11);
        let mut held = 0;
        for _ in 0..1000 {
            let noisy = |x: f64| (x, 300.0 * (1.0 + 90.0 / x) * (0.08 * random.normal()).exp());
            let fit = fit_diminishing(&SIZES.map(noisy), 0.9).unwrap();
            let above = fit.half_low.is_none_or(|low| low <= 90.0);
            held += u32::from(above && fit.half_high.is_none_or(|high| 90.0 <= high));
        }
        // Binomial(1000, 0.9): five standard errors are 47.
        assert!((853..=947).contains(&held), "{held}");
    }

    #[test]
    fn what_the_points_cannot_tell_stays_open() {
        let flat = fit_diminishing(&SIZES.map(|x| (x, 100.0 + x.ln())), 0.9).unwrap();
        assert_eq!(flat.half_low, None, "{flat:?}");
        let perfect =
            fit_diminishing(&[(1.0, 801.0), (2.0, 399.0), (4.0, 200.0), (8.0, 101.0)], 0.9).unwrap();
        assert_eq!(perfect.half_high, None, "{perfect:?}");
        assert_eq!(fit_diminishing(&[(1.0, 1.0), (2.0, 1.0)], 0.9), None);
    }
}

//! May I look after every pair, and stop whenever I like? A process of evidence that may be read at any time.
//!
//! With `S = sum d`, `V = sum d²`, a half-normal prior on the effect in units of its standard deviation,
//! `g = |N(0, 1/c²)|` with `c² = 1`, and `rho² = S² / ((n + c²) V)`,
//!
//! ```text
//! E_n  = 2 F_n(sqrt(n) rho / sqrt(1 - rho²)) · sqrt(c² / (n + c²)) (1 - rho²)^(-n/2)     rho has the sign of S
//! ```
//!
//! where `F_n` is Student's distribution function with `n` degrees of freedom. `E_n` is the ratio of the likelihoods of
//! `d / |d_1|` with and without an effect (the scale drops out: Lai 1976; Wang & Ramdas, *Anytime-valid t-tests and
//! confidence sequences*, arXiv 2310.03722), averaged over the prior; without the factor `2 F_n` it is their two-sided form.
//! The factor is the closed form of their integral: the mean of `Phi(a chi_n)` is `F_n(a sqrt(n))`. For normal differences
//! with a mean of zero it is a martingale that begins with 1, so `P(E_n >= 1/alpha for any n) <= alpha` (Ville 1939).
//!
//! The interval is the confidence sequence of the two-sided form at twice the error: each end is wrong at any time at most
//! as often as the overall error, up to Ville's slack.
//!
//! The price of the freedom is about a quarter more pairs than a plan with few looks. When not to use: where a plan can be
//! kept ([`crate::group_sequential`]), or where the two sides have different shapes (14 % false adoptions with exponential
//! differences).

use crate::group_sequential::{DecideError, Decision, Look};
use crate::interval::Interval;
use crate::paired::PairedSummary;
use crate::sample::{self, SampleError};
use crate::student::StudentT;

/// Precision of the prior on the effect: effects of about one standard deviation are expected.
const PRIOR_PRECISION: f64 = 1.0;

/// Evidence that the mean of `differences` is above `reference`: at least `1 / alpha` in at most a share `alpha` of all
/// sequences in which it is not, however often one looks. 1 for fewer than two differences.
///
/// # Errors
/// When a difference is not finite.
pub fn evidence_above(differences: &[f64], reference: f64) -> Result<f64, SampleError> {
    sample::check(differences, 0)?;
    let n = differences.len();
    if n < 2 {
        return Ok(1.0);
    }
    let (sum, squares) = differences.iter().fold((0.0, 0.0), |(sum, squares), difference| {
        let gap = difference - reference;
        (sum + gap, squares + gap * gap)
    });
    if squares <= 0.0 {
        return Ok(1.0);
    }
    let count = n as f64;
    let square = sum * sum / ((count + PRIOR_PRECISION) * squares);
    let two_sided = (PRIOR_PRECISION / (count + PRIOR_PRECISION)).sqrt() * (1.0 - square).powf(-count / 2.0);
    let t = (count * square / (1.0 - square)).sqrt() * sum.signum();
    Ok(2.0 * StudentT::of_sample(n + 1).cdf(t) * two_sided)
}

/// Evidence that the mean is below `reference`; see [`evidence_above`].
///
/// # Errors
/// When a difference is not finite.
pub fn evidence_below(differences: &[f64], reference: f64) -> Result<f64, SampleError> {
    let mirrored: Vec<f64> = differences.iter().map(|difference| -difference).collect();
    evidence_above(&mirrored, -reference)
}

/// The interval that holds the mean at every number of differences at once with probability `1 - 2 overall_error`; none
/// while it has no ends, which is so for the first few.
///
/// # Errors
/// When a difference is not finite.
pub fn interval_at_any_time(
    differences: &[f64],
    overall_error: f64,
) -> Result<Option<Interval>, SampleError> {
    sample::check(differences, 2)?;
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let spread = differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / n;
    let two_sided = 2.0 * overall_error;
    let threshold = ((n + PRIOR_PRECISION) / (two_sided * two_sided * PRIOR_PRECISION)).powf(1.0 / n);
    let room = n + PRIOR_PRECISION - threshold * PRIOR_PRECISION;
    if room <= 0.0 {
        return Ok(None);
    }
    let half_width = (spread * (threshold - 1.0) * (n + PRIOR_PRECISION) / room).sqrt();
    Ok(Some(Interval { low: mean - half_width, high: mean + half_width, coverage: 1.0 - two_sided }))
}

/// What the evidence says after each of `first` to `last` differences, positive meaning better: adopt where the mean is above
/// zero and at least the margin, keep where it is below the margin, by evidence of at least `1 / overall_error`. The first
/// number of differences that decides is final.
///
/// # Errors
/// When a difference is not finite, or the margin is below 0.
pub fn decide_at_any_time(
    differences: &[f64],
    margin: f64,
    (first, last): (u32, u32),
    overall_error: f64,
) -> Result<Decision, DecideError> {
    if !(margin.is_finite() && margin >= 0.0) {
        return Err(DecideError::Margin(margin));
    }
    sample::check(differences, 0)?;
    let mut latest = None;
    for pairs in first.max(2)..=last {
        let Some(seen) = differences.get(..pairs as usize) else {
            return Ok(Decision::Continue { next_look: pairs, latest });
        };
        let (above, below) = (evidence_above(seen, 0.0)?, evidence_below(seen, margin)?);
        let look = look(seen, (above, below), overall_error)?;
        latest = Some(look);
        let enough = 1.0 / overall_error;
        if above >= enough && look.mean >= margin {
            return Ok(Decision::Adopt(look));
        }
        if below >= enough {
            return Ok(Decision::Keep(look));
        }
    }
    latest.map(Decision::Inconclusive).ok_or(DecideError::Differences(SampleError::TooFew {
        found: differences.len(),
        needed: first as usize,
    }))
}

fn look(seen: &[f64], (above, below): (f64, f64), overall_error: f64) -> Result<Look, SampleError> {
    let summary = PairedSummary::from_differences(seen)?;
    let interval = interval_at_any_time(seen, overall_error)?;
    Ok(Look {
        pairs: seen.len() as u32,
        mean: summary.mean,
        sd: summary.sd,
        pooled_degrees: None,
        interval: interval.unwrap_or(Interval {
            low: f64::MIN,
            high: f64::MAX,
            coverage: 1.0 - 2.0 * overall_error,
        }),
        p_above_zero: (1.0 / above).min(1.0),
        p_below_margin: (1.0 / below).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The likelihood ratio of effect `g`, by its series (methods 1a), averaged over the half-normal prior on a grid.
    fn by_quadrature(differences: &[f64]) -> f64 {
        let n = differences.len() as f64;
        let sum: f64 = differences.iter().sum();
        let squares: f64 = differences.iter().map(|d| d * d).sum();
        let ratio = |g: f64| {
            let step = std::f64::consts::SQRT_2 * g * sum / squares.sqrt();
            let (mut even, mut odd) = (1.0, step * gamma_half_step(n));
            let mut series = even + odd;
            for k in (2..400).step_by(2) {
                let k = f64::from(k);
                even *= step * step * ((n + k - 2.0) / 2.0) / (k * (k - 1.0));
                odd *= step * step * ((n + k - 1.0) / 2.0) / ((k + 1.0) * k);
                series += even + odd;
            }
            (-n * g * g / 2.0).exp() * series
        };
        let (nodes, width) = (4000, 8.0 / 4000.0);
        let density = |g: f64| 2.0 * (-g * g / 2.0).exp() / std::f64::consts::TAU.sqrt();
        (0..nodes).map(|i| (f64::from(i) + 0.5) * width).map(|g| ratio(g) * density(g) * width).sum()
    }

    /// Gamma((n + 1) / 2) / Gamma(n / 2) for whole `n`.
    fn gamma_half_step(n: f64) -> f64 {
        let mut value = if n % 2.0 == 0.0 {
            std::f64::consts::PI.sqrt() / 2.0
        } else {
            1.0 / std::f64::consts::PI.sqrt()
        };
        let mut at = if n % 2.0 == 0.0 { 2.0 } else { 1.0 };
        while at < n {
            value *= (at + 1.0) / at;
            at += 2.0;
        }
        value
    }

    #[test]
    fn the_closed_form_is_the_integral() {
        let mut random = Random::new(3);
        for n in [2, 3, 5, 8, 13] {
            for gain in [-0.5, 0.0, 0.8] {
                let differences: Vec<f64> = (0..n).map(|_| gain + random.normal()).collect();
                let found = evidence_above(&differences, 0.0).unwrap();
                let expected = by_quadrature(&differences);
                assert!((found / expected - 1.0).abs() < 1e-5, "{n} {gain}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_two_sides_average_to_the_two_sided_form_and_meet_the_interval() {
        let differences = [0.4, 1.1, -0.3, 0.9, 0.2, 0.8, 1.4];
        let interval = interval_at_any_time(&differences, 0.025).unwrap().unwrap();
        for end in [interval.low, interval.high] {
            let above = evidence_above(&differences, end).unwrap();
            let below = evidence_below(&differences, end).unwrap();
            assert!((f64::midpoint(above, below) - 20.0).abs() < 1e-6, "{above} {below}");
        }
        assert_eq!(interval_at_any_time(&differences[..4], 0.025).unwrap(), None);
    }

    #[test]
    fn a_mean_of_zero_is_rarely_called_above_zero_at_any_number_of_pairs_to_200() {
        let mut random = Random::new(8);
        let noises: [fn(&mut Random) -> f64; 3] =
            [Random::normal, |random| random.student_t(3), |random| random.contaminated_normal(0.1, 5.0)];
        for noise in noises {
            let mut called = 0;
            for _ in 0..1500 {
                let path: Vec<f64> = (0..200).map(|_| noise(&mut random)).collect();
                called += u32::from((2..=200).any(|n| evidence_above(&path[..n], 0.0).unwrap() >= 20.0));
            }
            assert!(called <= 75, "{called} of 1500");
        }
    }

    #[test]
    fn decides_at_the_first_number_of_pairs_with_enough_evidence() {
        let decide =
            |differences: &[f64], margin| decide_at_any_time(differences, margin, (4, 40), 0.05).unwrap();
        assert!(matches!(decide(&[1.0, 1.1], 0.0), Decision::Continue { next_look: 4, latest: None }));
        assert!(matches!(decide(&[1.0, 1.1, 0.9, 1.0], 0.5), Decision::Adopt(Look { pairs: 4, .. })));
        assert!(matches!(decide(&[1.0, 1.1, 0.9, 1.0], 2.5), Decision::Keep(Look { pairs: 4, .. })));
        let mut noisy: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(matches!(decide(&noisy, 0.0), Decision::Inconclusive(Look { pairs: 40, .. })));
        noisy.truncate(17);
        assert!(matches!(decide(&noisy, 0.0), Decision::Continue { next_look: 18, latest: Some(_) }));
        assert!(decide_at_any_time(&noisy, -1.0, (4, 40), 0.05).is_err());
    }

    #[test]
    fn differences_without_spread_and_unusable_ones() {
        assert!((evidence_above(&[0.0; 9], 0.0).unwrap() - 1.0).abs() < 1e-15);
        assert!((evidence_above(&[5.0], 0.0).unwrap() - 1.0).abs() < 1e-15);
        assert!(evidence_above(&[0.2; 20], 0.0).unwrap() > 20.0);
        assert!(evidence_above(&[f64::NAN, 1.0], 0.0).is_err());
    }
}

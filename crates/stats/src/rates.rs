//! Does one thing happen more often than another? The chance that one rate is the larger, from counts on both sides.
//!
//! With Jeffreys' prior each rate is `Beta(k + 1/2, n - k + 1/2)` given `k` of `n`, and
//! `P(a > b) = integral of density_a(x) CDF_b(x) dx`, by Simpson's rule in `x = sin² t`, which takes the poles off the ends
//! (Jeffreys 1946; Brown, Cai & DasGupta 2001 on the prior).
//!
//! It is a posterior probability and no test: with equal rates it says more than 0.9 in up to a tenth of all cases.

use statrs::function::beta::beta_reg;

/// How often something happened, out of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How often it happened.
    pub happened: u32,
    /// Out of how many.
    pub of: u32,
}

/// Halves of the quarter turn that Simpson's rule is laid over.
const PANELS: u32 = 400;

/// The probability that the rate behind `a` is above the rate behind `b`. 0.5 where the counts are equal.
pub fn chance_that_more_often(a: Count, b: Count) -> f64 {
    let shape = |count: Count| {
        let happened = f64::from(count.happened.min(count.of));
        (happened + 0.5, f64::from(count.of) - happened + 0.5)
    };
    let ((a1, a2), (b1, b2)) = (shape(a), shape(b));
    let step = std::f64::consts::FRAC_PI_2 / f64::from(PANELS);
    let (mut mass, mut above) = (0.0, 0.0);
    for node in 0..=PANELS {
        let simpson = match node {
            0 | PANELS => 1.0,
            odd if odd % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let (sine, cosine) = (f64::from(node) * step).sin_cos();
        let density = simpson * sine.abs().powf(2.0 * a1 - 1.0) * cosine.abs().powf(2.0 * a2 - 1.0);
        mass += density;
        above += density * beta_reg(b1, b2, (sine * sine).clamp(0.0, 1.0));
    }
    above / mass
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(a: (u32, u32), b: (u32, u32)) -> f64 {
        chance_that_more_often(Count { happened: a.0, of: a.1 }, Count { happened: b.0, of: b.1 })
    }

    #[test]
    fn equal_counts_say_nothing_and_the_two_sides_complete_each_other() {
        for (k, n) in [(0, 3), (2, 5), (8, 8), (0, 0)] {
            assert!((chance((k, n), (k, n)) - 0.5).abs() < 1e-6, "{k} of {n}");
        }
        assert!((chance((3, 8), (1, 8)) + chance((1, 8), (3, 8)) - 1.0).abs() < 1e-6);
    }

    /// One quotient is known in closed form: with no data on either side both rates follow the arcsine law.
    #[test]
    fn agrees_with_drawing() {
        // Beta(k + 1/2, j + 1/2) is a share of chi squares with 2k + 1 and 2j + 1 degrees of freedom.
        let mut random = crate::random::Random::new(4);
        let mut chi = |degrees: u32| (0..degrees).map(|_| random.normal().powi(2)).sum::<f64>();
        for ((a, n), (b, m)) in [((2, 5), (0, 5)), ((1, 3), (0, 3)), ((3, 20), (1, 12))] {
            let times = 40_000;
            let mut share = |k: u32, n: u32| {
                let (happened, not) = (chi(2 * k + 1), chi(2 * (n - k) + 1));
                happened / (happened + not)
            };
            let above = (0..times).filter(|_| share(a, n) > share(b, m)).count();
            let drawn = above as f64 / f64::from(times);
            let found = chance((a, n), (b, m));
            assert!((found - drawn).abs() < 0.01, "{a}/{n} {b}/{m}: {found} {drawn}");
        }
    }

    #[test]
    fn more_on_the_same_number_is_likelier() {
        assert!(chance((1, 5), (0, 5)) < chance((2, 5), (0, 5)));
        assert!(chance((2, 5), (0, 5)) > 0.9 && chance((1, 5), (0, 5)) < 0.9);
    }
}

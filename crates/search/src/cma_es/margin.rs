//! The margin: whole numbers and steps stay in play when the distribution has become narrow.
//!
//! A distribution narrower than a step would draw the same value for ever. After every generation, mean and factor of each
//! such parameter are corrected so that the values below and above that of the mean keep a probability of at least
//! `alpha / 2` each, or of `alpha` at an end of the list (Hamano, Saito, Nomura & Shirakawa 2022, *CMA-ES with margin*, arXiv
//! 2205.13482, section 4, with `alpha = 1 / (lambda n)`).

use super::distribution::Distribution;
use crate::model_space::Kind;
use crate::standard_normal::{cdf, quantile};

/// Corrects a distribution whose axes are of these kinds.
pub(crate) fn correct(distribution: &mut Distribution, kinds: &[Kind], alpha: f64) {
    for (axis, kind) in kinds.iter().enumerate() {
        let Kind::Steps { starts, .. } = kind else { continue };
        if starts.len() < 2 {
            continue;
        }
        let place = kind.index(distribution.mean[axis]);
        // The edges of the mean's share; none at the ends of the list.
        let below = (place > 0).then(|| starts[place]);
        let above = starts.get(place + 1).copied();
        let (mean, deviation) = (distribution.mean[axis], distribution.deviation(axis));
        let (mean, deviation) = match (below, above) {
            (Some(below), Some(above)) => between((below, above), mean, deviation, alpha),
            (Some(edge), None) => (mean.min(edge - deviation * quantile(alpha)), deviation),
            (None, Some(edge)) => (mean.max(edge + deviation * quantile(alpha)), deviation),
            (None, None) => continue,
        };
        distribution.factors[axis] *= deviation / distribution.deviation(axis);
        distribution.mean[axis] = mean;
    }
}

/// Mean and deviation with which both sides of a share have at least `alpha / 2`.
fn between((below, above): (f64, f64), mean: f64, deviation: f64, alpha: f64) -> (f64, f64) {
    let low = cdf((below - mean) / deviation);
    let high = cdf((mean - above) / deviation);
    let (least, middle) = (alpha / 2.0, (1.0 - low - high).max(alpha / 2.0));
    if low >= least && high >= least {
        return (mean, deviation);
    }
    let (low, high) = (low.max(least), high.max(least));
    // What was added is taken from all in proportion to what they have above the least.
    let excess = 1.0 - low - high - middle;
    let spare = low + high + middle - 3.0 * least;
    let lowered = |share: f64| share + excess * (share - least) / spare;
    let (to_below, to_above) = (-quantile(lowered(low)), -quantile(lowered(high)));
    let deviation = (above - below) / (to_below + to_above);
    (below + deviation * to_below, deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares((below, above): (f64, f64), (mean, deviation): (f64, f64)) -> (f64, f64) {
        (cdf((below - mean) / deviation), cdf((mean - above) / deviation))
    }

    #[test]
    fn both_sides_keep_their_least_share() {
        let edges = (0.25, 0.5);
        for (mean, deviation) in [(0.3, 1e-6), (0.26, 0.01), (0.49, 0.05), (0.375, 1e-3)] {
            let (low, high) = shares(edges, between(edges, mean, deviation, 0.02));
            assert!(low > 0.009_9 && high > 0.009_9, "{mean} {deviation}: {low} {high}");
            assert!(low < 0.7 && high < 0.7, "{mean} {deviation}: {low} {high}");
        }
        assert_eq!(between(edges, 0.3, 0.2, 0.02), (0.3, 0.2), "wide enough as it is");
    }

    #[test]
    fn at_the_end_of_a_list_the_mean_is_drawn_in() {
        let quarters = vec![0.0, 0.25, 0.5, 0.75];
        let kind = Kind::Steps { positions: vec![0.125, 0.375, 0.625, 0.875], starts: quarters };
        let mut distribution = Distribution::new(vec![0.05], 0.01);
        correct(&mut distribution, std::slice::from_ref(&kind), 0.1);
        let (mean, deviation) = (distribution.mean[0], distribution.deviation(0));
        assert!((1.0 - cdf((0.25 - mean) / deviation) - 0.1).abs() < 1e-6, "{mean}");
        assert!((deviation - 0.01).abs() < 1e-15);
        let mut continuous = Distribution::new(vec![0.05], 0.01);
        correct(&mut continuous, &[Kind::Continuous], 0.1);
        assert_eq!(continuous, Distribution::new(vec![0.05], 0.01));
    }
}

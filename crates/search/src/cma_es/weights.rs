//! The weights of the ranks and the learning rates that follow from them.
//!
//! Formulas 49 to 58 and table 1 of Hansen 2016 (arXiv 1604.00772), with negative weights for the worse half.

/// The constants of one update with so many members in so many dimensions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// A rank each, the best first; the positive ones sum to 1.
    pub(crate) of_rank: Vec<f64>,
    /// How many are positive.
    pub(crate) parents: usize,
    /// How many members the positive weights are worth.
    pub(crate) effective: f64,
    /// Of the evolution path of the step size.
    pub(crate) c_sigma: f64,
    /// Damping of the step size.
    pub(crate) d_sigma: f64,
    /// Of the evolution path of the covariance.
    pub(crate) c_path: f64,
    /// Of the update by the path.
    pub(crate) c_one: f64,
    /// Of the update by the members.
    pub(crate) c_mu: f64,
    /// The mean length of a standard normal vector.
    pub(crate) chi: f64,
}

impl Weights {
    /// Of `members` (at least 2) in `dimensions` (at least 1).
    pub(crate) fn new(members: usize, dimensions: usize) -> Weights {
        let n = dimensions as f64;
        let raw: Vec<f64> =
            (1..=members).map(|rank| f64::midpoint(members as f64, 1.0).ln() - (rank as f64).ln()).collect();
        let parents = members / 2;
        let sum = |part: &[f64]| part.iter().map(|weight| weight.abs()).sum::<f64>();
        let worth = |part: &[f64]| sum(part).powi(2) / part.iter().map(|weight| weight * weight).sum::<f64>();
        let effective = worth(&raw[..parents]);
        let c_one = 2.0 / ((n + 1.3).powi(2) + effective);
        let c_mu = 2.0 * (0.25 + effective - 2.0 + 1.0 / effective) / ((n + 2.0).powi(2) + effective);
        let c_mu = c_mu.min(1.0 - c_one);
        let c_sigma = (effective + 2.0) / (n + effective + 5.0);
        let negative = (1.0 + c_one / c_mu)
            .min(1.0 + 2.0 * worth(&raw[parents..]) / (effective + 2.0))
            .min((1.0 - c_one - c_mu) / (n * c_mu));
        let (good, bad) = (sum(&raw[..parents]), sum(&raw[parents..]));
        let weight = |weight: &f64| if *weight >= 0.0 { weight / good } else { negative * weight / bad };
        Weights {
            of_rank: raw.iter().map(weight).collect(),
            parents,
            effective,
            c_sigma,
            d_sigma: 1.0 + 2.0 * (((effective - 1.0) / (n + 1.0)).sqrt() - 1.0).max(0.0) + c_sigma,
            c_path: (4.0 + effective / n) / (n + 4.0 + 2.0 * effective / n),
            c_one,
            c_mu,
            chi: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
        }
    }
}

/// How many points a generation has in so many dimensions.
pub(crate) fn population(dimensions: usize) -> usize {
    4 + (3.0 * (dimensions.max(1) as f64).ln()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the formulas by hand: `ln 5.5 - ln i`, divided by their positive sum 3.736_2.
    #[test]
    fn weights_are_those_of_the_tutorial() {
        assert_eq!([1, 2, 5, 10, 40].map(population), [4, 6, 8, 10, 15]);
        let weights = Weights::new(10, 10);
        assert_eq!(weights.parents, 5);
        let expected = [0.456_272_6, 0.270_753_1, 0.162_231_1, 0.085_233_5, 0.025_509_6];
        for (weight, expected) in weights.of_rank.iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-6, "{:?}", weights.of_rank);
        }
        assert!((weights.effective - 3.167_3).abs() < 1e-4, "{}", weights.effective);
        let positive: f64 = weights.of_rank[..5].iter().sum();
        assert!((positive - 1.0).abs() < 1e-12);
        assert!(weights.of_rank[5..].iter().all(|weight| *weight < 0.0));
        assert!((weights.c_sigma - 5.167_3 / 18.167_3).abs() < 1e-5);
        assert!((weights.chi - 3.084_7).abs() < 1e-4, "{}", weights.chi);
    }
}

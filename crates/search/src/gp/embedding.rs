//! Where a model point lies for the kernel: a Euclidean embedding that holds numbers, categories and absent parameters.
//!
//! Each parameter gives one feature. Of a number it is the position in [0, 1); of a category the corners of a simplex, any two a
//! distance of 1 apart. A parameter that is absent lies in the middle of its feature, so that its distance to a present one
//! is half the range at most, and a further feature, the *presence*, says whether it is there. Parameters that are there
//! under the same condition share a presence. Every feature has a length scale, and what a stationary kernel makes of
//! Euclidean distances is a covariance in every space, conditional ones included.
//!
//! (After the arc kernel of Swersky et al. 2014, *Raiders of the lost architecture*, arXiv 1409.4011, and the imputation
//! of Levesque et al. 2017, *Bayesian optimization for conditional hyperparameter spaces*.) When not to use: where a
//! parameter means something else in another branch; give it another name there.

use crate::lanes;
use crate::model_space::{Kind, ModelPoint, ModelSpace};
use crate::wide::wide;

/// The code of a category that is absent.
const ABSENT: f64 = -1.0;

/// The features of a space.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    features: Vec<Feature>,
    dimensions: usize,
}

/// One axis, or simplex, of the embedding; it has a length scale.
#[derive(Debug, Clone, PartialEq)]
enum Feature {
    /// The position of a number; 0.5 where absent. A category of two is one, with 0 and 1.
    Number { dimension: usize },
    /// The index of a category, any two a distance of 1 apart.
    Category { dimension: usize, count: usize },
    /// 1 where the parameter is there, else 0.
    Presence { dimension: usize },
}

impl Embedding {
    /// The embedding of a space.
    pub fn new(space: &ModelSpace) -> Embedding {
        let dimensions = space.dimensions();
        let own = |(dimension, of): (usize, &crate::model_space::ModelDimension)| match of.kind {
            Kind::Category { count } if count > 2 => Feature::Category { dimension, count },
            Kind::Category { .. } | Kind::Continuous | Kind::Steps { .. } => Feature::Number { dimension },
        };
        let mut features: Vec<Feature> = dimensions.iter().enumerate().map(own).collect();
        for (index, dimension) in dimensions.iter().enumerate() {
            let is_first = !dimensions[..index].iter().any(|earlier| earlier.shares_condition(dimension));
            if !dimension.is_always_active() && is_first {
                features.push(Feature::Presence { dimension: index });
            }
        }
        Embedding { features, dimensions: dimensions.len() }
    }

    /// How many features, and so length scales, there are. The first belong to the space's dimensions, in order; presences
    /// follow.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there is none (a space of no dimension).
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The features of a point: positions, codes of categories, presences.
    pub fn features(&self, point: &ModelPoint) -> Vec<f64> {
        self.features.iter().map(|feature| feature.read(point)).collect()
    }

    /// How many dimensions the space has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// How many values the category of a feature has; `None` for numbers and presences.
    pub(super) fn category_count(&self, feature: usize) -> Option<usize> {
        match self.features[feature] {
            Feature::Category { count, .. } => Some(count),
            Feature::Number { .. } | Feature::Presence { .. } => None,
        }
    }

    /// Adds `weight` times the squared distance of `at` and each of `column` to `sums`.
    pub(super) fn add_squares(
        &self,
        feature: usize,
        weight: f64,
        (at, column): (f64, &[f64]),
        sums: &mut [f64],
    ) {
        if let Feature::Category { count, .. } = self.features[feature] {
            for (sum, other) in sums.iter_mut().zip(column) {
                *sum += weight * category_square(count, at, *other);
            }
        } else {
            wide(|| {
                for (sum, other) in sums.iter_mut().zip(column) {
                    *sum += weight * (at - other) * (at - other);
                }
            });
        }
    }

    /// The sum of the squared distances of `at` and each of `column`, each times its weight.
    pub(super) fn sum_squares(&self, feature: usize, weights: &[f64], (at, column): (f64, &[f64])) -> f64 {
        if let Feature::Category { count, .. } = self.features[feature] {
            let pairs = weights.iter().zip(column);
            return pairs.map(|(weight, other)| weight * category_square(count, at, *other)).sum();
        }
        wide(|| lanes::sum(weights, column, |weight, other| weight * (at - other) * (at - other)))
    }
}

impl Feature {
    fn read(&self, point: &ModelPoint) -> f64 {
        match *self {
            Feature::Number { dimension } if !point.active[dimension] => 0.5,
            Feature::Category { dimension, .. } if !point.active[dimension] => ABSENT,
            Feature::Number { dimension } | Feature::Category { dimension, .. } => {
                point.coordinates[dimension]
            }
            Feature::Presence { dimension } => f64::from(u8::from(point.active[dimension])),
        }
    }
}

/// Between corners of the simplex 1; from a corner to its middle, where an absent one lies, half of (1 - 1 / count).
fn category_square(count: usize, a: f64, b: f64) -> f64 {
    if a.to_bits() == b.to_bits() {
        0.0
    } else if a < 0.0 || b < 0.0 {
        0.5 - 0.5 / count as f64
    } else {
        1.0
    }
}

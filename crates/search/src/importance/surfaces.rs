//! What importance is computed of: one function over a space, or several that a model holds possible.

use crate::model_space::ModelPoint;

/// Functions over a space, evaluated together. One function is a certain answer; several are draws from a model's posterior,
/// and what differs between them is what the trials do not tell.
pub trait Surfaces {
    /// How many functions there are, at least one.
    fn count(&self) -> usize;

    /// Their values: a list a function, each in the order of the points.
    fn values(&self, points: &[ModelPoint]) -> Vec<Vec<f64>>;
}

impl<F: Fn(&ModelPoint) -> f64> Surfaces for F {
    fn count(&self) -> usize {
        1
    }

    fn values(&self, points: &[ModelPoint]) -> Vec<Vec<f64>> {
        vec![points.iter().map(self).collect()]
    }
}

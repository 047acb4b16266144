//! The functions that the search model holds possible: draws from its posterior, length scales and noise included.
//!
//! Every draw has length scales and noise of its own: with 20 points the likeliest ones alone would make the bands far too narrow.

use etude_stats::random::mix;

use super::surfaces::Surfaces;
use crate::gp::posterior_draw::PosteriorDraw;
use crate::gp::regression::Regression;
use crate::model_space::ModelPoint;

/// How many functions are drawn.
pub const DRAWS: usize = 64;

/// Functions drawn from a posterior.
#[derive(Debug)]
pub struct Draws<'a> {
    draws: Vec<PosteriorDraw<'a>>,
}

impl<'a> Draws<'a> {
    /// A function of each regression.
    pub fn new(regressions: &'a [Regression], seed: u64) -> Draws<'a> {
        let draw = |(index, regression): (usize, &'a Regression)| regression.draw(mix(seed ^ index as u64));
        Draws { draws: regressions.iter().enumerate().map(draw).collect() }
    }
}

impl Surfaces for Draws<'_> {
    fn count(&self) -> usize {
        self.draws.len()
    }

    fn values(&self, points: &[ModelPoint]) -> Vec<Vec<f64>> {
        self.draws.iter().map(|draw| points.iter().map(|point| draw.value(point)).collect()).collect()
    }
}

/// Functions of the label (1 feasible, -1 infeasible) as probabilities of being feasible: a logistic curve that follows the normal
/// distribution function with the spread of the acquisition's feasibility model, `Phi(g / sqrt(0.05))`, to 0.01.
#[derive(Debug)]
pub struct Probability<'a>(pub Draws<'a>);

/// 1.702 / sqrt(0.05).
const STEEPNESS: f64 = 7.611_575;

impl Surfaces for Probability<'_> {
    fn count(&self) -> usize {
        self.0.count()
    }

    fn values(&self, points: &[ModelPoint]) -> Vec<Vec<f64>> {
        let mut values = self.0.values(points);
        values.iter_mut().flatten().for_each(|value| *value = 1.0 / (1.0 + (-STEEPNESS * *value).exp()));
        values
    }
}

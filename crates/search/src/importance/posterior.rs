//! The functions that the search model holds possible: draws from its posterior, length scales and noise included.
//!
//! Every draw has length scales and noise of its own: with 20 points the likeliest ones alone would make the bands far too narrow.

use etude_stats::random::mix;

use super::surfaces::Surfaces;
use crate::gp::posterior_draw::PosteriorDraw;
use crate::gp::regression::Regression;
use crate::model_space::ModelPoint;

/// How many functions are drawn.
pub const DRAWS: usize = 32;

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

//! The gradient of one step: its length, and the bound on it.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use crate::model::Model;

/// The L2 norm of the whole gradient.
pub(crate) fn norm(model: &Model, gradients: &GradientsParams) -> f64 {
    let mut squares = SquaredNorm { gradients, sum: 0.0 };
    model.visit(&mut squares);
    squares.sum.sqrt()
}

/// Shortens a gradient of length `norm` to the length `most`, its direction kept, if it is longer (Pascanu,
/// Mikolov and Bengio, arXiv:1211.5063).
pub(crate) fn clip(model: &Model, gradients: &mut GradientsParams, norm: f64, most: f64) {
    if norm > most {
        model.visit(&mut Scaled { gradients, factor: most / norm });
    }
}

struct SquaredNorm<'a> {
    gradients: &'a GradientsParams,
    sum: f64,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.sum += f64::from(gradient.square().sum().into_scalar::<f32>());
        }
    }
}

struct Scaled<'a> {
    gradients: &'a mut GradientsParams,
    factor: f64,
}

impl ModuleVisitor for Scaled<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}

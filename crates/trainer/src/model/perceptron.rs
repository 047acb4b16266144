//! The multilayer perceptron: hidden layers of units, each connected with all units of the layer before.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;

use super::activation::Activation;
use super::layer::Builder;
use super::normalization::{Norm, Normalization};
use super::pass::TrainingPass;
use crate::data::{CLASSES, PIXELS};

/// Hidden layers and an output of one logit a class.
#[derive(Module, Debug)]
pub(crate) struct Perceptron {
    hidden: Vec<Linear>,
    output: Linear,
    /// One a hidden layer, or none at all.
    pub(super) norms: Vec<Norm>,
    #[module(skip)]
    activation: Activation,
}

impl Perceptron {
    /// A model with one hidden layer for each of `widths`. Under batch normalisation hidden layers have no bias:
    /// the mean that is taken away holds it.
    pub(super) fn new(
        widths: &[usize],
        activation: Activation,
        normalization: Option<Normalization>,
        builder: &mut Builder<'_>,
    ) -> Self {
        let mut inputs = PIXELS;
        let (mut hidden, mut norms) = (Vec::new(), Vec::new());
        let biased = normalization != Some(Normalization::Batch);
        for &width in widths {
            hidden.push(builder.linear([inputs, width], activation.gain(), biased));
            norms.extend(normalization.map(|kind| Norm::new(kind, width, builder)));
            inputs = width;
        }
        Self { hidden, output: builder.linear([inputs, CLASSES], 1.0, true), norms, activation }
    }

    /// `[batch, PIXELS]` to logits `[batch, CLASSES]`.
    pub(super) fn forward(&self, input: Tensor<2>, mut training: Option<&mut TrainingPass>) -> Tensor<2> {
        let mut signal = input;
        for (index, layer) in self.hidden.iter().enumerate() {
            signal = layer.forward(signal);
            if let Some(norm) = self.norms.get(index) {
                signal = norm.forward(signal, training.as_deref_mut());
            }
            signal = self.activation.apply(signal);
            if let Some(dropout) = training.as_deref_mut().and_then(|pass| pass.dropout.as_mut()) {
                signal = dropout.apply(signal);
            }
        }
        self.output.forward(signal)
    }
}

//! The convolutional network: two convolutions, each with a pooling behind it, and a linear output.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::Tensor;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;

use super::activation::Activation;
use super::layer::{Builder, Convolution};
use super::normalization::{Norm, Normalization};
use super::pass::TrainingPass;
use crate::data::{CLASSES, SIDE};

/// Rows and columns that become one in a pooling.
const POOL: usize = 2;

/// Two convolutions (3x3, activation, 2x2 maximum), the second with twice as many channels, and an output of one
/// logit a class.
#[derive(Module, Debug)]
pub(crate) struct Convolutional {
    convolutions: Vec<Convolution>,
    output: Linear,
    /// One a convolution, or none at all.
    pub(super) norms: Vec<Norm>,
    #[module(skip)]
    activation: Activation,
}

impl Convolutional {
    /// A model whose first convolution has `channels` channels. Under batch normalisation convolutions have no
    /// bias: the mean that is taken away holds it.
    pub(super) fn new(
        channels: usize,
        activation: Activation,
        normalization: Option<Normalization>,
        builder: &mut Builder<'_>,
    ) -> Self {
        let (mut inputs, mut side) = (1, SIDE);
        let (mut convolutions, mut norms) = (Vec::new(), Vec::new());
        let biased = normalization != Some(Normalization::Batch);
        for outputs in [channels, 2 * channels] {
            convolutions.push(builder.convolution([inputs, outputs], activation.gain(), biased));
            norms.extend(normalization.map(|kind| Norm::new(kind, outputs, builder)));
            inputs = outputs;
            side = side.div_ceil(POOL);
        }
        let output = builder.linear([inputs * side * side, CLASSES], 1.0, true);
        Self { convolutions, output, norms, activation }
    }

    /// `[batch, PIXELS]` to logits `[batch, CLASSES]`. Dropout silences inputs of the output layer.
    pub(super) fn forward(&self, input: Tensor<2>, mut training: Option<&mut TrainingPass>) -> Tensor<2> {
        let [batch, _] = input.dims();
        let mut signal = input.reshape([batch, 1, SIDE, SIDE]);
        for (index, layer) in self.convolutions.iter().enumerate() {
            signal = layer.forward(signal);
            if let Some(norm) = self.norms.get(index) {
                signal = norm.forward(signal, training.as_deref_mut());
            }
            let pooling = MaxPoolOptions::new([POOL, POOL]).with_stride([POOL, POOL]).with_ceil_mode(true);
            signal = max_pool2d(self.activation.apply(signal), pooling);
        }
        let mut features = signal.flatten(1, 3);
        if let Some(dropout) = training.and_then(|pass| pass.dropout.as_mut()) {
            features = dropout.apply(features);
        }
        self.output.forward(features)
    }
}

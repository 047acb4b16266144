//! The model: a multilayer perceptron.

use burn::module::{Module, Param, ParamId};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation};

use crate::data::{CLASSES, PIXELS};
use crate::random::Random;
use crate::settings::Settings;

/// What follows every hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activation {
    /// max(0, x).
    Relu,
    /// x times the normal distribution function of x (Hendrycks and Gimpel, arXiv:1606.08415).
    Gelu,
    /// x times the logistic function of x (Elfwing et al., arXiv:1702.03118).
    Silu,
    /// The hyperbolic tangent.
    Tanh,
    /// The logistic function.
    Sigmoid,
    /// x above 0, and 0.01 x below.
    LeakyRelu,
}

impl Activation {
    /// The names, as flags spell them, in the order of the variants.
    pub(crate) const NAMES: &'static [&'static str] =
        &["relu", "gelu", "silu", "tanh", "sigmoid", "leaky_relu"];
    const ALL: [Self; 6] = [Self::Relu, Self::Gelu, Self::Silu, Self::Tanh, Self::Sigmoid, Self::LeakyRelu];

    /// The activation with one of [`Self::NAMES`].
    pub(crate) fn from_name(name: &str) -> Self {
        let index = Self::NAMES.iter().position(|known| *known == name);
        Self::ALL[index.expect("the flag's domain is `NAMES`")]
    }

    /// Its name, as flags spell it.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn apply(self, input: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Relu => activation::relu(input),
            Self::Gelu => activation::gelu(input),
            Self::Silu => activation::silu(input),
            Self::Tanh => activation::tanh(input),
            Self::Sigmoid => activation::sigmoid(input),
            Self::LeakyRelu => activation::leaky_relu(input, 0.01),
        }
    }

    /// Factor by which weights are larger than 1 / sqrt(inputs), so that signals keep their size from layer to
    /// layer (He et al., arXiv:1502.01852, for the rectifiers; Glorot and Bengio 2010 for the others).
    fn gain(self) -> f64 {
        match self {
            Self::Relu | Self::Gelu | Self::Silu | Self::LeakyRelu => std::f64::consts::SQRT_2,
            Self::Tanh | Self::Sigmoid => 1.0,
        }
    }
}

/// Hidden layers and an output of one logit a class.
#[derive(Module, Debug)]
pub(crate) struct Perceptron {
    hidden: Vec<Linear>,
    output: Linear,
    #[module(skip)]
    activation: Activation,
}

/// Dropout during training (Srivastava et al. 2014): units are silenced and the others scaled up.
#[derive(Debug)]
pub(crate) struct Dropout {
    /// Probability that a unit is silenced, in [0, 1).
    pub(crate) rate: f64,
    /// This epoch's stream.
    pub(crate) random: Random,
}

impl Perceptron {
    /// A model with weights uniform on +-gain sqrt(3 / inputs) drawn from `random`, and biases of 0.
    pub(crate) fn new(settings: &Settings, random: &mut Random, device: &Device) -> Self {
        let mut inputs = PIXELS;
        let mut parameter = 0;
        let mut layer = |outputs, gain: f64| {
            let linear = linear([inputs, outputs], gain, random, &mut parameter, device);
            inputs = outputs;
            linear
        };
        let gain = settings.activation.gain();
        let hidden = settings.widths.iter().map(|&width| layer(width, gain)).collect();
        Self { hidden, output: layer(CLASSES, 1.0), activation: settings.activation }
    }

    /// `[batch, PIXELS]` to logits `[batch, CLASSES]`; with dropout only while training.
    pub(crate) fn forward(&self, input: Tensor<2>, mut dropout: Option<&mut Dropout>) -> Tensor<2> {
        let mut signal = input;
        for layer in &self.hidden {
            signal = self.activation.apply(layer.forward(signal));
            if let Some(dropout) = dropout.as_deref_mut() {
                signal = dropout.apply(signal);
            }
        }
        self.output.forward(signal)
    }
}

impl Dropout {
    fn apply(&mut self, signal: Tensor<2>) -> Tensor<2> {
        let kept = (1.0 / (1.0 - self.rate)) as f32;
        let [rows, columns] = signal.dims();
        let mask: Vec<f32> =
            (0..rows * columns).map(|_| if self.random.unit() < self.rate { 0.0 } else { kept }).collect();
        let mask = Tensor::from_data(TensorData::new(mask, [rows, columns]), &signal.device());
        signal * mask
    }
}

/// A fully connected layer. Parameters are numbered from 0, so that equal trainings write equal checkpoints.
fn linear(shape: [usize; 2], gain: f64, random: &mut Random, parameter: &mut u64, device: &Device) -> Linear {
    let [inputs, outputs] = shape;
    let bound = gain * (3.0 / inputs as f64).sqrt();
    let weights: Vec<f32> =
        (0..inputs * outputs).map(|_| ((2.0 * random.unit() - 1.0) * bound) as f32).collect();
    let mut number = || {
        let id = ParamId::from(*parameter);
        *parameter += 1;
        id
    };
    let weight = Tensor::<2>::from_data(TensorData::new(weights, shape), device).require_grad();
    let bias = Tensor::<1>::zeros([outputs], device).require_grad();
    Linear { weight: Param::initialized(number(), weight), bias: Some(Param::initialized(number(), bias)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    #[test]
    fn names_and_variants_agree() {
        for (index, name) in Activation::NAMES.iter().enumerate() {
            let activation = Activation::from_name(name);
            assert_eq!(activation as usize, index);
            assert_eq!(activation.name(), *name);
        }
    }

    #[test]
    fn dropout_keeps_the_mean_of_a_signal() {
        let device = Device::flex();
        let mut dropout = Dropout { rate: 0.3, random: Random::new(0, Purpose::Dropout, 1) };
        let signal = dropout.apply(Tensor::ones([100, 1000], &device)).into_data();
        let values: Vec<f32> = signal.try_to_vec().unwrap();
        let silenced = values.iter().filter(|value| **value == 0.0).count() as f64 / values.len() as f64;
        let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
        assert!((silenced - 0.3).abs() < 0.01, "{silenced}");
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }
}

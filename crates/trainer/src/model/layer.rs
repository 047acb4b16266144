//! What models are built of: layers with their first weights, each parameter with its number.

use burn::module::{Module, Param, ParamId};
use burn::nn::Linear;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

use crate::random::Random;

/// Rows and columns of a convolution's kernel.
const KERNEL: usize = 3;

/// Makes layers one after another: weights from one random stream, and parameters numbered from 0, so that equal
/// trainings write equal checkpoints.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    random: &'a mut Random,
    device: &'a Device,
    parameters: u64,
}

impl<'a> Builder<'a> {
    /// Begins a model on `device` whose weights are drawn from `random`.
    pub(super) fn new(random: &'a mut Random, device: &'a Device) -> Self {
        Self { random, device, parameters: 0 }
    }

    /// A fully connected layer. Weights are uniform on +-gain sqrt(3 / inputs), biases 0.
    pub(super) fn linear(&mut self, [inputs, outputs]: [usize; 2], gain: f64, biased: bool) -> Linear {
        let weight = self.weight([inputs, outputs], inputs, gain);
        Linear { weight, bias: biased.then(|| self.constant(0.0, outputs)) }
    }

    /// A convolution with a 3x3 kernel. Weights are uniform on +-gain sqrt(3 / (9 inputs)), biases 0.
    pub(super) fn convolution(
        &mut self,
        [inputs, outputs]: [usize; 2],
        gain: f64,
        biased: bool,
    ) -> Convolution {
        let weight = self.weight([outputs, inputs, KERNEL, KERNEL], inputs * KERNEL * KERNEL, gain);
        Convolution { weight, bias: biased.then(|| self.constant(0.0, outputs)) }
    }

    /// `count` numbers that are learnt, all `value` at first.
    pub(super) fn constant(&mut self, value: f32, count: usize) -> Param<Tensor<1>> {
        let tensor = Tensor::full([count], value, self.device).require_grad();
        Param::initialized(self.number(), tensor)
    }

    /// `count` numbers that are kept with the model but not learnt, all `value` at first.
    pub(super) fn statistic(&mut self, value: f32, count: usize) -> Param<Tensor<1>> {
        let tensor = Tensor::full([count], value, self.device);
        Param::initialized(self.number(), tensor)
    }

    fn weight<const D: usize>(&mut self, shape: [usize; D], inputs: usize, gain: f64) -> Param<Tensor<D>> {
        let bound = gain * (3.0 / inputs as f64).sqrt();
        let weights: Vec<f32> =
            (0..shape.iter().product()).map(|_| ((2.0 * self.random.unit() - 1.0) * bound) as f32).collect();
        let tensor = Tensor::from_data(TensorData::new(weights, shape), self.device).require_grad();
        Param::initialized(self.number(), tensor)
    }

    fn number(&mut self) -> ParamId {
        let id = ParamId::from(self.parameters);
        self.parameters += 1;
        id
    }
}

/// A convolution whose output has the rows and columns of its input: zeros are put around the image.
#[derive(Module, Debug)]
pub(super) struct Convolution {
    weight: Param<Tensor<4>>,
    bias: Option<Param<Tensor<1>>>,
}

impl Convolution {
    /// `[batch, inputs, rows, columns]` to `[batch, outputs, rows, columns]`.
    pub(super) fn forward(&self, signal: Tensor<4>) -> Tensor<4> {
        let around = KERNEL / 2;
        let options = ConvOptions::new([1, 1], [around, around], [1, 1], 1);
        conv2d(signal, self.weight.val(), self.bias.as_ref().map(Param::val), options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    #[test]
    fn a_convolution_is_the_sum_over_the_neighbourhood() {
        let device = Device::flex().autodiff();
        let mut random = Random::new(0, Purpose::Weights, 0);
        let layer = Builder::new(&mut random, &device).convolution([1, 1], 1.0, true);
        let kernel: Vec<f32> = layer.weight.val().into_data().try_to_vec().unwrap();
        let image = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0_f32];
        let input = Tensor::<4>::from_data(TensorData::new(image.to_vec(), [1, 1, 2, 3]), &device);
        let output: Vec<f32> = layer.forward(input).into_data().try_to_vec().unwrap();
        // At the first pixel only the lower right quarter of the kernel meets the image.
        let corner = kernel[4] + 2.0 * kernel[5] + 4.0 * kernel[7] + 5.0 * kernel[8];
        let middle: f32 = (0..6).map(|pixel| image[pixel] * kernel[pixel + 3]).sum();
        assert!((output[0] - corner).abs() < 1e-5 && (output[1] - middle).abs() < 1e-5, "{output:?}");
    }
}

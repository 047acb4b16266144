//! Batch and layer normalisation: signals are given mean 0 and variance 1, then a learnt scale and shift.

use burn::module::{Module, Param};
use burn::tensor::Tensor;

use super::layer::Builder;
use super::pass::{Statistics, TrainingPass};

/// Added to variances, so that a constant signal is not divided by 0.
const EPSILON: f64 = 1e-5;
/// Least share of a batch in the running statistics. The first ten steps weigh alike, so that few, large batches
/// leave nothing of the statistics that stood before the first.
const LEAST_SHARE: f64 = 0.1;

/// What is normalised, between a layer and its activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Normalization {
    /// Every unit (of a convolution: every channel) over the examples of a batch (Ioffe and Szegedy,
    /// arXiv:1502.03167).
    Batch,
    /// Every example over all units of its layer (Ba, Kiros and Hinton, arXiv:1607.06450).
    Layer,
}

/// One normalisation with its learnt scale and shift, one of each for every unit or channel.
#[derive(Module, Debug)]
pub(super) struct Norm {
    scale: Param<Tensor<1>>,
    shift: Param<Tensor<1>>,
    /// Batch normalisation alone has them.
    running: Option<Running>,
}

/// Means and variances over the batches of the past, which evaluation uses.
#[derive(Module, Debug)]
struct Running {
    mean: Param<Tensor<1>>,
    variance: Param<Tensor<1>>,
}

impl Norm {
    /// A normalisation of `units` units or channels that changes nothing but mean and variance.
    pub(super) fn new(kind: Normalization, units: usize, builder: &mut Builder<'_>) -> Self {
        let (scale, shift) = (builder.constant(1.0, units), builder.constant(0.0, units));
        let running = (kind == Normalization::Batch).then(|| Running {
            mean: builder.statistic(0.0, units),
            variance: builder.statistic(1.0, units),
        });
        Self { scale, shift, running }
    }

    /// Normalises `[batch, units]` or `[batch, channels, rows, columns]`. A training pass uses the batch's own
    /// statistics and notes them; evaluation uses the running ones.
    pub(super) fn forward<const D: usize>(
        &self,
        signal: Tensor<D>,
        training: Option<&mut TrainingPass>,
    ) -> Tensor<D> {
        let normalised = match (&self.running, training) {
            (None, _) => Moments::of(signal, |axis| axis != 0).normalised(),
            (Some(_), Some(pass)) => {
                let moments = Moments::of(signal, |axis| axis != 1);
                pass.statistics.push(moments.statistics());
                moments.normalised()
            }
            (Some(running), None) => {
                let mean = along_units(running.mean.val());
                let deviation = (along_units::<D>(running.variance.val()) + EPSILON).sqrt();
                (signal - mean) / deviation
            }
        };
        normalised * along_units(self.scale.val()) + along_units(self.shift.val())
    }

    /// Takes the batch statistics `seen` into the running ones, after `steps` completed steps; nothing for layer
    /// normalisation.
    pub(super) fn absorb(&mut self, seen: &mut impl Iterator<Item = Statistics>, steps: usize) {
        let Some(running) = &mut self.running else { return };
        let Some(seen) = seen.next() else { return };
        let share = LEAST_SHARE.max(1.0 / (steps as f64 + 1.0));
        let mixed = |old: &Param<Tensor<1>>, new: Tensor<1>| {
            Param::initialized(old.id, (old.val() * (1.0 - share) + new * share).detach())
        };
        running.mean = mixed(&running.mean, seen.mean);
        running.variance = mixed(&running.variance, seen.variance);
    }
}

/// A signal with its mean and variance over some axes, which they keep with length 1.
struct Moments<const D: usize> {
    centred: Tensor<D>,
    mean: Tensor<D>,
    variance: Tensor<D>,
    /// Numbers that each mean was taken over.
    count: usize,
}

impl<const D: usize> Moments<D> {
    fn of(signal: Tensor<D>, over: impl Fn(usize) -> bool) -> Self {
        let lengths: [usize; D] = signal.dims();
        let count = (0..D).filter(|&axis| over(axis)).map(|axis| lengths[axis]).product();
        let mean_over =
            |signal: Tensor<D>| (0..D).rev().filter(|&axis| over(axis)).fold(signal, Tensor::mean_dim);
        let mean = mean_over(signal.clone());
        let centred = signal - mean.clone();
        let variance = mean_over(centred.clone() * centred.clone());
        Self { centred, mean, variance, count }
    }

    fn normalised(self) -> Tensor<D> {
        self.centred / (self.variance + EPSILON).sqrt()
    }

    /// What running statistics learn of this batch: the variance is the unbiased one.
    fn statistics(&self) -> Statistics {
        let flat = |moment: &Tensor<D>| -> Tensor<1> { moment.clone().detach().flatten(0, D - 1) };
        let unbiased = self.count as f64 / (self.count.max(2) - 1) as f64;
        Statistics { mean: flat(&self.mean), variance: flat(&self.variance) * unbiased }
    }
}

/// One number a unit or channel, shaped to meet axis 1 of a signal.
fn along_units<const D: usize>(numbers: Tensor<1>) -> Tensor<D> {
    let mut shape = [1; D];
    shape[1] = numbers.dims()[0];
    numbers.reshape(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Random};
    use burn::tensor::{Device, TensorData};

    fn norm(kind: Normalization, units: usize) -> Norm {
        let mut random = Random::new(0, Purpose::Weights, 0);
        Norm::new(kind, units, &mut Builder::new(&mut random, &Device::flex().autodiff()))
    }

    fn signal<const D: usize>(numbers: &[f32], shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(numbers.to_vec(), shape), &Device::flex().autodiff())
    }

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_to_vec().unwrap()
    }

    fn assert_close(actual: &[f32], expected: &[f32]) {
        let close = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-3;
        assert!(
            actual.len() == expected.len() && actual.iter().zip(expected).all(close),
            "{actual:?}, not {expected:?}"
        );
    }

    #[test]
    fn a_batch_is_normalised_unit_by_unit() {
        let mut pass = TrainingPass::default();
        let output =
            norm(Normalization::Batch, 2).forward(signal(&[1.0, 10.0, 3.0, 30.0], [2, 2]), Some(&mut pass));
        assert_close(&numbers(output), &[-1.0, -1.0, 1.0, 1.0]);
        assert_close(&numbers(pass.statistics[0].mean.clone()), &[2.0, 20.0]);
        assert_close(&numbers(pass.statistics[0].variance.clone()), &[2.0, 200.0]);
    }

    #[test]
    fn images_are_normalised_channel_by_channel_over_all_their_pixels() {
        let input = signal(&[1.0, 3.0, 10.0, 10.0, 5.0, 7.0, 20.0, 20.0], [2, 2, 1, 2]);
        let output = norm(Normalization::Batch, 2).forward(input, Some(&mut TrainingPass::default()));
        let unit = 5.0_f32.sqrt();
        assert_close(
            &numbers(output),
            &[-3.0 / unit, -1.0 / unit, -1.0, -1.0, 1.0 / unit, 3.0 / unit, 1.0, 1.0],
        );
    }

    #[test]
    fn a_layer_is_normalised_example_by_example_in_training_and_evaluation() {
        let norm = norm(Normalization::Layer, 2);
        let input = signal(&[1.0, 3.0, -10.0, 10.0], [2, 2]);
        let expected = [-1.0, 1.0, -1.0, 1.0];
        assert_close(&numbers(norm.forward(input.clone(), None)), &expected);
        assert_close(&numbers(norm.forward(input, Some(&mut TrainingPass::default()))), &expected);
    }

    #[test]
    fn evaluation_uses_the_running_statistics() {
        let mut norm = norm(Normalization::Batch, 1);
        let first = Statistics { mean: signal(&[4.0], [1]), variance: signal(&[9.0], [1]) };
        norm.absorb(&mut [first.clone()].into_iter(), 0);
        assert_close(&numbers(norm.forward(signal(&[4.0, 10.0], [2, 1]), None)), &[0.0, 2.0]);

        let other = Statistics { mean: signal(&[14.0], [1]), variance: signal(&[19.0], [1]) };
        norm.absorb(&mut [other].into_iter(), 1000);
        // Mean 5, variance 10.
        assert_close(&numbers(norm.forward(signal(&[5.0 + 10.0_f32.sqrt()], [1, 1]), None)), &[1.0]);
    }
}

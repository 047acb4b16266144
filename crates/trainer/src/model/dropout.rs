//! Dropout: hidden units are silenced at random while training.

use burn::tensor::{Tensor, TensorData};

use crate::random::Random;

/// Dropout during training (Srivastava et al. 2014): units are silenced and the others scaled up.
#[derive(Debug)]
pub(crate) struct Dropout {
    /// Probability that a unit is silenced, in [0, 1).
    pub(crate) rate: f64,
    /// This epoch's stream.
    pub(crate) random: Random,
}

impl Dropout {
    /// Silences some units of `signal`, one row an example.
    pub(super) fn apply(&mut self, signal: Tensor<2>) -> Tensor<2> {
        let kept = (1.0 / (1.0 - self.rate)) as f32;
        let [rows, columns] = signal.dims();
        let mask: Vec<f32> =
            (0..rows * columns).map(|_| if self.random.unit() < self.rate { 0.0 } else { kept }).collect();
        let mask = Tensor::from_data(TensorData::new(mask, [rows, columns]), &signal.device());
        signal * mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use burn::tensor::Device;

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

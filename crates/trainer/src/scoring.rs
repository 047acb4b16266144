//! Loss and error: how good predictions are.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData, activation};

use crate::data::{CLASSES, Examples, PIXELS};
use crate::model::Model;

/// Images evaluated at once: bounds the memory of wide models and stays in the cache for narrow ones.
const EVALUATION_BATCH: usize = 250;

/// Sums over some predictions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Score {
    loss_sum: f64,
    errors: usize,
    examples: usize,
}

impl Score {
    /// Scores `log_probabilities`, `[labels.len(), CLASSES]` row by row, against the labels. A row with a NaN
    /// counts as an error and makes the loss NaN.
    pub(crate) fn of(log_probabilities: &[f32], labels: &[u8]) -> Self {
        let mut score = Self { examples: labels.len(), ..Self::default() };
        for (row, &label) in log_probabilities.chunks_exact(CLASSES).zip(labels) {
            let label = usize::from(label);
            let truth = row[label];
            score.loss_sum -= f64::from(truth);
            let best = row.iter().enumerate().all(|(class, &other)| class == label || other < truth);
            score.errors += usize::from(!best);
        }
        score
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.loss_sum += other.loss_sum;
        self.errors += other.errors;
        self.examples += other.examples;
    }

    /// Mean cross-entropy in nats, without label smoothing.
    pub(crate) fn loss(&self) -> f64 {
        self.loss_sum / self.examples as f64
    }

    /// Share of examples whose own class was not the single most probable one.
    pub(crate) fn error(&self) -> f64 {
        self.errors as f64 / self.examples as f64
    }

    pub(crate) fn examples(&self) -> usize {
        self.examples
    }
}

/// The cross-entropy that training minimises, a scalar, for targets `(1 - smoothing) onehot + smoothing / CLASSES`
/// (Szegedy et al., arXiv:1512.00567): the part that these examples contribute to the mean over the `all` examples
/// of a step. `log_probabilities` is `[labels.len(), CLASSES]`.
pub(crate) fn training_loss(
    log_probabilities: Tensor<2>,
    labels: &[u8],
    all: usize,
    smoothing: f64,
) -> Tensor<1> {
    let scale = -1.0 / all as f64;
    let elsewhere = (scale * smoothing / CLASSES as f64) as f32;
    let right = (scale * (1.0 - smoothing + smoothing / CLASSES as f64)) as f32;
    let mut targets = vec![elsewhere; labels.len() * CLASSES];
    for (row, &label) in labels.iter().enumerate() {
        targets[row * CLASSES + usize::from(label)] = right;
    }
    let targets = TensorData::new(targets, [labels.len(), CLASSES]);
    let device = log_probabilities.device();
    (log_probabilities * Tensor::from_data(targets, &device)).sum()
}

/// The score of `model` on all of `examples`, without dropout and with running statistics.
pub(crate) fn evaluate(model: &Model, examples: &Examples, device: &Device) -> Score {
    let model = model.valid();
    let mut total = Score::default();
    let images = examples.pixels.chunks(EVALUATION_BATCH * PIXELS);
    for (pixels, labels) in images.zip(examples.labels.chunks(EVALUATION_BATCH)) {
        let input = Tensor::from_data(TensorData::new(pixels.to_vec(), [labels.len(), PIXELS]), device);
        let log_probabilities = activation::log_softmax(model.forward(input, None), 1);
        total.add(Score::of(&numbers(log_probabilities), labels));
    }
    total
}

/// The numbers in a tensor, row by row.
pub(crate) fn numbers(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("every tensor of this crate holds 32-bit floats")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: usize, probability: f32) -> Vec<f32> {
        let elsewhere = ((1.0 - probability) / (CLASSES - 1) as f32).ln();
        (0..CLASSES).map(|class| if class == label { probability.ln() } else { elsewhere }).collect()
    }

    #[test]
    fn loss_and_error_are_means() {
        let predictions = [row(3, 0.5), row(4, 0.5)].concat();
        let score = Score::of(&predictions, &[3, 5]);
        assert_eq!(score.errors, 1);
        let expected = -(0.5_f64.ln() + (0.5_f64 / 9.0).ln()) / 2.0;
        assert!((score.loss() - expected).abs() < 1e-6);
    }

    #[test]
    fn a_tie_or_a_nan_is_an_error() {
        assert_eq!(Score::of(&row(0, 0.1), &[0]).errors, 1);
        let broken = Score::of(&[f32::NAN; CLASSES], &[0]);
        assert_eq!(broken.errors, 1);
        assert!(broken.loss().is_nan());
    }

    #[test]
    fn smoothing_spreads_a_share_of_the_target() {
        let device = Device::flex();
        let predictions = row(2, 0.7);
        let tensor = Tensor::<2>::from_data(TensorData::new(predictions.clone(), [1, CLASSES]), &device);
        let loss = training_loss(tensor, &[2], 1, 0.2).into_data().try_to_vec::<f32>().unwrap()[0];
        let uniform = -predictions.iter().sum::<f32>() / CLASSES as f32;
        assert!((loss - (0.8 * -predictions[2] + 0.2 * uniform)).abs() < 1e-5);
    }
}

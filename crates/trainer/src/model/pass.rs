//! What one pass of training forwards draws and leaves behind; evaluation has neither.

use burn::tensor::Tensor;

use super::dropout::Dropout;

/// The chance and the memory of a training pass.
#[derive(Debug, Default)]
pub(crate) struct TrainingPass {
    /// Silences hidden units; `None` is off.
    pub(crate) dropout: Option<Dropout>,
    /// What every batch normalisation saw, in the order of the layers.
    pub(crate) statistics: Vec<Statistics>,
}

/// Mean and variance of a batch, one number a unit or channel.
#[derive(Clone, Debug)]
pub(crate) struct Statistics {
    /// Mean.
    pub(crate) mean: Tensor<1>,
    /// Unbiased variance.
    pub(crate) variance: Tensor<1>,
}

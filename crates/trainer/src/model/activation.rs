//! The functions between layers.

use burn::tensor::{Tensor, activation};

/// What follows every hidden layer and every convolution.
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

    /// The function, number by number.
    pub(super) fn apply<const D: usize>(self, input: Tensor<D>) -> Tensor<D> {
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
    pub(super) fn gain(self) -> f64 {
        match self {
            Self::Relu | Self::Gelu | Self::Silu | Self::LeakyRelu => std::f64::consts::SQRT_2,
            Self::Tanh | Self::Sigmoid => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_variants_agree() {
        for (index, name) in Activation::NAMES.iter().enumerate() {
            let activation = Activation::from_name(name);
            assert_eq!(activation as usize, index);
            assert_eq!(activation.name(), *name);
        }
    }
}

//! The model: a multilayer perceptron or a small convolutional network.

mod activation;
mod convolutional;
mod dropout;
mod layer;
mod normalization;
mod pass;
mod perceptron;

use burn::module::Module;
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::{Bytes, Device, Tensor};

use crate::random::Random;
use crate::settings::Settings;
use convolutional::Convolutional;
use layer::Builder;
use perceptron::Perceptron;

pub(crate) use activation::Activation;
pub(crate) use dropout::Dropout;
pub(crate) use normalization::Normalization;
pub(crate) use pass::{Statistics, TrainingPass};

/// The kind of a model, with the sizes that only this kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Architecture {
    /// A multilayer perceptron.
    Perceptron {
        /// Units of every hidden layer, the first next to the input.
        widths: Vec<usize>,
    },
    /// A convolutional network.
    Convolutional {
        /// Channels of the first convolution; the second has twice as many.
        channels: usize,
    },
}

/// What is trained: from images to one logit a class.
#[derive(Module, Debug)]
pub(crate) enum Model {
    /// A multilayer perceptron.
    Perceptron(Perceptron),
    /// A convolutional network.
    Convolutional(Convolutional),
}

impl Model {
    /// A model with first weights drawn from `random`.
    pub(crate) fn new(settings: &Settings, random: &mut Random, device: &Device) -> Self {
        let mut builder = Builder::new(random, device);
        let (activation, normalization) = (settings.activation, settings.normalization);
        match &settings.architecture {
            Architecture::Perceptron { widths } => {
                Self::Perceptron(Perceptron::new(widths, activation, normalization, &mut builder))
            }
            Architecture::Convolutional { channels } => {
                Self::Convolutional(Convolutional::new(*channels, activation, normalization, &mut builder))
            }
        }
    }

    /// `[batch, PIXELS]` to logits `[batch, CLASSES]`: one pass of training, or an evaluation.
    pub(crate) fn forward(&self, input: Tensor<2>, training: Option<&mut TrainingPass>) -> Tensor<2> {
        match self {
            Self::Perceptron(model) => model.forward(input, training),
            Self::Convolutional(model) => model.forward(input, training),
        }
    }

    /// Takes what the batch normalisations of one training pass saw into their running statistics, after `steps`
    /// completed steps.
    pub(crate) fn absorb(&mut self, statistics: Vec<Statistics>, steps: usize) {
        let norms = match self {
            Self::Perceptron(model) => &mut model.norms,
            Self::Convolutional(model) => &mut model.norms,
        };
        let mut statistics = statistics.into_iter();
        for norm in norms {
            norm.absorb(&mut statistics, steps);
        }
    }

    /// Its parameters and running statistics, as a checkpoint holds them. The kind is left out: the settings
    /// beside them tell it.
    pub(crate) fn to_bytes(&self) -> Result<Bytes, RecordError> {
        match self.clone() {
            Self::Perceptron(model) => model.into_record(),
            Self::Convolutional(model) => model.into_record(),
        }
        .into_bytes()
    }

    /// A model of the same settings with the parameters and statistics of [`Self::to_bytes`].
    pub(crate) fn with_bytes(self, bytes: Bytes) -> Result<Self, RecordError> {
        let record = ModuleRecord::from_bytes(bytes)?;
        Ok(match self {
            Self::Perceptron(model) => Self::Perceptron(model.try_load_record(record)?),
            Self::Convolutional(model) => Self::Convolutional(model.try_load_record(record)?),
        })
    }
}

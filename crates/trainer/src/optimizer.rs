//! From settings to burn's optimizers. burn's own defaults are not the papers': every field is set here.

use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamWConfig, ModuleOptimizer, SgdConfig};

use crate::settings::{Optimizer, Settings};

/// The optimizer of a training, before its first step.
///
/// - SGD (Sutskever et al. 2013): v = momentum v + g, w = w - lr v (Nesterov: w - lr (momentum v + g)), where
///   weight decay adds weight_decay w to g: an L2 penalty, coupled with learning rate and momentum.
/// - Adam (Kingma and Ba, arXiv:1412.6980), its weight decay decoupled as in AdamW (Loshchilov and Hutter,
///   arXiv:1711.05101): w shrinks by lr weight_decay w, beside Adam's own step.
///
/// Both decay everything that is learnt: biases, and the scales and shifts of normalisations, as well as weights.
pub(crate) fn build(settings: &Settings) -> ModuleOptimizer {
    match settings.optimizer {
        Optimizer::Sgd { momentum, nesterov } => {
            let momentum = MomentumConfig { momentum, dampening: 0.0, nesterov };
            let decay = WeightDecayConfig { penalty: settings.weight_decay as f32 };
            SgdConfig::new()
                .with_momentum((momentum.momentum > 0.0).then_some(momentum))
                .with_weight_decay((settings.weight_decay > 0.0).then_some(decay))
                .init()
        }
        Optimizer::Adam { beta1, beta2, epsilon } => AdamWConfig::new()
            .with_beta_1(beta1 as f32)
            .with_beta_2(beta2 as f32)
            .with_epsilon(epsilon as f32)
            .with_weight_decay(settings.weight_decay as f32)
            .init(),
    }
}

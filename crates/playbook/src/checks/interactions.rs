//! Which parameters interact so strongly that fixing one is unfair to the other? (P31)
//!
//! What a parameter is, its name says, as programs call it. The pairs are those of which the playbook or the literature
//! says that the best value of the one depends on the other:
//!
//! | in question | do not fix | because |
//! |---|---|---|
//! | optimizer | momentum, weight decay, warm-up | an update rule has its own; weight decay within Adam is another thing than with SGD (Loshchilov & Hutter 2019) |
//! | width, depth | weight decay, dropout | a larger model needs more regularization (playbook: "fixing weight decay while the size changes") |
//! | normalization, activation | initialization | they decide which scale trains |
//! | momentum, learning rate | each other | the effective step is `rate / (1 - momentum)` (Shallue et al. 2018) |
//! | learning rate | warm-up, schedule | they decide which rates are stable |
//! | dropout, weight decay, label smoothing, augmentation | each other | each does a part of the same work |
//!
//! The learning rate itself is a question of its own ([`super::fixed`], P27).

use etude_study::space::is_learning_rate;

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    LearningRate,
    Optimizer,
    Momentum,
    Size,
    Normalization,
    Initialization,
    Schedule,
    Regularization,
}

/// Those of a learning rate stand in [`crate::learning_rate`].
const NAMES: [(Kind, &[&str]); 7] = [
    (Kind::Optimizer, &["optimizer", "optim", "opt", "optimiser"]),
    (Kind::Momentum, &["momentum", "beta1", "beta_1", "b1"]),
    (
        Kind::Size,
        &[
            "width",
            "depth",
            "layers",
            "num_layers",
            "n_layers",
            "hidden",
            "hidden_size",
            "hidden_dim",
            "units",
            "d_model",
            "channels",
        ],
    ),
    (
        Kind::Normalization,
        &[
            "norm",
            "normalization",
            "normalisation",
            "batch_norm",
            "batchnorm",
            "layer_norm",
            "activation",
            "nonlinearity",
        ],
    ),
    (Kind::Initialization, &["init", "initialization", "initializer", "init_scale", "gain"]),
    (
        Kind::Schedule,
        &[
            "warmup",
            "warmup_steps",
            "warmup_epochs",
            "warmup_ratio",
            "warmup_fraction",
            "schedule",
            "lr_schedule",
            "scheduler",
            "lr_decay",
            "decay_rate",
        ],
    ),
    (
        Kind::Regularization,
        &[
            "weight_decay",
            "wd",
            "l2",
            "dropout",
            "dropout_rate",
            "drop_rate",
            "label_smoothing",
            "augmentation",
            "augment",
            "mixup",
            "cutmix",
            "stochastic_depth",
        ],
    ),
];

/// What is in question, and what must not be fixed then.
const STRONG: [(Kind, &[Kind]); 7] = [
    (Kind::Optimizer, &[Kind::Momentum, Kind::Regularization, Kind::Schedule]),
    (Kind::Size, &[Kind::Regularization]),
    (Kind::Normalization, &[Kind::Initialization]),
    (Kind::Momentum, &[Kind::LearningRate]),
    (Kind::LearningRate, &[Kind::Momentum, Kind::Schedule]),
    (Kind::Schedule, &[Kind::LearningRate]),
    (Kind::Regularization, &[Kind::Regularization]),
];

/// What a parameter of that name is, where its name says: `adam.lr` and `lr.2` are learning rates.
pub(super) fn kind(name: &str) -> Option<Kind> {
    if is_learning_rate(name) {
        return Some(Kind::LearningRate);
    }
    let parts = name.to_lowercase().replace('-', "_");
    let is_layer = |part: &&str| part.chars().all(|letter| letter.is_ascii_digit());
    let last = parts.split('.').rev().find(|part| !is_layer(part))?.to_owned();
    NAMES.iter().find(|(_, names)| names.contains(&last.as_str())).map(|(kind, _)| *kind)
}

/// Whether the best value of the fixed parameter is known to depend on the one in question.
pub(super) fn are_strong(question: &str, fixed: &str) -> bool {
    let (Some(question), Some(fixed)) = (kind(question), kind(fixed)) else { return false };
    STRONG.iter().any(|(asked, needed)| *asked == question && needed.contains(&fixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_a_name_says_what_it_is() {
        assert_eq!(kind("adam.learning-rate"), Some(Kind::LearningRate));
        assert_eq!(kind("width.2"), Some(Kind::Size));
        assert_eq!(kind("temperature"), None);
    }

    #[test]
    fn size_asks_for_weight_decay_and_not_the_other_way_round() {
        assert!(are_strong("width", "weight_decay"));
        assert!(!are_strong("weight_decay", "width"));
        assert!(are_strong("optimizer", "sgd.momentum"));
        assert!(!are_strong("optimizer", "temperature"));
    }
}

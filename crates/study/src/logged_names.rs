//! The names under which programs log the course of the training itself, beside the metric.

/// What is minimised on the training data, the most telling first.
pub const TRAINING_LOSSES: [&str; 3] = ["train_loss", "training_loss", "loss"];
/// The share of the training examples that is wrong.
pub const TRAINING_ERRORS: [&str; 2] = ["train_error", "training_error"];
/// The norm of the gradient, before clipping.
pub const GRADIENT_NORM: &str = "grad_norm";

//! What a training prints: one JSON object a line, flushed, as the trial protocol wants it.

use std::io::Write;

use serde::Serialize;

use crate::error::TrainerError;

/// Measurements at one moment. The training's own are means over the steps since the last report, taken while
/// the weights changed, with dropout and augmentation at work; the validation's are of the weights at this moment.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Completed epochs; a fraction within an epoch.
    #[serde(serialize_with = "shortest")]
    pub(crate) epoch: f64,
    /// Completed steps.
    pub(crate) step: usize,
    /// Mean cross-entropy, nats.
    pub(crate) train_loss: f64,
    /// Share of training examples put into a wrong class.
    pub(crate) train_error: f64,
    /// Mean cross-entropy on the validation split, nats.
    pub(crate) val_loss: f64,
    /// Share of validation examples put into a wrong class: the objective.
    pub(crate) val_error: f64,
    /// Mean L2 norm of the gradient, before it is clipped.
    pub(crate) grad_norm: f64,
    /// Share of the steps whose gradient was clipped; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clipped_fraction: Option<f64>,
    /// Training speed since the last report, evaluation not counted. The only number that never repeats.
    pub(crate) examples_per_second: f64,
    /// Name of the checkpoint within the checkpoint directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checkpoint: Option<String>,
}

/// What a probe prints between its first step and its last.
#[derive(Debug, Serialize)]
pub(crate) struct StepReport {
    /// Completed epochs; a fraction within an epoch.
    #[serde(serialize_with = "shortest")]
    pub(crate) epoch: f64,
    /// Completed steps.
    pub(crate) step: usize,
    /// Mean cross-entropy since the last report, nats.
    pub(crate) train_loss: f64,
    /// Mean L2 norm of the gradient, before it is clipped.
    pub(crate) grad_norm: f64,
    /// Training speed since the last report.
    pub(crate) examples_per_second: f64,
}

/// The training ended because the point is not usable.
#[derive(Debug, Serialize)]
pub(crate) struct Infeasible<'a> {
    /// Why.
    pub(crate) infeasible: &'a str,
}

/// Performance on data that no decision was based on.
#[derive(Debug, Serialize)]
pub(crate) struct TestResult {
    /// Share of test examples put into a wrong class.
    pub(crate) test_error: f64,
    /// Mean cross-entropy, nats.
    pub(crate) test_loss: f64,
}

/// Prints `line` and flushes, so that whoever watches sees it at once.
pub(crate) fn print(out: &mut dyn Write, line: &impl Serialize) -> Result<(), TrainerError> {
    let mut text = serde_json::to_vec(line).expect("these types are always valid JSON");
    text.push(b'\n');
    out.write_all(&text).and_then(|()| out.flush()).map_err(TrainerError::Output)
}

/// Whole epochs print without a decimal point.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn shortest<S: serde::Serializer>(epoch: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if epoch.fract() == 0.0 {
        serializer.serialize_u64(*epoch as u64)
    } else {
        serializer.serialize_f64(*epoch)
    }
}

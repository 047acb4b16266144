//! The test score of a checkpoint: asked for once, when all decisions are made.

use std::io::Write;
use std::path::Path;

use burn::tensor::Device;

use crate::checkpoint::Checkpoint;
use crate::data::{Examples, Split};
use crate::error::TrainerError;
use crate::report::{self, TestResult};
use crate::scoring;

/// Prints `{"test_error": ..., "test_loss": ...}` for the model in the file `checkpoint`.
pub fn test(checkpoint: &Path, out: &mut dyn Write) -> Result<(), TrainerError> {
    // A model has gradients even where nobody asks for them; evaluating drops them.
    let device = Device::flex().autodiff();
    let kept = Checkpoint::read(checkpoint)?;
    let examples = Examples::load(Split::Test, kept.settings(checkpoint)?.scale);
    let (model, _) = kept.restore(checkpoint, &device)?;
    let score = scoring::evaluate(&model, &examples, &device.inner());
    report::print(out, &TestResult { test_error: score.error(), test_loss: score.loss() })
}

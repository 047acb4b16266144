//! Wrong project files: each differs from a right one in one place.

mod parameters;
mod programs_and_rounds;
mod values;

/// A small project file that is right.
pub(crate) const START: &str = r#"[project]
name = "digits"
metric = "val_error"
direction = "minimize"

[workload]
command = ["python3", "train.py", "{args}"]

[length]
max_epochs = 30

[batch_size]
value = 64

[parameters.learning_rate]
low = 1e-4
high = 1.0
scale = "log"
baseline = 0.01

[parameters.layers]
type = "int"
low = 1
high = 6
baseline = 2

[parameters.dropout]
choices = ["off", "on"]
baseline = "off"

[parameters.dropout_rate]
when = { dropout = "on" }
low = 0.05
high = 0.7
baseline = 0.3

[[rounds]]
name = "regularization"
goal = "Does dropout lower the validation error?"
scientific = ["dropout"]
nuisance = ["learning_rate", "dropout_rate"]
trials = 16
"#;

/// What is wrong, the text that is replaced (nothing: the end of the file; a star: all), and what stands there instead.
pub(crate) type Wrong = (&'static str, &'static str, &'static str);

/// All wrong files.
pub(crate) fn wrong() -> impl Iterator<Item = &'static Wrong> {
    [values::WRONG, parameters::WRONG, programs_and_rounds::WRONG].into_iter().flatten()
}

//! The environment variables a training program may read; nothing else is added to its environment.

/// The trial's number, six digits.
pub const TRIAL: &str = "ETUDE_TRIAL";
/// A JSON file with the configuration.
pub const CONFIGURATION: &str = "ETUDE_CONFIGURATION";
/// Seeds the initialisation.
pub const SEED: &str = "ETUDE_SEED";
/// Seeds shuffling and augmentation.
pub const DATA_SEED: &str = "ETUDE_DATA_SEED";
/// How many epochs to train, the same for every trial of a round.
pub const MAX_EPOCHS: &str = "ETUDE_MAX_EPOCHS";
/// Stop after so many steps: set for probes only.
pub const MAX_STEPS: &str = "ETUDE_MAX_STEPS";
/// Where to write checkpoints.
pub const CHECKPOINT_DIR: &str = "ETUDE_CHECKPOINT_DIR";
/// The checkpoint to go on from, when an earlier attempt reported one.
pub const RESUME_FROM: &str = "ETUDE_RESUME_FROM";
/// The device of the trial's slot, as the project file names it; set where it has `devices`.
pub const DEVICE: &str = "ETUDE_DEVICE";
/// By these the libraries of graphics cards are told which of them to see. Not `ROCR_VISIBLE_DEVICES`: it filters before
/// `HIP_VISIBLE_DEVICES` does, so that with both set the second would count in what the first had left.
pub const VISIBLE_DEVICES: [&str; 2] = ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"];

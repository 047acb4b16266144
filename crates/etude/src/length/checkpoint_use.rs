//! How much room checkpoints take, and how much they will.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::project_folder::ProjectFolder;

/// Room that checkpoints take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CheckpointUse {
    /// Trials that have any.
    pub trials: u64,
    /// All of them, in bytes.
    pub bytes: u64,
    /// Those of the trial that has most, in bytes: what a further trial may take.
    pub largest_trial: u64,
}

/// Adds up the checkpoints of all trials. What cannot be read counts as nothing.
pub fn checkpoint_use(folder: &ProjectFolder) -> CheckpointUse {
    let trials = fs::read_dir(folder.etude_folder().join("trials")).into_iter().flatten().flatten();
    let sizes = trials.map(|trial| size(&trial.path().join("checkpoints"))).filter(|bytes| *bytes > 0);
    sizes.fold(CheckpointUse::default(), |found, bytes| CheckpointUse {
        trials: found.trials + 1,
        bytes: found.bytes + bytes,
        largest_trial: found.largest_trial.max(bytes),
    })
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => size(&entry.path()),
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .sum()
}

//! Why no batch size could be recommended.

use std::io;
use std::path::PathBuf;

use etude_store::StoreError;
use thiserror::Error;

use crate::project_folder::{OpenError, PROJECT_FILE};
use crate::tries::TryError;

/// Why there is no recommendation, or why it was not written.
#[derive(Debug, Error)]
pub enum BatchSizeError {
    /// The project file says nothing of a batch size.
    #[error("{PROJECT_FILE} has no [batch_size], so no other size can be tried")]
    NoBatchSize,
    /// Somebody runs the project.
    #[error("{owner} runs this project: what is measured meanwhile says nothing")]
    Busy {
        /// Who.
        owner: String,
    },
    /// A try could not be made.
    #[error(transparent)]
    Try(#[from] TryError),
    /// The program does not do what a probe asks.
    #[error(transparent)]
    Probe(#[from] NotAProbe),
    /// No size fits.
    #[error("not even a batch size of {size} fits into memory with a tenth to spare")]
    NothingFits {
        /// The smallest that was tried.
        size: u32,
    },
    /// There is no learning rate to tune.
    #[error(
        "{PROJECT_FILE} has no parameter that is a learning rate on a scale of numbers, so none can be tuned for each size"
    )]
    NoLearningRate {
        /// What was named, where something was.
        named: Option<String>,
    },
    /// The project file cannot be read or written.
    #[error("cannot write {}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The project file has a shape in which the value cannot be changed.
    #[error("cannot change `value` in [batch_size] of {PROJECT_FILE}")]
    NotChanged,
    /// With the value the file is none that can be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a program does instead of what a probe asks of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAProbe {
    /// Its reports have no step.
    #[error("told to train {steps} steps by ETUDE_MAX_STEPS, the program reports no `step`")]
    NoSteps {
        /// Steps it was told.
        steps: u32,
    },
    /// It goes on beyond its steps.
    #[error(
        "told to train {steps} steps by ETUDE_MAX_STEPS, the program trains on: it reports step {reported}"
    )]
    TrainsOn {
        /// Steps it was told.
        steps: u32,
        /// A later one.
        reported: u32,
    },
    /// It ends too early.
    #[error("told to train {steps} steps by ETUDE_MAX_STEPS, the program ended well after step {reported}")]
    EndsEarly {
        /// Steps it was told.
        steps: u32,
        /// The last it reported.
        reported: u32,
    },
    /// It says too little of its speed.
    #[error(
        "the program reports only {reports} of its {steps} steps, which tells too little of what a step takes"
    )]
    TooFewReports {
        /// Steps it was told.
        steps: u32,
        /// Reports after the first steps.
        reports: usize,
    },
    /// It broke, and not for memory.
    #[error("with a batch size of {size} the program broke: {sentence}")]
    Broke {
        /// Examples a step.
        size: u32,
        /// How it ended, and its last lines.
        sentence: String,
    },
    /// Its loss is in no report.
    #[error(
        "the program reports neither `train_loss` nor `{metric}` often enough to see when it reaches a target"
    )]
    NoLoss {
        /// The project's metric.
        metric: String,
    },
}

impl NotAProbe {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            NotAProbe::Broke { .. } => {
                "`etude doctor` tries the program with the baseline; .etude/batch-size has all it printed"
            }
            NotAProbe::NoLoss { .. } => {
                "print the loss with every step, or every few: print(json.dumps({\"step\": step, \"train_loss\": loss}), flush=True)"
            }
            _ => {
                "where the environment variable ETUDE_MAX_STEPS is set, print {\"step\": 1}, {\"step\": 2}, ... after the steps, at \
                 most about twenty lines a second, and exit with code 0 after so many steps: \
                 docs/reference/batch-size.md has the lines for Python"
            }
        }
    }
}

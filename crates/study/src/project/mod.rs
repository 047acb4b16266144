//! A project as its `etude.toml` describes it.

mod command;
mod conditions;
mod configurations;
mod confirmation;
mod design;
mod domain;
mod duration;
mod error;
mod file;
mod flags;
mod ladder;
mod layers;
mod length;
mod metrics;
mod objectives;
mod parameters;
mod pruner;
mod read_flag;
mod rounds;
mod section;
mod slots;
mod space;
mod workload;
mod written_parameter;
mod written_round;

use std::collections::BTreeMap;

pub use command::{CommandPlaces, expand_command};
pub use error::{Problem, ProjectFileError, nearest_first};
pub use file::parse_project;
use serde::{Deserialize, Serialize};
pub use space::{DeclaredSpace, parse_space};
pub use written_parameter::write_parameter;
pub use written_round::{quoted, write_round};

use crate::batch_size::BatchSize;
use crate::configuration::Values;
use crate::length::Length;
use crate::objective::Objective;
use crate::round::RoundDefinition;
use crate::score::Direction;
use crate::space::Parameter;

/// One thing being tuned: metric, program, parameters and the rounds asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// The metric that is optimised, as the program reports it.
    pub metric: String,
    /// Whether smaller or larger is better.
    pub direction: Direction,
    /// Further objectives, which the program logs beside the metric, by name; none in most projects.
    pub also: Vec<Objective>,
    /// A smaller gain, in the metric's unit, is not worth an added feature.
    pub min_improvement: f64,
    /// What guessing scores (P18).
    pub chance_level: Option<f64>,
    /// Examples in the validation set (P77).
    pub validation_examples: Option<u32>,
    /// Everything random derives from it.
    pub seed: u64,
    /// How many trainings the whole project may take, for planning; nothing is stopped by it.
    pub budget: Option<u32>,
    /// The program.
    pub workload: Workload,
    /// How long every training is.
    pub length: Length,
    /// The batch size, set once (S4).
    pub batch_size: Option<BatchSize>,
    /// How many trials run side by side.
    pub slots: u32,
    /// The devices that slots are given, in the order of the file; empty where trials choose for themselves.
    pub devices: Vec<String>,
    /// All parameters, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// All rounds, in the order of the file.
    pub rounds: Vec<RoundDefinition>,
}

impl Project {
    /// The simple start: every parameter's baseline, active or not.
    pub fn baseline(&self) -> Values {
        self.parameters.iter().map(|parameter| (parameter.name.clone(), parameter.baseline.clone())).collect()
    }

    /// The device of a slot: its own, or, where there are more slots than devices, one that it shares in turn.
    pub fn device_of(&self, slot: u32) -> Option<&str> {
        let device = self.devices.get(slot as usize % self.devices.len().max(1))?;
        Some(device)
    }
}

/// The program that trains, and how to run it.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// What to start.
    pub program: Program,
    /// Where, relative to the project file.
    pub directory: String,
    /// Added to the caller's environment; never stored beyond the project file.
    pub environment: BTreeMap<String, String>,
    /// A Python virtual environment to run in, relative to the project file.
    pub virtual_environment: Option<String>,
    /// Patterns by metric, for a program that prints no JSON; `epoch` and `step` set the position.
    pub metrics: BTreeMap<String, String>,
    /// A program that prints nothing for so long has stalled, in seconds.
    pub stall_after_seconds: Option<f64>,
    /// Files and folders of the program, relative to its `directory`: a change of their content makes conclusions stale.
    pub sources: Vec<String>,
    /// Longer is infeasible, in seconds.
    pub time_limit_seconds: Option<f64>,
    /// Attempts a trial has in all when its program crashes.
    pub attempts: u32,
    /// Scores a checkpoint on the test set.
    pub test_command: Option<Vec<String>>,
}

impl Workload {
    /// Whether a checkpoint can be scored on the test set: by the user's command, or by the built-in workload's own.
    pub fn has_test(&self) -> bool {
        self.test_command.is_some() || matches!(self.program, Program::Builtin(_))
    }
}

/// What is started for a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Program {
    /// The user's own, as a template of arguments.
    Command(Vec<String>),
    /// A workload that comes with Etude.
    Builtin(String),
}

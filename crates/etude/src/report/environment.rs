//! Where and how the project's trainings run: what a reader needs beside the commands to get the same numbers.

use std::fmt::Write as _;

use etude_study::project::Project;
use serde::Serialize;

use super::table::Table;
use crate::words;

/// The machine that wrote the report, and what the project file says of every training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnvironmentReport {
    /// The version of Etude that wrote the report.
    pub etude: &'static str,
    /// The operating system of the machine that wrote it.
    pub system: &'static str,
    /// Its processors' architecture.
    pub architecture: &'static str,
    /// Trials that run at a time.
    pub slots: u32,
    /// The devices that they are given.
    pub devices: Vec<String>,
    /// The batch size, where the project sets one.
    pub batch_size: Option<u32>,
    /// Attempts that a trial has.
    pub attempts: u32,
    /// The names of variables that the project file adds to the environment; their values are in no report.
    pub variables: Vec<String>,
}

pub(super) fn environment(project: &Project) -> EnvironmentReport {
    EnvironmentReport {
        etude: env!("CARGO_PKG_VERSION"),
        system: std::env::consts::OS,
        architecture: std::env::consts::ARCH,
        slots: project.slots,
        devices: project.devices.clone(),
        batch_size: project.batch_size.as_ref().map(|batch_size| batch_size.value),
        attempts: project.workload.attempts,
        variables: project.workload.environment.keys().cloned().collect(),
    }
}

pub(super) fn write_environment(text: &mut String, environment: &EnvironmentReport) {
    text.push_str("## Environment\n\n");
    let or_none = |names: &[String]| if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let mut table = Table::new(&["", ""]);
    let machine =
        format!("Etude {} on {} {}", environment.etude, environment.system, environment.architecture);
    table.row(&["written by", &machine]);
    let devices = match environment.devices.as_slice() {
        [] => String::new(),
        devices => format!(", on devices {}", devices.join(", ")),
    };
    table.row(&["slots", &format!("{} at a time{devices}", words::count(environment.slots, "trial"))]);
    let batch_size = environment.batch_size.map_or_else(|| "-".into(), |size| size.to_string());
    table.row(&["batch size", &batch_size]);
    table.row(&["attempts of a trial", &environment.attempts.to_string()]);
    table.row(&["variables added", &or_none(&environment.variables)]);
    text.push_str(&table.to_markdown());
    let _ = writeln!(
        text,
        "\nThe code of each round, with its commit and uncommitted changes, stands under the round. What each training was \
         told is in `.etude/trials/NNNNNN/configuration.json`."
    );
}

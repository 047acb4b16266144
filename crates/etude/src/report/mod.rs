//! The report: a document of all that happened, and the same in Markdown, fit for an appendix. Every number in it comes
//! from the history.

mod confirmation;
mod environment;
mod figures;
mod html;
mod markdown;
mod round;
mod round_markdown;
mod sources;
mod study;
pub(crate) mod table;

use std::path::Path;

use etude_study::history::{History, TestRecord};
use etude_study::project::Program;
use etude_study::score::Direction;
use serde::Serialize;

pub use confirmation::{ConfirmedPair, ContenderReport, PairsReport};
pub use environment::EnvironmentReport;
pub use figures::{ReportFigures, figures_in_html, figures_in_letters};
pub use html::to_html;
pub use markdown::to_markdown;
pub use round::{RoundReport, TrialFilesReport};
pub use sources::SourcesReport;
pub(crate) use study::study_name;
pub use study::{BestTrial, StudySheet};

use crate::project_folder::{PROJECT_FILE, ProjectFolder};
use crate::views::{BestView, LaunchView, best, overview};

/// The version of the document's shape. New keys may come without a new version.
pub const REPORT_VERSION: u32 = 1;

/// A project as far as it has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The version of this shape.
    pub version: u32,
    /// The project's name.
    pub name: String,
    /// The project file, relative to the project's folder, as all paths in the document are unless they say otherwise.
    pub project_file: &'static str,
    /// The metric that is optimised.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// A smaller gain, in the metric's unit, is not worth an added feature.
    pub min_improvement: f64,
    /// Epochs of every training.
    pub max_epochs: u32,
    /// The project's seed.
    pub seed: u64,
    /// What is started for a trial, in one line.
    pub program: String,
    /// Whether that is a workload that comes with Etude.
    pub builtin: bool,
    /// The incumbent; none before anything has run.
    pub incumbent: Option<BestView>,
    /// Every launch, the simple start first.
    pub launches: Vec<LaunchView>,
    /// Looks at the test set.
    pub tests: Vec<TestRecord>,
    /// Where and how trainings run.
    pub environment: EnvironmentReport,
    /// Started rounds.
    pub rounds: Vec<RoundReport>,
}

/// Gathers the report of a project. It looks at what programs left in their trials' folders, and at nothing else outside
/// the history.
pub fn report(folder: &ProjectFolder, history: &History, etude: &Path) -> Report {
    let project = &folder.project;
    let view = overview(project, history);
    let (program, builtin) = match &project.workload.program {
        Program::Command(command) => (command.join(" "), false),
        Program::Builtin(name) => (name.clone(), true),
    };
    let rounds = view.rounds.into_iter().zip(&history.rounds);
    Report {
        version: REPORT_VERSION,
        name: view.name,
        project_file: PROJECT_FILE,
        metric: view.metric,
        direction: view.direction,
        min_improvement: project.min_improvement,
        max_epochs: project.length.max_epochs,
        seed: project.seed,
        program,
        builtin,
        incumbent: best(folder, history, etude),
        environment: environment::environment(project),
        launches: view.launches,
        tests: view.tests,
        rounds: rounds.map(|(view, record)| round::gather(folder, history, view, record, etude)).collect(),
    }
}

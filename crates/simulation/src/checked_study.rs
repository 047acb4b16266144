//! One study through the real coordinator, up to its checklist: nothing is retrained after it.

use std::error::Error;
use std::fmt;

use etude::coordinator::{Coordinator, CoordinatorError, Input};
use etude_study::event::Event;
use etude_study::finding::Finding;
use etude_study::history::History;
use etude_study::measurement::SpooledMeasurement;
use etude_study::project::Project;

use crate::workload::Workload;

/// Batches of trials after which a study that is not complete never will be.
const MOST_BATCHES: u32 = 1000;

/// Why a study was not checked.
#[derive(Debug)]
pub enum NotChecked {
    /// The coordinator refused.
    Refused(CoordinatorError),
    /// It never came to the checklist.
    Endless,
}

impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotChecked::Refused(error) => write!(f, "the coordinator refused: {error}"),
            NotChecked::Endless => write!(f, "no study was complete after {MOST_BATCHES} batches of trials"),
        }
    }
}

impl Error for NotChecked {}

impl From<CoordinatorError> for NotChecked {
    fn from(error: CoordinatorError) -> NotChecked {
        NotChecked::Refused(error)
    }
}

/// What the checklist says of the first study of a project that is complete, all its looks together.
///
/// # Errors
/// When the coordinator refuses, or never comes to the checklist.
pub fn checked_study(project: &Project, workload: &dyn Workload) -> Result<Vec<Finding>, NotChecked> {
    let mut coordinator = Coordinator::new(project.clone(), History::default())?;
    let mut inputs = Vec::new();
    for _ in 0..MOST_BATCHES {
        let response = coordinator.handle(std::mem::take(&mut inputs))?;
        let mut all = coordinator.history().rounds.iter().flat_map(|round| &round.studies);
        if let Some(study) = all.find(|study| study.complete) {
            return Ok(study.findings.clone());
        }
        debug_assert!(response.record.iter().all(|event| !matches!(event, Event::RoundConcluded { .. })));
        for start in response.start {
            let Some(known) = coordinator.history().trials.get(&start.trial) else { continue };
            let training = workload.train(&known.request.configuration, None);
            let (trial, attempt) = (start.trial, start.attempt);
            let reports = training.reports.into_iter().zip(0..);
            inputs.extend(reports.map(|((_, measurement), sequence)| Input::Measured {
                trial,
                measured: SpooledMeasurement { attempt, sequence, measurement },
            }));
            let (ending, seconds) = (training.ending, Some(training.seconds));
            inputs.push(Input::AttemptEnded { trial, attempt, ending, seconds });
        }
    }
    Err(NotChecked::Endless)
}

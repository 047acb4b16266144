//! Short trainings outside the history: what is tried to choose a length, or to see whether training is stable.
//!
//! A probe is a real attempt, started as a trial's is, in a folder below `.etude/probes/`. Its reports are read while it runs, so that it can
//! be ended as soon as it has told what was asked.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use etude_runner::{AttemptRequest, AttemptState, TrialFolder, Watcher, order_for, poll, start, stop};
use etude_study::configuration::Configuration;
use etude_study::ids::TrialId;
use etude_study::measurement::Measurement;
use etude_study::project::Program;
use etude_study::protocol;
use etude_study::trial::AttemptEnding;

use crate::doctor::DoctorError;
use crate::project_folder::ProjectFolder;
use crate::run::RunContext;

/// A probe that gave no sign is looked at again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What is trained.
pub(crate) struct Probe<'a> {
    /// The name of its folder.
    pub(crate) name: &'a str,
    /// What it trains.
    pub(crate) configuration: &'a Configuration,
    /// After how many steps it ends, if not at its length.
    pub(crate) max_steps: Option<u32>,
    /// Further options of the built-in workload.
    pub(crate) builtin_options: &'a [String],
}

/// What was seen of it.
pub(crate) struct Probed {
    /// Its reports, in their order.
    pub(crate) reports: Vec<Measurement>,
    /// How it ended.
    pub(crate) ending: AttemptEnding,
}

/// Where probes are made.
pub(crate) struct Probes<'a> {
    pub(crate) folder: &'a ProjectFolder,
    pub(crate) context: &'a RunContext<'a>,
}

impl Probes<'_> {
    fn place(&self) -> PathBuf {
        self.folder.etude_folder().join("probes")
    }

    /// Removes what earlier probes left.
    pub(crate) fn clear(&self) -> Result<(), DoctorError> {
        let path = self.place();
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|source| DoctorError::Folder { path, source })?;
        }
        Ok(())
    }

    /// Trains, until it ends or `enough` says that its reports tell what was asked.
    pub(crate) fn train(
        &self,
        probe: &Probe<'_>,
        enough: &dyn Fn(&[Measurement]) -> bool,
    ) -> Result<Probed, DoctorError> {
        let path = self.place().join(probe.name);
        std::fs::create_dir_all(&path)
            .map_err(|source| DoctorError::Folder { path: path.clone(), source })?;
        let folder = TrialFolder::at(&path).map_err(|source| DoctorError::Folder { path, source })?;
        let mut prepared = order_for(&AttemptRequest {
            project: &self.folder.project,
            project_directory: self.folder.root(),
            etude: self.context.etude,
            trial: TrialId(0),
            folder: &folder,
            attempt: 1,
            slot: 0,
            configuration: probe.configuration,
            resume_from: None,
            epochs_before: 0,
        })?;
        if let Some(steps) = probe.max_steps {
            prepared.order.environment.insert(protocol::MAX_STEPS.to_owned(), steps.to_string());
        }
        // Probes are not gone on from.
        prepared.order.environment.remove(protocol::CHECKPOINT_DIR);
        if matches!(self.folder.project.workload.program, Program::Builtin(_)) {
            prepared.order.command.extend_from_slice(probe.builtin_options);
        }
        let supervisor = [OsString::from(self.context.etude), OsString::from("supervise")];
        let _ = start(&folder, &prepared, &supervisor)?;
        self.watch(&folder, enough)
    }

    fn watch(
        &self,
        folder: &TrialFolder,
        enough: &dyn Fn(&[Measurement]) -> bool,
    ) -> Result<Probed, DoctorError> {
        let mut watcher = Watcher::new();
        watcher.watch(folder);
        let (mut reports, mut offset, mut asked) = (Vec::new(), 0, false);
        loop {
            let seen = poll(folder, 1, offset)?;
            offset = seen.next_offset;
            reports.extend(seen.measurements.into_iter().map(|spooled| spooled.measurement));
            let by_person = (self.context.stop_requests)() > 0;
            let ending = match seen.state {
                AttemptState::Running => {
                    if !asked && (by_person || enough(&reports)) {
                        asked = true;
                        // One that cannot be asked has ended.
                        let _ = stop(folder, 1);
                    }
                    watcher.wait(LOOK_AGAIN);
                    continue;
                }
                AttemptState::Exited(record) => record.ending(),
                AttemptState::Lost => AttemptEnding::Lost,
            };
            if by_person {
                return Err(DoctorError::Stopped);
            }
            return Ok(Probed { reports, ending });
        }
    }
}

/// A metric of reports by name, with the epoch or step of each.
pub(crate) fn course(reports: &[Measurement], name: &str) -> Vec<(f64, f64)> {
    let mut by_position: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for report in reports {
        if let (Some(position), Some(value)) = (report.position(), report.metric(name)) {
            by_position.insert(position.to_bits(), (position, value));
        }
    }
    by_position.into_values().collect()
}

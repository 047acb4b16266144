//! From a project and a configuration to everything an attempt needs. Nothing here touches the machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etude_study::configuration::Configuration;
use etude_study::ids::TrialId;
use etude_study::project::{CommandPlaces, Program, Project, expand_command};
use etude_study::protocol::{self, AttemptOrder, PROTOCOL_VERSION};

use crate::trial_folder::TrialFolder;

/// Seconds between the polite and the certain end of a program.
pub const GRACE_SECONDS: f64 = 10.0;

/// Variables by which numeric libraries are told how many threads to use.
///
/// Each is set to 1 when several trials run side by side, so that they do not fight over the same cores, unless the
/// project's `environment` has a value for it. A value in the caller's own environment is overridden: it was meant
/// for one program, and every trial of a project must get the same.
pub const THREAD_CAPS: [&str; 6] = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
];

/// What an attempt is made of.
#[derive(Debug, Clone, Copy)]
pub struct AttemptRequest<'a> {
    /// The project.
    pub project: &'a Project,
    /// The folder of its `etude.toml`; absolute.
    pub project_directory: &'a Path,
    /// The `etude` program, for built-in workloads; absolute.
    pub etude: &'a Path,
    /// The trial.
    pub trial: TrialId,
    /// The trial's folder.
    pub folder: &'a TrialFolder,
    /// The attempt's number, from 1.
    pub attempt: u32,
    /// What is trained.
    pub configuration: &'a Configuration,
    /// The checkpoint to go on from, as an earlier attempt reported it.
    pub resume_from: Option<&'a str>,
    /// Completed epochs of that checkpoint; 0 without one.
    pub epochs_before: u32,
    /// The slot it runs in, which decides its device.
    pub slot: u32,
    /// Of a probe, the steps after which it is to end; none for a trial.
    pub max_steps: Option<u32>,
}

/// An attempt that [`crate::start`] can start.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedAttempt {
    /// What the supervisor is told, in a file.
    pub order: AttemptOrder,
    /// What the program is told, in a file.
    pub configuration: Configuration,
    /// The project's `environment`: handed down from process to process and never written to a file, since it may
    /// hold secrets.
    pub environment: BTreeMap<String, String>,
}

/// Why an attempt cannot be described.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Orders are JSON, and commands are text.
    #[error("the path {} is not UTF-8: move the project to a folder whose name is", path.display())]
    PathNotUtf8 {
        /// The path.
        path: PathBuf,
    },
}

/// Fills the command template and the environment of an attempt.
///
/// A built-in workload is the template `[etude, "train", name, "{args}"]`. The order's environment holds the trial
/// protocol's variables, the device of the slot where the project names devices and, with several slots,
/// [`THREAD_CAPS`]; nothing else.
pub fn order_for(request: &AttemptRequest<'_>) -> Result<PreparedAttempt, PrepareError> {
    let AttemptRequest { project, configuration, folder, .. } = *request;
    let checkpoints = folder.checkpoints();
    let resume_from = request.resume_from.map(|name| checkpoints.join(name));
    let places = CommandPlaces {
        checkpoint_dir: Some(text(&checkpoints)?),
        resume_from: resume_from.as_deref().map(text).transpose()?,
    };
    let template = match &project.workload.program {
        Program::Command(template) => template.clone(),
        Program::Builtin(name) => {
            vec![text(request.etude)?, "train".into(), name.clone(), "{args}".into()]
        }
    };
    let order = AttemptOrder {
        version: PROTOCOL_VERSION,
        trial: request.trial.0,
        attempt: request.attempt,
        command: expand_command(&template, &project.parameters, configuration, &places),
        directory: text(&plain(&request.project_directory.join(&project.workload.directory)))?,
        environment: environment(request, places)?,
        objective: project.metric.clone(),
        metrics: project.workload.metrics.clone(),
        epochs_before: request.epochs_before,
        virtual_environment: virtual_environment(request)?,
        stall_after_seconds: project.workload.stall_after_seconds,
        time_limit_seconds: project.workload.time_limit_seconds,
        grace_seconds: GRACE_SECONDS,
    };
    Ok(PreparedAttempt {
        order,
        configuration: configuration.clone(),
        environment: project.workload.environment.clone(),
    })
}

fn environment(
    request: &AttemptRequest<'_>,
    places: CommandPlaces,
) -> Result<BTreeMap<String, String>, PrepareError> {
    let AttemptRequest { project, configuration, .. } = *request;
    let mut variables = BTreeMap::new();
    if project.slots > 1 {
        let unset = |name: &&str| !project.workload.environment.contains_key(*name);
        variables.extend(THREAD_CAPS.iter().filter(|name| unset(name)).map(|name| (*name, "1".to_owned())));
    }
    variables.extend([
        (protocol::TRIAL, request.trial.to_string()),
        (protocol::CONFIGURATION, text(&request.folder.configuration())?),
        (protocol::SEED, configuration.seed.to_string()),
        (protocol::DATA_SEED, configuration.data_seed.to_string()),
        (protocol::MAX_EPOCHS, configuration.max_epochs.to_string()),
    ]);
    variables.extend(request.max_steps.map(|steps| (protocol::MAX_STEPS, steps.to_string())));
    if let Some(device) = project.device_of(request.slot) {
        variables.insert(protocol::DEVICE, device.to_owned());
        variables.extend(protocol::VISIBLE_DEVICES.map(|name| (name, device.to_owned())));
    }
    variables.extend(places.checkpoint_dir.map(|path| (protocol::CHECKPOINT_DIR, path)));
    variables.extend(places.resume_from.map(|path| (protocol::RESUME_FROM, path)));
    Ok(variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The folder of the virtual environment that the project names; a built-in workload needs none.
fn virtual_environment(request: &AttemptRequest<'_>) -> Result<Option<String>, PrepareError> {
    let workload = &request.project.workload;
    let named =
        workload.virtual_environment.as_ref().filter(|_| matches!(workload.program, Program::Command(_)));
    named.map(|folder| text(&plain(&request.project_directory.join(folder)))).transpose()
}

/// Without the dots of `./`.
fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}

fn text(path: &Path) -> Result<String, PrepareError> {
    path.to_str().map(str::to_owned).ok_or_else(|| PrepareError::PathNotUtf8 { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use etude_study::project::parse_project;

    use super::*;

    fn project(workload: &str, slots: u32) -> Project {
        let text = format!(
            r#"
            [project]
            name = "digits"
            metric = "val_error"
            direction = "minimize"
            [workload]
            {workload}
            [length]
            max_epochs = 3
            [slots]
            count = {slots}
            [parameters.learning_rate]
            low = 1e-4
            high = 1.0
            scale = "log"
            baseline = 0.01
            flag = "--lr"
            "#
        );
        parse_project(&text).unwrap()
    }

    fn prepare(
        project: &Project,
        directory: &Path,
        resume_from: Option<&str>,
    ) -> Result<PreparedAttempt, PrepareError> {
        let configuration = Configuration {
            values: project.baseline(),
            batch_size: None,
            max_epochs: 3,
            seed: 11,
            data_seed: 12,
        };
        let folder = TrialFolder::of_trial(&directory.join(".etude"), TrialId(42)).unwrap();
        order_for(&AttemptRequest {
            project,
            project_directory: directory,
            etude: Path::new("/bin/etude"),
            trial: TrialId(42),
            folder: &folder,
            attempt: 2,
            configuration: &configuration,
            resume_from,
            epochs_before: 0,
            slot: 4,
            max_steps: None,
        })
    }

    #[test]
    fn an_order_says_everything_but_the_project_s_own_environment() {
        let workload = r#"
            command = ["python3", "train.py", "{args}", "--resume={resume_from}", "--to={checkpoint_dir}"]
            time_limit = "2h"
            environment = { TOKEN = "s3cret" }"#;
        let prepared = prepare(&project(workload, 1), Path::new("/projects"), None).unwrap();
        let folder = "/projects/.etude/trials/000042";
        let to = format!("--to={folder}/checkpoints");
        assert_eq!(prepared.order.command, ["python3", "train.py", "--lr=0.01", &to]);
        assert_eq!((prepared.order.directory.as_str(), prepared.order.trial), ("/projects", 42));
        assert_eq!((prepared.order.attempt, prepared.order.time_limit_seconds), (2, Some(7200.0)));
        let variables: Vec<String> =
            prepared.order.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let expected = [
            format!("ETUDE_CHECKPOINT_DIR={folder}/checkpoints"),
            format!("ETUDE_CONFIGURATION={folder}/configuration.json"),
            "ETUDE_DATA_SEED=12".into(),
            "ETUDE_MAX_EPOCHS=3".into(),
            "ETUDE_SEED=11".into(),
            "ETUDE_TRIAL=000042".into(),
        ];
        assert_eq!(variables, expected);
        assert_eq!(prepared.environment.get("TOKEN").map(String::as_str), Some("s3cret"));
    }

    #[test]
    fn a_builtin_workload_is_etude_itself_and_resumes_by_an_absolute_path() {
        let prepared =
            prepare(&project("builtin = \"fashion\"", 1), Path::new("/projects"), Some("epoch-3.bin"))
                .unwrap();
        assert_eq!(prepared.order.command, ["/bin/etude", "train", "fashion", "--lr=0.01"]);
        let from = &prepared.order.environment[protocol::RESUME_FROM];
        assert_eq!(from, "/projects/.etude/trials/000042/checkpoints/epoch-3.bin");
    }

    #[test]
    fn several_slots_cap_the_threads_that_the_project_does_not() {
        let workload = r#"
            command = ["train"]
            environment = { OMP_NUM_THREADS = "4" }"#;
        let prepared = prepare(&project(workload, 2), Path::new("/projects"), None).unwrap();
        for name in THREAD_CAPS {
            let cap = prepared.order.environment.get(name).map(String::as_str);
            assert_eq!(cap, (name != "OMP_NUM_THREADS").then_some("1"), "{name}");
        }
    }

    #[test]
    fn a_slot_has_its_device_and_a_virtual_environment_its_place() {
        let workload = r#"
            command = ["train"]
            virtual_environment = ".venv"
            stall_after = "5m"
            metrics = { val_error = 'err (\S+)' }"#;
        let mut project = project(workload, 5);
        let order = prepare(&project, Path::new("/projects"), None).unwrap().order;
        assert!(!order.environment.contains_key("CUDA_VISIBLE_DEVICES"));
        project.devices = ["0", "GPU-3f", "7"].map(str::to_owned).to_vec();
        let order = prepare(&project, Path::new("/projects"), None).unwrap().order;
        for name in ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ETUDE_DEVICE"] {
            assert_eq!(order.environment[name], "GPU-3f", "{name}");
        }
        assert_eq!(order.virtual_environment.as_deref(), Some("/projects/.venv"));
        assert_eq!((order.stall_after_seconds, order.metrics.len()), (Some(300.0), 1));
        assert_eq!(order.objective, "val_error");
    }

    #[test]
    fn a_path_that_is_no_text_is_refused() {
        let directory = Path::new(OsStr::from_bytes(b"/projects/\xff"));
        let refused = prepare(&project(r#"command = ["train"]"#, 1), directory, None);
        assert!(matches!(refused, Err(PrepareError::PathNotUtf8 { .. })), "{refused:?}");
    }
}

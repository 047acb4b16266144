//! `etude batch-size`: measuring how large a batch should be, once, for speed (S3-S8, P6-P16).
//!
//! Every probe is a real attempt of a few steps, in `.etude/batch-size/`: no part of the history. Which probes and trainings are
//! made, and what they say, is [`etude_playbook::batch_size`]'s; here they are started, watched and read.

mod choose;
mod device;
mod error;
mod out_of_memory;
mod probes;
mod reading;
mod report;
mod steps;

use etude_playbook::batch_size::rate_search::RateCounts;
use etude_playbook::batch_size::{
    Probe, ProbeEnd, RateRange, StepsPlan, StepsRun, StepsStudy, Sweep, SweepPlan, Throughput, accumulation,
    recommend, verify,
};
use etude_study::configuration::Values;
use etude_study::history::History;
use etude_study::space::active_values;

pub use error::{BatchSizeError, NotAProbe};
use report::Found;
pub use report::{BATCH_SIZE_VERSION, BatchSizeReport};

use crate::project_folder::ProjectFolder;
use crate::run::RunContext;
use crate::stop_requests::running_coordinator;
use crate::tries::Bench;
use probes::Probes;

/// Fewer sizes are not worth a comparison.
const LEAST_SIZES: usize = 4;
/// Seeds to count steps with.
const SEEDS: u32 = 3;

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchSizeOptions {
    /// Of the sweep.
    pub sweep: SweepPlan,
    /// Whether to count steps to a target too, with at most so many steps a training.
    pub verify: Option<u32>,
    /// The parameter that is the learning rate; found by its name without.
    pub learning_rate: Option<String>,
    /// Whether to write the size into the project file.
    pub write: bool,
}

/// What is going on.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress<'a> {
    /// A probe begins.
    Probing(Probe),
    /// A probe ended.
    Probed(Probe, &'a ProbeEnd),
    /// A training to the target begins, after so many others.
    Training(StepsRun, usize),
}

/// Measures which sizes fit and what a step of each takes, on request also how many steps each needs; recommends a size, and
/// writes it down.
///
/// # Errors
/// When the project has no batch size, the program does not do what a probe asks, nothing fits, or a person asked to stop.
pub fn measure(
    folder: &ProjectFolder,
    history: &History,
    context: &RunContext<'_>,
    options: &BatchSizeOptions,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<BatchSizeReport, BatchSizeError> {
    let batch_size = folder.project.batch_size.clone().ok_or(BatchSizeError::NoBatchSize)?;
    if let Some(owner) = running_coordinator(folder)? {
        return Err(BatchSizeError::Busy { owner: owner.to_string() });
    }
    let rate = match options.verify {
        Some(_) => Some(steps::learning_rate(&folder.project, options.learning_rate.as_deref())?),
        None => None,
    };
    let values = values(folder, history);
    let bench = Bench::prepare(folder, context, "batch-size")?;
    let mut probes =
        Probes::new(&bench, &batch_size.flag, values.clone(), device::device_memory(folder.root()));
    let sweep = swept(&mut probes, options.sweep, tell)?;
    let throughput = Throughput::of(sweep.times());
    let smallest = || throughput.sizes.first().map_or(options.sweep.first, |time| time.size);
    let quick = recommend(&throughput, sweep.limit())
        .ok_or_else(|| BatchSizeError::NothingFits { size: smallest() })?;
    let verified = match (options.verify, rate) {
        (Some(budget), Some((rate, (low, high)))) => {
            let plan = StepsPlan {
                sizes: throughput.counted_sizes(),
                range: RateRange { low, high },
                rates: RateCounts::default(),
                seeds: SEEDS,
                budget,
            };
            let mut study = StepsStudy::new(plan);
            let project = &folder.project;
            let mut counting = steps::Counting { probes: &mut probes, project, values: &values, rate: &rate };
            if study.plan().sizes.len() >= LEAST_SIZES {
                counting.run(&mut study, &mut |run, made| tell(Progress::Training(*run, made)))?;
            }
            Some(verify(&study, &throughput))
        }
        _ => None,
    };
    let found = Found {
        previous: batch_size.value,
        quick,
        throughput,
        limit: sweep.limit(),
        probes: sweep.probes(),
        accumulation: accumulation(&values),
        verified,
    };
    found.report(folder, history, options.write)
}

/// The incumbent's values, or the start's.
fn values(folder: &ProjectFolder, history: &History) -> Values {
    let project = &folder.project;
    let baseline = project.baseline();
    active_values(&project.parameters, history.incumbent().unwrap_or(&baseline))
}

fn swept(
    probes: &mut Probes<'_>,
    plan: SweepPlan,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Sweep, BatchSizeError> {
    let mut sweep = Sweep::new(plan);
    while let Some(probe) = sweep.next() {
        tell(Progress::Probing(probe));
        let end = probes.measure(probe)?;
        tell(Progress::Probed(probe, &end));
        sweep.record(probe, end);
    }
    Ok(sweep)
}

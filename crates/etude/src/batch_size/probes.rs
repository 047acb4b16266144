//! Measuring one probe: a try of a few steps, and what it says of time and memory.

use std::fmt::Write as _;

use etude_playbook::batch_size::{MemoryPlace, MemoryUse, Probe, ProbeEnd, Timing};
use etude_runner::{available_memory, out_of_memory_kills};
use etude_study::batch_size::BatchSize;
use etude_study::configuration::{Configuration, Values};
use etude_study::trial::AttemptEnding;

use super::error::{BatchSizeError, NotAProbe};
use super::out_of_memory::is_out_of_memory;
use super::reading::{self, Arrived};
use crate::tries::{Bench, SoFar, StopWhen, Try, Wanted};
use crate::words;

/// A program that reports no step for so long does not know probes, in seconds.
const PATIENCE_SECONDS: f64 = 600.0;
/// Of the machine's memory that was available, what a probe may take before it is ended.
const MOST_OF_MEMORY: f64 = 0.95;
/// The reserved metric by which a program tells what its accelerator had in use.
const DEVICE_MEMORY: &str = "peak_memory_bytes";
/// The seed of all probes: their speed does not depend on it.
const SEED: u32 = 1;

/// Where probes are made, and with what.
pub(super) struct Probes<'a> {
    bench: &'a Bench<'a>,
    flag: String,
    values: Values,
    /// Bytes that the accelerator has; none where nobody told.
    device_bytes: Option<u64>,
    /// Completed epochs a step, at one size that told them.
    epochs_a_step: Option<(u32, f64)>,
    /// The largest size that worked.
    worked: u32,
    made: u32,
}

/// A training of so many steps.
pub(super) struct FewSteps {
    pub(super) size: u32,
    pub(super) count: u32,
    pub(super) max_epochs: u32,
    pub(super) seed: u32,
}

impl<'a> Probes<'a> {
    pub(super) fn new(
        bench: &'a Bench<'a>,
        flag: &str,
        values: Values,
        device_bytes: Option<u64>,
    ) -> Probes<'a> {
        Probes { bench, flag: flag.to_owned(), values, device_bytes, epochs_a_step: None, worked: 0, made: 0 }
    }

    /// Epochs that hold at least so many steps of the size: as few as that where examples are known, else one a step.
    pub(super) fn epochs_for(&self, size: u32, steps: u32) -> u32 {
        let known = self.epochs_a_step.map(|(at, epochs)| epochs * f64::from(size) / f64::from(at));
        known.map_or(steps, |epochs| (epochs * f64::from(steps)).ceil() as u32 + 1)
    }

    /// Trains a few steps of a size.
    ///
    /// # Errors
    /// When the program broke for another reason than memory, or does not do what a probe asks.
    pub(super) fn measure(&mut self, probe: Probe) -> Result<ProbeEnd, BatchSizeError> {
        let available = available_memory();
        let kills = out_of_memory_kills();
        let limit = available.map(|bytes| (bytes as f64 * MOST_OF_MEMORY) as u64);
        let is_over = |so_far: &SoFar<'_>| {
            let used = so_far.memory.map_or(0, |memory| memory.resident_bytes);
            limit.is_some_and(|limit| used > limit) || is_lost(so_far.reports, so_far.seconds, probe.steps)
        };
        let steps = FewSteps { size: probe.size, count: probe.steps, max_epochs: probe.steps, seed: SEED };
        let tried = self.attempt(&steps, &self.values.clone(), &is_over)?;
        let over = limit.zip(tried.peak_bytes()).is_some_and(|(limit, peak)| peak > limit);
        let killed = out_of_memory_kills().unwrap_or(0).saturating_sub(kills.unwrap_or(u64::MAX));
        if over || is_out_of_memory(&tried.ending, &tried.last_lines, killed) {
            return Ok(ProbeEnd::OutOfMemory);
        }
        let broke = matches!(tried.ending, AttemptEnding::Crashed { .. });
        if broke && (1..probe.size).contains(&self.worked) {
            return Ok(ProbeEnd::Refused);
        }
        if tried.ending != AttemptEnding::Stopped {
            ended_well(&tried, probe.size)?;
        }
        if reading::is_whole_data(&tried.reports) {
            return Ok(ProbeEnd::WholeData);
        }
        reading::did_its_steps(&tried.reports, probe.steps)?;
        let epochs = reading::epochs_a_step(&tried.reports);
        self.epochs_a_step = self.epochs_a_step.or(epochs.map(|epochs| (probe.size, epochs)));
        self.worked = self.worked.max(probe.size);
        let step_seconds = reading::step_seconds(&tried.reports, probe.size, probe.steps)?;
        Ok(ProbeEnd::Timed(Timing { step_seconds, memory: self.memory(&tried, available) }))
    }

    /// Makes a try of so many steps.
    pub(super) fn attempt(
        &mut self,
        steps: &FewSteps,
        values: &Values,
        stop: StopWhen<'_>,
    ) -> Result<Try, BatchSizeError> {
        self.made += 1;
        let configuration = Configuration {
            values: values.clone(),
            batch_size: Some(BatchSize { flag: self.flag.clone(), value: steps.size }),
            max_epochs: steps.max_epochs,
            seed: steps.seed,
            data_seed: steps.seed,
        };
        let wanted = Wanted { max_steps: Some(steps.count), ..Wanted::whole(configuration) };
        Ok(self.bench.attempt(&format!("{:03}-size-{}", self.made, steps.size), &wanted, stop)?)
    }

    fn memory(&self, tried: &Try, available: Option<u64>) -> Vec<MemoryUse> {
        let host = tried.peak_bytes().map(|peak_bytes| MemoryUse {
            place: MemoryPlace::Host,
            peak_bytes,
            limit_bytes: available,
        });
        let told = tried.reports.iter().filter_map(|(report, _)| report.metric(DEVICE_MEMORY));
        let device = told.filter(|bytes| *bytes > 0.0).reduce(f64::max).map(|bytes| MemoryUse {
            place: MemoryPlace::Device,
            peak_bytes: bytes as u64,
            limit_bytes: self.device_bytes,
        });
        device.into_iter().chain(host).collect()
    }
}

/// Whether a try does not know what a probe is: it is beyond its steps, counts epochs only, or says nothing for long.
pub(super) fn is_lost(reports: &[Arrived], seconds: f64, steps: u32) -> bool {
    match reading::last_step(reports) {
        Some(last) => last > f64::from(steps),
        None => seconds > PATIENCE_SECONDS || reports.iter().any(|(report, _)| report.epoch >= Some(2.0)),
    }
}

/// Whether the program ended well, or was ended because it did not.
pub(super) fn ended_well(tried: &Try, size: u32) -> Result<(), NotAProbe> {
    if tried.ending == AttemptEnding::Finished {
        return Ok(());
    }
    // A probe need not report the metric; steps are enough.
    let mut sentence = words::ending(&tried.ending);
    for line in &tried.last_lines {
        let _ = write!(sentence, "\n| {line}");
    }
    Err(NotAProbe::Broke { size, sentence })
}

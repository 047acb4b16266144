//! What was found about the batch size, as it is shown, written down and recorded.

use etude_playbook::batch_size::{Doubling, Quick, SizeTime, Throughput, Unverified, Verified};
use etude_playbook::staleness::stale_conclusions;
use etude_study::batch_size_choice::{BatchSizeChoice, ChoiceBasis, MeasuredSize, SizeLimit};
use etude_study::history::History;
use serde::Serialize;

use super::choose::choose;
use super::error::BatchSizeError;
use crate::project_folder::ProjectFolder;
use crate::words;

/// The version of the report's document. New keys may come without a new version.
pub const BATCH_SIZE_VERSION: u32 = 1;

/// All that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchSizeReport {
    /// The version of this shape.
    pub version: u32,
    /// The recommended size.
    pub size: u32,
    /// What the project file said before.
    pub previous: u32,
    /// Whether the size stands in the project file now.
    pub written: bool,
    /// What the times of steps alone recommend.
    pub quick: Quick,
    /// What steps to a target recommend, where they were counted and could be compared.
    pub verified: Option<Verified>,
    /// Why they could not be compared.
    pub unverified: Option<Unverified>,
    /// Every size that fitted.
    pub sizes: Vec<SizeTime>,
    /// What each doubling gains.
    pub doublings: Vec<Doubling>,
    /// Examples a step where its time begins to grow; none where nothing is flat.
    pub knee: Option<f64>,
    /// Why no larger size was measured.
    pub limit: SizeLimit,
    /// Probes that were made.
    pub probes: usize,
    /// The parameter by which gradients are accumulated, and over how many batches.
    pub accumulation: Option<(String, i64)>,
    /// The rounds whose answers are stale now, and why.
    pub stale: Vec<StaleRound>,
    /// Why this size, with what is to be minded: plain sentences.
    pub sentences: Vec<String>,
}

/// A round whose answer rested on another batch size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StaleRound {
    /// Its name.
    pub round: String,
    /// Why.
    pub why: String,
}

/// What was measured, before anything is written.
pub(super) struct Found {
    pub(super) previous: u32,
    pub(super) quick: Quick,
    pub(super) throughput: Throughput,
    pub(super) limit: SizeLimit,
    pub(super) probes: usize,
    pub(super) accumulation: Option<(String, i64)>,
    pub(super) verified: Option<Result<Verified, Unverified>>,
}

impl Found {
    /// Writes the size down where asked, and reports.
    pub(super) fn report(
        self,
        folder: &ProjectFolder,
        history: &History,
        write: bool,
    ) -> Result<BatchSizeReport, BatchSizeError> {
        let verified = self.verified.as_ref().and_then(|found| found.as_ref().ok());
        let size = verified.map_or(self.quick.size, |verified| verified.size);
        let mut project = folder.project.clone();
        if write {
            project = choose(folder, self.choice(size))?.project;
        } else if let Some(batch_size) = &mut project.batch_size {
            batch_size.value = size;
        }
        let stale = stale_conclusions(&project, history, None);
        let stale = stale.iter().filter_map(|conclusion| {
            let round = history.round(conclusion.round)?.frozen.definition.name.clone();
            Some(StaleRound { round, why: words::stale(conclusion) })
        });
        let (verified, unverified) = match self.verified {
            None => (None, None),
            Some(Ok(verified)) => (Some(verified), None),
            Some(Err(unverified)) => (None, Some(unverified)),
        };
        let mut report = BatchSizeReport {
            version: BATCH_SIZE_VERSION,
            size,
            previous: self.previous,
            written: write,
            verified,
            unverified,
            doublings: self.throughput.doublings(),
            knee: self.throughput.knee(),
            sizes: self.throughput.sizes,
            quick: self.quick,
            limit: self.limit,
            probes: self.probes,
            accumulation: self.accumulation,
            stale: stale.collect(),
            sentences: Vec::new(),
        };
        report.sentences = words::batch_size(&report);
        Ok(report)
    }

    fn choice(&self, size: u32) -> BatchSizeChoice {
        let basis = match &self.verified {
            Some(Ok(verified)) => ChoiceBasis::StepsToTarget {
                target: verified.target,
                critical: verified.critical,
                steps: verified.counted.iter().filter_map(|found| Some((found.size, found.steps?))).collect(),
            },
            _ => ChoiceBasis::Throughput,
        };
        let measured = |time: &SizeTime| MeasuredSize {
            size: time.size,
            step_seconds: time.step_seconds,
            spread: time.spread,
            memory_bytes: time.fullest().map(|used| used.peak_bytes),
        };
        BatchSizeChoice {
            size,
            previous: Some(self.previous),
            basis,
            measured: self.throughput.sizes.iter().map(measured).collect(),
            limit: self.limit,
        }
    }
}

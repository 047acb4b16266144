//! What a step takes at every size, and the curve `t(B) = max(a, b + c B)` through them (methods of measuring: P8).

use std::collections::BTreeMap;

use etude_stats::flat_then_linear::{FlatThenLinear, fit_flat_then_linear};
use serde::Serialize;

use super::doubling::{Doubling, doublings};
use super::memory::{MemoryUse, fullest};
use super::probe::{Probe, Timing};

/// A curve that misses the measured times by more, relatively, does not stand for them.
const FITS: f64 = 0.15;

/// Most sizes whose steps are counted.
const COUNTED_SIZES: usize = 5;

/// A size, and what a step of it takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SizeTime {
    /// Examples a step.
    pub size: u32,
    /// Seconds a step: the median of the passes, between two of them the geometric mean.
    pub step_seconds: f64,
    /// Standard deviation of its logarithm between passes; 0 for a single pass.
    pub spread: f64,
    /// The most memory that any pass used.
    pub memory: Vec<MemoryUse>,
}

impl SizeTime {
    /// Examples a second.
    pub fn rate(&self) -> f64 {
        f64::from(self.size) / self.step_seconds
    }

    /// The memory with the least room left.
    pub fn fullest(&self) -> Option<MemoryUse> {
        fullest(&self.memory)
    }

    /// Whether every memory keeps a margin.
    pub fn leaves_margin(&self) -> bool {
        self.memory.iter().all(MemoryUse::leaves_margin)
    }
}

/// The passes of every size together, smallest size first.
pub(super) fn size_times<'a>(timed: impl Iterator<Item = (Probe, &'a Timing)>) -> Vec<SizeTime> {
    let mut by_size: BTreeMap<u32, Vec<&Timing>> = BTreeMap::new();
    timed.for_each(|(probe, timing)| by_size.entry(probe.size).or_default().push(timing));
    by_size.into_iter().map(|(size, timings)| together(size, &timings)).collect()
}

fn together(size: u32, timings: &[&Timing]) -> SizeTime {
    let mut logs: Vec<f64> = timings.iter().map(|timing| timing.step_seconds.ln()).collect();
    let count = logs.len() as f64;
    logs.sort_by(f64::total_cmp);
    let median = f64::midpoint(logs[(logs.len() - 1) / 2], logs[logs.len() / 2]);
    let mean = logs.iter().sum::<f64>() / count;
    let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
    let spread = if logs.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
    let mut memory: Vec<MemoryUse> = Vec::new();
    for used in timings.iter().flat_map(|timing| &timing.memory) {
        match memory.iter_mut().find(|known| known.place == used.place) {
            Some(known) if known.peak_bytes >= used.peak_bytes => {}
            Some(known) => *known = *used,
            None => memory.push(*used),
        }
    }
    SizeTime { size, step_seconds: median.exp(), spread, memory }
}

/// The times of all sizes with their curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Throughput {
    /// Measured sizes, smallest first.
    pub sizes: Vec<SizeTime>,
    /// The curve; none for fewer than three sizes, or where it misses them.
    pub curve: Option<FlatThenLinear>,
}

impl Throughput {
    /// With the curve through the times.
    pub fn of(sizes: Vec<SizeTime>) -> Throughput {
        let points: Vec<(f64, f64)> =
            sizes.iter().map(|time| (f64::from(time.size), time.step_seconds)).collect();
        let curve = fit_flat_then_linear(&points).filter(|curve| curve.residual <= FITS);
        Throughput { sizes, curve }
    }

    /// Seconds a step of a measured size, by the curve where there is one: it is less noisy than any one time.
    pub fn step_seconds(&self, size: u32) -> Option<f64> {
        let measured = self.sizes.iter().find(|time| time.size == size)?.step_seconds;
        Some(self.curve.map_or(measured, |curve| curve.at(f64::from(size))))
    }

    /// What each doubling gains, smallest size first.
    pub fn doublings(&self) -> Vec<Doubling> {
        doublings(self)
    }

    /// Examples a step where time begins to grow with them.
    pub fn knee(&self) -> Option<f64> {
        self.curve.and_then(|curve| curve.knee())
    }

    /// Sizes whose steps are counted: from the smallest that was measured to the largest that leaves a margin, evenly on a
    /// logarithmic scale.
    pub fn counted_sizes(&self) -> Vec<u32> {
        let sizes: Vec<u32> = self.usable().map(|time| time.size).collect();
        let wanted = COUNTED_SIZES.min(sizes.len());
        let last = sizes.len().saturating_sub(1);
        (0..wanted).map(|index| sizes[index * last / wanted.saturating_sub(1).max(1)]).collect()
    }

    /// The sizes that leave a margin of memory, smallest first.
    pub fn usable(&self) -> impl Iterator<Item = &SizeTime> {
        self.sizes.iter().take_while(|time| time.leaves_margin())
    }
}

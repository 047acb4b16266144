//! A simulated machine and workload whose best batch size is known.
//!
//! A step takes `max(a, b + c B)`, with unevenness from size to size, noise, busy moments and a steady drift; memory grows in a
//! line up to a limit. A training needs `S_min (1 + B_crit / B)` steps at the best learning rate, which grows with the size as
//! McCandlish et al. 2018 have it, more beside it, and diverges far above it.

use etude_playbook::batch_size::rate_search::RateCounts;
use etude_playbook::batch_size::{
    LossCurve, MemoryPlace, MemoryUse, Probe, ProbeEnd, Quick, RateRange, StepsEnd, StepsPlan, StepsRun,
    StepsStudy, Sweep, SweepPlan, Throughput, Timing, Unverified, Verified, recommend, verify,
};
use etude_stats::random::{Random, mix};

/// Noise of one probe, relative.
const TIME_NOISE: f64 = 0.05;
/// How often the machine is busy with something else, and by how much a step then takes longer.
const BUSY: (f64, f64) = (0.05, 1.5);
/// From size to size a step is off the curve by so much: tiles, caches.
const UNEVEN: f64 = 0.03;
/// Noise of the number of steps of one training, relative.
pub(crate) const STEP_NOISE: f64 = 0.1;
/// Steps a training may take.
const BUDGET: u32 = 20_000;
/// Losses of a training.
const POINTS: u32 = 200;

/// What a machine and a workload are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Machine {
    pub(crate) flat: f64,
    pub(crate) offset: f64,
    pub(crate) slope: f64,
    /// Relative change of time over the whole sweep.
    drift: f64,
    /// The largest size that fits.
    pub(crate) fits: f64,
    pub(crate) critical: f64,
    /// The best learning rate of a very large batch.
    rate: f64,
    seed: u64,
}

impl Machine {
    /// The machine of that number: a third of them has no flat part.
    pub(crate) fn new(seed: u64) -> Machine {
        let mut random = Random::new(mix(seed ^ 0xba7c));
        let mut between = |low: f64, high: f64| (low.ln() + random.uniform() * (high / low).ln()).exp();
        let (knee, base) = (between(32.0, 2048.0), between(0.002, 0.2));
        let share = between(0.1, 0.6);
        let is_linear = seed.is_multiple_of(3);
        let (flat, offset) = if is_linear { (0.0, base) } else { (base, base * share) };
        Machine {
            flat,
            offset,
            slope: if is_linear { base / knee } else { (base - offset) / knee },
            drift: between(0.01, 0.3),
            fits: between(256.0, 32_768.0),
            critical: between(64.0, 8192.0),
            rate: between(0.03, 0.3),
            seed,
        }
    }

    /// Seconds a step, without noise.
    pub(crate) fn step_seconds(&self, size: u32) -> f64 {
        let uneven = UNEVEN * Random::new(mix(self.seed << 20 | u64::from(size))).normal();
        self.flat.max(self.offset + self.slope * f64::from(size)) * uneven.exp()
    }

    /// Seconds of a training to a target, but for a factor that all sizes share.
    pub(crate) fn training(&self, size: u32) -> f64 {
        (1.0 + self.critical / f64::from(size)) * self.step_seconds(size)
    }

    /// The size that trains fastest among those that fit.
    pub(crate) fn best(&self) -> u32 {
        let sizes = (4..=20).map(|power| 1_u32 << power).filter(|size| f64::from(*size) <= self.fits);
        sizes.min_by(|a, b| self.training(*a).total_cmp(&self.training(*b))).unwrap_or(16)
    }

    /// What a probe sees, the `index`-th of its sweep.
    fn probe(&self, probe: Probe, index: usize) -> ProbeEnd {
        if f64::from(probe.size) > self.fits {
            return ProbeEnd::OutOfMemory;
        }
        let mut random = Random::new(mix(mix(self.seed) ^ (index as u64)));
        let busy = if random.uniform() < BUSY.0 { BUSY.1 } else { 1.0 };
        let drift = 1.0 + self.drift * index as f64 / 40.0;
        let noise = (TIME_NOISE * random.normal()).exp();
        let memory = MemoryUse {
            place: MemoryPlace::Device,
            peak_bytes: (1e9 * (0.1 + 0.9 * f64::from(probe.size) / self.fits)) as u64,
            limit_bytes: Some(1_000_000_000),
        };
        let step_seconds = self.step_seconds(probe.size) * busy * drift * noise;
        ProbeEnd::Timed(Timing { step_seconds, memory: vec![memory] })
    }

    /// What a training shows.
    fn train(&self, run: &StepsRun) -> StepsEnd {
        let scale = 1.0 + self.critical / f64::from(run.size);
        let off = (run.rate / (self.rate / scale)).ln();
        if off > 1.4 {
            return StepsEnd::Diverged;
        }
        let place = mix(u64::from(run.size) << 32 | u64::from(run.seed_index)) ^ run.rate.to_bits();
        let mut random = Random::new(mix(self.seed ^ place));
        let needed = 30.0 * scale * (1.0 + 0.5 * off * off) * (STEP_NOISE * random.normal()).exp();
        let point = |index: u32| {
            let step = f64::from(run.steps) * f64::from(index) / f64::from(POINTS);
            let noise = (0.005 * random.normal()).exp();
            (step, 2.0 * noise / (1.0 + step / needed))
        };
        StepsEnd::Trained(LossCurve::new((1..=POINTS).map(point)))
    }

    /// Sweeps sizes, as `etude batch-size` does.
    pub(crate) fn sweep(&self) -> Sweep {
        let mut sweep = Sweep::new(SweepPlan { least_sizes: SweepPlan::FOR_STEPS, ..SweepPlan::default() });
        while let Some(probe) = sweep.next() {
            let end = self.probe(probe, sweep.probes());
            sweep.record(probe, end);
        }
        sweep
    }

    /// The quick recommendation.
    pub(crate) fn quick(&self) -> Option<(Quick, Throughput)> {
        let sweep = self.sweep();
        let throughput = Throughput::of(sweep.times());
        Some((recommend(&throughput, sweep.limit())?, throughput))
    }

    /// The recommendation after steps to a target.
    pub(crate) fn verified(&self, throughput: &Throughput) -> Result<(Verified, usize), Unverified> {
        let plan = StepsPlan {
            sizes: throughput.counted_sizes(),
            range: RateRange { low: 1e-4, high: 1.0 },
            rates: RateCounts::default(),
            seeds: 3,
            budget: BUDGET,
        };
        let mut study = StepsStudy::new(plan);
        while let Some(run) = study.next() {
            let end = self.train(&run);
            study.record(run, end);
        }
        Ok((verify(&study, throughput)?, study.trainings()))
    }
}

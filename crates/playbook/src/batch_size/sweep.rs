//! Which size to measure next: powers of two, upwards until memory runs out or throughput stops rising (P7, P8, P10).
//!
//! The first pass finds the sizes; the later ones measure them again, in turn downwards and upwards. With an even number of
//! passes every size is measured at the same mean time, so that a machine which slows down steadily favours none of them.

use etude_study::batch_size_choice::SizeLimit;

use super::doubling::SATURATED;
use super::memory::would_overflow;
use super::probe::{Probe, ProbeEnd, Timing, WARM_UP_STEPS};
use super::throughput::{SizeTime, size_times};

/// Fewest and most steps of a probe whose time is counted.
const COUNTED_STEPS: (f64, f64) = (10.0, 2000.0);
/// Steps of the very first probe whose time is counted.
const FIRST_STEPS: u32 = 20;

/// What a sweep may do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepPlan {
    /// The size to begin with.
    pub first: u32,
    /// No size above this one.
    pub most: u32,
    /// How often each size is measured.
    pub passes: u32,
    /// About as many seconds of a probe are counted.
    pub seconds: f64,
    /// Where fewer sizes than these leave a margin of memory, smaller ones than the first are measured too.
    pub least_sizes: usize,
}

impl SweepPlan {
    /// Fewer sizes tell nothing of how time grows.
    pub const FOR_A_CURVE: usize = 3;
    /// Fewer sizes, each twice the one before, do not span the range over which steps are compared.
    pub const FOR_STEPS: usize = 5;
}

impl Default for SweepPlan {
    fn default() -> Self {
        SweepPlan { first: 16, most: 1 << 20, passes: 4, seconds: 2.0, least_sizes: SweepPlan::FOR_A_CURVE }
    }
}

/// Probes that were made, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    plan: SweepPlan,
    probed: Vec<(Probe, ProbeEnd)>,
}

impl Sweep {
    /// A sweep before its first probe.
    pub fn new(plan: SweepPlan) -> Sweep {
        Sweep { plan, probed: Vec::new() }
    }

    /// Takes a probe's end in.
    pub fn record(&mut self, probe: Probe, end: ProbeEnd) {
        self.probed.push((probe, end));
    }

    /// What to measure next; none when the sweep is over.
    pub fn next(&self) -> Option<Probe> {
        if let Some(size) = self.next_new_size() {
            return Some(self.probe(size, 0));
        }
        let sizes: Vec<u32> = self.times().iter().map(|time| time.size).collect();
        let done = |size: u32, pass: u32| {
            self.probed.iter().any(|(probe, _)| (probe.size, probe.pass) == (size, pass))
        };
        (1..self.plan.passes).find_map(|pass| {
            let upwards = sizes.iter().position(|size| !done(*size, pass));
            let downwards = sizes.iter().rposition(|size| !done(*size, pass));
            let index = if pass % 2 == 1 { downwards } else { upwards }?;
            Some(self.probe(sizes[index], pass))
        })
    }

    /// The time of every size that always fitted, smallest first.
    pub fn times(&self) -> Vec<SizeTime> {
        size_times(self.timed().into_iter().filter(|(probe, _)| self.is_possible(probe.size)))
    }

    /// Why no larger size was measured.
    pub fn limit(&self) -> SizeLimit {
        let ended =
            |end: &ProbeEnd| self.probed.iter().filter(|(_, found)| found == end).map(|(p, _)| p.size).min();
        if let Some(size) = ended(&ProbeEnd::OutOfMemory) {
            return SizeLimit::Memory { size };
        }
        if let Some(size) = ended(&ProbeEnd::Refused) {
            return SizeLimit::Refused { size };
        }
        if let Some(size) = ended(&ProbeEnd::WholeData) {
            return SizeLimit::WholeData { size };
        }
        match self.times().last().map(|time| time.size.saturating_mul(2)) {
            Some(size) if size > self.plan.most => SizeLimit::Asked,
            Some(size) if self.is_overflow_foreseen() => SizeLimit::MemoryForeseen { size },
            _ => SizeLimit::Saturated,
        }
    }

    /// Probes that were made.
    pub fn probes(&self) -> usize {
        self.probed.len()
    }

    fn next_new_size(&self) -> Option<u32> {
        if self.probed.is_empty() {
            return Some(self.plan.first.min(self.plan.most));
        }
        let times = self.times();
        let smallest = self.probed.iter().map(|(probe, _)| probe.size).min()?;
        let Some(largest) = times.last() else { return (smallest > 1).then_some(smallest / 2) };
        let next = largest.size.saturating_mul(2);
        let rises = !is_saturated(&times);
        if next <= self.plan.most && self.is_possible(next) && rises && !self.is_overflow_foreseen() {
            return Some(next);
        }
        let usable = times.iter().filter(|time| time.leaves_margin()).count();
        (usable < self.plan.least_sizes && smallest > 1).then_some(smallest / 2)
    }

    /// No probe of this size, or of a smaller one, was refused.
    fn is_possible(&self, size: u32) -> bool {
        let refused = |end: &ProbeEnd| !matches!(end, ProbeEnd::Timed(_));
        !self.probed.iter().any(|(probe, end)| probe.size <= size && refused(end))
    }

    fn is_overflow_foreseen(&self) -> bool {
        let times = self.times();
        let [.., smaller, larger] = times.as_slice() else { return false };
        would_overflow(&smaller.memory, &larger.memory)
    }

    fn timed(&self) -> Vec<(Probe, &Timing)> {
        let timed = |(probe, end): &'_ (Probe, ProbeEnd)| match end {
            ProbeEnd::Timed(_) => Some(*probe),
            _ => None,
        };
        let ends = self.probed.iter().filter_map(|(_, end)| match end {
            ProbeEnd::Timed(timing) => Some(timing),
            _ => None,
        });
        self.probed.iter().filter_map(timed).zip(ends).collect()
    }

    fn probe(&self, size: u32, pass: u32) -> Probe {
        let times = self.times();
        let known = times.iter().find(|time| time.size == size).map(|time| time.step_seconds);
        // At worst a step grows as its examples do.
        let grown =
            times.last().map(|time| time.step_seconds * (f64::from(size) / f64::from(time.size)).max(1.0));
        let counted = known.or(grown).map_or(FIRST_STEPS, |seconds| {
            (self.plan.seconds / seconds).clamp(COUNTED_STEPS.0, COUNTED_STEPS.1) as u32
        });
        Probe { size, pass, steps: WARM_UP_STEPS + counted }
    }
}

/// Whether two doublings in a row raised throughput by less than a tenth: one alone may be a slow moment.
fn is_saturated(times: &[SizeTime]) -> bool {
    let [.., first, second, third] = times else { return false };
    second.rate() / first.rate() < SATURATED && third.rate() / second.rate() < SATURATED
}

#[cfg(test)]
mod tests {
    use super::super::memory::{MemoryPlace, MemoryUse};
    use super::*;

    /// Runs a sweep on a machine of which `seconds` and memory are known; the sizes in the order of their probes.
    fn swept(plan: SweepPlan, seconds: &dyn Fn(u32, usize) -> f64, fits: u32) -> (Sweep, Vec<u32>) {
        let mut sweep = Sweep::new(plan);
        let mut order = Vec::new();
        while let Some(probe) = sweep.next() {
            order.push(probe.size);
            assert!(order.len() < 200, "{order:?}");
            let end = if probe.size > fits {
                ProbeEnd::OutOfMemory
            } else {
                ProbeEnd::Timed(Timing { step_seconds: seconds(probe.size, order.len()), memory: Vec::new() })
            };
            sweep.record(probe, end);
        }
        (sweep, order)
    }

    #[test]
    fn sizes_are_doubled_until_memory_runs_out_and_then_measured_downwards_and_upwards() {
        let plan = SweepPlan { first: 4, passes: 3, ..SweepPlan::default() };
        let (sweep, order) = swept(plan, &|_, _| 0.01, 16);
        assert_eq!(order, [4, 8, 16, 32, 16, 8, 4, 4, 8, 16]);
        assert_eq!(sweep.limit(), SizeLimit::Memory { size: 32 });
        assert_eq!(sweep.next(), None);
    }

    #[test]
    fn it_stops_when_throughput_has_stopped_rising_and_at_what_was_asked() {
        let plan = SweepPlan { passes: 1, ..SweepPlan::default() };
        let (sweep, order) = swept(plan, &|size, _| f64::from(size.max(64)) * 1e-3, u32::MAX);
        assert_eq!((order, sweep.limit()), (vec![16, 32, 64, 128, 256], SizeLimit::Saturated));
        let (sweep, order) = swept(SweepPlan { most: 64, ..plan }, &|_, _| 0.1, u32::MAX);
        assert_eq!((order, sweep.limit()), (vec![16, 32, 64], SizeLimit::Asked));
    }

    #[test]
    fn a_first_size_that_does_not_fit_is_halved() {
        let (sweep, order) = swept(SweepPlan { passes: 1, ..SweepPlan::default() }, &|_, _| 0.1, 5);
        assert_eq!(order, [16, 8, 4, 2, 1]);
        assert_eq!(sweep.limit(), SizeLimit::Memory { size: 8 });
        let (sweep, _) = swept(SweepPlan::default(), &|_, _| 0.1, 0);
        assert_eq!(sweep.times(), []);
    }

    #[test]
    fn a_machine_that_slows_down_steadily_favours_no_size() {
        let slower = |size: u32, at: usize| (0.01 + 1e-4 * f64::from(size)) * (0.02 * at as f64).exp();
        let (sweep, _) = swept(SweepPlan { most: 512, ..SweepPlan::default() }, &slower, u32::MAX);
        let times = sweep.times();
        let factor = |time: &SizeTime| time.step_seconds / slower(time.size, 0);
        for time in &times {
            assert!((factor(time) / factor(&times[0]) - 1.0).abs() < 1e-9, "{times:?}");
        }
    }

    #[test]
    fn a_size_that_would_fill_the_machine_is_not_tried() {
        let mut sweep = Sweep::new(SweepPlan { passes: 1, ..SweepPlan::default() });
        while let Some(probe) = sweep.next() {
            let memory = vec![MemoryUse {
                place: MemoryPlace::Host,
                peak_bytes: 10 + u64::from(probe.size),
                limit_bytes: Some(200),
            }];
            assert!(probe.size <= 128);
            sweep.record(probe, ProbeEnd::Timed(Timing { step_seconds: 0.01, memory }));
        }
        assert_eq!(sweep.limit(), SizeLimit::MemoryForeseen { size: 256 });
    }
}

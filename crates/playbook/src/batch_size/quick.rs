//! The quick recommendation: from the time of a step alone, without knowing how many steps each size needs (S5, P11).
//!
//! Training takes `S(B) t(B)`: steps times the time of one. As long as steps halve when the size doubles, time falls whenever
//! throughput rises at all; once `S(B)` has flattened, time grows with every step that takes longer. Which of the two holds is
//! not known here, so a doubling is taken while it pays in the worse case too: while it raises throughput by at least half.
//! If steps then halve, a doubling that was not taken would have gained less than a third of the time; if they do not, a
//! doubling that was taken costs at most a third more. With `t = b + c B` this stops near `B = b / c`, where the step takes
//! twice its least time and half the greatest throughput is reached: at most a factor 2 from the best size, whatever the
//! critical batch size. Stopping where a doubling no longer *nearly* doubles (1.8) would leave up to nine tenths of the
//! throughput unused where the critical batch is large; that ratio is told as a hint instead (P9). Only steps to a target can
//! say more: [`super::verify`].

use etude_study::batch_size_choice::SizeLimit;
use serde::Serialize;

use super::doubling::{Doubling, NEARLY_DOUBLES};
use super::throughput::Throughput;

/// A doubling pays while it raises throughput at least so many times.
pub const PAYS: f64 = 1.5;

/// Why this size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Twice the size would raise throughput too little.
    NoLongerPays {
        /// What the next doubling would do.
        next: Doubling,
    },
    /// Every doubling paid, and twice the size leaves no margin of memory, or none at all.
    MemoryEnds,
    /// Every doubling paid, and twice the size holds all training examples, or the program refuses it.
    DataEnds,
    /// Every doubling paid, and no larger size was asked for.
    NoLargerAsked,
}

/// What the times tell beside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "hint", rename_all = "snake_case")]
pub enum Hint {
    /// Already the first doubling fell short of nearly doubling throughput: something other than the model holds steps up (P9).
    FirstDoublingFallsShort {
        /// That doubling.
        doubling: Doubling,
    },
    /// The times of a size differ much between passes: the machine was busy with something else.
    Unsteady {
        /// The size.
        size: u32,
        /// Relative standard deviation.
        spread: f64,
    },
}

/// A spread above this is told.
const UNSTEADY: f64 = 0.2;

/// The recommendation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quick {
    /// Examples a step.
    pub size: u32,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
    /// The largest size up to which every doubling nearly doubles throughput.
    pub efficient: u32,
    /// What the times tell beside.
    pub hints: Vec<Hint>,
}

/// Recommends a size; none where no size leaves a margin of memory.
pub fn recommend(throughput: &Throughput, limit: SizeLimit) -> Option<Quick> {
    let sizes: Vec<u32> = throughput.usable().map(|time| time.size).collect();
    let first = *sizes.first()?;
    let doublings = throughput.doublings();
    let usable = || doublings.iter().filter(|doubling| sizes.contains(&doubling.to));
    let reached =
        |least: f64| usable().take_while(|doubling| doubling.ratio >= least).last().map(|found| found.to);
    let size = worth_most(throughput, &sizes).unwrap_or(first);
    let next = usable().find(|doubling| doubling.from == size);
    let reason = match (next, limit) {
        (Some(next), _) => Reason::NoLongerPays { next: *next },
        (None, _) if doublings.iter().any(|doubling| doubling.from == size) => Reason::MemoryEnds,
        (None, SizeLimit::Memory { .. } | SizeLimit::MemoryForeseen { .. } | SizeLimit::Saturated) => {
            Reason::MemoryEnds
        }
        (None, SizeLimit::WholeData { .. } | SizeLimit::Refused { .. }) => Reason::DataEnds,
        (None, SizeLimit::Asked) => Reason::NoLargerAsked,
    };
    let short = doublings.first().filter(|doubling| doubling.ratio < NEARLY_DOUBLES);
    let short = short.map(|doubling| Hint::FirstDoublingFallsShort { doubling: *doubling });
    let unsteady = throughput.sizes.iter().max_by(|a, b| a.spread.total_cmp(&b.spread));
    let unsteady = unsteady.filter(|time| time.spread > UNSTEADY);
    let unsteady = unsteady.map(|time| Hint::Unsteady { size: time.size, spread: time.spread });
    Some(Quick {
        size,
        reason,
        efficient: reached(NEARLY_DOUBLES).unwrap_or(first),
        hints: short.into_iter().chain(unsteady).collect(),
    })
}

/// The size up to which doublings pay on the whole: of the greatest throughput by `B^log2(1.5)`. Where ratios fall from doubling to
/// doubling that is the last one of at least 1.5; one noisy ratio among them does not decide.
fn worth_most(throughput: &Throughput, sizes: &[u32]) -> Option<u32> {
    let worth = |size: u32| {
        let rate = f64::from(size) / throughput.step_seconds(size)?;
        Some((size, rate.ln() - PAYS.ln() * f64::from(size).log2()))
    };
    let worths = sizes.iter().filter_map(|size| worth(*size));
    worths.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(size, _)| size)
}

#[cfg(test)]
mod tests {
    use super::super::memory::{MemoryPlace, MemoryUse};
    use super::super::throughput::SizeTime;
    use super::*;

    fn throughput(seconds: &dyn Fn(f64) -> f64, bytes: u64) -> Throughput {
        let time = |power: u32| {
            let size = 16 << power;
            let peak_bytes = bytes * u64::from(size);
            let memory =
                vec![MemoryUse { place: MemoryPlace::Device, peak_bytes, limit_bytes: Some(10_000) }];
            SizeTime { size, step_seconds: seconds(f64::from(size)), spread: 0.0, memory }
        };
        Throughput::of((0..7).map(time).collect())
    }

    #[test]
    fn a_step_that_stays_flat_takes_the_largest_size_that_leaves_a_margin() {
        let quick = recommend(&throughput(&|_| 0.01, 10), SizeLimit::Memory { size: 2048 }).unwrap();
        // 512 x 10 bytes are half of the memory; 1024 x 10 do not fit below nine tenths of it.
        assert_eq!((quick.size, quick.efficient, quick.reason), (512, 512, Reason::MemoryEnds));
        assert_eq!(quick.hints, []);
    }

    #[test]
    fn it_goes_up_to_where_a_doubling_no_longer_pays() {
        // t = b + c B with b / c = 128: from 64 to 128 the gain is 1.5, from 128 on 1.33.
        let quick = recommend(&throughput(&|size| 0.128 + 0.001 * size, 1), SizeLimit::Saturated).unwrap();
        assert!([64, 128].contains(&quick.size), "{quick:?}");
        assert!(matches!(quick.reason, Reason::NoLongerPays { next } if next.ratio < 1.55), "{quick:?}");
    }

    #[test]
    fn one_slow_size_does_not_end_the_way_up() {
        let seconds = |size: f64| if (20.0..40.0).contains(&size) { 0.016 } else { 0.01 };
        let quick = recommend(&throughput(&seconds, 1), SizeLimit::Asked).unwrap();
        assert_eq!((quick.size, quick.reason), (1024, Reason::NoLargerAsked));
    }

    #[test]
    fn where_time_grows_from_the_start_the_smallest_size_is_kept_and_the_hint_given() {
        let quick = recommend(&throughput(&|size| 0.001 * size, 1), SizeLimit::Saturated).unwrap();
        assert_eq!((quick.size, quick.efficient), (16, 16));
        assert!(matches!(quick.hints[..], [Hint::FirstDoublingFallsShort { .. }]), "{quick:?}");
        assert_eq!(recommend(&throughput(&|_| 0.01, 1000), SizeLimit::Asked), None);
    }
}

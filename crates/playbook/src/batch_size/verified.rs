//! What steps to a target say of the batch size: the critical size, and the size that is there first (S6, P15, P16).
//!
//! `S(B) = S_min (1 + B_crit / B)` (McCandlish et al. 2018) is fitted to the counted steps, `t(B) = max(a, b + c B)` to the
//! times of a step; training takes `S(B) t(B)`, and costs as much on the same device. Up to where `S(B) B`, the examples it
//! takes, is within a fifth of their least number, scaling is *perfect*: twice the batch, half the steps.

use etude_stats::diminishing::{Diminishing, fit_diminishing};
use serde::Serialize;

use super::steps_study::StepsStudy;
use super::throughput::Throughput;

/// Fewer sizes are no comparison.
const LEAST_SIZES: usize = 4;
/// Nor is a narrower range, as a factor.
const LEAST_RANGE: u32 = 16;
/// Of the interval for the critical size.
const CONFIDENCE: f64 = 0.9;
/// Examples above their least number, while scaling counts as perfect.
const PERFECT: f64 = 1.2;

/// What a size needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SizeSteps {
    /// Examples a step.
    pub size: u32,
    /// The learning rate that was best for it.
    pub rate: f64,
    /// Whether that rate was still the outermost one tried: the true best may lie beyond, and the steps be fewer.
    pub at_end: bool,
    /// Steps to the target: the median of the seeds; none where most never reached it.
    pub steps: Option<f64>,
    /// Steps of every seed.
    pub counts: Vec<Option<f64>>,
}

/// What training with a size takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SizeCost {
    /// Examples a step.
    pub size: u32,
    /// Steps to the target, by the curve.
    pub steps: f64,
    /// Seconds to the target.
    pub seconds: f64,
    /// Examples to the target: what it costs where examples are paid for.
    pub examples: f64,
}

/// The recommendation, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verified {
    /// Examples a step.
    pub size: u32,
    /// The loss that every size was trained to.
    pub target: f64,
    /// The least number of steps, however large the batch.
    pub least_steps: f64,
    /// The critical batch size: there twice as many are needed.
    pub critical: f64,
    /// Where nine in ten such intervals hold it; an end is none where the measurements leave it open.
    pub critical_interval: (Option<f64>, Option<f64>),
    /// Relative distance between the curve and the counted steps.
    pub residual: f64,
    /// The largest measured size of perfect scaling.
    pub perfect_up_to: u32,
    /// What was counted.
    pub counted: Vec<SizeSteps>,
    /// What every measured size that leaves a margin of memory takes.
    pub costs: Vec<SizeCost>,
}

/// Why there is no recommendation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Unverified {
    /// No rate of the smallest size trained.
    NothingTrained,
    /// Too few sizes, or too close together, reached the target.
    TooFewSizes {
        /// Those that did.
        sizes: Vec<u32>,
    },
    /// No size leaves a margin of memory.
    NoSizeFits,
}

/// Reads the answer.
///
/// # Errors
/// When fewer than four sizes, or a range of less than 16 times, reached the target, or no size fits.
pub fn verify(study: &StepsStudy, throughput: &Throughput) -> Result<Verified, Unverified> {
    let target = study.target().ok_or(Unverified::NothingTrained)?;
    let counted = study.sizes();
    let points: Vec<(f64, f64)> =
        counted.iter().filter_map(|found| Some((f64::from(found.size), found.steps?))).collect();
    let sizes: Vec<u32> =
        counted.iter().filter(|found| found.steps.is_some()).map(|found| found.size).collect();
    let wide = sizes.first().zip(sizes.last()).is_some_and(|(low, high)| high / low >= LEAST_RANGE);
    let curve = fit_diminishing(&points, CONFIDENCE).filter(|_| wide && sizes.len() >= LEAST_SIZES);
    let curve = curve.ok_or_else(|| Unverified::TooFewSizes { sizes: sizes.clone() })?;
    let costs: Vec<SizeCost> =
        throughput.usable().filter_map(|time| cost(&curve, throughput, time.size)).collect();
    let best = costs.iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds)).ok_or(Unverified::NoSizeFits)?;
    Ok(Verified {
        size: best.size,
        target,
        least_steps: curve.least,
        critical: curve.half,
        critical_interval: (curve.half_low, curve.half_high),
        residual: curve.residual,
        perfect_up_to: perfect_up_to(&costs).unwrap_or(best.size),
        counted,
        costs,
    })
}

fn cost(curve: &Diminishing, throughput: &Throughput, size: u32) -> Option<SizeCost> {
    let (steps, examples) = (curve.at(f64::from(size)), f64::from(size));
    Some(SizeCost {
        size,
        steps,
        seconds: steps * throughput.step_seconds(size)?,
        examples: steps * examples,
    })
}

fn perfect_up_to(costs: &[SizeCost]) -> Option<u32> {
    let least = costs.iter().map(|cost| cost.examples).reduce(f64::min)?;
    costs.iter().take_while(|cost| cost.examples <= PERFECT * least).last().map(|cost| cost.size)
}

#[cfg(test)]
mod tests {
    use super::super::loss_curve::LossCurve;
    use super::super::rate_search::{RateCounts, RateRange};
    use super::super::steps_study::{StepsEnd, StepsPlan};
    use super::super::throughput::SizeTime;
    use super::*;

    fn throughput() -> Throughput {
        let time = |power: u32| {
            let size = 16 << power;
            SizeTime { size, step_seconds: 0.02 + 1e-4 * f64::from(size), spread: 0.0, memory: Vec::new() }
        };
        Throughput::of((0..9).map(time).collect())
    }

    fn study(sizes: &[u32]) -> StepsStudy {
        let rates = RateCounts { coarse: 3, fine: 1 };
        let range = RateRange { low: 0.1, high: 1.0 };
        let plan = StepsPlan { sizes: sizes.to_vec(), range, rates, seeds: 1, budget: 2000 };
        let mut study = StepsStudy::new(plan);
        while let Some(run) = study.next() {
            let needed = 200.0 * (1.0 + 128.0 / f64::from(run.size));
            let point =
                |step: u32| (f64::from(step), 1.0 / (1.0 + f64::from(step) / needed) + run.rate * 1e-9);
            study.record(run, StepsEnd::Trained(LossCurve::new((1..=run.steps).map(point))));
        }
        study
    }

    #[test]
    fn the_size_that_is_there_first_minimises_steps_times_time() {
        let verified = verify(&study(&[16, 64, 256, 1024]), &throughput()).unwrap();
        assert!((verified.critical / 128.0 - 1.0).abs() < 0.05, "{verified:?}");
        // (1 + 128 / B)(0.02 + 1e-4 B) is least at the root of 128 x 200.
        assert!([128, 256].contains(&verified.size), "{verified:?}");
        assert_eq!(verified.perfect_up_to, 32);
    }

    #[test]
    fn too_few_sizes_are_no_comparison() {
        assert!(matches!(
            verify(&study(&[16, 32, 64, 128]), &throughput()),
            Err(Unverified::TooFewSizes { .. })
        ));
        assert!(matches!(
            verify(&study(&[16, 256, 1024]), &throughput()),
            Err(Unverified::TooFewSizes { .. })
        ));
    }
}

//! How many steps each batch size needs to a target: which training to make next (Shallue et al. 2018).
//!
//! Shallue, Lee, Antognini, Sohl-Dickstein, Frostig & Dahl 2018, *Measuring the Effects of Data Parallelism on Neural Network
//! Training* (arXiv 1811.03600). Every size has a learning rate of its own, found by a quasi-random search under a budget of
//! *steps*, never of epochs (P15). The target is the loss that the smallest size's best training reaches at three quarters of
//! its steps. At its best rate each size is then trained with fresh seeds, and the median of their steps counts. What is known
//! of how rates grow with the size only centres a range of a decade to either side (Goyal et al. 2017; Malladi et al. 2022).

use std::cmp::Ordering;

use super::loss_curve::LossCurve;
use super::rate_search::{RateCounts, RateRange, best, is_at_end, next_rate};
use super::verified::SizeSteps;

/// Of the steps of the smallest size's best training, those after which it defines the target.
const TARGET_AT: f64 = 0.75;
/// A larger size needs no more steps than the one before it, but for luck and for a rate that is not tuned yet.
const SLACK: f64 = 1.3;
/// By so much a rate grows with the size: between none and in proportion.
const RATE_POWER: f64 = 0.5;

/// What a study may do.
#[derive(Debug, Clone, PartialEq)]
pub struct StepsPlan {
    /// Examples a step, ascending.
    pub sizes: Vec<u32>,
    /// Learning rates of the smallest size.
    pub range: RateRange,
    /// Rates tried for each size.
    pub rates: RateCounts,
    /// Fresh seeds at the best rate of each size.
    pub seeds: u32,
    /// Steps that no training exceeds.
    pub budget: u32,
}

/// Why a training is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To find the rate.
    Tuning,
    /// To count steps with a fresh seed.
    Counting,
}

/// A training to be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepsRun {
    /// Examples a step.
    pub size: u32,
    /// The learning rate.
    pub rate: f64,
    /// 0 while rates are tuned, then 1, 2, ...
    pub seed_index: u32,
    /// Steps to train at most.
    pub steps: u32,
    /// The loss at which it may end; none while there is no target yet.
    pub target: Option<f64>,
    /// Why.
    pub purpose: Purpose,
}

/// How a training ended.
#[derive(Debug, Clone, PartialEq)]
pub enum StepsEnd {
    /// It trained; it may have been ended once its loss was below the target.
    Trained(LossCurve),
    /// It diverged, or broke in a way that says the same of its rate.
    Diverged,
}

/// The trainings of a study, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct StepsStudy {
    plan: StepsPlan,
    runs: Vec<(StepsRun, StepsEnd)>,
}

impl StepsStudy {
    /// A study before its first training.
    pub fn new(plan: StepsPlan) -> StepsStudy {
        StepsStudy { plan, runs: Vec::new() }
    }

    /// What it may do.
    pub fn plan(&self) -> &StepsPlan {
        &self.plan
    }

    /// Takes a training's end in.
    pub fn record(&mut self, run: StepsRun, end: StepsEnd) {
        self.runs.push((run, end));
    }

    /// Trainings that were made.
    pub fn trainings(&self) -> usize {
        self.runs.len()
    }

    /// The training to make next; none when the study is over.
    pub fn next(&self) -> Option<StepsRun> {
        (0..self.plan.sizes.len()).find_map(|index| self.next_of(index))
    }

    /// The loss that every size is trained to; none until the smallest size is tuned, or where it never trained.
    pub fn target(&self) -> Option<f64> {
        if self.next_rate(0).is_some() {
            return None;
        }
        let size = *self.plan.sizes.first()?;
        let rate = best(&self.tried(size))?;
        let tuned =
            self.of(size, Purpose::Tuning).find(|(run, _)| run.rate.total_cmp(&rate) == Ordering::Equal);
        match tuned {
            Some((_, StepsEnd::Trained(curve))) => curve.after(TARGET_AT),
            _ => None,
        }
    }

    /// What each size needs, smallest size first.
    pub fn sizes(&self) -> Vec<SizeSteps> {
        let target = self.target();
        let read = |size: &u32| {
            let tried = self.tried(*size);
            let rate = best(&tried)?;
            let counted = self.of(*size, Purpose::Counting);
            let counts: Vec<Option<f64>> = counted.map(|(_, end)| steps(end, target)).collect();
            let at_end = is_at_end(&tried);
            (!counts.is_empty()).then(|| SizeSteps {
                size: *size,
                rate,
                at_end,
                steps: median(&counts),
                counts,
            })
        };
        self.plan.sizes.iter().filter_map(read).collect()
    }

    fn next_of(&self, index: usize) -> Option<StepsRun> {
        let size = self.plan.sizes[index];
        let target = if index == 0 { None } else { Some(self.target()?) };
        let steps = self.budget(index);
        if let Some(rate) = self.next_rate(index) {
            return Some(StepsRun { size, rate, seed_index: 0, steps, target, purpose: Purpose::Tuning });
        }
        let done = self.of(size, Purpose::Counting).count() as u32;
        let (rate, target) = (best(&self.tried(size))?, self.target());
        (done < self.plan.seeds && target.is_some()).then_some(StepsRun {
            size,
            rate,
            seed_index: done + 1,
            steps,
            target,
            purpose: Purpose::Counting,
        })
    }

    fn next_rate(&self, index: usize) -> Option<f64> {
        let size = self.plan.sizes[index];
        let before = index.checked_sub(1).map(|before| self.plan.sizes[before]);
        let range = before.and_then(|before| {
            let growth = (f64::from(size) / f64::from(before)).powf(RATE_POWER);
            Some(RateRange::around(best(&self.tried(before))? * growth))
        });
        next_rate(range.unwrap_or(self.plan.range), self.plan.rates, &self.tried(size))
    }

    /// Steps that a training of the size may take.
    fn budget(&self, index: usize) -> u32 {
        let before = index.checked_sub(1).map(|before| self.plan.sizes[before]);
        let needed = before.and_then(|before| {
            self.sizes().into_iter().find(|found| found.size == before).and_then(|found| found.steps)
        });
        needed.map_or(self.plan.budget, |needed| ((needed * SLACK).ceil() as u32).min(self.plan.budget))
    }

    fn of(&self, size: u32, purpose: Purpose) -> impl Iterator<Item = &(StepsRun, StepsEnd)> {
        self.runs.iter().filter(move |(run, _)| run.size == size && run.purpose == purpose)
    }

    /// Rates of the size with their badness. Before there is a target it is the last loss; then the steps to it, and of
    /// trainings that never reached it, which come after, the last loss.
    fn tried(&self, size: u32) -> Vec<(f64, f64)> {
        let tuned = self.of(size, Purpose::Tuning);
        tuned.map(|(run, end)| (run.rate, badness(run, end))).collect()
    }
}

fn badness(run: &StepsRun, end: &StepsEnd) -> f64 {
    let StepsEnd::Trained(curve) = end else { return f64::INFINITY };
    let Some(last) = curve.last() else { return f64::INFINITY };
    match run.target {
        None => last,
        Some(target) => match curve.steps_to(target) {
            Some(steps) => steps,
            // Above any number of steps, and finite: the least loss first.
            None => 1e12 * (2.0 + (last - target).tanh()),
        },
    }
}

fn steps(end: &StepsEnd, target: Option<f64>) -> Option<f64> {
    match end {
        StepsEnd::Trained(curve) => curve.steps_to(target?),
        StepsEnd::Diverged => None,
    }
}

/// The middle of the counts; one that never reached the target lies above all.
fn median(counts: &[Option<f64>]) -> Option<f64> {
    let mut sorted: Vec<f64> = counts.iter().map(|count| count.unwrap_or(f64::INFINITY)).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.get(sorted.len().checked_sub(1)? / 2)?;
    middle.is_finite().then_some(*middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trains without noise on a workload with a critical batch of 100; the optimal rate grows as the root of the size.
    fn trained(run: &StepsRun) -> StepsEnd {
        let size = f64::from(run.size);
        let off = (run.rate / (0.01 * size.sqrt())).ln();
        if off > 1.5 {
            return StepsEnd::Diverged;
        }
        let needed = 50.0 * (1.0 + 100.0 / size) * (1.0 + off * off);
        let loss = |step: u32| (f64::from(step), 2.0 / (1.0 + f64::from(step) / needed));
        StepsEnd::Trained(LossCurve::new((1..=run.steps).step_by(2).map(loss)))
    }

    fn study(trained: &dyn Fn(&StepsRun) -> StepsEnd) -> StepsStudy {
        let mut study = StepsStudy::new(StepsPlan {
            sizes: vec![16, 64, 256, 1024],
            range: RateRange { low: 1e-3, high: 1.0 },
            rates: RateCounts { coarse: 6, fine: 4 },
            seeds: 3,
            budget: 800,
        });
        while let Some(run) = study.next() {
            study.record(run, trained(&run));
            assert!(study.trainings() < 200);
        }
        study
    }

    #[test]
    fn every_size_gets_its_own_rate_and_is_counted_on_fresh_seeds() {
        let study = study(&trained);
        let sizes = study.sizes();
        assert_eq!(sizes.iter().map(|size| size.size).collect::<Vec<_>>(), [16, 64, 256, 1024]);
        let steps: Vec<f64> = sizes.iter().map(|size| size.steps.unwrap()).collect();
        for (size, expected) in sizes.iter().zip([1.0, 0.353, 0.192, 0.151]) {
            let relative = size.steps.unwrap() / steps[0];
            assert!((relative / expected - 1.0).abs() < 0.12, "{sizes:?}");
            assert!((size.rate / (0.01 * f64::from(size.size).sqrt())).ln().abs() < 0.4, "{sizes:?}");
            assert_eq!((size.counts.len(), size.at_end), (3, false));
        }
    }

    #[test]
    fn what_never_trains_ends_the_study_and_a_size_that_never_arrives_is_told() {
        assert_eq!(study(&|_| StepsEnd::Diverged).sizes(), []);
        let stuck = |run: &StepsRun| match run.size {
            1024 => StepsEnd::Trained(LossCurve::new([(1.0, 2.0), (2.0, 2.0)])),
            _ => trained(run),
        };
        let sizes = study(&stuck).sizes();
        assert_eq!((sizes.len(), sizes[3].steps), (4, None), "{sizes:?}");
    }

    #[test]
    fn a_larger_size_may_end_at_the_target_and_gets_fewer_steps() {
        let study = study(&trained);
        let later: Vec<&StepsRun> =
            study.runs.iter().map(|(run, _)| run).filter(|run| run.size > 16).collect();
        assert!(later.iter().all(|run| run.target == study.target() && run.steps < 800), "{later:?}");
    }
}

//! Budget curve: what fewer trials would have found, and how much that depends on luck (P48, figure 3 of the playbook).
//!
//! For every number `m` of trials the expected best of `m` of the trials at hand, and the 10, 50 and 90 % quantiles of the
//! best of `m` drawn with replacement. A curve that is flat at its end says that more trials of the same space would find
//! little; the gain of the last doubling says how little. Beside it, how many trials lie near the best (P47).

use etude_stats::best_of::expected_best_of;
use etude_stats::best_of_bootstrap::bootstrap_best_of;
use etude_study::history::{History, RoundRecord};
use etude_study::score::Direction;
use serde::Serialize;

use super::searched::{Searched, searched, study_labels, trial_sd, turned};

/// Points of a curve at most.
const MOST_POINTS: usize = 48;

/// What fewer trials would have found, study by study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetPlot {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Whether the points follow the scores: then fewer of them would have been others.
    pub follows_scores: bool,
    /// A trial is near the best within this: the margin, and twice the standard deviation between seeds where it is known.
    pub near: f64,
    /// The studies that have a feasible trial.
    pub studies: Vec<BudgetCurve>,
}

/// The curve of one study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetCurve {
    /// The study.
    pub study: String,
    /// Its feasible trials.
    pub feasible: u32,
    /// Of them, those near the best, the best among them.
    pub near_the_best: u32,
    /// The gain of the last doubling: the expected best of all against that of half as many; none for a single trial.
    pub last_doubling: Option<f64>,
    /// The curve, `m` ascending; of many trials some numbers are left out.
    pub points: Vec<BudgetPoint>,
}

/// The best of so many trials.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BudgetPoint {
    /// How many trials.
    pub m: u32,
    /// Their expected best.
    pub expected: f64,
    /// In one of ten draws the best is at least as good.
    pub lucky: f64,
    /// The median.
    pub median: f64,
    /// In one of ten draws the best is at most as good.
    pub unlucky: f64,
}

/// The budget curve of a round.
pub fn budget(history: &History, round: &RoundRecord) -> BudgetPlot {
    let direction = round.frozen.direction;
    let near = round.frozen.min_improvement + 2.0 * trial_sd(round).unwrap_or(0.0);
    let trials = searched(history, round);
    let labels = study_labels(round).into_iter().enumerate();
    let curve = |(index, study): (usize, String)| {
        let of_study = trials.iter().filter(|trial| trial.study == index);
        let losses: Vec<f64> =
            of_study.filter_map(Searched::final_score).map(|score| turned(direction, score.get())).collect();
        let best = losses.iter().copied().reduce(f64::min)?;
        let n = losses.len();
        let half = expected_best_of(&losses, n / 2).ok();
        Some(BudgetCurve {
            study,
            feasible: n as u32,
            near_the_best: losses.iter().filter(|loss| **loss - best <= near).count() as u32,
            last_doubling: half.map(|half| half - best),
            points: sizes(n).into_iter().filter_map(|m| point(&losses, m, direction)).collect(),
        })
    };
    BudgetPlot {
        metric: round.frozen.metric.clone(),
        direction,
        follows_scores: round.frozen.learns(),
        near,
        studies: labels.filter_map(curve).collect(),
    }
}

fn point(losses: &[f64], m: usize, direction: Direction) -> Option<BudgetPoint> {
    let quantile = |share: f64| bootstrap_best_of(losses, m, share).ok().map(|loss| turned(direction, loss));
    Some(BudgetPoint {
        m: m as u32,
        expected: turned(direction, expected_best_of(losses, m).ok()?),
        lucky: quantile(0.1)?,
        median: quantile(0.5)?,
        unlucky: quantile(0.9)?,
    })
}

/// Numbers of trials from 1 to `n`: all, or so many by about equal ratios.
fn sizes(n: usize) -> Vec<usize> {
    if n <= MOST_POINTS {
        return (1..=n).collect();
    }
    let last = (MOST_POINTS - 1) as f64;
    let at = |index: usize| (n as f64).powf(index as f64 / last).round() as usize;
    let mut sizes: Vec<usize> = (0..MOST_POINTS).map(at).collect();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::sizes;

    #[test]
    fn sizes_go_from_one_to_all() {
        assert_eq!(sizes(3), [1, 2, 3]);
        let many = sizes(10_000);
        assert_eq!((many.first(), many.last()), (Some(&1), Some(&10_000)));
        assert!(many.len() <= 48 && many.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(sizes(0), [0; 0]);
    }
}

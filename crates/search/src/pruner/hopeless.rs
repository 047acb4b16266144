//! The hopeless rule: stops only a trial that is far behind where any good one ever was.
//!
//! Of the peers that were trained to their end, take the quarter with the best scores (at least two of at least eight). A
//! trial is pruned at epoch `t` if its best so far is worse than the *worst* of that quarter had by `t`, by more than
//! three standard deviations, at three reports in a row, all from 30 % of the length on. The standard deviation is that
//! between seeds, where earlier confirmations told it, but never less than half that of the better half of the peers at
//! `t`; without replicates it is the whole of the latter, which holds the seeds' spread and that of the configurations
//! on top. Ours; it is built to stop (almost) never what would have been best, whatever the shape of the curves, and
//! saves less than the others.
//!
//! **When not to use it.** Where a single late drop decides, as with one step of the learning rate at 90 % of the length
//! that the good peers of the study did not need.

use etude_study::pruner::{Ground, PrunerRule, Ruling};
use etude_study::score::Score;

use super::{Case, Peer};

/// Peers that must have been trained to their end.
pub const STARTUP_TRIALS: usize = 8;
/// The share of the length that no trial is judged in.
pub const WARM_UP: f64 = 0.3;
/// Reports in a row.
pub const REPORTS: usize = 3;
/// Standard deviations.
pub const DEVIATIONS: f64 = 3.0;
/// What the better half's spread counts for where the spread between seeds is known.
const KNOWN_SHARE: f64 = 0.5;

/// Judges by how far behind a trial is.
pub(super) fn judge(case: &Case<'_>) -> Option<Ruling> {
    let mut finished: Vec<(&Peer, Score)> = case
        .peers
        .iter()
        .filter(|peer| peer.finished)
        .filter_map(|peer| Some((peer, peer.curve.best()?)))
        .collect();
    if finished.len() < STARTUP_TRIALS {
        return None;
    }
    finished.sort_by(|a, b| case.direction.best_first(a.1, b.1));
    let half = finished.len().div_ceil(2);
    let better: Vec<&Peer> = finished[..half].iter().map(|(peer, _)| *peer).collect();
    let quarter = finished.len().div_ceil(4);
    let mut latest = None;
    let mut reports = 0;
    for (epoch, value) in case.own.newest_first().take(REPORTS) {
        if !case.has_passed(WARM_UP, epoch) {
            return None;
        }
        let bar = bar(case, &better, quarter, epoch)?;
        if !case.direction.best_first(value, bar).is_gt() {
            return None;
        }
        latest = latest.or(Some((epoch, value, bar)));
        reports += 1;
    }
    let (epoch, value, bar) = latest.filter(|_| reports == REPORTS)?;
    let peers = finished.len() as u32;
    Some(Ruling::Prunes(Ground { rule: PrunerRule::Hopeless, epoch, value, bar: Some(bar), peers }))
}

/// The worst value by an epoch that is not hopeless.
fn bar(case: &Case<'_>, better: &[&Peer], quarter: usize, epoch: f64) -> Option<Score> {
    let values: Option<Vec<Score>> = better.iter().map(|peer| peer.curve.best_by(epoch)).collect();
    let values = values?;
    let worst = values[..quarter].iter().copied().max_by(|a, b| case.direction.best_first(*a, *b))?;
    let spread = deviation(&values);
    let deviation = case.trial_sd.map_or(spread, |sd| sd.max(KNOWN_SHARE * spread));
    let allowed = DEVIATIONS * deviation;
    Score::new(match case.direction {
        etude_study::score::Direction::Minimize => worst.get() + allowed,
        etude_study::score::Direction::Maximize => worst.get() - allowed,
    })
}

fn deviation(values: &[Score]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().map(|value| value.get() / count).sum::<f64>();
    let squares: f64 = values.iter().map(|value| (value.get() - mean).powi(2)).sum();
    (squares / (count - 1.0).max(1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{constant, curve, judged, peers};
    use super::*;
    use etude_study::pruner::Pruner;
    use etude_study::score::Direction::{Maximize, Minimize};

    /// The better half is 0.1 to 0.4: its deviation is 0.129, the worst of the best quarter 0.2, so the bar is 0.587.
    const FINALS: [f64; 8] = [0.3, 0.1, 0.6, 0.2, 0.5, 0.4, 0.8, 0.7];

    #[test]
    fn three_deviations_behind_the_worst_of_the_best_quarter_is_hopeless() {
        let ruling = judged(Pruner::Hopeless, Minimize, &constant(0.59, 5), &peers(&FINALS));
        let Some(Ruling::Prunes(ground)) = ruling else { panic!("{ruling:?}") };
        let bar = ground.bar.unwrap().get();
        assert!((bar - (0.2 + 3.0 * (0.05_f64 / 3.0).sqrt())).abs() < 1e-12, "{bar}");
        assert_eq!(judged(Pruner::Hopeless, Minimize, &constant(0.58, 5), &peers(&FINALS)), None);
        assert_eq!(judged(Pruner::Hopeless, Maximize, &constant(0.59, 5), &peers(&FINALS)), None);
        let turned = FINALS.map(|value| -value);
        assert!(judged(Pruner::Hopeless, Maximize, &constant(-0.59, 5), &peers(&turned)).is_some());
    }

    #[test]
    fn it_takes_three_reports_in_a_row_after_the_warm_up_and_eight_peers() {
        let all = peers(&FINALS);
        assert_eq!(
            judged(Pruner::Hopeless, Minimize, &constant(0.9, 4), &all),
            None,
            "two of three are too early"
        );
        assert!(judged(Pruner::Hopeless, Minimize, &constant(0.9, 5), &all).is_some());
        assert_eq!(judged(Pruner::Hopeless, Minimize, &constant(0.9, 5), &all[..7]), None);
        assert_eq!(judged(Pruner::Hopeless, Minimize, &curve(&[0.9, 0.9, 0.9, 0.9, 0.5]), &all), None);
    }

    #[test]
    fn a_known_deviation_between_seeds_counts_if_it_is_not_much_smaller() {
        let all = peers(&FINALS);
        let own = constant(0.45, 5);
        let ask = |trial_sd| {
            let case =
                Case { direction: Minimize, max_epochs: 10, own: &own, last_rung: 0, peers: &all, trial_sd };
            judge(&case).is_some()
        };
        assert!(ask(Some(0.07)));
        assert!(ask(Some(0.0)), "half of the spread is 0.065, and the bar 0.394");
        assert!(!ask(Some(0.09)));
        assert!(!ask(None));
    }
}

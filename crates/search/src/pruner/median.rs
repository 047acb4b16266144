//! The median rule: a trial that is worse than the median of its peers is stopped.
//!
//! At every report from a fifth of the length on, `best of the trial by epoch t` is held against the median, over the
//! peers that were trained to their end, of `their best by epoch t`; if it is strictly worse, the trial is pruned. It
//! takes five such peers. After Golovin et al., *Google Vizier: a service for black-box optimization*, KDD 2017, section
//! 3.2; that paper compares the trial's best with the peers' running averages, which any falling curve beats late and
//! none early, so bests are compared with bests, as Optuna's `MedianPruner` does.
//!
//! **When not to use it.** Where curves cross: it stops about half of the trials that start slowly. Where a schedule
//! decays over the whole length. With fewer than some twenty trials it saves little.

use etude_study::pruner::{Ground, PrunerRule, Ruling};
use etude_study::score::Score;

use super::Case;

/// Peers that must have been trained to their end.
pub const STARTUP_TRIALS: usize = 5;
/// The share of the length that no trial is judged in.
pub const WARM_UP: f64 = 0.2;

/// Judges by the median.
pub(super) fn judge(case: &Case<'_>) -> Option<Ruling> {
    let (epoch, value) = case.own.newest_first().next()?;
    if !case.has_passed(WARM_UP, epoch) {
        return None;
    }
    let finished = case.peers.iter().filter(|peer| peer.finished);
    let mut bests: Vec<Score> = finished.filter_map(|peer| peer.curve.best_by(epoch)).collect();
    if bests.len() < STARTUP_TRIALS {
        return None;
    }
    bests.sort_by(|a, b| case.direction.best_first(*a, *b));
    let bar = median(&bests)?;
    let is_worse = case.direction.best_first(value, bar).is_gt();
    let peers = bests.len() as u32;
    is_worse.then_some(Ruling::Prunes(Ground {
        rule: PrunerRule::Median,
        epoch,
        value,
        bar: Some(bar),
        peers,
    }))
}

/// The middle of ordered scores; between the two in the middle of an even number.
fn median(ordered: &[Score]) -> Option<Score> {
    let upper = ordered.get(ordered.len() / 2)?.get();
    let lower = ordered.get((ordered.len() - 1) / 2)?.get();
    Score::new(lower + (upper - lower) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{constant, curve, judged, peers};
    use super::*;
    use etude_study::pruner::Pruner;
    use etude_study::score::Direction::{Maximize, Minimize};

    #[test]
    fn worse_than_the_median_is_pruned_and_equal_to_it_is_not() {
        let peers = peers(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        let ruling = judged(Pruner::Median, Minimize, &constant(0.36, 4), &peers);
        let Some(Ruling::Prunes(ground)) = ruling else { panic!("{ruling:?}") };
        assert_eq!((ground.bar.map(Score::get), ground.peers), (Some(0.35), 6));
        assert_eq!((ground.epoch, ground.value.get()), (4.0, 0.36));
        assert_eq!(judged(Pruner::Median, Minimize, &constant(0.35, 4), &peers), None);
        assert_eq!(judged(Pruner::Median, Maximize, &constant(0.36, 4), &peers), None);
        assert!(judged(Pruner::Median, Maximize, &constant(0.34, 4), &peers).is_some());
    }

    #[test]
    fn nobody_is_judged_too_early_or_by_too_few_or_at_the_end() {
        let six = peers(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        assert_eq!(judged(Pruner::Median, Minimize, &constant(0.9, 1), &six), None);
        assert!(judged(Pruner::Median, Minimize, &constant(0.9, 2), &six).is_some());
        assert_eq!(judged(Pruner::Median, Minimize, &constant(0.9, 10), &six), None);
        assert_eq!(judged(Pruner::Median, Minimize, &constant(0.9, 4), &six[..4]), None);
        let mut running = six;
        for peer in &mut running {
            peer.finished = false;
        }
        assert_eq!(judged(Pruner::Median, Minimize, &constant(0.9, 4), &running), None);
    }

    /// A spike is not held against a trial, and peers count as they were at that epoch.
    #[test]
    fn bests_are_compared_at_equal_epochs() {
        let mut peers = peers(&[0.1, 0.1, 0.1, 0.1, 0.1]);
        for peer in &mut peers {
            peer.curve = curve(&[0.8, 0.7, 0.6, 0.5, 0.1]);
        }
        assert_eq!(judged(Pruner::Median, Minimize, &curve(&[0.9, 0.6, 0.95]), &peers), None);
        assert!(judged(Pruner::Median, Minimize, &curve(&[0.9, 0.61, 0.61]), &peers).is_some());
    }
}

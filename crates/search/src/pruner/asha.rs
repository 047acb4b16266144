//! Asynchronous successive halving: trials pause at rungs, and the best of each rung go on.
//!
//! The rungs lie at `first · eta^k` epochs below the whole length. A trial that comes to a rung goes on at once if it is
//! among the best `floor(n / eta)` of the `n` trials that have come there, by their best value up to the rung; else it
//! pauses, its slot is given to another, and it goes on from its checkpoint as soon as it is among them: whenever a slot is
//! free, the best paused trial of the highest rung is taken before a new trial is started. When nothing else is left to
//! do, at least one trial of each rung goes on; what then still waits is pruned. Li et al., *A system for massively
//! parallel hyperparameter tuning* (ASHA), MLSys 2020, algorithm 2, which has `eta = 4`; 3 saves a little less.
//!
//! **When not to use it.** Where curves cross after the first rung, as with schedules that decay over the whole length,
//! or with learning rates that are slow and good: see `cargo xtask bench pruners`. With a program that saves no
//! checkpoints each promotion trains from the start. With fewer than `eta²` trials there is nothing to halve.

use etude_study::pruner::{Ground, PrunerRule, Ruling, Rung};
use etude_study::score::{Direction, Score};

use super::Case;

/// A trial at a rung.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Climber {
    /// Its value there.
    pub value: Score,
    /// Whether it waits there.
    pub waits: bool,
}

/// How many of those at a rung go on: one in `eta`. When nothing else is left to do (`settling`), at least one.
pub fn quota(eta: u32, climbers: usize, settling: bool) -> usize {
    let share = climbers / eta.max(2) as usize;
    if settling { share.max(1) } else { share }
}

/// The one that goes on next from a rung: the best that waits among those of the quota, the earlier one among equals.
/// `climbers` are all that have come to the rung, whatever became of them, in the order of their request.
pub fn promotable(eta: u32, direction: Direction, climbers: &[Climber], settling: bool) -> Option<usize> {
    let mut order: Vec<usize> = (0..climbers.len()).collect();
    order.sort_by(|a, b| direction.best_first(climbers[*a].value, climbers[*b].value));
    order.truncate(quota(eta, climbers.len(), settling));
    order.into_iter().find(|index| climbers[*index].waits)
}

/// What speaks against one that still waits when nothing else is left to do.
pub fn left_behind(eta: u32, direction: Direction, climbers: &[Climber], rung: Rung) -> Ground {
    let values = climbers.iter().map(|climber| climber.value).collect();
    let bar = bar(quota(eta, climbers.len(), true), direction, values);
    let peers = climbers.len().saturating_sub(1) as u32;
    Ground { rule: PrunerRule::Asha, epoch: f64::from(rung.epoch), value: rung.value, bar, peers }
}

/// The worst of the best so many.
fn bar(quota: usize, direction: Direction, mut values: Vec<Score>) -> Option<Score> {
    values.sort_by(|a, b| direction.best_first(*a, *b));
    values.get(quota.checked_sub(1)?).copied()
}

/// Judges a trial that has come to its next rung. One that reports rarely is judged by the last report up to the rung.
pub(super) fn judge(eta: u32, rungs: &[u32], case: &Case<'_>) -> Option<Ruling> {
    let epoch = case.own.last_epoch()?;
    // Of several rungs passed since the last report, the highest counts.
    let reached =
        rungs.iter().rev().find(|rung| **rung > case.last_rung && f64::from(**rung) <= epoch).copied()?;
    let at = f64::from(reached);
    let value = case.own.at(at)?;
    let mut values: Vec<Score> = case.peers.iter().filter_map(|peer| peer.curve.at(at)).collect();
    let peers = values.len() as u32;
    let quota = quota(eta, values.len() + 1, false);
    // Among equals the one that came first goes on.
    let ahead = values.iter().filter(|other| case.direction.best_first(**other, value).is_le()).count();
    if ahead < quota {
        return Some(Ruling::Passes(Rung { epoch: reached, value }));
    }
    values.push(value);
    let bar = bar(quota, case.direction, values);
    Some(Ruling::Pauses(Ground { rule: PrunerRule::Asha, epoch: at, value, bar, peers }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{constant, judged, peers, score};
    use super::*;
    use etude_study::pruner::Pruner;
    use etude_study::score::Direction::{Maximize, Minimize};

    const RULE: Pruner = Pruner::Asha { eta: 3, first: 1 };

    fn climbers(values: &[(f64, bool)]) -> Vec<Climber> {
        values.iter().map(|(value, waits)| Climber { value: score(*value), waits: *waits }).collect()
    }

    #[test]
    fn the_best_third_of_those_at_the_rung_goes_on_at_once() {
        let six = peers(&[0.1, 0.2, 0.3, 0.4, 0.5]);
        let passes =
            |value| matches!(judged(RULE, Minimize, &constant(value, 1), &six), Some(Ruling::Passes(_)));
        assert!(passes(0.15), "second of six");
        assert!(!passes(0.25), "third of six");
        assert!(!passes(0.2), "among equals the later one waits");
        let best = judged(RULE, Maximize, &constant(0.45, 1), &six);
        assert_eq!(best, Some(Ruling::Passes(Rung { epoch: 1, value: score(0.45) })));
    }

    #[test]
    fn the_first_to_come_wait() {
        for others in [&[][..], &[0.9]] {
            let ruling = judged(RULE, Minimize, &constant(0.1, 1), &peers(others));
            let Some(Ruling::Pauses(ground)) = ruling else { panic!("{ruling:?}") };
            assert_eq!((ground.bar, ground.peers, ground.epoch), (None, others.len() as u32, 1.0));
        }
        let ruling = judged(RULE, Minimize, &constant(0.1, 1), &peers(&[0.9, 0.8]));
        assert!(matches!(ruling, Some(Ruling::Passes(_))), "{ruling:?}");
    }

    #[test]
    fn between_rungs_nobody_is_judged() {
        let three = peers(&[0.1, 0.2, 0.3]);
        let ask = |epochs, last_rung| {
            let own = constant(0.9, epochs);
            let case = Case {
                direction: Minimize,
                max_epochs: 10,
                own: &own,
                last_rung,
                peers: &three,
                trial_sd: None,
            };
            super::super::judge(RULE, &case).map(|ruling| match ruling {
                Ruling::Passes(rung) => rung.epoch,
                Ruling::Pauses(ground) | Ruling::Prunes(ground) => ground.epoch as u32,
            })
        };
        assert_eq!((ask(1, 0), ask(2, 1), ask(3, 1), ask(4, 3), ask(9, 3), ask(10, 9)), {
            (Some(1), None, Some(3), None, Some(9), None)
        });
        assert_eq!(ask(4, 0), Some(3), "the highest of the rungs that were passed");
    }

    #[test]
    fn the_best_that_waits_goes_on_when_the_quota_grows() {
        let five = climbers(&[(0.5, true), (0.2, true), (0.4, true), (0.1, false), (0.3, true)]);
        assert_eq!(promotable(3, Minimize, &five, false), None, "one of five went on already");
        let six = [five.clone(), climbers(&[(0.6, true)])].concat();
        assert_eq!(promotable(3, Minimize, &six, false), Some(1));
        assert_eq!(promotable(3, Maximize, &six, false), Some(5));
    }

    #[test]
    fn in_the_end_one_of_each_rung_goes_on() {
        let two = climbers(&[(0.2, true), (0.1, true)]);
        assert_eq!(
            (promotable(3, Minimize, &two, false), promotable(3, Minimize, &two, true)),
            (None, Some(1))
        );
        let gone = climbers(&[(0.2, true), (0.1, false)]);
        assert_eq!(promotable(3, Minimize, &gone, true), None);
        let ground = left_behind(3, Minimize, &gone, Rung { epoch: 9, value: score(0.2) });
        assert_eq!((ground.bar, ground.peers, ground.epoch), (Some(score(0.1)), 1, 9.0));
        assert_eq!(promotable(3, Minimize, &[], true), None);
    }
}

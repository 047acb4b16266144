//! Pruners: which running trials to stop in favour of their peers, judged from curves alone.
//!
//! One verb, [`judge`]: from the running trial's curve so far and its peers' curves to a ruling, or none: it goes on. The
//! answer is a function of the curves; no clock, no state. The rules are [`median`], [`asha`] and [`hopeless`], each a
//! file with its formula, its paper and when not to use it.
//!
//! **When to use none.** While exploring, and wherever values are compared: what is stopped early is biased to fast
//! starters. Where a schedule decays over the whole length: a training stopped at a quarter has not seen its decay. Where
//! compute allows to wait: the best epoch of whole trainings is chosen in retrospect, which loses nothing.
//!
//! Everything is compared at equal epochs and by the best value so far, since a trial's score is that of its best epoch.
//! A training that reports steps and no epochs is never stopped.

pub mod asha;
mod curve;
pub mod hopeless;
pub mod median;

pub use curve::Curve;
use etude_study::pruner::{Pruner, Ruling};
use etude_study::score::Direction;

/// All that a pruner is told.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Whether smaller or larger values are better.
    pub direction: Direction,
    /// Epochs of a whole training.
    pub max_epochs: u32,
    /// The running trial's curve so far; its last point is the report that is judged.
    pub own: &'a Curve,
    /// The last rung at which the trial was judged, in epochs; 0 before the first. It means nothing to rules without
    /// rungs.
    pub last_rung: u32,
    /// The other trials of the study, in the order of their request, without those that were infeasible or failed.
    pub peers: &'a [Peer],
    /// Standard deviation of the score between seeds, in the metric's unit, where earlier replicates told it.
    pub trial_sd: Option<f64>,
}

/// Another trial of the study.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// Its curve so far. Of a rule with rungs, the values at rungs are enough.
    pub curve: Curve,
    /// Whether it was trained to its end, with a score.
    pub finished: bool,
}

impl Case<'_> {
    /// Whether so much of the whole length has passed at an epoch.
    fn has_passed(&self, share: f64, epoch: f64) -> bool {
        epoch >= share * f64::from(self.max_epochs)
    }

    fn is_over(&self) -> bool {
        self.own.last_epoch().is_none_or(|epoch| epoch >= f64::from(self.max_epochs))
    }
}

/// Judges a running trial by its latest report; none lets it go on without further ado.
///
/// A training that has come to its last epoch is over, whatever it brought.
pub fn judge(pruner: Pruner, case: &Case<'_>) -> Option<Ruling> {
    if case.is_over() {
        return None;
    }
    match pruner {
        Pruner::Median => median::judge(case),
        Pruner::Asha { eta, .. } => asha::judge(eta, &pruner.rungs(case.max_epochs), case),
        Pruner::Hopeless => hopeless::judge(case),
    }
}

#[cfg(test)]
mod tests {
    use etude_study::score::Score;

    use super::*;

    pub(super) fn score(value: f64) -> Score {
        Score::new(value).unwrap()
    }

    /// One value an epoch.
    pub(super) fn curve(values: &[f64]) -> Curve {
        let points = values.iter().enumerate().map(|(index, value)| (index as f64 + 1.0, score(*value)));
        Curve::of_values(Direction::Minimize, points)
    }

    /// The same value in so many epochs.
    pub(super) fn constant(value: f64, epochs: usize) -> Curve {
        curve(&vec![value; epochs])
    }

    /// Peers that had one value all the time, to the end of ten epochs.
    pub(super) fn peers(values: &[f64]) -> Vec<Peer> {
        values.iter().map(|value| Peer { curve: constant(*value, 10), finished: true }).collect()
    }

    /// A ruling in a study of ten epochs.
    pub(super) fn judged(
        pruner: Pruner,
        direction: Direction,
        own: &Curve,
        peers: &[Peer],
    ) -> Option<Ruling> {
        judge(pruner, &Case { direction, max_epochs: 10, own, last_rung: 0, peers, trial_sd: None })
    }

    #[test]
    fn a_trial_without_a_value_is_not_judged() {
        for pruner in [Pruner::Median, Pruner::Asha { eta: 3, first: 1 }, Pruner::Hopeless] {
            assert_eq!(judged(pruner, Direction::Minimize, &curve(&[]), &peers(&[0.1; 9])), None);
        }
    }
}

//! Pruners: what a round may stop before its last epoch, and what they rule.
//!
//! Off by default. The method trains every trial to the same length (S25) and chooses the best epoch afterwards; a pruner
//! departs from that to save compute, so a round that compares scientific values refuses one, unless its file overrides
//! the rule with a reason ([`crate::round::Allowance`]). What the rules do is in the crate `search`.

use serde::{Deserialize, Serialize};

use crate::score::Score;

/// The first rung of [`Pruner::Asha`] is at least this part of the whole length: one divided by it.
pub const LARGEST_REDUCTION: u32 = 27;

/// How a round stops trials in favour of their peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
pub enum Pruner {
    /// Stops a trial whose best so far is worse than the median of what its peers had by then.
    Median,
    /// Asynchronous successive halving: pauses trials at rungs and lets the best of each rung go on.
    Asha {
        /// One trial in so many goes on from a rung; each rung is so many times as long as the one before.
        eta: u32,
        /// Epochs of the first rung.
        first: u32,
    },
    /// Stops only a trial that is far behind where any good one ever was.
    Hopeless,
}

impl Pruner {
    /// Its rule.
    pub fn rule(self) -> PrunerRule {
        match self {
            Pruner::Median => PrunerRule::Median,
            Pruner::Asha { .. } => PrunerRule::Asha,
            Pruner::Hopeless => PrunerRule::Hopeless,
        }
    }

    /// The epochs of the rungs below the whole length, the lowest first; none for a rule without rungs.
    pub fn rungs(self, max_epochs: u32) -> Vec<u32> {
        let Pruner::Asha { eta, first } = self else { return Vec::new() };
        let next = |rung: &u32| rung.checked_mul(eta.max(2));
        std::iter::successors(Some(first.max(1)), next).take_while(|rung| *rung < max_epochs).collect()
    }
}

impl std::fmt::Display for Pruner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pruner::Asha { eta, first } => write!(f, "asha (eta {eta}, first rung at epoch {first})"),
            other => f.write_str(other.rule().word()),
        }
    }
}

/// A pruner's rule, without its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrunerRule {
    /// See [`Pruner::Median`].
    Median,
    /// See [`Pruner::Asha`].
    Asha,
    /// See [`Pruner::Hopeless`].
    Hopeless,
}

impl PrunerRule {
    /// The names a project file may say, beside `none`.
    pub const WORDS: [&str; 3] = ["median", "asha", "hopeless"];

    /// The name in the project file and in the tables of the store.
    pub fn word(self) -> &'static str {
        match self {
            PrunerRule::Median => "median",
            PrunerRule::Asha => "asha",
            PrunerRule::Hopeless => "hopeless",
        }
    }
}

/// What a pruner rules of a running or a paused trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "snake_case")]
pub enum Ruling {
    /// It goes on beyond a rung: because it was among the best when it came there, or because it is by now.
    Passes(Rung),
    /// It waits at a rung until it is among the best there. Its attempt is to be ended; a later one goes on from its
    /// checkpoint.
    Pauses(Ground),
    /// It is given up in favour of its peers. Its attempt is to be ended.
    Prunes(Ground),
}

impl Ruling {
    /// Whether the running attempt is to be ended for it.
    pub fn ends_attempt(&self) -> bool {
        !matches!(self, Ruling::Passes(_))
    }
}

/// A trial's value at a rung, as it was when it came there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rung {
    /// The rung, in epochs.
    pub epoch: u32,
    /// The best of the objective up to it.
    pub value: Score,
}

/// What speaks against a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// By which rule.
    pub rule: PrunerRule,
    /// The epoch at which it was compared; for a rule with rungs, the rung.
    pub epoch: f64,
    /// The trial's best objective up to then.
    pub value: Score,
    /// What it had to be at least as good as; none while there were too few peers for any to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<Score>,
    /// With how many other trials it was compared.
    pub peers: u32,
}

impl Ground {
    /// The value at the rung, for the rule that has rungs.
    pub fn rung(&self) -> Option<Rung> {
        (self.rule == PrunerRule::Asha).then_some(Rung { epoch: self.epoch as u32, value: self.value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_grow_by_eta_and_end_below_the_whole_length() {
        let rungs = |eta, first, max| Pruner::Asha { eta, first }.rungs(max);
        assert_eq!(rungs(3, 1, 27), [1, 3, 9]);
        assert_eq!(rungs(3, 2, 30), [2, 6, 18]);
        assert_eq!(rungs(4, 1, 64), [1, 4, 16]);
        assert_eq!(rungs(3, 1, 1), [0; 0]);
        assert_eq!(rungs(2, 1, u32::MAX).len(), 32);
        assert_eq!(Pruner::Median.rungs(30), [0; 0]);
    }
}

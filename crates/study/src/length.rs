//! The length of training, and which of a trial's checkpoints outlive it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::measurement::Measurement;
use crate::round::{Phase, RoundDefinition};
use crate::score::{Direction, Score};
use crate::value::Value;

/// The length of training: one maximum, never tuned (S24, S25).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Length {
    /// Epochs of every trial.
    pub max_epochs: u32,
    /// Which checkpoints outlive their trial.
    pub keep_checkpoints: KeepCheckpoints,
    /// When the best epochs say that this length is wrong.
    #[serde(default, skip_serializing_if = "BestEpochRule::is_default")]
    pub best_epoch_rule: BestEpochRule,
    /// Epochs of every trial of a round that explores, where compute is very limited (S30); none for the whole length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explore_epochs: Option<u32>,
    /// Which trainings may go on from their last checkpoint when the length grows.
    #[serde(default, skip_serializing_if = "ContinueWhen::is_unsaid")]
    pub continue_when: ContinueWhen,
}

/// Which trainings are, up to their end, the beginning of a longer one: those whose learning rate does not depend on the
/// length.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContinueWhen {
    /// The project file does not say: only what is known of a built-in workload.
    #[default]
    Unsaid,
    /// None.
    Never,
    /// All of them: the schedule is constant.
    Always,
    /// Those with this value of the parameter, which names the schedule.
    Value {
        /// The parameter.
        parameter: String,
        /// The value under which the learning rate does not depend on the length.
        value: Value,
    },
}

impl ContinueWhen {
    /// For fields that are left out of what is stored.
    pub fn is_unsaid(&self) -> bool {
        *self == ContinueWhen::Unsaid
    }
}

impl Length {
    /// Epochs of every training of a round: its own number, or, where it explores, that of exploration, or the whole length. A
    /// round that trains an earlier one's configurations for longer has the whole length.
    pub fn epochs_of(&self, round: &RoundDefinition) -> u32 {
        let exploring =
            self.explore_epochs.filter(|_| round.phase == Phase::Explore && !round.is_continuing());
        round.epochs.or(exploring).unwrap_or(self.max_epochs)
    }
}

/// When the best epochs say that trainings are too long or too short, as shares of the length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BestEpochRule {
    /// S28: if the best epoch is always within this first share, train less.
    pub early: f64,
    /// S29: if the best epoch is usually beyond this share, and curves still improve, train longer.
    pub late: f64,
}

impl Default for BestEpochRule {
    /// The first and the last fifth.
    fn default() -> BestEpochRule {
        BestEpochRule { early: 0.2, late: 0.8 }
    }
}

impl BestEpochRule {
    /// For fields that are left out of what is stored.
    pub fn is_default(&self) -> bool {
        *self == BestEpochRule::default()
    }
}

/// Which of the reported checkpoints are kept when a trial has ended (S26). Files never reported are never deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepCheckpoints {
    /// The best epoch's and the last.
    #[default]
    BestAndLast,
    /// All of them.
    All,
    /// So many of the best epochs', and no other.
    Best(u32),
    /// None: nothing can then be tested or trained further.
    None,
}

impl KeepCheckpoints {
    /// The checkpoints to keep of those that were reported, in their order; `None` to keep all. `best` is the one of
    /// the trial's best epoch, where it was feasible.
    ///
    /// The best N are the distinct checkpoints with the best value of the metric, the earlier first among equals; a
    /// trial that was not feasible has no best.
    pub fn kept<'a>(
        self,
        reports: &(impl DoubleEndedIterator<Item = &'a Measurement> + Clone),
        (metric, direction): (&str, Direction),
        best: Option<&'a str>,
    ) -> Option<Vec<&'a str>> {
        let last = || reports.clone().rev().find_map(|report| report.checkpoint.as_deref());
        match self {
            KeepCheckpoints::All => None,
            KeepCheckpoints::None => Some(Vec::new()),
            KeepCheckpoints::BestAndLast => Some(best.into_iter().chain(last()).collect()),
            KeepCheckpoints::Best(count) => {
                let Some(best) = best else { return Some(Vec::new()) };
                let mut scored = scored(reports, metric);
                scored.sort_by(|a, b| direction.best_first(a.0, b.0));
                let mut kept = vec![best];
                for (_, checkpoint) in scored {
                    if kept.len() < count as usize && !kept.contains(&checkpoint) {
                        kept.push(checkpoint);
                    }
                }
                Some(kept)
            }
        }
    }
}

/// The checkpoints with the value at their epoch or step, which may stand in another report than the name. Of two values
/// for one position the last counts, as after a resume.
fn scored<'a>(
    reports: &(impl Iterator<Item = &'a Measurement> + Clone),
    metric: &str,
) -> Vec<(Score, &'a str)> {
    let mut at_position: BTreeMap<u64, f64> = BTreeMap::new();
    for report in reports.clone() {
        if let (Some(position), Some(value)) = (report.position(), report.metric(metric)) {
            at_position.insert(position.to_bits(), value);
        }
    }
    let value = |report: &Measurement| match report.position() {
        Some(position) => at_position.get(&position.to_bits()).copied(),
        None => report.metric(metric),
    };
    let scored = reports.clone().filter_map(|report| {
        let checkpoint = report.checkpoint.as_deref()?;
        Some((Score::new(value(report)?)?, checkpoint))
    });
    scored.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::MetricValue;

    fn kept(keep: KeepCheckpoints, best: Option<&'static str>) -> Option<Vec<String>> {
        let report = |(error, checkpoint): &(f64, &str)| Measurement {
            metrics: [("val_error".to_owned(), MetricValue(*error))].into(),
            checkpoint: (!checkpoint.is_empty()).then(|| (*checkpoint).into()),
            ..Measurement::default()
        };
        let reports: Vec<Measurement> =
            [(0.5, "1"), (0.2, "2"), (0.3, "3"), (0.2, "4"), (f64::NAN, "5"), (0.1, "")]
                .iter()
                .map(report)
                .collect();
        let kept = keep.kept(&reports.iter(), ("val_error", Direction::Minimize), best);
        kept.map(|kept| kept.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn each_rule_keeps_what_it_says() {
        assert_eq!(kept(KeepCheckpoints::All, Some("2")), None);
        assert_eq!(kept(KeepCheckpoints::None, Some("2")), Some(vec![]));
        assert_eq!(kept(KeepCheckpoints::BestAndLast, Some("2")).unwrap(), ["2", "5"]);
        assert_eq!(kept(KeepCheckpoints::Best(1), Some("2")).unwrap(), ["2"]);
        assert_eq!(kept(KeepCheckpoints::Best(3), Some("2")).unwrap(), ["2", "4", "3"]);
        assert_eq!(kept(KeepCheckpoints::Best(9), Some("2")).unwrap(), ["2", "4", "3", "1"]);
        assert_eq!(kept(KeepCheckpoints::Best(3), None), Some(vec![]));
        assert_eq!(kept(KeepCheckpoints::BestAndLast, None).unwrap(), ["5"]);
    }

    /// A program whose metrics are found by a pattern names its checkpoints in lines of their own.
    #[test]
    fn a_checkpoint_may_be_reported_beside_its_value() {
        let report = |epoch: f64, error: Option<f64>, checkpoint: &str| Measurement {
            epoch: Some(epoch),
            metrics: error.map(|error| ("val_error".to_owned(), MetricValue(error))).into_iter().collect(),
            checkpoint: (!checkpoint.is_empty()).then(|| checkpoint.into()),
            ..Measurement::default()
        };
        let reports = [
            report(1.0, Some(0.2), ""),
            report(1.0, None, "1"),
            report(2.0, Some(0.05), "2"), // trained again after a resume
            report(2.0, Some(0.4), "2"),
            report(3.0, Some(0.1), ""),
            report(3.0, None, "3"),
        ];
        let objective = ("val_error", Direction::Minimize);
        let kept = KeepCheckpoints::Best(2).kept(&reports.iter(), objective, Some("3"));
        assert_eq!(kept.unwrap(), ["3", "1"]);
    }
}

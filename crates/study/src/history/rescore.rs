//! The history as it would read if another of the logged metrics had been optimised (P93).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{History, LiveCurve, TrialRecord};
use crate::ids::TrialId;
use crate::measurement::SpooledMeasurement;
use crate::score::Direction;
use crate::trial::{Crash, Infeasibility, Outcome};

impl LiveCurve {
    /// The curve of one metric from all that a trial reported, attempt by attempt: by the same rule as while it ran, so
    /// that what lies beyond the checkpoint an attempt resumed from is dropped. `attempts` are the numbers of those that
    /// count, see [`TrialRecord::counted_numbers`]; one without a report is among them.
    pub fn replay(
        metric: &str,
        direction: Direction,
        reports: &[SpooledMeasurement],
        attempts: RangeInclusive<u32>,
    ) -> LiveCurve {
        let mut curve = LiveCurve::new(metric.to_owned(), direction);
        for attempt in attempts {
            curve.resume();
            for report in reports.iter().filter(|report| report.attempt == attempt) {
                curve.add(&report.measurement);
            }
        }
        curve
    }
}

impl TrialRecord {
    /// How the trial would have ended if this had been its curve: feasible by the best epoch of another metric,
    /// infeasible where that metric was not finite, without an objective where it was never reported. A trial that did
    /// not end feasible ends as it did.
    pub fn outcome_by(&self, curve: &LiveCurve) -> Option<Outcome> {
        let Some(Outcome::Feasible(_)) = self.outcome() else { return self.outcome().cloned() };
        if let Some((position, unit)) = curve.first_non_finite() {
            return Some(Outcome::Infeasible(Infeasibility::Diverged { position: Some(position), unit }));
        }
        let Some(best) = curve.best() else {
            let reported = curve.reported_metrics().cloned().collect();
            return Some(Outcome::Failed { crash: Crash::NoObjective { reported } });
        };
        Some(Outcome::Feasible(best))
    }
}

impl History {
    /// This history with other outcomes of trials that have ended, all its rounds being about another metric and without
    /// a margin, since theirs is in the unit of the metric they were run for. It is for reading only: nothing in it was
    /// decided by that metric.
    #[must_use]
    pub fn rescored(
        &self,
        metric: &str,
        direction: Direction,
        outcomes: &BTreeMap<TrialId, Outcome>,
    ) -> History {
        let mut history = self.clone();
        for round in &mut history.rounds {
            metric.clone_into(&mut round.frozen.metric);
            round.frozen.direction = direction;
            round.frozen.min_improvement = 0.0;
        }
        for (trial, outcome) in outcomes {
            if let Some(record) = history.trials.get_mut(trial) {
                record.rescore(outcome);
            }
        }
        history
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::{Measurement, MetricValue};

    fn report(attempt: u32, sequence: u32, epoch: f64, accuracy: f64, saved: bool) -> SpooledMeasurement {
        let measurement = Measurement {
            epoch: Some(epoch),
            step: None,
            metrics: BTreeMap::from([
                ("accuracy".to_owned(), MetricValue(accuracy)),
                ("loss".to_owned(), MetricValue(1.0 - accuracy)),
            ]),
            checkpoint: saved.then(|| format!("epoch-{epoch}")),
        };
        SpooledMeasurement { attempt, sequence, measurement }
    }

    #[test]
    fn the_best_epoch_follows_the_metric_and_a_resume_drops_what_was_not_saved() {
        let reports = [
            report(1, 0, 1.0, 0.5, true),
            report(1, 1, 2.0, 0.9, false), // lost with the attempt
            report(3, 0, 2.0, 0.6, false),
            report(3, 1, 3.0, 0.55, true),
        ];
        let best = |metric, direction| {
            let best = LiveCurve::replay(metric, direction, &reports, 1..=3).best().unwrap();
            (best.score.get(), best.position.unwrap())
        };
        assert_eq!(best("accuracy", Direction::Maximize), (0.6, 2.0));
        assert_eq!(best("accuracy", Direction::Minimize), (0.5, 1.0));
        assert!(LiveCurve::replay("f1", Direction::Maximize, &reports, 1..=3).best().is_none());
    }

    /// Attempts before a trial was reopened are over: neither their values nor their checkpoints count.
    #[test]
    fn what_was_reported_before_a_trial_began_again_is_no_part_of_it() {
        let reports = [
            report(1, 0, 1.5, 0.99, true), // given up with the attempt
            report(2, 0, 1.0, 0.5, true),
            report(2, 1, 2.0, 0.6, true),
        ];
        let best = LiveCurve::replay("accuracy", Direction::Maximize, &reports, 2..=2).best().unwrap();
        assert_eq!((best.score.get(), best.position), (0.6, Some(2.0)));
    }
}

//! The curve of a trial that has not ended: enough to choose its best epoch in retrospect (S27).

use std::collections::{BTreeMap, BTreeSet};

use super::watched::{Course, Watched, training_loss_name};
use crate::measurement::{Measurement, PositionUnit};
use crate::round::FrozenRound;
use crate::score::{Direction, Score};
use crate::trial::BestEpoch;

/// The objective against the training's axis, as far as reported. Of two values for one position the last wins, as after
/// a resume; what a later report leaves out stays, since a program may report its metrics in several lines.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveCurve {
    metric: String,
    direction: Direction,
    /// The names of further objectives.
    also: Vec<String>,
    reports: Vec<Report>,
    reported: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Report {
    position: f64,
    unit: PositionUnit,
    objective: Option<f64>,
    /// Further objectives by name.
    also: BTreeMap<String, f64>,
    checkpoint: Option<String>,
    watched: Watched,
}

impl LiveCurve {
    pub(super) fn new(metric: String, direction: Direction) -> LiveCurve {
        LiveCurve { metric, direction, also: Vec::new(), reports: Vec::new(), reported: BTreeSet::new() }
    }

    /// The curve of a trial of this round, with the further objectives that it names.
    pub(super) fn in_round(round: &FrozenRound) -> LiveCurve {
        let also = round.also.iter().map(|objective| objective.name.clone()).collect();
        LiveCurve { also, ..LiveCurve::new(round.metric.clone(), round.direction) }
    }

    pub(super) fn add(&mut self, measurement: &Measurement) {
        for name in measurement
            .metrics
            .keys()
            .filter(|name| !self.reported.contains(*name))
            .cloned()
            .collect::<Vec<_>>()
        {
            self.reported.insert(name);
        }
        let Some(position) = measurement.position() else { return };
        let also = self.also.iter().filter_map(|name| Some((name.clone(), measurement.metric(name)?)));
        let report = Report {
            position,
            unit: measurement.unit(),
            objective: measurement.metric(&self.metric),
            also: also.collect(),
            checkpoint: measurement.checkpoint.clone(),
            watched: Watched::of(measurement, &self.metric),
        };
        let index = self.reports.partition_point(|earlier| earlier.position < position);
        match self.reports.get_mut(index).filter(|at| at.position.total_cmp(&position).is_eq()) {
            Some(same) => {
                same.objective = report.objective.or(same.objective);
                same.also.extend(report.also);
                same.watched.add(report.watched);
                same.checkpoint = report.checkpoint.or(same.checkpoint.take());
            }
            None => self.reports.insert(index, report),
        }
    }

    /// Begins a new attempt: what lies beyond the last reported checkpoint will be trained again, so it is dropped.
    /// Returns that checkpoint.
    pub(super) fn resume(&mut self) -> Option<String> {
        let last = self.reports.iter().rposition(|report| report.checkpoint.is_some());
        self.reports.truncate(last.map_or(0, |index| index + 1));
        self.reports.last().and_then(|report| report.checkpoint.clone())
    }

    /// The best finite value and where it was; the earliest among equals. None without any.
    pub fn best(&self) -> Option<BestEpoch> {
        let mut best: Option<(Score, &Report)> = None;
        for report in &self.reports {
            let Some(score) = report.objective.and_then(Score::new) else { continue };
            if best.is_none_or(|(leader, _)| self.direction.best_first(score, leader).is_lt()) {
                best = Some((score, report));
            }
        }
        best.map(|(score, report)| BestEpoch {
            score,
            position: Some(report.position),
            unit: report.unit,
            checkpoint: report.checkpoint.clone(),
            also: finite(&report.also),
            last_position: self.last_position(),
        })
    }

    /// The best finite value by each epoch reported, in their order; of what counts steps, nothing.
    pub fn running_best(&self) -> Vec<(f64, Score)> {
        let mut best: Option<Score> = None;
        let mut course = Vec::new();
        for report in self.reports.iter().filter(|report| report.unit == PositionUnit::Epoch) {
            let Some(score) = report.objective.and_then(Score::new) else { continue };
            let leader = best.filter(|leader| self.direction.best_first(*leader, score).is_le());
            course.push((report.position, *best.insert(leader.unwrap_or(score))));
        }
        course
    }

    /// The first position at which the objective was NaN or infinite, and what it counts.
    pub fn first_non_finite(&self) -> Option<(f64, PositionUnit)> {
        let bad = |report: &&Report| report.objective.is_some_and(|value| !value.is_finite());
        self.reports.iter().find(bad).map(|report| (report.position, report.unit))
    }

    /// The last position reported.
    pub fn last_position(&self) -> Option<f64> {
        self.reports.last().map(|report| report.position)
    }

    /// Whole epochs up to the last report; 0 before the first, and where the reports count steps.
    pub fn completed_epochs(&self) -> u32 {
        let last = self.reports.last().filter(|report| report.unit == PositionUnit::Epoch);
        last.map_or(0, |report| report.position as u32)
    }

    /// What the last position counts.
    pub fn last_unit(&self) -> PositionUnit {
        self.reports.last().map(|report| report.unit).unwrap_or_default()
    }

    /// The metric against its positions, as far as it was finite.
    pub fn objective_course(&self) -> Course {
        self.course(|report| report.objective)
    }

    /// The training loss under the most telling of its usual names that was reported; none without one.
    pub fn training_course(&self) -> Option<(&'static str, Course)> {
        let names = self.reports.iter().filter_map(|report| report.watched.training.map(|(name, _)| name));
        let chosen = names.min()?;
        let course = self.course(|report| {
            report.watched.training.filter(|(name, _)| *name == chosen).map(|(_, value)| value)
        });
        Some((training_loss_name(chosen)?, course))
    }

    /// The norm of the gradient, where it is reported as `grad_norm`.
    pub fn gradient_course(&self) -> Course {
        self.course(|report| report.watched.gradient_norm)
    }

    fn course(&self, value: impl Fn(&Report) -> Option<f64>) -> Course {
        let reported = self.reports.iter();
        let reported = reported.filter_map(|report| Some((report.unit, report.position, value(report)?)));
        Course::new(&reported.collect::<Vec<_>>())
    }

    /// The names of all metrics reported so far, in order.
    pub fn reported_metrics(&self) -> impl Iterator<Item = &String> {
        self.reported.iter()
    }
}

fn finite(values: &BTreeMap<String, f64>) -> BTreeMap<String, Score> {
    values.iter().filter_map(|(name, value)| Some((name.clone(), Score::new(*value)?))).collect()
}

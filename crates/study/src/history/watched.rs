//! The courses that a curve is read for when its trial ends, beside the objective: training loss and gradient norm.

use crate::logged_names::{GRADIENT_NORM, TRAINING_ERRORS, TRAINING_LOSSES};
use crate::measurement::{Measurement, PositionUnit};

/// What tells how well the training data is fitted, the most telling first.
fn training_names() -> impl Iterator<Item = &'static str> {
    TRAINING_LOSSES.into_iter().chain(TRAINING_ERRORS)
}

/// What one report says of the training itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Watched {
    /// Which name the training loss had, and its value.
    pub(super) training: Option<(usize, f64)>,
    pub(super) gradient_norm: Option<f64>,
}

impl Watched {
    /// What a measurement says, where `objective` is optimised and is no training loss whatever its name.
    pub(super) fn of(measurement: &Measurement, objective: &str) -> Watched {
        let named = training_names().enumerate().filter(|(_, name)| *name != objective);
        let mut training = named.filter_map(|(index, name)| Some((index, measurement.metric(name)?)));
        Watched { training: training.next(), gradient_norm: measurement.metric(GRADIENT_NORM) }
    }

    /// Takes in a later report of the same position.
    pub(super) fn add(&mut self, later: Watched) {
        self.training = match (self.training, later.training) {
            (Some(earlier), Some(later)) if earlier.0 < later.0 => Some(earlier),
            (earlier, later) => later.or(earlier),
        };
        self.gradient_norm = later.gradient_norm.or(self.gradient_norm);
    }
}

/// Finite values against positions of one unit, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What the positions count.
    pub unit: PositionUnit,
    /// Positions, ascending.
    pub positions: Vec<f64>,
    /// A value for each.
    pub values: Vec<f64>,
}

impl Course {
    /// The finite ones of these; of two units, those that the last of them has.
    pub(super) fn new(reported: &[(PositionUnit, f64, f64)]) -> Course {
        let unit = reported.last().map(|(unit, _, _)| *unit).unwrap_or_default();
        let kept = reported.iter().filter(|(of, _, value)| *of == unit && value.is_finite());
        let (positions, values) = kept.map(|(_, position, value)| (*position, *value)).unzip();
        Course { unit, positions, values }
    }
}

/// The name of a training loss by its place in the list.
pub(super) fn training_loss_name(index: usize) -> Option<&'static str> {
    training_names().nth(index)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::history::LiveCurve;
    use crate::measurement::{Measurement, MetricValue, PositionUnit};
    use crate::score::Direction;

    /// Epoch, step and metrics of a report.
    type Told<'a> = (Option<f64>, Option<u64>, &'a [(&'a str, f64)]);

    fn curve(metric: &str, reports: &[Told<'_>]) -> LiveCurve {
        let mut curve = LiveCurve::new(metric.into(), Direction::Minimize);
        for (epoch, step, metrics) in reports {
            let named = metrics.iter().map(|(name, value)| ((*name).to_owned(), MetricValue(*value)));
            let metrics: BTreeMap<_, _> = named.collect();
            curve.add(&Measurement { epoch: *epoch, step: *step, metrics, checkpoint: None });
        }
        curve
    }

    #[test]
    fn the_most_telling_name_is_the_training_loss() {
        let both: &[(&str, f64)] = &[("train_error", 0.5), ("train_loss", 1.5)];
        let error: &[(&str, f64)] = &[("train_error", 0.4)];
        let named =
            curve("val", &[(Some(1.0), None, both), (Some(2.0), None, error), (Some(3.0), None, both)]);
        let (name, course) = named.training_course().unwrap();
        assert_eq!((name, course.positions, course.values), ("train_loss", vec![1.0, 3.0], vec![1.5, 1.5]));
        let only: &[(&str, f64)] = &[("loss", 0.4), ("train_error", 0.1)];
        let objective = curve("loss", &[(Some(1.0), None, only)]);
        assert_eq!(
            objective.training_course().unwrap().0,
            "train_error",
            "the objective is no training loss"
        );
        assert!(curve("val", &[(Some(1.0), None, &[("val", 0.1)])]).training_course().is_none());
    }

    #[test]
    fn a_course_has_one_unit_and_finite_values() {
        let reports: &[Told<'_>] = &[
            (Some(1.0), None, &[("val", 0.5)]),
            (None, Some(100), &[("val", 0.4), ("grad_norm", 3.0)]),
            (None, Some(200), &[("val", f64::NAN), ("grad_norm", f64::INFINITY)]),
            (None, Some(300), &[("val", 0.3), ("grad_norm", 2.0)]),
        ];
        let mixed = curve("val", reports);
        let course = mixed.objective_course();
        assert_eq!((course.unit, course.positions), (PositionUnit::Step, vec![100.0, 300.0]));
        assert_eq!(mixed.gradient_course().values, [3.0, 2.0]);
    }

    #[test]
    fn what_a_later_line_adds_to_a_position_is_kept() {
        let reports: &[Told<'_>] = &[
            (Some(1.0), None, &[("train_loss", 0.9), ("grad_norm", 3.0)]),
            (Some(1.0), None, &[("val", 0.5)]),
            (Some(1.0), None, &[("train_error", 0.2)]),
        ];
        let merged = curve("val", reports);
        assert_eq!(merged.objective_course().values, [0.5]);
        assert_eq!(merged.training_course().unwrap().1.values, [0.9]);
        assert_eq!(merged.gradient_course().values, [3.0]);
    }
}

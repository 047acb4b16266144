//! What a trial logged, as the façade reads it from the store: of what was reported twice, the last.

use std::collections::BTreeMap;

use etude_study::ids::TrialId;
use etude_study::measurement::{MetricValue, PositionUnit};
use serde::Serialize;

/// The metrics of a trial against its training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoggedCurve {
    /// The trial.
    pub trial: TrialId,
    /// What positions count.
    pub unit: PositionUnit,
    /// By position, ascending.
    pub points: Vec<LoggedPoint>,
}

/// One epoch, or step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoggedPoint {
    /// The epoch or step.
    pub position: f64,
    /// Named numbers.
    pub metrics: BTreeMap<String, MetricValue>,
}

impl LoggedCurve {
    /// The finite values of one metric.
    pub fn finite(&self, metric: &str) -> Vec<(f64, f64)> {
        let value = |point: &LoggedPoint| Some((point.position, point.metrics.get(metric)?.0));
        self.points.iter().filter_map(value).filter(|(_, value)| value.is_finite()).collect()
    }
}

//! A pretended training: what it reports, when, and how it ends.

use std::collections::BTreeMap;

use etude_study::configuration::Configuration;
use etude_study::measurement::{Measurement, MetricValue};
use etude_study::trial::AttemptEnding;

/// Something that trains, in virtual time.
pub trait Workload {
    /// The reports of a whole attempt and its end. The same configuration and checkpoint give the same training.
    fn train(&self, configuration: &Configuration, resume_from: Option<&str>) -> Training;
}

/// One attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Reports with the virtual second, counted from the attempt's start, at which each is made.
    pub reports: Vec<(f64, Measurement)>,
    /// How it ends if nothing kills it.
    pub ending: AttemptEnding,
    /// When it ends.
    pub seconds: f64,
}

impl Training {
    /// A training of one report and one second.
    pub fn of_one_epoch(metric: &str, value: f64) -> Training {
        let reports = vec![(1.0, measurement(metric, 1.0, value))];
        Training { reports, ending: AttemptEnding::Finished, seconds: 1.0 }
    }
}

/// A report of one metric at an epoch, without a checkpoint.
pub fn measurement(metric: &str, epoch: f64, value: f64) -> Measurement {
    let metrics = BTreeMap::from([(metric.to_owned(), MetricValue(value))]);
    Measurement { epoch: Some(epoch), step: None, metrics, checkpoint: None }
}

impl<F: Fn(&Configuration) -> f64> Workload for F {
    /// A function of the configuration is a workload of one epoch that reports `val_error`.
    fn train(&self, configuration: &Configuration, _resume_from: Option<&str>) -> Training {
        Training::of_one_epoch("val_error", self(configuration))
    }
}

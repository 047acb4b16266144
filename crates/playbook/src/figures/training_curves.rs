//! Training curves: the metric of the best few trials and of the best of each study against training, with what the same
//! trials logged on the training set (P50).
//!
//! What to look for: a validation curve that rises again (overfitting), one that still falls at the end (too short), jumps
//! as large as the differences compared, a training loss that rises (a bug).

use etude_study::history::RoundRecord;
use etude_study::measurement::PositionUnit;
use etude_study::score::Direction;
use serde::Serialize;

use super::curve_choice::ChosenTrial;
use super::logged_curve::LoggedCurve;

/// The curves of a few trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrainingCurves {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// What positions count.
    pub unit: PositionUnit,
    /// The metric on the training set, where trials logged one of the same kind: `train_error` beside `val_error`.
    pub training_twin: Option<String>,
    /// A loss on the training set that was logged beside it.
    pub training_loss: Option<String>,
    /// A curve a trial, the best trial first; trials that logged nothing are left out.
    pub curves: Vec<TrainingCurve>,
}

/// The curves of one trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrainingCurve {
    /// The trial.
    #[serde(flatten)]
    pub trial: ChosenTrial,
    /// The metric, and what was logged on the training set.
    pub lines: Vec<MetricLine>,
}

/// One metric of one trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricLine {
    /// The metric.
    pub metric: String,
    /// Position and value, finite ones only.
    pub points: Vec<(f64, f64)>,
}

/// The curves of the chosen trials.
pub fn training_curves(
    round: &RoundRecord,
    chosen: &[ChosenTrial],
    logged: &[LoggedCurve],
) -> TrainingCurves {
    let metric = &round.frozen.metric;
    let is_logged = |name: &str| logged.iter().any(|curve| !curve.finite(name).is_empty());
    let twin = twin(metric).filter(|name| is_logged(name));
    let loss = ["train_loss", "train_error"].into_iter().find(|name| is_logged(name));
    let loss = loss.map(str::to_owned).filter(|name| Some(name) != twin.as_ref() && name != metric);
    let wanted: Vec<&String> = std::iter::once(metric).chain(&twin).chain(&loss).collect();
    let curve = |trial: &ChosenTrial| {
        let curve = logged.iter().find(|curve| curve.trial == trial.trial)?;
        let line = |name: &&String| MetricLine { metric: (*name).clone(), points: curve.finite(name) };
        let lines: Vec<MetricLine> = wanted.iter().map(line).filter(|line| !line.points.is_empty()).collect();
        (!lines.is_empty()).then(|| TrainingCurve { trial: trial.clone(), lines })
    };
    TrainingCurves {
        metric: metric.clone(),
        direction: round.frozen.direction,
        unit: logged.first().map(|curve| curve.unit).unwrap_or_default(),
        curves: chosen.iter().filter_map(curve).collect(),
        training_twin: twin,
        training_loss: loss,
    }
}

/// The name that the same metric has on the training set: `train_error` of `val_error`, `train/acc` of `valid/acc`.
fn twin(metric: &str) -> Option<String> {
    ["validation", "valid", "val", "eval", "dev"].iter().find_map(|prefix| {
        let rest = metric.strip_prefix(prefix)?;
        rest.starts_with(['_', '/', '.', '-']).then(|| format!("train{rest}"))
    })
}

#[cfg(test)]
mod tests {
    use super::twin;

    #[test]
    fn the_twin_of_a_validation_metric_is_that_of_training() {
        assert_eq!(twin("val_error").as_deref(), Some("train_error"));
        assert_eq!(twin("valid/acc").as_deref(), Some("train/acc"));
        assert_eq!(twin("validation_loss").as_deref(), Some("train_loss"));
        assert_eq!(twin("value"), None);
        assert_eq!(twin("wer"), None);
    }
}

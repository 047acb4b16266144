//! Evaluations: one after each epoch, at the same places every time. Pure.

use super::answer::{Answer, Question};
use crate::tries::Try;
use crate::words;

/// Places that are nearer are the same.
const SAME_PLACE: f64 = 1e-9;

/// Whether each epoch has its own value of the metric.
pub(super) fn each_epoch(tried: &Try, metric: &str) -> Answer {
    let question = Question::EachEpoch;
    let places = places(tried, metric);
    if places.is_empty() {
        return Answer::unknown(question, "it counts no epochs, so none can lack an evaluation");
    }
    let has = |epoch: u32| {
        let (from, to) = (f64::from(epoch) - 1.0 + SAME_PLACE, f64::from(epoch) + SAME_PLACE);
        places.iter().any(|place| (from..=to).contains(place))
    };
    let lacking: Vec<String> =
        (1..=tried.epochs).filter(|epoch| !has(*epoch)).map(|epoch| epoch.to_string()).collect();
    if lacking.is_empty() {
        return Answer::good(question, format!("reports {metric} in every epoch"));
    }
    Answer::bad(
        question,
        format!("reports no {metric} in epoch {} of {}", lacking.join(", "), tried.epochs),
        "evaluate after every epoch: the best one is chosen afterwards, and what was never measured cannot be",
    )
}

/// Whether the same training is evaluated at the same places.
pub(super) fn same_places(first: &Try, again: &Try, metric: &str) -> Answer {
    let question = Question::SamePlaces;
    let (a, b) = (places(first, metric), places(again, metric));
    if a.is_empty() || b.is_empty() {
        return Answer::unknown(question, "it counts no epochs, so their places cannot be compared");
    }
    let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| (a - b).abs() < SAME_PLACE);
    if same {
        return Answer::good(question, "evaluates at the same places every time");
    }
    let shown = |places: &[f64]| {
        places.iter().take(4).map(|place| words::number(*place)).collect::<Vec<_>>().join(", ")
    };
    Answer::bad(
        question,
        format!(
            "reports by the clock: {metric} came at epochs {}, and with the same seed at {}",
            shown(&a),
            shown(&b)
        ),
        "evaluate after a number of steps or after each epoch, never after so much time: else trials are compared at \
         different places, and slower machines look worse",
    )
}

/// The epochs at which a metric was reported.
fn places(tried: &Try, metric: &str) -> Vec<f64> {
    let reports = tried.reports.iter().filter(|(report, _)| report.metric(metric).is_some());
    reports.filter_map(|(report, _)| report.epoch).collect()
}

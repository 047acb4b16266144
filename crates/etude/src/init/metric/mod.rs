//! Finding the metric of a script in its source: the keys of the JSON it prints, or the words before the numbers.

mod json_keys;
mod printed;
mod words;

use etude_study::score::Direction;
use serde::Serialize;

pub(crate) use words::direction_of;

/// One file of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Its name, as it is shown.
    pub(crate) name: String,
    /// What it says.
    pub(crate) text: String,
}

/// A number that a script reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundMetric {
    /// Its name, in snake case.
    pub name: String,
    /// Whether smaller or larger is better, by its name.
    pub direction: Direction,
    /// The regular expression that finds it in a printed line; none where it is printed as JSON.
    pub pattern: Option<String>,
    /// `train.py:17`.
    pub place: String,
}

/// The direction as the project file has it.
pub(crate) fn word_of(direction: Direction) -> &'static str {
    match direction {
        Direction::Minimize => "minimize",
        Direction::Maximize => "maximize",
    }
}

/// Every metric of some sources, the one to choose models by first: of the validation set before the test set, of either
/// before an unnamed one and the training set; JSON before text.
pub(crate) fn find_metrics(sources: &[SourceFile]) -> Vec<FoundMetric> {
    let mut found = Vec::new();
    for source in sources {
        let json = json_keys::reported(&source.text).into_iter().map(|(name, at)| (name, None, at));
        let text =
            printed::reported(&source.text).into_iter().map(|(name, pattern, at)| (name, Some(pattern), at));
        for (name, pattern, at) in json.chain(text) {
            let Some((rank, direction)) = words::judge(&name, &source.text, at) else { continue };
            let line = source.text[..at].matches('\n').count() + 1;
            let place = format!("{}:{line}", source.name);
            found.push((rank, FoundMetric { name, direction, pattern, place }));
        }
    }
    found.sort_by_key(|(rank, metric)| (*rank, metric.pattern.is_some()));
    let mut metrics: Vec<FoundMetric> = Vec::new();
    for (_, metric) in found {
        if metrics.iter().all(|known| known.name != metric.name) {
            metrics.push(metric);
        }
    }
    metrics
}

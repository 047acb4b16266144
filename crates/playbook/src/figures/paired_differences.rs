//! Paired differences: what the candidate gained on every fresh seed, with mean, interval and margin (S21, S22, P97).

use etude_study::history::RoundRecord;
use etude_study::trial::Arm;
use etude_study::verdict::Decision;
use serde::Serialize;

/// The gains behind a verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedDifferences {
    /// The metric.
    pub metric: String,
    /// The smallest gain worth an added feature, in the metric's unit.
    pub margin: f64,
    /// What the candidate was compared with, one after the other; empty before the verdict.
    pub comparisons: Vec<PairedComparison>,
}

/// The gains over one configuration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedComparison {
    /// What the candidate was compared with.
    pub against: Arm,
    /// What this comparison alone says.
    pub decision: Decision,
    /// Seed and gain, above 0 where the candidate is better; in the order in which they count.
    pub pairs: Vec<(u32, f64)>,
    /// The mean gain.
    pub mean: f64,
    /// Its interval, valid under repeated looks.
    pub interval: (f64, f64),
    /// The interval's coverage.
    pub coverage: f64,
}

/// The gains behind a round's verdict.
pub fn paired_differences(round: &RoundRecord) -> PairedDifferences {
    let comparisons = round.verdict.iter().flat_map(|verdict| &verdict.comparisons);
    PairedDifferences {
        metric: round.frozen.metric.clone(),
        margin: round.frozen.min_improvement,
        comparisons: comparisons
            .map(|comparison| PairedComparison {
                against: comparison.against,
                decision: comparison.decision,
                pairs: comparison.seeds.iter().copied().zip(comparison.gains.iter().copied()).collect(),
                mean: comparison.mean_gain,
                interval: comparison.interval,
                coverage: comparison.coverage,
            })
            .collect(),
    }
}

//! Did trials end with a score that is far worse than all others? (P42)
//!
//! A training that diverged to a large but finite loss is feasible by name only. Scores beyond `Q3 + 6 IQR` are told, on
//! the logarithm where all are positive and small is good, as losses are (methods 6). They are told and not taken out: that
//! would change what the search learns, and a person should look first.

use etude_stats::quartiles::quartiles;
use etude_study::finding::Answer;
use etude_study::history::RoundRecord;
use etude_study::ids::TrialId;
use etude_study::score::Direction;

use super::SampledPoint;

/// So many interquartile ranges beyond the worst quarter.
const RANGES: f64 = 6.0;
/// Of fewer scores there are no quarters to speak of.
const FEWEST: usize = 8;

pub(super) fn check(round: &RoundRecord, points: &[SampledPoint<'_>]) -> Option<Answer> {
    let scored: Vec<(TrialId, f64)> =
        points.iter().filter_map(|point| Some((point.trial, point.score?.get()))).collect();
    if scored.len() < FEWEST {
        return None;
    }
    let is_loss =
        round.frozen.direction == Direction::Minimize && scored.iter().all(|(_, score)| *score > 0.0);
    let sign = if round.frozen.direction == Direction::Minimize { 1.0 } else { -1.0 };
    let badness = |score: f64| if is_loss { score.ln() } else { sign * score };
    let values: Vec<f64> = scored.iter().map(|(_, score)| badness(*score)).collect();
    let quartiles = quartiles(&values).ok()?;
    let fence = quartiles.upper_fence(RANGES);
    let mut beyond: Vec<(TrialId, f64)> =
        scored.into_iter().filter(|(_, score)| badness(*score) > fence).collect();
    beyond.sort_by(|a, b| badness(b.1).total_cmp(&badness(a.1)));
    let has_width = quartiles.third > quartiles.first;
    (has_width && !beyond.is_empty()).then(|| Answer::FarWorse {
        trials: beyond.into_iter().map(|(trial, _)| trial).collect(),
        fence: if is_loss { fence.exp() } else { sign * fence },
    })
}

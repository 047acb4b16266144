//! What advice rests on beside file and history: importances of the latest rounds, and the state of the code.

use etude_playbook::next::{Evidence, RoundImportance};
use etude_study::history::{History, RoundRecord};
use etude_study::sources::Sources;

use crate::importance::{Panel, importance};

/// Rounds whose importances are looked at, the latest: they were searched around today's incumbent.
const LATEST: usize = 3;

/// Gathers it. The importances are computed anew from the trials, which takes a moment.
pub fn evidence(history: &History, sources: Option<Sources>) -> Evidence {
    let skipped = history.rounds.len().saturating_sub(LATEST);
    let importances = history.rounds.iter().skip(skipped).filter_map(|round| of_round(history, round));
    Evidence { sources, importances: importances.collect(), edge: None }
}

/// None where the trials do not tell.
fn of_round(history: &History, round: &RoundRecord) -> Option<RoundImportance> {
    let Panel::Shown(score) = importance(history, round).score else { return None };
    let totals = score.parameters.iter().map(|found| (found.name.clone(), found.index.mean));
    let certain = score.interactions.iter().filter(|pair| pair.index.low > 0.0);
    let pair = |pair: &crate::importance::InteractionIndex| {
        let [one, other] = &pair.parameters;
        (one.clone(), other.clone(), pair.index.low)
    };
    Some(RoundImportance {
        round: round.id,
        totals: totals.collect(),
        interactions: certain.map(pair).collect(),
        negligible: score.could_be_fixed.clone(),
    })
}

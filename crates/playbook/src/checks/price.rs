//! What the remedies that the checklist carries out by itself would cost, before a round runs (S1, P36, P45, P49).

use etude_study::round::{FrozenRound, Role, StudyDefinition};
use etude_study::space::{Dimension, Side};
use serde::Serialize;

use super::expansion::{Axis, Widening};

/// Trainings of the remedies that a round carries out by itself, each at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RemedyPrice {
    /// As many points again in every study, where they are too thin (P49): once a round. Points in the place of failed
    /// trials, or for a value that lags (P36), are fewer.
    pub again: u32,
    /// The most that widening one range of one study once takes (P45); 0 where none can be widened.
    pub widening: u32,
}

/// The price; none where nothing is mended by itself: a round that only reports, configurations by hand, a grid, a search that
/// learns.
pub(crate) fn price(round: &FrozenRound) -> Option<RemedyPrice> {
    let definition = &round.definition;
    if !definition.remedies || definition.is_by_hand() || definition.is_grid() || round.learns() {
        return None;
    }
    let again = round.studies.iter().map(|study| study.trials).sum();
    let widening = round.studies.iter().map(|study| widest(round, study)).max().unwrap_or(0);
    Some(RemedyPrice { again, widening })
}

/// The most that widening one range of a study takes.
fn widest(round: &FrozenRound, study: &StudyDefinition) -> u32 {
    let of_dimension = |dimension: &Dimension| {
        let parameter = round.parameters.iter().find(|parameter| parameter.name == dimension.name);
        let limits = parameter.map_or((None, None), |parameter| (parameter.hard_low, parameter.hard_high));
        let axis = Axis::of(&dimension.domain)?;
        let trials = [Side::Low, Side::High].map(|side| match axis.widen(side, limits, study.trials) {
            Widening::Slab { trials, .. } => trials,
            Widening::AtLimit(_) => 0,
        });
        trials.into_iter().max()
    };
    let tuned = study.space.dimensions().iter();
    let tuned = tuned.filter(|dimension| round.definition.role(&dimension.name) != Role::Scientific);
    tuned.filter_map(of_dimension).max().unwrap_or(0)
}

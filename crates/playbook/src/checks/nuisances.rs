//! Are many nuisances tuned at once with few trials? (S11)
//!
//! With fewer than five trials a dimension it is told, with fewer than two it is a warning. Of samplers that learn as of
//! others: what a few points cannot show, no model can.

use etude_study::finding::Answer;
use etude_study::history::{RoundRecord, StudyRecord};

pub(super) fn check(round: &RoundRecord, study: &StudyRecord) -> Option<Answer> {
    if round.frozen.definition.is_by_hand() {
        return None;
    }
    let nuisances = study.space.dimensions().len() as u32;
    let drawn: u32 = study.segments.iter().map(|segment| segment.drawn).sum();
    let trials = drawn + u32::from(study.incumbent_requested) + study.definition.carried.len() as u32;
    // Where a space has no more points than were drawn, more trials are no remedy.
    let all_drawn =
        study.space.count_points(u64::from(trials)).is_some_and(|points| points <= u64::from(trials));
    let are_many = Answer::are_many_nuisances(nuisances, trials) && nuisances > 1 && !all_drawn;
    are_many.then_some(Answer::ManyNuisances { nuisances, trials })
}

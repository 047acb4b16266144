//! Do short trainings rank configurations as long ones do? (P71) Asked of a round that trains an earlier one's for longer.

use etude_study::configuration::Values;
use etude_study::finding::Answer;
use etude_study::history::{History, RoundRecord};
use etude_study::trial::Outcome;

use crate::ladder::{at_both_lengths, transfer};
use crate::rounds::trials_of;

pub(super) fn check(history: &History, round: &RoundRecord) -> Option<Answer> {
    let name = round.frozen.definition.continues.as_ref()?;
    let earlier = history.rounds.iter().find(|earlier| earlier.frozen.definition.name == *name)?;
    let definition = &earlier.frozen.definition;
    let scores = |round: &RoundRecord| -> Vec<(Values, Option<f64>)> {
        let trials = round.studies.iter().flat_map(|study| trials_of(history, round, study));
        let scored = trials.filter_map(|trial| {
            let record = history.trials.get(&trial)?;
            let score = match record.outcome()? {
                Outcome::Feasible(best) => Some(best.score.get()),
                Outcome::Infeasible(_) => None,
                _ => return None,
            };
            // What was fixed may have changed in between; the configurations are those that the rounds varied.
            Some((definition.varied(&record.request.configuration.values), score))
        });
        scored.collect()
    };
    let pairs = at_both_lengths(&scores(earlier), &scores(round), round.frozen.direction);
    let found = transfer(&pairs)?;
    Some(Answer::LengthTransfer {
        earlier: name.clone(),
        from: earlier.frozen.length.max_epochs,
        to: round.frozen.length.max_epochs,
        pairs: pairs.len() as u32,
        correlation: found.correlation,
        interval: found.interval,
        carries: found.carries,
    })
}

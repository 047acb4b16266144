//! The end of a trial, and what its curves say: recorded together, since the curve is gone from the history after it.

use etude_playbook::curve_reading::read_curves;
use etude_study::event::Event;
use etude_study::ids::TrialId;
use etude_study::trial::Outcome;

use super::{Coordinator, CoordinatorError};

impl Coordinator {
    /// Ends a trial. The curves of one that has a score are read first.
    pub(super) fn end_trial(
        &mut self,
        trial: TrialId,
        outcome: Outcome,
        record: &mut Vec<Event>,
    ) -> Result<(), CoordinatorError> {
        let reading = match &outcome {
            Outcome::Feasible(_) | Outcome::Pruned(_) => self.history.trials.get(&trial).and_then(|known| {
                let round = self.history.round(known.request.purpose.round())?;
                read_curves(&round.frozen, known)
            }),
            Outcome::Infeasible(_) | Outcome::Failed { .. } | Outcome::Cancelled => None,
        };
        self.apply(Event::TrialEnded { trial, outcome }, record)?;
        match reading {
            Some(reading) => self.apply(Event::CurveRead { trial, reading: Box::new(reading) }, record),
            None => Ok(()),
        }
    }
}

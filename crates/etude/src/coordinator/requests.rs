//! What a person asks of the coordinator about single trials: to give one up, to train the failed ones again.

use etude_study::event::Event;
use etude_study::history::TrialState;
use etude_study::ids::TrialId;
use etude_study::trial::Outcome;

use super::{Coordinator, CoordinatorError};

impl Coordinator {
    /// Gives a trial up: at once if it waits or is paused; if it runs, when its attempt, which is to be ended, has ended. A training
    /// that is over before it could be ended keeps the outcome it has by then.
    pub(super) fn cancel(
        &mut self,
        trial: TrialId,
        record: &mut Vec<Event>,
    ) -> Result<Option<TrialId>, CoordinatorError> {
        match self.history.trials.get(&trial).map(etude_study::history::TrialRecord::state) {
            Some(TrialState::Requested | TrialState::Paused) => {
                self.apply(Event::TrialEnded { trial, outcome: Outcome::Cancelled }, record)?;
                Ok(None)
            }
            Some(TrialState::Running) => {
                self.given_up.insert(trial);
                Ok(Some(trial))
            }
            _ => Ok(None),
        }
    }

    /// Reopens every failed trial whose study has not been judged without it.
    pub(super) fn retry_failed(&mut self, record: &mut Vec<Event>) -> Result<(), CoordinatorError> {
        let trials = self.history.trials.keys().copied();
        let failed: Vec<TrialId> = trials.filter(|trial| self.history.may_be_reopened(*trial)).collect();
        for trial in failed {
            self.apply(Event::TrialReopened { trial }, record)?;
        }
        Ok(())
    }
}

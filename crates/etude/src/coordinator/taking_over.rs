//! Trials that go on where an earlier, shorter one ended: the earlier reports become their first attempt.
//!
//! So everything that is known of attempts holds for them: the next attempt resumes from the last checkpoint reported, the
//! curve is one, and what a kill in between leaves behind is either nothing or all of it.

use etude_study::event::Event;
use etude_study::history::TrialRecord;
use etude_study::ids::TrialId;
use etude_study::measurement::{Measurement, SpooledMeasurement};
use etude_study::trial::AttemptEnding;

use super::{Coordinator, CoordinatorError, TakeOver};

impl Coordinator {
    /// The first waiting trial of which it is known how it begins.
    pub(super) fn first_ready(&self) -> Option<TrialId> {
        self.history.waiting.iter().find(|trial| self.undecided(**trial).is_none()).copied()
    }

    /// What the shell is to bring, for as many trials as have a slot.
    pub(super) fn to_take_over(&self) -> Vec<TakeOver> {
        if self.draining || self.halted.is_some() || self.refused.is_some() {
            return Vec::new();
        }
        let free = (self.project.slots as usize).saturating_sub(self.history.running.len());
        let undecided = self.history.waiting.iter().filter_map(|trial| {
            let from = self.undecided(*trial)?;
            Some(TakeOver { trial: *trial, from })
        });
        undecided.take(free).collect()
    }

    /// The trial that this one is to go on from, while that is not done.
    fn undecided(&self, trial: TrialId) -> Option<TrialId> {
        let record = self.history.trials.get(&trial)?;
        record.request.continues.filter(|_| record.attempts.is_empty() && !self.start_again.contains(&trial))
    }

    /// Takes in what an earlier trial had reported. Without a checkpoint among it there is nothing to go on from.
    pub(super) fn take_over(
        &mut self,
        trial: TrialId,
        reports: Vec<Measurement>,
        record: &mut Vec<Event>,
    ) -> Result<(), CoordinatorError> {
        let Some(from) = self.undecided(trial) else { return Ok(()) };
        if !reports.iter().any(|report| report.checkpoint.is_some()) {
            self.start_again.insert(trial);
            return Ok(());
        }
        let attempt = self.history.trials.get(&trial).map_or(0, TrialRecord::attempt) + 1;
        self.apply(Event::AttemptStarted { trial, attempt, slot: None }, record)?;
        for (sequence, measurement) in (0..).zip(reports) {
            let measured = SpooledMeasurement { attempt, sequence, measurement };
            self.apply(Event::Measured { trial, measured }, record)?;
        }
        let ending = AttemptEnding::TakenOver { from };
        self.apply(Event::AttemptEnded { trial, attempt, ending, seconds: None }, record)
    }
}

//! What people ask of a run, by signals or by files, and what of it was heeded.

use std::collections::BTreeSet;

use etude_study::history::History;
use etude_study::ids::TrialId;

use crate::stop_requests::StopRequests;

/// The requests to one run.
pub(super) struct Requests<'a> {
    /// How often a signal has asked to stop.
    signals: &'a dyn Fn() -> u32,
    files: StopRequests,
    stops_heeded: u32,
    /// Trials whose cancellation was handed to the coordinator.
    cancellations_heeded: BTreeSet<TrialId>,
}

impl<'a> Requests<'a> {
    /// Those to a run that begins: what asked an earlier one to stop is forgotten.
    pub(super) fn new(signals: &'a dyn Fn() -> u32, files: StopRequests) -> Requests<'a> {
        files.forget_stops();
        Requests { signals, files, stops_heeded: 0, cancellations_heeded: BTreeSet::new() }
    }

    /// How often so far a person has asked to stop, by signals or by files.
    pub(super) fn stops(&self) -> u32 {
        (self.signals)().max(self.files.stops())
    }

    /// How often a person has asked to stop, if that is more often than was heeded.
    pub(super) fn new_stops(&mut self) -> Option<u32> {
        let asked = self.stops();
        let is_new = asked > self.stops_heeded;
        self.stops_heeded = asked.max(self.stops_heeded);
        is_new.then_some(asked)
    }

    /// Whether what was heeded so far ends the running trials too.
    pub(super) fn ends_now(&self) -> bool {
        self.stops_heeded > 1
    }

    /// Trials to be given up that were not before. A request whose trial has ended, or that names none, is done with.
    pub(super) fn new_cancellations(&mut self, history: &History) -> Vec<TrialId> {
        let mut new = Vec::new();
        for trial in self.files.cancelled() {
            let known = history.trials.get(&trial);
            if known.is_none_or(|known| known.outcome().is_some()) {
                self.files.forget_cancelled(trial);
            } else if self.cancellations_heeded.insert(trial) {
                new.push(trial);
            }
        }
        new
    }

    /// A trial has ended, so the request to give it up is done with.
    pub(super) fn trial_ended(&mut self, trial: TrialId) {
        if self.cancellations_heeded.remove(&trial) {
            self.files.forget_cancelled(trial);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_stop_is_new_once_and_one_of_an_earlier_run_never() {
        let folder = tempfile::tempdir().unwrap();
        let files = StopRequests::of(folder.path());
        files.ask_to_stop(true).unwrap();
        let signals = Cell::new(0);
        let count = || signals.get();
        let mut requests = Requests::new(&count, files.clone());
        assert_eq!((requests.new_stops(), requests.ends_now()), (None, false));
        files.ask_to_stop(false).unwrap();
        assert_eq!((requests.new_stops(), requests.new_stops(), requests.ends_now()), (Some(1), None, false));
        signals.set(2);
        assert_eq!((requests.new_stops(), requests.new_stops(), requests.ends_now()), (Some(2), None, true));
    }

    #[test]
    fn a_cancellation_of_no_trial_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let files = StopRequests::of(folder.path());
        files.ask_to_cancel(TrialId(7)).unwrap();
        let mut requests = Requests::new(&|| 0, files.clone());
        assert_eq!(requests.new_cancellations(&History::default()), []);
        assert_eq!(files.cancelled(), BTreeSet::new());
    }
}

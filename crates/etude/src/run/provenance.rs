//! Recording what a round is trained with: at its start, when it is gone on with, and at its verdict.

use etude_study::event::Event;
use etude_study::ids::RoundId;

use super::session::Session;
use super::{Observer, RunError};
use crate::sources::look_at_sources;

impl Session<'_> {
    /// Before a round that an earlier run left open goes on.
    pub(super) fn look_at_sources_again(&mut self, observer: &mut dyn Observer) -> Result<(), RunError> {
        let open = self.coordinator.history().open_round().map(|round| round.id);
        self.record_sources(open.as_slice(), observer)
    }

    /// After events: for every round that one of them starts or concludes.
    pub(super) fn look_at_sources_after(
        &mut self,
        events: &[Event],
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        let rounds: Vec<RoundId> = events
            .iter()
            .filter_map(|event| match event {
                Event::RoundStarted { round, .. } | Event::RoundConcluded { round, .. } => Some(*round),
                _ => None,
            })
            .collect();
        self.record_sources(&rounds, observer)
    }

    fn record_sources(&mut self, rounds: &[RoundId], observer: &mut dyn Observer) -> Result<(), RunError> {
        if rounds.is_empty() {
            return Ok(());
        }
        let seen = look_at_sources(self.folder);
        let history = self.coordinator.history();
        let is_new = |round: &&RoundId| {
            history.round(**round).is_some_and(|known| known.sources.last() != Some(&seen))
        };
        let events: Vec<Event> = rounds
            .iter()
            .filter(is_new)
            .map(|round| Event::SourcesRecorded { round: *round, sources: Box::new(seen.clone()) })
            .collect();
        self.append(&events, observer)?;
        Ok(self.coordinator.learn(&events)?)
    }
}

//! The derived tables: each event's effect on `rounds`, `studies` and `trials`, in the transaction that stores it.
//!
//! They are kept by small updates rather than copied from a [`History`](etude_study::history::History), so that the
//! check in [`crate::Store::integrity`] compares two ways of reckoning.

mod round;
mod trial;

use etude_study::event::Event;
use rusqlite::Connection;

use crate::error::StoreError;

pub(crate) use trial::standing;

/// Brings the derived tables up to date with an event, or refuses it. Measurements change none of them.
pub(crate) fn take_in(connection: &Connection, event: &Event) -> Result<(), StoreError> {
    match event {
        Event::ProjectOpened { .. }
        | Event::Launched(_)
        | Event::DimensionsNumbered { .. }
        | Event::Measured { .. }
        | Event::BatchSizeChosen { .. } => Ok(()),
        Event::RoundStarted { round, frozen } => round::start(connection, *round, frozen),
        Event::StudyChecked { study, expansion, .. } => round::check(connection, *study, expansion.as_ref()),
        Event::ConfirmationPlanned { round, .. } => {
            round::require(connection, *round, "confirmation_planned")
        }
        Event::RoundConcluded { round, verdict } => round::conclude(connection, *round, verdict),
        Event::RerunsPlanned { round, .. } => round::require(connection, *round, "reruns_planned"),
        Event::SamplerChanged { round, .. } => round::require(connection, *round, "sampler_changed"),
        Event::SourcesRecorded { round, .. } => round::require(connection, *round, "sources_recorded"),
        Event::TrialRequested { trial, request } => trial::request(connection, *trial, request),
        Event::AttemptStarted { trial, attempt, .. } => trial::start_attempt(connection, *trial, *attempt),
        Event::AttemptEnded { trial, attempt, seconds, .. } => {
            trial::end_attempt(connection, *trial, *attempt, *seconds)
        }
        Event::TrialJudged { trial, ruling } => trial::judge(connection, *trial, ruling),
        Event::TrialPaused { trial } => trial::pause(connection, *trial),
        Event::TrialEnded { trial, outcome } => trial::end(connection, *trial, outcome),
        Event::TrialReopened { trial } => trial::reopen(connection, *trial),
        Event::CurveRead { trial, .. } => trial::require(connection, *trial, "curve_read"),
        Event::Tested { trial, .. } => trial::require(connection, *trial, "tested"),
        Event::RoundChecked { round, remedies, .. } => {
            round::require(connection, *round, "round_checked")?;
            remedies.iter().try_for_each(|wanted| round::draw_more(connection, wanted))
        }
        Event::FindingAccepted { round, .. } => round::require(connection, *round, "finding_accepted"),
    }
}

//! The words of the derived tables and of the events' own columns: one for every variant of the closed enums.

use etude_study::event::Event;
use etude_study::history::TrialState;
use etude_study::ids::{RoundId, TrialId};
use etude_study::launch::LaunchEvidence;
use etude_study::round::Phase;
use etude_study::score::Direction;
use etude_study::trial::{Arm, Crash, Infeasibility, Outcome, Purpose};

/// An event's kind: its tag in JSON.
pub(crate) fn kind(event: &Event) -> &'static str {
    match event {
        Event::ProjectOpened { .. } => "project_opened",
        Event::Launched(_) => "launched",
        Event::DimensionsNumbered { .. } => "dimensions_numbered",
        Event::RoundStarted { .. } => "round_started",
        Event::SamplerChanged { .. } => "sampler_changed",
        Event::TrialRequested { .. } => "trial_requested",
        Event::AttemptStarted { .. } => "attempt_started",
        Event::Measured { .. } => "measured",
        Event::AttemptEnded { .. } => "attempt_ended",
        Event::TrialJudged { .. } => "trial_judged",
        Event::TrialPaused { .. } => "trial_paused",
        Event::TrialEnded { .. } => "trial_ended",
        Event::TrialReopened { .. } => "trial_reopened",
        Event::CurveRead { .. } => "curve_read",
        Event::StudyChecked { .. } => "study_checked",
        Event::RerunsPlanned { .. } => "reruns_planned",
        Event::ConfirmationPlanned { .. } => "confirmation_planned",
        Event::RoundConcluded { .. } => "round_concluded",
        Event::SourcesRecorded { .. } => "sources_recorded",
        Event::Tested { .. } => "tested",
        Event::RoundChecked { .. } => "round_checked",
        Event::FindingAccepted { .. } => "finding_accepted",
        Event::BatchSizeChosen { .. } => "batch_size_chosen",
    }
}

/// The trial an event is about.
pub(crate) fn trial(event: &Event) -> Option<TrialId> {
    match event {
        Event::TrialRequested { trial, .. }
        | Event::AttemptStarted { trial, .. }
        | Event::Measured { trial, .. }
        | Event::AttemptEnded { trial, .. }
        | Event::TrialJudged { trial, .. }
        | Event::TrialPaused { trial }
        | Event::TrialEnded { trial, .. }
        | Event::TrialReopened { trial }
        | Event::CurveRead { trial, .. }
        | Event::Tested { trial, .. } => Some(*trial),
        Event::ProjectOpened { .. }
        | Event::Launched(_)
        | Event::DimensionsNumbered { .. }
        | Event::RoundStarted { .. }
        | Event::SamplerChanged { .. }
        | Event::StudyChecked { .. }
        | Event::RerunsPlanned { .. }
        | Event::ConfirmationPlanned { .. }
        | Event::RoundConcluded { .. }
        | Event::SourcesRecorded { .. }
        | Event::RoundChecked { .. }
        | Event::FindingAccepted { .. }
        | Event::BatchSizeChosen { .. } => None,
    }
}

/// The round an event itself names.
pub(crate) fn round(event: &Event) -> Option<RoundId> {
    match event {
        Event::Launched(launch) => match &launch.evidence {
            LaunchEvidence::Verdict { round, .. } => Some(*round),
            LaunchEvidence::Person { round, .. } => *round,
            LaunchEvidence::ProjectFile => None,
        },
        Event::RoundStarted { round, .. }
        | Event::SamplerChanged { round, .. }
        | Event::RerunsPlanned { round, .. }
        | Event::ConfirmationPlanned { round, .. }
        | Event::RoundConcluded { round, .. }
        | Event::SourcesRecorded { round, .. }
        | Event::RoundChecked { round, .. }
        | Event::FindingAccepted { round, .. } => Some(*round),
        Event::TrialRequested { request, .. } => Some(request.purpose.round()),
        Event::StudyChecked { study, .. } => Some(study.round),
        Event::ProjectOpened { .. }
        | Event::DimensionsNumbered { .. }
        | Event::AttemptStarted { .. }
        | Event::Measured { .. }
        | Event::AttemptEnded { .. }
        | Event::TrialJudged { .. }
        | Event::TrialPaused { .. }
        | Event::TrialEnded { .. }
        | Event::TrialReopened { .. }
        | Event::CurveRead { .. }
        | Event::Tested { .. }
        | Event::BatchSizeChosen { .. } => None,
    }
}

pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Explore => "explore",
        Phase::Exploit => "exploit",
    }
}

pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Minimize => "minimize",
        Direction::Maximize => "maximize",
    }
}

pub(crate) fn purpose(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Search { .. } => "search",
        Purpose::Incumbent { .. } => "incumbent",
        Purpose::Confirmation { .. } => "confirmation",
        Purpose::Replicate { .. } => "replicate",
    }
}

/// The side of the comparison, of a confirmation.
pub(crate) fn arm(purpose: &Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Search { .. } | Purpose::Incumbent { .. } | Purpose::Replicate { .. } => None,
        Purpose::Confirmation { arm, .. } => Some(match arm {
            Arm::Candidate => "candidate",
            Arm::Baseline => "baseline",
            Arm::Incumbent => "incumbent",
        }),
    }
}

/// The state of a trial that ended so.
pub(crate) fn ended_as(outcome: &Outcome) -> TrialState {
    match outcome {
        Outcome::Feasible(_) => TrialState::Feasible,
        Outcome::Infeasible(_) => TrialState::Infeasible,
        Outcome::Pruned(_) => TrialState::Pruned,
        Outcome::Failed { .. } => TrialState::Failed,
        Outcome::Cancelled => TrialState::Cancelled,
    }
}

/// Why a trial is infeasible, pruned or failed.
pub(crate) fn cause(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Feasible(_) | Outcome::Cancelled => None,
        Outcome::Infeasible(cause) => Some(match cause {
            Infeasibility::Diverged { .. } => "diverged",
            Infeasibility::Declared { .. } => "declared",
            Infeasibility::TimeLimit { .. } => "time_limit",
        }),
        Outcome::Pruned(pruned) => Some(pruned.ground.rule.word()),
        Outcome::Failed { crash } => Some(match crash {
            Crash::ExitCode { .. } => "exit_code",
            Crash::Signal { .. } => "signal",
            Crash::FolderDeleted => "folder_deleted",
            Crash::Stalled { .. } => "stalled",
            Crash::WentToBackground { .. } => "went_to_background",
            Crash::CouldNotStart { .. } => "could_not_start",
            Crash::LostTooOften { .. } => "lost_too_often",
            Crash::NoObjective { .. } => "no_objective",
        }),
    }
}

//! How an attempt's end decides a trial's. A trial's score is its best epoch, chosen in retrospect (S27, P80).

use etude_study::history::TrialRecord;
use etude_study::pruner::Ruling;
use etude_study::trial::{AttemptEnding, Crash, Infeasibility, Outcome, Pruned};

/// Attempts a trial may lose to dying machines before it is given up.
const MOST_LOST_ATTEMPTS: usize = 100;

/// What follows from the end of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum AfterAttempt {
    /// The trial has ended.
    Ends(Outcome),
    /// It waits at the rung where the pruner judged it.
    Pauses,
    /// It waits for a slot again.
    AttemptAgain {
        /// What broke, if the program is to blame.
        crash: Option<Crash>,
    },
}

/// Judges a trial whose latest attempt has just ended.
///
/// A non-finite objective, a declaration of the program and the user's own time limit make the trial infeasible,
/// whatever the exit code. A crash uses up one of the `attempts` allowed; a lost or stopped attempt does not. While no
/// trial of the project ever worked (`program_has_worked`), a crash says nothing about the point, so the trial is not
/// given up for it: the caller stops and shows the crash instead. An attempt that was ended for a ruling of the pruner
/// leads to what was ruled, however it broke; one that was over before it could be ended keeps its score.
pub fn after_attempt(trial: &TrialRecord, attempts: u32, program_has_worked: bool) -> AfterAttempt {
    let (Some(ending), Some(curve)) =
        (trial.attempts.last().and_then(|attempt| attempt.ending.as_ref()), trial.curve())
    else {
        return AfterAttempt::AttemptAgain { crash: None };
    };
    if let Some((position, unit)) = curve.first_non_finite() {
        let diverged = Infeasibility::Diverged { position: Some(position), unit };
        return AfterAttempt::Ends(Outcome::Infeasible(diverged));
    }
    match ending {
        AttemptEnding::DeclaredInfeasible { reason } => {
            AfterAttempt::Ends(Outcome::Infeasible(Infeasibility::Declared { reason: reason.clone() }))
        }
        AttemptEnding::TimedOut { limit_seconds } => {
            let limit = Infeasibility::TimeLimit { limit_seconds: *limit_seconds };
            AfterAttempt::Ends(Outcome::Infeasible(limit))
        }
        AttemptEnding::Finished => match curve.best() {
            Some(best) => AfterAttempt::Ends(Outcome::Feasible(best)),
            None => after_crash(trial, no_objective(trial), attempts, program_has_worked),
        },
        AttemptEnding::Crashed { .. } | AttemptEnding::Lost | AttemptEnding::Stopped
            if trial.stopping_ruling().is_some() =>
        {
            after_ruling(trial)
        }
        AttemptEnding::Crashed { crash } => after_crash(trial, crash.clone(), attempts, program_has_worked),
        AttemptEnding::Lost => after_loss(trial),
        AttemptEnding::Stopped | AttemptEnding::TakenOver { .. } => {
            AfterAttempt::AttemptAgain { crash: None }
        }
    }
}

fn after_ruling(trial: &TrialRecord) -> AfterAttempt {
    let best = trial.curve().and_then(etude_study::history::LiveCurve::best);
    match (trial.stopping_ruling(), best) {
        (Some(Ruling::Pauses(_)), _) => AfterAttempt::Pauses,
        (Some(Ruling::Prunes(ground)), Some(best)) => {
            AfterAttempt::Ends(Outcome::Pruned(Pruned { best, ground: ground.clone() }))
        }
        _ => AfterAttempt::AttemptAgain { crash: None },
    }
}

fn after_crash(trial: &TrialRecord, crash: Crash, attempts: u32, program_has_worked: bool) -> AfterAttempt {
    let is_crash =
        |ending: &AttemptEnding| matches!(ending, AttemptEnding::Crashed { .. } | AttemptEnding::Finished);
    let crashes = trial
        .counted_attempts()
        .iter()
        .filter(|attempt| attempt.ending.as_ref().is_some_and(is_crash))
        .count();
    if program_has_worked && crashes >= attempts as usize {
        AfterAttempt::Ends(Outcome::Failed { crash })
    } else {
        AfterAttempt::AttemptAgain { crash: Some(crash) }
    }
}

fn after_loss(trial: &TrialRecord) -> AfterAttempt {
    let is_lost = |ending: &AttemptEnding| matches!(ending, AttemptEnding::Lost);
    let lost = trial
        .counted_attempts()
        .iter()
        .filter(|attempt| attempt.ending.as_ref().is_some_and(is_lost))
        .count();
    if lost < MOST_LOST_ATTEMPTS {
        AfterAttempt::AttemptAgain { crash: None }
    } else {
        AfterAttempt::Ends(Outcome::Failed { crash: Crash::LostTooOften { attempts: lost as u32 } })
    }
}

fn no_objective(trial: &TrialRecord) -> Crash {
    let reported = trial.curve().map(|curve| curve.reported_metrics().cloned().collect());
    Crash::NoObjective { reported: reported.unwrap_or_default() }
}

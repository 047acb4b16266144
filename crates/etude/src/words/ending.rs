//! Sentences of endings: of trials, of attempts, of commands.

use etude_runner::ShortEnd;
use etude_study::pruner::{Ground, PrunerRule, Ruling};
use etude_study::trial::{AttemptEnding, Crash, Infeasibility, Outcome};

use super::number::{count, limit, number, position, size};

/// How a trial ended, in a few words.
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Feasible(_) => "feasible".into(),
        Outcome::Infeasible(Infeasibility::Diverged { position, unit }) => {
            let at = position.map(|at| format!(" at {}", self::position(at, *unit)));
            format!("diverged{}", at.unwrap_or_default())
        }
        Outcome::Infeasible(Infeasibility::Declared { reason }) => format!("infeasible: {reason}"),
        Outcome::Infeasible(Infeasibility::TimeLimit { limit_seconds }) => {
            format!("longer than the time limit of {} s", number(*limit_seconds))
        }
        Outcome::Pruned(pruned) => format!("pruned: {}", ground(&pruned.ground)),
        Outcome::Failed { crash: what } => format!("failed: {}", crash(what)),
        Outcome::Cancelled => "cancelled".into(),
    }
}

/// What broke.
pub fn crash(crash: &Crash) -> String {
    match crash {
        Crash::ExitCode { code } => format!("the program ended with exit code {code}"),
        Crash::Signal { signal } => format!("the program was killed by signal {signal}"),
        Crash::CouldNotStart { reason } => format!("the program could not be started: {reason}"),
        Crash::Stalled { after_seconds } => {
            format!("the program printed nothing for {} (stall_after)", limit(*after_seconds))
        }
        Crash::FolderDeleted => "the trial's folder was deleted while it ran, with all it had reported".into(),
        Crash::WentToBackground { processes } => format!(
            "the program ended without reporting anything and left {} running in the background, where nothing is read: \
             an attempt is over when the process that was started ends",
            processes.join(", ")
        ),
        Crash::LostTooOften { attempts } => format!("{attempts} attempts were lost with their machine or supervisor"),
        Crash::NoObjective { reported } if reported.is_empty() => {
            "the program ended without reporting anything: it prints no JSON line with \"epoch\" and the metric, and nothing \
             that a pattern of [workload.metrics] finds"
                .into()
        }
        Crash::NoObjective { reported } => {
            format!("the program never reported the metric; it reported {}", reported.join(", "))
        }
    }
}

/// How an attempt ended.
pub fn ending(ending: &AttemptEnding) -> String {
    match ending {
        AttemptEnding::Finished => "finished".into(),
        AttemptEnding::DeclaredInfeasible { reason } => format!("declared infeasible: {reason}"),
        AttemptEnding::TimedOut { limit_seconds } => {
            format!("longer than the time limit of {} s", number(*limit_seconds))
        }
        AttemptEnding::Crashed { crash: what } => crash(what),
        AttemptEnding::Lost => "lost: its machine or supervisor went away".into(),
        AttemptEnding::Stopped => "stopped on request".into(),
        AttemptEnding::TakenOver { from } => format!("taken over from trial {}", from.0),
    }
}

/// What the pruner ruled of an attempt that it ended; none for one that goes on.
pub fn ruling(ruling: &Ruling) -> Option<String> {
    match ruling {
        Ruling::Passes(_) => None,
        Ruling::Pauses(what) => Some(format!("paused by the pruner: {}", ground(what))),
        Ruling::Prunes(what) => Some(format!("ended by the pruner: {}", ground(what))),
    }
}

/// What speaks against a trial: its best so far, and what it was held against.
fn ground(ground: &Ground) -> String {
    let own = format!("{} by epoch {}", number(ground.value.get()), number(ground.epoch));
    let Some(bar) = ground.bar.map(|bar| number(bar.get())) else {
        return format!("{own}, too few peers there yet (asha)");
    };
    let peers = count(ground.peers, "peer");
    match ground.rule {
        PrunerRule::Median => format!("{own} is worse than {bar}, the median of {peers} (median)"),
        PrunerRule::Asha => {
            format!("{own} is not among the best there, which have {bar} or better, of {peers} (asha)")
        }
        PrunerRule::Hopeless => {
            format!("{own} is far behind the good ones of {peers}, whose limit is {bar} (hopeless)")
        }
    }
}

/// How a command ended, after "it".
pub fn short_end(end: &ShortEnd) -> String {
    match end {
        ShortEnd::Exited { code } => format!("ended with exit code {code}"),
        ShortEnd::Signaled { signal } => format!("was killed by signal {signal}"),
        ShortEnd::Unusable { reason, .. } => format!("could not be run: {reason}"),
        ShortEnd::TookTooLong { limit: most } => format!("took longer than {}", limit(most.as_secs_f64())),
        ShortEnd::PrintedTooMuch { most } => format!("printed more than {}", size(*most as u64)),
    }
}

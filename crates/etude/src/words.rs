//! The one place that makes sentences of findings, verdicts and outcomes.

use std::collections::BTreeMap;

use etude_runner::ShortEnd;
use etude_study::configuration::Values;
use etude_study::finding::{Answer, BoundaryAction, Finding};
use etude_study::measurement::PositionUnit;
use etude_study::score::Direction;
use etude_study::space::{Range, Side};
use etude_study::trial::{Arm, AttemptEnding, Crash, Infeasibility, Outcome};
use etude_study::value::Value;
use etude_study::verdict::{Caveat, Comparison, Decision, PublishedScore, Reason, Verdict};

/// A number as people read it: four significant digits.
pub fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.decimals$}");
    let shown = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if value.abs() < 1e-4 { format!("{value:.2e}") } else { shown.to_owned() }
}

/// So many of something: `1 epoch`, `12 epochs`.
pub fn count(number: u32, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// A gain with its sign.
pub fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

/// A score with its spread and the number of seeds behind it.
pub fn published(score: &PublishedScore) -> String {
    match score.sd {
        Some(sd) => format!("{} (sd {}, {} seeds)", number(score.mean), number(sd), score.seeds),
        None => format!("{} (1 seed)", number(score.mean)),
    }
}

/// Values on one line: `activation=relu, learning_rate=0.02`.
pub fn values(values: &Values) -> String {
    let words: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    words.join(", ")
}

/// Named numbers on one line: `test_error 0.1405, test_loss 0.4386`.
pub fn metrics(metrics: &BTreeMap<String, f64>) -> String {
    let words: Vec<String> =
        metrics.iter().map(|(name, value)| format!("{name} {}", number(*value))).collect();
    words.join(", ")
}

/// What is compared, in a sentence.
pub fn arm(arm: Arm) -> &'static str {
    match arm {
        Arm::Candidate => "the candidate",
        Arm::Baseline => "the tuned baseline",
        Arm::Incumbent => "the incumbent",
    }
}

/// The verdict in one plain sentence.
pub fn verdict(verdict: &Verdict, metric: &str, direction: Direction) -> String {
    let candidate = verdict.candidate.as_ref().map_or_else(String::new, |candidate| {
        candidate
            .scientific_value
            .as_ref()
            .map_or_else(|| "The tuned configuration".into(), |value| format!("`{value}`"))
    });
    let Some(reason) = verdict.reasons.last() else { return String::new() };
    let gain = |against: Arm| {
        let found = verdict.comparisons.iter().find(|comparison| comparison.against == against);
        found
            .or(verdict.comparisons.last())
            .map_or_else(String::new, |found| effect(found, metric, direction))
    };
    match reason {
        Reason::BetterOnFreshSeeds => {
            format!(
                "{candidate} is better on fresh seeds: {}. It is the new incumbent.",
                gain(Arm::Incumbent)
            )
        }
        Reason::NoGainWorthTheMargin { against } => {
            format!("{candidate} shows no gain worth having over {}: {}.", arm(*against), gain(*against))
        }
        Reason::PairsUsedUp { against } => format!(
            "{candidate} and {} could not be told apart: {}. The incumbent stays.",
            arm(*against),
            gain(*against)
        ),
        Reason::CandidateInfeasible { infeasible } => {
            format!(
                "{candidate} was infeasible on {}: not dependable. The incumbent stays.",
                count(*infeasible, "fresh seed")
            )
        }
        Reason::OtherInfeasible { against, seeds } => format!(
            "{candidate} trained soundly on {}, {} on none of them. It is the new incumbent.",
            count(*seeds, "fresh seed"),
            arm(*against)
        ),
        Reason::IncumbentIsBest => {
            "No trial of the study scored better than the incumbent's own configuration. It stays.".into()
        }
        Reason::NoCandidate => "No study had a feasible trial to propose. The incumbent stays.".into(),
        Reason::TooFewPairs { against } => format!(
            "Too few seeds gave a score for both {candidate} and {}: nothing can be said. The incumbent stays.",
            arm(*against)
        ),
    }
}

/// Mean gain, its interval and the pairs behind it.
fn effect(comparison: &Comparison, metric: &str, direction: Direction) -> String {
    let word = match direction {
        Direction::Minimize => "lower",
        Direction::Maximize => "higher",
    };
    let gain = comparison.mean_gain;
    let sense = if gain >= 0.0 {
        format!("{metric} {word} by {}", number(gain))
    } else {
        format!("{metric} worse by {}", number(-gain))
    };
    format!(
        "{sense} ({:.0} % interval of the gain {} to {}, {} paired seeds)",
        100.0 * comparison.coverage,
        signed(comparison.interval.0),
        signed(comparison.interval.1),
        comparison.gains.len()
    )
}

/// A decision as a heading.
pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Adopt => "ADOPT",
        Decision::Keep => "KEEP",
        Decision::Inconclusive => "INCONCLUSIVE",
    }
}

/// A caveat in one sentence.
pub fn caveat(caveat: &Caveat) -> String {
    match caveat {
        Caveat::Fixed { parameter, value } => format!("{parameter} was fixed at {value}"),
        Caveat::SeedsWithoutPair { against, seeds } => {
            format!(
                "{} without a score for the candidate or {}, left out",
                count(*seeds, "seed"),
                arm(*against)
            )
        }
        Caveat::AtHardLimit { parameter, limit } => {
            format!(
                "the best {parameter} lie at its hard limit {}: the optimum may be beyond",
                number(*limit)
            )
        }
    }
}

/// A finding in one sentence, with its rule.
pub fn finding(finding: &Finding) -> String {
    match &finding.answer {
        Answer::Boundary { parameter, side, top, p_value, action, .. } => {
            let evidence = format!(
                "the best {top} trials lie at the {side} end of {parameter} (p = {})",
                number(*p_value)
            );
            format!("{evidence}: {} (S20)", boundary_action(parameter, *side, action))
        }
        Answer::BoundaryUntested { parameter, side, top, points, values } => {
            format!(
                "the best {top} trials all lie at the {side} end of {parameter}, but {points} points at {} are too few to tell \
                 whether the range is too small: run more trials, or widen {parameter} in another round (S20)",
                count(*values, "value")
            )
        }
        Answer::InfeasibleShare { infeasible, ended } => {
            let share = 100.0 * f64::from(*infeasible) / f64::from((*ended).max(1));
            format!("{infeasible} of {ended} trials were infeasible, {share:.0} % (P39)")
        }
        Answer::FailedTrials { failed } => {
            format!("{} failed for good and taught nothing", count(*failed, "trial"))
        }
        Answer::CancelledTrials { cancelled } => {
            format!("{} given up by a person, which taught nothing", count(*cancelled, "trial"))
        }
    }
}

fn boundary_action(parameter: &str, side: Side, action: &BoundaryAction) -> String {
    match action {
        BoundaryAction::Expand { from, to, trials } => {
            format!("widened from {} to {}, {trials} more trials there", range(*from), range(*to))
        }
        BoundaryAction::HardLimit { limit } => {
            let key = hard_key(side);
            format!(
                "it is a limit, {}, so the search stops there; move {key} of {parameter} if it may go on",
                number(*limit)
            )
        }
        BoundaryAction::NaturalLimit { limit } => {
            let key = hard_key(side);
            format!(
                "such a range naturally ends at {}, so the search stops there; give {parameter} a {key} if it may go on",
                number(*limit)
            )
        }
        BoundaryAction::Unstable { infeasible, slab } => {
            format!(
                "{infeasible} of {slab} trials beyond were infeasible, so this is the edge of stability, not of the range (P46)"
            )
        }
        BoundaryAction::EndOfList { value } => {
            format!(
                "the list ends there; add a value beyond {value} to `choices` of {parameter} if there is one"
            )
        }
        BoundaryAction::GridStays => {
            format!(
                "a grid is laid out once and not widened; give {parameter} a wider range in another round"
            )
        }
        BoundaryAction::NoFurtherGain => {
            "two expansions brought no gain worth having, so the search stops there".into()
        }
        BoundaryAction::ExpansionsUsedUp { expansions } => {
            format!("it was widened {expansions} times already and is left")
        }
    }
}

/// The key of the project file that limits an end.
fn hard_key(side: Side) -> &'static str {
    match side {
        Side::Low => "hard_low",
        Side::High => "hard_high",
    }
}

/// A range.
pub fn range(range: Range) -> String {
    format!("{}..{}", number(range.low), number(range.high))
}

/// A place on the training's axis: `epoch 3`, `step 500`.
pub fn position(position: f64, unit: PositionUnit) -> String {
    format!("{} {}", unit.word(), whole(position))
}

/// A number that counts something: every digit of a whole one.
pub fn whole(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { number(value) }
}

/// A limit in the unit that suits it: `90 s`, `30 min`, `2.5 h`.
pub fn limit(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 120.0 => format!("{} s", number(seconds)),
        seconds if seconds < 7200.0 => format!("{} min", number(seconds / 60.0)),
        seconds => format!("{} h", number(seconds / 3600.0)),
    }
}

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
    }
}

/// A duration, as coarse as it is long: `0.35 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..10 => format!("{seconds:.2} s"),
        10..100 => format!("{whole} s"),
        100..7200 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole / 60 % 60),
    }
}

/// A size in bytes, as people read it: `312 B`, `4.2 MB`.
pub fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    let mut shown = bytes as f64;
    let mut unit = "B";
    for next in units {
        if shown < 1000.0 {
            break;
        }
        shown /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{shown:.1} {unit}") }
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

/// A value, or a dash.
pub fn optional(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".into(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_keep_four_digits() {
        for (value, shown) in [
            (0.123_456, "0.1235"),
            (12.0, "12"),
            (0.1, "0.1"),
            (1234.56, "1235"),
            (-0.5, "-0.5"),
            (1e-6, "1.00e-6"),
            (0.0, "0"),
            (0.001, "0.001"),
        ] {
            assert_eq!(number(value), shown);
        }
    }
}

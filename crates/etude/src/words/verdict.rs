//! Sentences of verdicts: what was compared, by how much it differs, and what to keep in mind.

use etude_study::score::Direction;
use etude_study::trial::Arm;
use etude_study::verdict::{Caveat, Comparison, Decision, PlanChange, PublishedScore, Reason, Verdict};

use super::number::{count, number, signed};

/// A score with its spread and the number of seeds behind it.
pub fn published(score: &PublishedScore) -> String {
    match score.sd {
        Some(sd) => format!("{} (sd {}, {} seeds)", number(score.mean), number(sd), score.seeds),
        None => format!("{} (1 seed)", number(score.mean)),
    }
}

/// What is compared, in a sentence.
pub fn arm(arm: Arm) -> &'static str {
    match arm {
        Arm::Candidate => "the candidate",
        Arm::Baseline => "the tuned baseline",
        Arm::Incumbent => "the incumbent",
    }
}

/// The candidate, in a sentence.
pub(super) fn candidate(verdict: &Verdict) -> String {
    let value = verdict.candidate.as_ref().and_then(|candidate| candidate.scientific_value.as_ref());
    value.map_or_else(|| "the tuned configuration".into(), |value| format!("`{value}`"))
}

/// The verdict in one plain sentence; what it rests on is [`evidence`](super::evidence::evidence).
pub fn verdict(verdict: &Verdict, metric: &str, direction: Direction) -> String {
    let decided =
        verdict.reasons.iter().rev().find(|reason| !matches!(reason, Reason::ExploratoryOnly { .. }));
    let Some(reason) = decided else { return String::new() };
    let sentence = sentence(verdict, reason, (metric, direction));
    let changes: Vec<String> = verdict
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::ExploratoryOnly { change } => Some(plan_change(change)),
            _ => None,
        })
        .collect();
    if changes.is_empty() {
        return sentence;
    }
    format!("{sentence} Exploratory only: the plan was changed while the round ran ({}).", changes.join(", "))
}

fn sentence(verdict: &Verdict, reason: &Reason, (metric, direction): (&str, Direction)) -> String {
    let candidate = capitalised(&candidate(verdict));
    let effect = |against: Arm| {
        let found = verdict.comparisons.iter().find(|comparison| comparison.against == against);
        found
            .or(verdict.comparisons.last())
            .map_or_else(String::new, |found| effect(found, metric, direction))
    };
    let pairs = |against: Arm| {
        let found = verdict.comparisons.iter().find(|comparison| comparison.against == against);
        found.map_or(0, |found| found.gains.len() as u32)
    };
    let outcome =
        if verdict.decision == Decision::Adopt { "It is the new incumbent." } else { "The incumbent stays." };
    match reason {
        Reason::BetterOnFreshSeeds => {
            let gains = gains(verdict, metric, direction);
            format!("{candidate} is better: trained again on fresh seeds, {gains}. {outcome}")
        }
        Reason::NoGainWorthTheMargin { against } => format!(
            "{candidate} gains nothing worth having over {}: trained again on fresh seeds, {}. {outcome}",
            arm(*against),
            effect(*against)
        ),
        Reason::PairsUsedUp { against } => format!(
            "{candidate} and {} could not be told apart on {}: {}, which may be luck. {outcome}",
            arm(*against),
            count(pairs(*against), "fresh seed"),
            effect(*against)
        ),
        Reason::CandidateInfeasible { infeasible } => format!(
            "{candidate} was infeasible on {}: not dependable. {outcome}",
            count(*infeasible, "fresh seed")
        ),
        Reason::OtherInfeasible { against, seeds } => format!(
            "{candidate} trained soundly on {}, {} on none of them. {outcome}",
            count(*seeds, "fresh seed"),
            arm(*against)
        ),
        Reason::IncumbentIsBest => {
            "No trial of the study scored better than the incumbent's own configuration. It stays.".into()
        }
        Reason::NoCandidate => "No study had a feasible trial to propose. The incumbent stays.".into(),
        Reason::NoWorseWithout => format!(
            "With {} it is no worse by more than the margin: trained again on fresh seeds, {}. {outcome}",
            super::verdict::candidate(verdict),
            effect(Arm::Incumbent)
        ),
        Reason::RemovalCosts { against } => format!(
            "With {} it is worse than {} by more than the margin: trained again on fresh seeds, {}. {outcome}",
            super::verdict::candidate(verdict),
            arm(*against),
            effect(*against)
        ),
        Reason::TooFewPairs { against } => format!(
            "Too few seeds gave a score for both {} and {}: nothing can be said. {outcome}",
            super::verdict::candidate(verdict),
            arm(*against)
        ),
        Reason::ExploratoryOnly { change } => plan_change(change),
        Reason::ClosedByPerson { rules } => format!(
            "Nothing was concluded: findings of {} stopped the verdict, and a person ended the round without mending them. {outcome}",
            rules.join(", ")
        ),
    }
}

/// The gains over all that the candidate was compared with: `val_error is lower by 0.09 than the tuned baseline's and by 0.2
/// than the incumbent's`. The first is the effect of the question, the last also that of the tuning.
fn gains(verdict: &Verdict, metric: &str, direction: Direction) -> String {
    let mut parts = verdict.comparisons.iter();
    let Some(first) = parts.next() else { return format!("{metric} could be compared with nothing") };
    let first = format!("{} than {}'s", effect(first, metric, direction), arm(first.against));
    parts.fold(first, |said, next| {
        format!("{said} and by {} than {}'s", number(next.mean_gain), arm(next.against))
    })
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What of a plan was changed: `min_improvement was 0.002 and is 0`.
fn plan_change(change: &PlanChange) -> String {
    match change {
        PlanChange::MinImprovement { was, is } => {
            format!("min_improvement was {} and is {}", number(*was), number(*is))
        }
        PlanChange::Plan { was, is } => format!("plan was {} and is {}", was.word(), is.word()),
        PlanChange::Metric { was, is } => format!("the metric was {was} and is {is}"),
    }
}

/// The mean gain in words: `val_error is lower by 0.0123`.
fn effect(comparison: &Comparison, metric: &str, direction: Direction) -> String {
    let word = match direction {
        Direction::Minimize => "lower",
        Direction::Maximize => "higher",
    };
    let gain = comparison.mean_gain;
    if gain >= 0.0 {
        format!("{metric} is {word} by {}", number(gain))
    } else {
        format!("{metric} is worse by {}", number(-gain))
    }
}

/// Where a configuration became the incumbent, and by whom where that was a person.
pub fn launched_in(round: Option<&str>, persons_reason: Option<&str>) -> String {
    match (round, persons_reason) {
        (Some(round), None) => round.to_owned(),
        (Some(round), Some(reason)) => format!("{round}, by hand: {reason}"),
        (None, Some(reason)) => format!("by hand: {reason}"),
        (None, None) => "the simple start".into(),
    }
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
        Caveat::RuleOverridden { rule, reason } => format!("rule {rule} was overridden: {reason}"),
        Caveat::BaselineUntuned { trials } => format!(
            "nothing was tuned at the incumbent's value ({} failed or given up), so tuning may pass for an effect of the question \
             (P60)",
            count(*trials, "trial")
        ),
        Caveat::SeedsWithoutPair { against, seeds } => {
            format!(
                "{} without a score for the candidate or {}, left out",
                count(*seeds, "seed"),
                arm(*against)
            )
        }
        Caveat::SkewedGains { against, mean, median } => format!(
            "the gains over {} are skewed (mean {}, median {}): a few seeds decide, and the error rate holds for gains that are \
             not",
            arm(*against),
            signed(*mean),
            signed(*median)
        ),
        Caveat::SearchFollowedScores { sampler } => format!(
            "the points of {sampler} followed the scores: each value had as many trials (P36), but the best of so many is no \
             measure of how easily another search finds as good a one"
        ),
        Caveat::SamplerVersions { sampler, versions } => {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            format!(
                "the points were drawn by several versions of {sampler} ({}), since Etude was updated meanwhile",
                versions.join(", ")
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

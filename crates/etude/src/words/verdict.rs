//! Sentences of verdicts: what was compared, by how much it differs, and what to keep in mind.

use etude_study::score::Direction;
use etude_study::trial::Arm;
use etude_study::verdict::{Caveat, Comparison, Decision, PublishedScore, Reason, Verdict};

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
        Reason::NoWorseWithout => format!(
            "With {candidate} it is no worse by more than the margin on fresh seeds: {}. The simpler configuration is the new \
             incumbent.",
            gain(Arm::Incumbent)
        ),
        Reason::RemovalCosts { against } => format!(
            "With {candidate} it is worse than {} by more than the margin: {}. The incumbent stays.",
            arm(*against),
            gain(*against)
        ),
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

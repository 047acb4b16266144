//! What a verdict rests on, in sentences: the comparisons, the published score, what they are about, divergence, complexity.

use etude_study::score::Direction;
use etude_study::value_question::{Scope, ValueAgainstIncumbent, ValueQuestion};
use etude_study::verdict::{
    Comparison, Complexity, ConfirmationPlan, Divergence, PlanKind, PublishedScore, Verdict,
};

use super::number::{count, number, signed};
use super::verdict::{arm, candidate, published};

/// The evidence, the most important first; a line each.
pub fn evidence(verdict: &Verdict, metric: &str, direction: Direction) -> Vec<String> {
    let mut lines: Vec<String> = verdict.comparisons.iter().map(comparison).collect();
    if let Some(score) = &verdict.candidate_score {
        lines.push(format!(
            "{metric} of {} on fresh seeds: {}{}",
            candidate(verdict),
            published(score),
            one_more(score).map_or_else(String::new, |one_more| format!("; {one_more}"))
        ));
    }
    lines.extend(verdict.divergence.iter().map(divergence));
    lines.extend(scope(verdict));
    if let Some(question) = &verdict.value_question {
        lines.extend(question.others.iter().map(|other| value(question, other, (metric, direction))));
    }
    lines.extend(verdict.complexity.as_ref().map(complexity));
    lines
}

fn comparison(comparison: &Comparison) -> String {
    let pairs = comparison.gains.len() as u32;
    let pooled = comparison.pooled_degrees.map_or("", |_| ", with the spread of the replicates before");
    let won = comparison.pairs_won.as_ref().map_or_else(String::new, |won| {
        let share = 100.0 * won.share;
        let (low, high) = (100.0 * won.interval.0, 100.0 * won.interval.1);
        let said = match (won.shown, won.meaningful) {
            (false, _) => ", which may be luck",
            (true, false) => ", by little",
            (true, true) => "",
        };
        format!("; better in {share:.0} % of pairs ({low:.0} to {high:.0} %){said}")
    });
    format!(
        "gain over {}: {} ({:.0} % interval {} to {}, {}{pooled}){won}",
        arm(comparison.against),
        signed(comparison.mean_gain),
        100.0 * comparison.coverage,
        signed(comparison.interval.0),
        signed(comparison.interval.1),
        count(pairs, "pair")
    )
}

/// Where the score of one more retraining falls; none after a single seed.
pub fn one_more(score: &PublishedScore) -> Option<String> {
    let (low, high) = score.one_more?;
    Some(format!("one more retraining falls between {} and {} in 9 of 10 cases", number(low), number(high)))
}

fn divergence(divergence: &Divergence) -> String {
    let Divergence { against, seeds, candidate, other, candidate_more } = divergence;
    format!(
        "infeasible on fresh seeds: the candidate on {candidate} of {seeds}, {} on {other}; that the candidate fails more often \
         has probability {candidate_more:.2}",
        arm(*against)
    )
}

fn scope(verdict: &Verdict) -> Option<String> {
    let name = candidate(verdict);
    let budget = verdict.value_question.as_ref().map(|question| question.m);
    Some(match (verdict.scope?, budget) {
        (Scope::ThisPoint, None) => {
            format!(
                "about this point: this configuration is better; of {name} after another search it says nothing"
            )
        }
        (Scope::ThisPoint, Some(m)) => format!(
            "about this point: this configuration is better; that {name} is better whenever the best of {m} trials is taken is \
             not shown"
        ),
        (Scope::ThisValue, m) => format!(
            "about this value at a budget of {} trials: {name} is better on the whole; that this one configuration is better is \
             not shown",
            m.unwrap_or_default()
        ),
        (Scope::Both, m) => format!(
            "about both: this configuration is better, and so is {name} whenever the best of {} trials is taken",
            m.unwrap_or_default()
        ),
    })
}

fn value(
    question: &ValueQuestion,
    other: &ValueAgainstIncumbent,
    (metric, direction): (&str, Direction),
) -> String {
    let ValueQuestion { m, incumbent, .. } = question;
    let standing = &other.standing;
    let better = match direction {
        Direction::Minimize => "lower",
        Direction::Maximize => "higher",
    };
    let said = if other.is_better() { "beyond chance" } else { "not beyond chance" };
    format!(
        "best of {m} trials, expected {metric}: `{}` {} (sd {} between searches), `{}` {} (sd {}); {better} by {}, {said} (p {:.3})",
        standing.value,
        number(standing.expected_best),
        number(standing.study_sd),
        incumbent.value,
        number(incumbent.expected_best),
        number(incumbent.study_sd),
        number(other.gain),
        other.p_adjusted
    )
}

fn complexity(complexity: &Complexity) -> String {
    let Complexity { changed, added, removed } = complexity;
    let part = |names: &[String], what: &str| {
        (!names.is_empty())
            .then(|| format!("{} {what} ({})", count(names.len() as u32, "parameter"), names.join(", ")))
    };
    let parts: Vec<String> = [
        part(changed, "with another value"),
        part(added, "more to tune from now on"),
        part(removed, "fewer to tune"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return "complexity: the incumbent's own configuration".into();
    }
    format!("complexity: {}", parts.join(", "))
}

/// When a plan looks at its pairs: `at 3, 5, 8, 12, 20 pairs`.
pub fn looks(plan: &ConfirmationPlan) -> String {
    match plan.kind {
        PlanKind::GroupSequential => {
            let looks: Vec<String> = plan.looks.iter().map(ToString::to_string).collect();
            format!("at {} pairs", looks.join(", "))
        }
        PlanKind::OpenEnded => {
            let (first, last) = (plan.looks.first().unwrap_or(&0), plan.looks.last().unwrap_or(&0));
            format!("after every pair from {first} to {last}")
        }
    }
}

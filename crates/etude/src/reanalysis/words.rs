//! A re-analysis in sentences. None of them can be taken for a verdict.

use etude_playbook::reanalysis::{Reanalysis, Recomparison, Refusal, Rejudgement};
use etude_study::verdict::Reason;

use crate::words::{arm, count, number, signed};

/// What a metric says of a round.
pub(super) fn sentence(reanalysis: &Reanalysis, run_for: &str, metric: &str) -> String {
    match reanalysis {
        Reanalysis::Refused { refusal: Refusal::Adaptive { sampler } } => format!(
            "Not re-analysed: the sampler `{sampler}` chose its points by {run_for}, so they stand where {run_for} is good, \
             and say little about {metric}. A round by `quasi-random` can be re-analysed by any metric (P93)."
        ),
        Reanalysis::Refused { refusal: Refusal::NotConcluded } => {
            "Not re-analysed: the round has no verdict yet.".into()
        }
        Reanalysis::NoChange { because: Reason::IncumbentIsBest } => format!(
            "By {metric} there would have been no change to consider: no trial of the study scored better than the \
             incumbent's own configuration."
        ),
        Reanalysis::NoChange { .. } => format!(
            "By {metric} there would have been no candidate: no trial of another scientific value has a score by it."
        ),
        Reanalysis::SearchOnly { others_retrained: true, .. } => format!(
            "Exploratory only, from search trials: {metric} would have chosen other configurations than the ones that were retrained, so nothing \
             is confirmed. The best of each study is lucky by construction (S22): its score is too good."
        ),
        Reanalysis::SearchOnly { others_retrained: false, .. } => format!(
            "Exploratory only, from search trials: by {run_for} nothing was retrained, so nothing is confirmed. The best of each study is lucky by \
             construction (S22): its score by {metric} is too good."
        ),
        Reanalysis::Retrained { decision, comparisons, .. } => {
            let decisive = comparisons.iter().find(|comparison| comparison.decision == *decision);
            let evidence = decisive.map_or_else(String::new, |comparison| evidence(comparison, metric));
            match decision {
                Rejudgement::WouldHaveAdopted => {
                    format!(
                        "Exploratory only: would have been adopted by {metric}{evidence}. Nothing was launched by it."
                    )
                }
                Rejudgement::WouldHaveKept => {
                    format!("Exploratory only: would have been kept out by {metric}{evidence}.")
                }
                Rejudgement::CannotSay => format!(
                    "Exploratory only, and it cannot say: the retrainings, which stopped when {run_for} was decided, do not tell by {metric}{evidence}."
                ),
            }
        }
    }
}

fn evidence(comparison: &Recomparison, metric: &str) -> String {
    let against = arm(comparison.against);
    if let Some(look) = &comparison.look {
        let tells_apart = look.interval.0 > 0.0 || look.interval.1 < 0.0;
        let guarded = if tells_apart && comparison.decision == Rejudgement::CannotSay {
            "; one pair makes nearly all of their spread, so that says little about chance"
        } else {
            ""
        };
        return format!(
            ": against {against} a mean gain in {metric} of {} ({:.0} % interval {} to {}, {}){guarded}",
            signed(look.mean_gain),
            100.0 * look.coverage,
            signed(look.interval.0),
            signed(look.interval.1),
            pairs(look.gains.len() as u32)
        );
    }
    match comparison.decision {
        Rejudgement::WouldHaveKept => format!(
            ": against {against} it had no finite {metric} on {}",
            count(comparison.candidate_infeasible, "fresh seed")
        ),
        Rejudgement::WouldHaveAdopted => format!(
            ": {against} had no finite {metric} on {}",
            count(comparison.other_infeasible, "fresh seed")
        ),
        Rejudgement::CannotSay => {
            format!(
                ": against {against} there are {}, fewer than a look takes",
                pairs(comparison.pairs_available)
            )
        }
    }
}

fn pairs(pairs: u32) -> String {
    format!("{} paired seed{}", number(f64::from(pairs)), if pairs == 1 { "" } else { "s" })
}

/// A re-judgement in a table.
pub(super) fn rejudgement(decision: Rejudgement) -> &'static str {
    match decision {
        Rejudgement::WouldHaveAdopted => "would have been adopted",
        Rejudgement::WouldHaveKept => "would have been kept out",
        Rejudgement::CannotSay => "cannot say",
    }
}

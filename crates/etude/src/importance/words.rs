//! Why a panel is not shown, in words, and what would help.

use etude_search::importance::refusal::Refusal;

use super::RefusedPanel;

pub(super) fn refused(refusal: &Refusal) -> RefusedPanel {
    RefusedPanel { reason: reason(refusal), sentence: refusal.to_string(), remedy: remedy(refusal) }
}

fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NothingVaries => "nothing_varies",
        Refusal::TooFewFeasible { .. } => "too_few_trials",
        Refusal::ScoresConstant => "scores_constant",
        Refusal::NotExplained { .. } => "not_explained",
        Refusal::TooFewOfAKind { .. } => "too_few_of_a_kind",
        Refusal::BaselineOutside => "baseline_outside",
        Refusal::NothingBetter => "nothing_better",
    }
}

fn remedy(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NothingVaries => "name a round that tunes something".into(),
        Refusal::TooFewFeasible { found, needed } => {
            format!(
                "{} more, with `trials` of the round, or over narrower ranges where more are feasible",
                needed - found.min(needed)
            )
        }
        Refusal::ScoresConstant => "a metric that tells trials apart: `etude trials` shows the scores".into(),
        Refusal::NotExplained { .. } => {
            "more trials; or fewer parameters at once; or replicates, if training is noisy".into()
        }
        Refusal::TooFewOfAKind { infeasible, needed, .. } if infeasible < needed => {
            "none is needed where nearly every trial is feasible".into()
        }
        Refusal::TooFewOfAKind { .. } => "more trials".into(),
        Refusal::BaselineOutside => "a range that holds the incumbent's values".into(),
        Refusal::NothingBetter => "none: no trial was better than where the round began".into(),
    }
}

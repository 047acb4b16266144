//! Sentences of the checklist's findings.

use etude_study::finding::{Answer, BoundaryAction, Finding};
use etude_study::space::Side;

use super::checklist;
use super::curves;
use super::number::{count, number, range};

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
        Answer::BoundaryLook { parameter, side, top } => format!(
            "most of the best {top} trials lie at the {side} end of {parameter}; points that follow the scores crowd there \
             anyway, so nothing was tested: if {parameter} may go on, widen it in another round (S20)"
        ),
        Answer::FailedTrials { failed } => {
            format!(
                "{} failed for good and taught nothing: mend what broke them (`etude logs`), and `etude run --retry-failed` trains \
                 them again while the round runs (P36)",
                count(*failed, "trial")
            )
        }
        Answer::PrunedTrials { pruned, ended } => format!(
            "{pruned} of {ended} trials were pruned: known up to where they were stopped, and never candidates (S25)"
        ),
        Answer::CancelledTrials { cancelled } => {
            format!("{} given up by a person, which taught nothing (P36)", count(*cancelled, "trial"))
        }
        Answer::StillImproving(found) => curves::still_improving(found),
        Answer::Overfitting(found) => curves::overfitting(found),
        Answer::OverfittingShare(found) => curves::overfitting_share(found),
        Answer::LateDeviation(found) => curves::late_deviation(found),
        Answer::SaturatedEarly(found) => curves::saturated_early(found),
        Answer::LengthAdvice(found) => curves::length_advice(found),
        Answer::TrainingLossRising(found) => curves::training_loss_rising(found),
        Answer::LossSpikes(found) => curves::loss_spikes(found),
        Answer::UnevenEvaluation(found) => curves::uneven_evaluation(found),
        Answer::RepeatsEachEpoch(found) => curves::repeats_each_epoch(found),
        Answer::GradientAdvice(found) => curves::gradient_advice(found),
        Answer::LengthTransfer { .. } => super::length::transfer(&finding.answer),
        other => checklist::answer(other).unwrap_or_else(|| other.rule().to_owned()),
    }
}

/// What a person may do about a blocking finding beside mending it.
pub fn how_to_accept(rule: &str) -> String {
    format!("to go on all the same: etude run --accept {rule} \"why it does not matter here\"")
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
                "{infeasible} of {slab} trials beyond were infeasible, so this is the edge of stability, not of the range; make \
                 training stable there, with warm-up or clipped gradients (P46)"
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
        BoundaryAction::EdgeOfStability { beyond, infeasible, trials, .. } => format!(
            "{infeasible} of {trials} trials at {} and beyond were infeasible, so this is the edge of stability, not of the range: \
             a wider range would not help; make training stable there, with warm-up or clipped gradients, and see whether the \
             best moves (P46)",
            number(*beyond)
        ),
        BoundaryAction::OnlyTold => {
            format!(
                "the range of {parameter} is too small; it was not widened, since this round only reports"
            )
        }
        BoundaryAction::ExpansionsUsedUp { expansions } => {
            format!("it was widened {expansions} times already and is left")
        }
        BoundaryAction::QuestionEnds { limit } => format!(
            "the question's range ends there, at {}, so what lies beyond was not compared; to ask, give another round a wider \
             range of {parameter}",
            number(*limit)
        ),
    }
}

/// The key of the project file that limits an end.
fn hard_key(side: Side) -> &'static str {
    match side {
        Side::Low => "hard_low",
        Side::High => "hard_high",
    }
}

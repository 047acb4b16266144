//! Sentences of what training curves say: of the checklist's findings, and of a single trial.

use etude_playbook::checks::{CurveSign, curve_signs};
use etude_study::curve_reading::{CurveReading, LEAST_EVALUATIONS};
use etude_study::finding::{
    GradientAction, GradientAdvice, LateDeviation, LengthAction, LengthAdvice, LossSpikes, Overfitting,
    OverfittingShare, RepeatsEachEpoch, SaturatedEarly, StillImproving, TrainingLossRising, UnevenEvaluation,
    Yardstick,
};
use etude_study::measurement::PositionUnit;

use super::number::{count, number, position, whole};

pub(super) fn still_improving(found: &StillImproving) -> String {
    format!(
        "trial {}, the best, was still improving when it ended, by {} over its last {} evaluations (noise {}), as were {} of \
         {}: raise max_epochs if you can afford it (P55)",
        found.trial.0,
        number(found.gain.value),
        found.compared,
        number(found.gain.standard_error),
        found.improving,
        count(found.looked_at, "trial"),
    )
}

pub(super) fn overfitting(found: &Overfitting) -> String {
    format!(
        "trial {}, the best, overfits: after {} its metric got worse by {} (noise {}); regularise, with weight decay or \
         dropout for instance, and run the round again before you compare (P52)",
        found.trial.0,
        position(found.after, found.unit),
        number(found.rise.value),
        number(found.rise.standard_error),
    )
}

pub(super) fn overfitting_share(found: &OverfittingShare) -> String {
    format!(
        "{} of {} overfit, more than chance explains (p = {}): such a search favours whatever hinders training, a tiny \
         learning rate for instance; regularise all trials (P53)",
        found.overfitting,
        count(found.looked_at, "trial"),
        number(found.p_value),
    )
}

pub(super) fn late_deviation(found: &LateDeviation) -> String {
    let yardstick = match found.against {
        Yardstick::Difference => "between the best values",
        Yardstick::SeedSpread => "between seeds",
        Yardstick::Margin => "worth having (min_improvement)",
    };
    format!(
        "late in training the metric of trial {}, the best, scatters by {} between evaluations, more than the {} {yardstick}: \
         the choice of its best epoch is luck of that size; a decaying learning rate, more validation data or averaged \
         weights help (P54)",
        found.trial.0,
        number(found.deviation),
        number(found.yardstick),
    )
}

pub(super) fn saturated_early(found: &SaturatedEarly) -> String {
    format!(
        "trial {}, the best, gained no more after {} of {}: shorter trainings would tell as much (P56)",
        found.trial.0,
        position(found.level_from, found.unit),
        whole(found.last),
    )
}

pub(super) fn length_advice(found: &LengthAdvice) -> String {
    let LengthAdvice { top, max_epochs, action } = found;
    match action {
        LengthAction::Reduce { latest, proposed, .. } => format!(
            "the best epochs of the {top} best trials all lie in the first {} of training: max_epochs = {proposed} instead of \
             {max_epochs} would do (S28)",
            percent(*latest)
        ),
        LengthAction::Lengthen { median, improving, proposed, .. } => format!(
            "the best epochs of the {top} best trials lie late (median at {} of training), and {improving} of these trials were \
             still improving: raise max_epochs from {max_epochs} to {proposed} if you can afford it, and tune a decaying \
             schedule again (S29)",
            percent(*median)
        ),
    }
}

pub(super) fn training_loss_rising(found: &TrainingLossRising) -> String {
    let TrainingLossRising { trial, rise, drop, rising, looked_at, .. } = found;
    let (rise, drop, all) = (number(*rise), number(*drop), count(*looked_at, "trial"));
    if found.is_best {
        format!(
            "the training loss of trial {}, the best, rises by {rise} in the second half of training, of the {drop} it had \
             fallen, as in {rising} of {all}: usually a bug in the program, its data or its schedule; find it before you \
             compare (P57)",
            trial.0
        )
    } else {
        format!(
            "the training loss rises in the second half of training in {rising} of {all}, most clearly in trial {} (by \
             {rise}): usually a bug in the program, its data or its schedule (P57)",
            trial.0
        )
    }
}

pub(super) fn loss_spikes(found: &LossSpikes) -> String {
    let remedy = match (found.early, found.later + found.jumps) {
        (1.., 0) => "a longer warm-up",
        (0, _) => "clipping gradients, or a lower learning rate",
        _ => "a longer warm-up, clipping gradients, or a lower learning rate",
    };
    format!(
        "the training loss of trial {}, the best, has {}, and {} of {} have some: it trains near its edge of stability; try \
         {remedy} (P108)",
        found.trial.0,
        spikes(found.early, found.later, found.jumps),
        found.with_spikes,
        count(found.looked_at, "trial"),
    )
}

fn spikes(early: u32, later: u32, jumps: u32) -> String {
    let mut words = Vec::new();
    if early > 0 {
        words.push(format!("{} in the first tenth", count(early, "spike")));
    }
    if later > 0 {
        words.push(count(later, if early > 0 { "later spike" } else { "spike" }));
    }
    if jumps > 0 {
        words.push(format!("{} without recovery", count(jumps, "jump")));
    }
    words.join(", ")
}

pub(super) fn uneven_evaluation(found: &UnevenEvaluation) -> String {
    format!(
        "{} of {} were evaluated at uneven steps, {} to {} {}s apart in one of them: evaluate every so many steps and not by \
         the clock, or fast trials choose their best epoch from more (P76)",
        found.uneven,
        count(found.looked_at, "trial"),
        number(found.shortest),
        number(found.longest),
        found.unit.word(),
    )
}

pub(super) fn repeats_each_epoch(found: &RepeatsEachEpoch) -> String {
    format!(
        "the metric of trial {}, the best, repeats itself every epoch (autocorrelation {} over {} evaluations): the order of \
         the data shows in it; check shuffling, the weight of the last batch, and leaks (P78)",
        found.trial.0,
        number(found.autocorrelation),
        found.evaluations,
    )
}

pub(super) fn gradient_advice(found: &GradientAdvice) -> String {
    let trial = found.trial.0;
    match found.action {
        GradientAction::ClipAt { threshold } => format!(
            "gradient norms of trial {trial}, the best, reach {} where their median is {}: clip them at {}, their 90th \
             percentile, and tune that (P115)",
            number(found.largest),
            number(found.median),
            number(threshold),
        ),
        GradientAction::LowerLearningRate(clipped) => format!(
            "{} of the gradients of trial {trial}, the best, are above the {} at which they are clipped: a lower learning rate \
             does the same openly (P116)",
            percent(clipped.share),
            number(clipped.threshold),
        ),
    }
}

/// What the curves of one trial say, a sentence each. `margin` is the smallest gain worth having.
pub fn curves_say(reading: &CurveReading, margin: f64) -> Vec<String> {
    let unit = reading.unit;
    let signs = curve_signs(reading, margin);
    let mut said: Vec<String> = signs.iter().map(|shown| sign(shown, unit)).collect();
    match &reading.late {
        None if reading.short.is_some() => said.push(format!(
            "{}, too few to tell noise from a trend in one training ({LEAST_EVALUATIONS} are needed): the checklist reads those of all \
             trials of the study together",
            count(reading.evaluations, "evaluation")
        )),
        None => said.push(format!(
            "{}, too few to tell noise from a trend ({LEAST_EVALUATIONS} are needed)",
            count(reading.evaluations, "evaluation")
        )),
        Some(late) => {
            let noise = number(late.step_deviation);
            let nothing = if signs.is_empty() { "nothing to remark: " } else { "" };
            said.push(format!(
                "{nothing}{}, which scatter by {noise} late in training",
                count(reading.evaluations, "evaluation")
            ));
        }
    }
    said
}

fn sign(shown: &CurveSign, unit: PositionUnit) -> String {
    match shown {
        CurveSign::Overfits(rise) => format!(
            "overfits: worse by {} after {} (noise {}; P51)",
            number(rise.by.value),
            position(rise.after, unit),
            number(rise.by.standard_error)
        ),
        CurveSign::StillImproves(gain) => format!(
            "still improving at the end, by {} over the last fifth (noise {}; P55)",
            number(gain.value),
            number(gain.standard_error)
        ),
        CurveSign::Saturated { level_from } => {
            format!("gained no more after {} (P56)", position(*level_from, unit))
        }
        CurveSign::TrainingLossRises { rise, drop } => format!(
            "its training loss rises by {} in the second half, of the {} it had fallen: usually a bug (P57)",
            number(*rise),
            number(*drop)
        ),
        CurveSign::Spikes { early, later, jumps } => {
            format!("its training loss has {} (P108)", spikes(*early, *later, *jumps))
        }
        CurveSign::UnevenEvaluation(steps) => format!(
            "evaluated at uneven steps, {} to {} {}s apart (P76)",
            number(steps.shortest),
            number(steps.longest),
            unit.word()
        ),
        CurveSign::RepeatsEachEpoch(cycle) => format!(
            "repeats itself every epoch, with autocorrelation {} (P78)",
            number(cycle.autocorrelation)
        ),
        CurveSign::Gradient(GradientAction::ClipAt { threshold }) => format!(
            "some gradient norms are far out: clip them at {}, their 90th percentile (P115)",
            number(*threshold)
        ),
        CurveSign::Gradient(GradientAction::LowerLearningRate(clipped)) => format!(
            "{} of its gradients are clipped at {}: lower the learning rate instead (P116)",
            percent(clipped.share),
            number(clipped.threshold)
        ),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

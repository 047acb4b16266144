//! Sentences of advice on training itself: its length, and its stability.

use etude_playbook::next::{Edge, Remedy};
use etude_study::curve_reading::Clipped;
use etude_study::finding::{LengthAction, LengthAdvice};

use super::advice::{AdviceInWords, WRITE, proposed, told};
use super::number::{count, number};

/// A short round is to be looked at again.
pub(super) fn train_longer(earlier: &str, from: u32, to: u32) -> AdviceInWords {
    proposed(
        "train-longer",
        format!("Train configurations of round `{earlier}` for {to} epochs."),
        format!(
            "It had {}. Whether what so short trainings found holds at {to} is seen by whether both rank the same \
             configurations alike.",
            count(from, "epoch")
        ),
        "P71",
    )
}

/// Most updates are clipped.
pub(super) fn lower_rate(round: &str, clipped: Clipped) -> AdviceInWords {
    told(
        "lower-rate",
        format!("Tune lower learning rates in place of clipping at {}.", number(clipped.threshold)),
        format!(
            "{:.0} % of the norms of the best trial of round `{round}` exceed the threshold, so clipping does what a lower rate does \
             openly.",
            100.0 * clipped.share
        ),
        "P116",
        None,
    )
}

/// The best rate sits at the edge of stability.
pub(super) fn stabilise(edge: &Edge, remedy: Remedy, has_round: bool) -> AdviceInWords {
    let why = format!(
        "{} = {} is right below {}, where training is unstable: a wider range would not help, and a remedy may make higher rates \
         usable.",
        edge.parameter,
        number(edge.rate),
        number(edge.unstable)
    );
    let command = has_round.then_some(WRITE);
    let (what, rules) = match (remedy, has_round) {
        (Remedy::WarmUp, true) => ("Try a warm-up.".into(), "P46, P111, P112"),
        (Remedy::WarmUp, false) => (
            "Give the program an option for a warm-up: the rate rises from 0 over so many steps, and a decay begins after twice as \
             many. Declare it in [parameters], with lengths of all orders of magnitude up to a tenth of the training."
                .into(),
            "P46, P111, P112",
        ),
        (Remedy::Clip, true) => ("Try clipped gradients.".into(), "P46, P111, P115"),
        (Remedy::Clip, false) => (
            format!(
                "Give the program an option that clips gradients, and declare it in [parameters]: the 90th percentile of the norms is {}.",
                edge.clip_at.map_or_else(String::new, number)
            ),
            "P46, P111, P115",
        ),
        (Remedy::Model, _) => (
            "Change what makes training unstable: another optimizer, residual connections with normalization, residual branches \
             that begin at zero. A lower learning rate comes last."
                .into(),
            "P46, P111",
        ),
    };
    told("stabilise", what, why, rules, command)
}

/// The best epochs ask for another length.
pub(super) fn change_length(round: &str, advice: &LengthAdvice) -> AdviceInWords {
    let to = advice.proposed();
    let (rules, why) = match advice.action {
        LengthAction::Reduce { .. } => (
            "S28",
            format!(
                "The best epochs of the {} best trials of round `{round}` all lie early, so trainings of {} would be as good.",
                advice.top,
                count(to, "epoch")
            ),
        ),
        LengthAction::Lengthen { improving, .. } => (
            "S29",
            format!(
                "The best epochs of the {} best trials of round `{round}` lie late, and {improving} of these trials were still \
                 improving when they ended. If compute allows, train longer.",
                advice.top
            ),
        ),
    };
    let what = format!("Change max_epochs from {} to {to}.", advice.max_epochs);
    told("change-length", what, why, rules, Some(&format!("etude length --set {to}")))
}

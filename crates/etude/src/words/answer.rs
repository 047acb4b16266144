//! Sentences of what a round of several questions found for each of them.

use etude_study::answer::{About, Reading, RoundAnswer};
use etude_study::score::Direction;

use super::number::{number, signed};
use super::values;

/// An answer in one sentence, with its evidence.
pub fn answer(answer: &RoundAnswer, metric: &str, direction: Direction) -> String {
    let better = match direction {
        Direction::Minimize => "lower",
        Direction::Maximize => "higher",
    };
    let evidence = format!(
        "{:.0} % interval {} to {}, best of {} trials",
        100.0 * answer.coverage,
        signed(answer.interval.0),
        signed(answer.interval.1),
        answer.best_of
    );
    let gain = answer.gain;
    match (&answer.about, answer.reading) {
        (About::Interaction { changes }, reading) => {
            let side = if gain >= 0.0 { "more" } else { "less" };
            let changes = values(changes);
            let amount = number(gain.abs());
            match reading {
                Reading::Effect => format!(
                    "the effect of one depends on the other: {changes} together gain {amount} {side} than each alone adds up to \
                     ({evidence})"
                ),
                Reading::BelowMargin => format!(
                    "the effects add up: {changes} together gain {amount} {side} than each alone, less than the margin ({evidence})"
                ),
                Reading::Unclear => format!(
                    "whether the effect of one depends on the other is open for {changes}: together they gain {amount} {side} than \
                     each alone adds up to ({evidence})"
                ),
            }
        }
        (About::Feature { feature, value, put_back }, reading) => {
            let told = if gain >= 0.0 {
                format!("{metric} is {better} by {} with it", number(gain))
            } else {
                format!("{metric} is {better} by {} without it", number(-gain))
            };
            let name = format!("{feature} = {value}");
            match reading {
                Reading::Effect => {
                    format!(
                        "{name} earns its place over {put_back}: {told}, more than the margin ({evidence})"
                    )
                }
                Reading::BelowMargin => {
                    format!(
                        "{name} does not earn its place over {put_back}: {told}, and the gain is below the margin ({evidence})"
                    )
                }
                Reading::Unclear => {
                    format!("whether {name} earns its place over {put_back} is open: {told} ({evidence})")
                }
            }
        }
    }
}

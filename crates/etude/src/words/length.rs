//! Sentences about the length of training: what shorter rounds are worth at a longer one, and what lengthening continues.

use etude_playbook::rounds::WhyAnew;
use etude_study::finding::Answer;

use super::number::{count, number};

/// Whether short trainings rank configurations as long ones do, in one sentence with its rule.
pub(super) fn transfer(answer: &Answer) -> String {
    let Answer::LengthTransfer { earlier, from, to, pairs, correlation, interval, carries } = answer else {
        return answer.rule().to_owned();
    };
    let evidence = format!(
        "{pairs} configurations of round `{earlier}` were trained for {from} and for {}: their ranks agree by {} (Spearman; 95 % \
         interval {} to {})",
        count(*to, "epoch"),
        number(*correlation),
        number(interval.0),
        number(interval.1)
    );
    if *carries {
        format!("{evidence}, so what rounds of {from} found carries over (P71)")
    } else {
        format!(
            "{evidence}, below 0.5: trainings of {} do not tell which are good at {to}, so conclusions of rounds that short are \
             withdrawn; repeat those that matter at {to} (P71)",
            count(*from, "epoch")
        )
    }
}

/// Why a longer training starts again, and what would let it go on.
pub fn why_anew(why: WhyAnew) -> &'static str {
    match why {
        WhyAnew::Schedule => {
            "their learning rate depends on the length, so a short training is no beginning of a long one"
        }
        WhyAnew::Unsaid => {
            "the file does not say whether their learning rate depends on the length; if it never does, write continue_when = true \
             into [length]"
        }
        WhyAnew::Never => "the file says continue_when = false",
        WhyAnew::Code => "the code changed since",
    }
}

//! Checkpoints: they are there, and a training that goes on from one ends as if it had never stopped. Pure.

use std::path::Path;

use super::answer::{Answer, Question};
use super::seeds::{NEARLY, both};
use crate::tries::Try;
use crate::words;

pub(super) fn checkpoint(tried: &Try, checkpoints: &Path) -> Answer {
    let question = Question::Checkpoint;
    let Some(name) = tried.last_checkpoint() else {
        return Answer {
            remedy: Some(
                "save one after each epoch into ETUDE_CHECKPOINT_DIR and report it: {\"epoch\": 1, \"checkpoint\": \
                 \"epoch-1.pt\"}; without, an interrupted trial begins anew, and the best epoch is lost"
                    .into(),
            ),
            ..Answer::warning(question, "reports no checkpoint", "")
        };
    };
    let path = checkpoints.join(&name);
    if !path.is_file() {
        return Answer::bad(
            question,
            format!("reports the checkpoint {name}, which is not in its checkpoint folder"),
            "save it into the folder ETUDE_CHECKPOINT_DIR before it is reported, and report its path from there",
        );
    }
    let bytes = path.metadata().map_or(0, |found| found.len());
    Answer::good(question, format!("reports a checkpoint that exists: {name}, {}", words::size(bytes)))
}

/// A try that went on from a checkpoint.
pub(super) struct Resumed {
    /// Completed epochs of the checkpoint.
    pub(super) after: f64,
    /// What it did then.
    pub(super) tried: Try,
    /// Whether it was to end where the uninterrupted try did.
    pub(super) comparable: bool,
}

pub(super) fn resumes(resumed: Option<&Resumed>) -> Answer {
    let question = Question::Resumes;
    let Some(Resumed { after, tried, .. }) = resumed else {
        return Answer::unknown(question, "cannot resume without a checkpoint");
    };
    let epochs = tried.reports.iter().filter_map(|(report, _)| report.epoch);
    let remedy = "load the file named by ETUDE_RESUME_FROM, where it is set, and go on after its epoch";
    // The least one, since a report whose epoch was only counted says nothing.
    match epochs.min_by(f64::total_cmp) {
        Some(epoch) if epoch > *after => {
            let sentence =
                format!("resumes: started with the checkpoint, it goes on at epoch {}", words::number(epoch));
            Answer::good(question, sentence)
        }
        Some(epoch) => {
            let (after, epoch) = (words::number(*after), words::number(epoch));
            Answer::bad(
                question,
                format!("was given a checkpoint of epoch {after} and began at epoch {epoch}"),
                remedy,
            )
        }
        None => Answer::bad(question, "given its checkpoint, it reported nothing", remedy),
    }
}

/// Whether the resumed training ends as the uninterrupted one, `first`; `again` shows how far the same seed repeats at all.
pub(super) fn resumes_the_same(first: &Try, again: &Try, resumed: Option<&Resumed>, metric: &str) -> Answer {
    let question = Question::ResumesTheSame;
    let unknown = |sentence: &str| Answer::unknown(question, sentence);
    let Some(resumed) = resumed.filter(|resumed| resumed.comparable) else {
        return unknown("cannot tell whether a resumed training ends as one that never stopped");
    };
    let later = Try {
        reports: first
            .reports
            .iter()
            .filter(|(report, _)| report.epoch > Some(resumed.after))
            .cloned()
            .collect(),
        ..first.clone()
    };
    let pairs = both(&later, &resumed.tried, metric);
    if pairs.is_empty() {
        return unknown(
            "resumed, it reported nothing that could be compared with a training that never stopped",
        );
    }
    let apart = |pairs: &[(f64, f64)]| pairs.iter().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let (resumed_apart, usual) = (apart(&pairs), apart(&both(first, again, metric)));
    if pairs.iter().all(|(a, b)| a.to_bits() == b.to_bits()) {
        return Answer::good(question, "resumed, it ends as a training that never stopped, bit for bit");
    }
    let scale = pairs.iter().map(|(a, _)| a.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let sentence =
        format!("resumed, {metric} is {} from a training that never stopped", words::number(resumed_apart));
    if resumed_apart <= (NEARLY * scale).max(2.0 * usual) {
        return Answer::good(question, format!("{sentence}: as near as the same seed repeats"));
    }
    Answer::warning(
        question,
        sentence,
        "save and load with the weights: the optimizer's state, the schedule's step, and the states of the random generators",
    )
}

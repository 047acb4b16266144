//! Memory: what a training uses, and whether it uses more from epoch to epoch. Pure.

use super::answer::{Answer, Question};
use crate::tries::Try;
use crate::words;

/// Epochs with a reading, fewer of which tell nothing of growth.
const LEAST_EPOCHS: usize = 4;
/// Growth an epoch that is more than a program's ordinary ups and downs, in bytes.
const LEAST_GROWTH: f64 = 1024.0 * 1024.0;
/// Growth over the whole training that matters, as a share of what it uses.
const MATTERS: f64 = 0.25;

/// Whether memory grows with every epoch, and what it comes to after `max_epochs`.
pub(super) fn memory(tried: &Try, max_epochs: u32) -> Answer {
    let question = Question::Memory;
    let Some(peak) = tried.peak_bytes() else {
        return Answer::unknown(question, "its memory could not be seen: it ended too soon");
    };
    let used = format!("uses up to {} of memory", words::size(peak));
    let readings = at_epochs(tried);
    if readings.len() < LEAST_EPOCHS {
        return Answer::unknown(question, format!("{used}; too short to tell whether that grows"));
    }
    // The first epoch fills caches, and is no sign of a leak.
    let readings = &readings[1..];
    let growths: Vec<f64> = readings.windows(2).map(|pair| growth(pair[0], pair[1])).collect();
    let an_epoch = growth(readings[0], readings[readings.len() - 1]);
    let grows = growths.iter().all(|growth| *growth > an_epoch / 4.0) && an_epoch > LEAST_GROWTH;
    let whole = an_epoch * f64::from(max_epochs);
    if !grows || whole < MATTERS * peak as f64 {
        return Answer::good(question, format!("{used}, and no more from epoch to epoch"));
    }
    Answer::bad(
        question,
        format!(
            "{used} and {} more with every epoch: {} after {}",
            words::size(an_epoch as u64),
            words::size(whole as u64 + peak),
            words::count(max_epochs, "epoch")
        ),
        "something is kept that is not needed: store losses as numbers (loss.item()), not with their graph, and empty lists \
         after each epoch",
    )
}

/// What was in use at the report of an epoch.
#[derive(Clone, Copy)]
struct AtEpoch {
    epoch: f64,
    bytes: f64,
}

/// Growth an epoch between two.
fn growth(earlier: AtEpoch, later: AtEpoch) -> f64 {
    (later.bytes - earlier.bytes) / (later.epoch - earlier.epoch)
}

/// What was in use when epochs were first reported. On a busy machine several may be reported between two readings: of these
/// only the first is told, since the reading says nothing new of the others.
fn at_epochs(tried: &Try) -> Vec<AtEpoch> {
    let (mut last, mut read_at) = (0.0, f64::NEG_INFINITY);
    let mut readings = Vec::new();
    for (report, arrived) in &tried.reports {
        let Some(epoch) = report.epoch.filter(|epoch| epoch.fract() == 0.0 && *epoch > last) else {
            continue;
        };
        last = epoch;
        let nearest = tried.memory.iter().rev().find(|at| at.seconds <= *arrived);
        let Some(at) = nearest.filter(|at| at.seconds > read_at) else { continue };
        read_at = at.seconds;
        readings.push(AtEpoch { epoch, bytes: at.memory.resident_bytes as f64 });
    }
    readings
}

//! Seeds: the same one gives the same training, another one another, and the data's order has one of its own (P84). Pure.

use etude_study::measurement::Measurement;

use super::answer::{Answer, Question};
use crate::tries::Try;
use crate::words;

/// Curves that differ by less, relatively, are nearly the same.
pub(super) const NEARLY: f64 = 1e-3;

/// A metric's values by position, as far as both tries have them.
pub(super) fn both(a: &Try, b: &Try, metric: &str) -> Vec<(f64, f64)> {
    let values = |tried: &Try| -> Vec<(f64, f64)> {
        let value = |report: &Measurement| Some((report.position()?, report.metric(metric)?));
        tried.reports.iter().filter_map(|(report, _)| value(report)).collect()
    };
    let (a, b) = (values(a), values(b));
    let same_place = |((at, _), (other, _)): &((f64, f64), (f64, f64))| at.total_cmp(other).is_eq();
    a.into_iter().zip(b).filter(same_place).map(|((_, a), (_, b))| (a, b)).collect()
}

pub(super) fn repeats(first: &Try, again: &Try, metric: &str) -> Answer {
    let question = Question::Repeats;
    let pairs = both(first, again, metric);
    if pairs.is_empty() {
        return Answer::bad(
            question,
            "with the same seed again it reported nothing to compare",
            "see what it printed",
        );
    }
    if pairs.iter().all(|(a, b)| a.to_bits() == b.to_bits()) {
        return Answer::good(question, "the same seed gives the same curve, bit for bit");
    }
    let apart = pairs.iter().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let scale = pairs.iter().map(|(a, _)| a.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let sentence = format!("the same seed gives {metric} up to {} apart", words::number(apart));
    if apart / scale < NEARLY {
        return Answer::good(question, format!("{sentence}: nearly the same"));
    }
    Answer::bad(
        question,
        sentence,
        "seed everything random from ETUDE_SEED (Python: random.seed, numpy.random.seed, torch.manual_seed); what is \
         left is the machine's, and counts as noise",
    )
}

pub(super) fn seeds_differ(first: &Try, other: &Try, metric: &str) -> Answer {
    let question = Question::Seeds;
    let pairs = both(first, other, metric);
    if pairs.is_empty() {
        return Answer::bad(
            question,
            "with another seed it reported nothing to compare",
            "see what it printed",
        );
    }
    if pairs.iter().all(|(a, b)| a.to_bits() == b.to_bits()) {
        return Answer::bad(
            question,
            "another seed gives the very same curve: luck cannot be told from a gain",
            "seed the initialisation from ETUDE_SEED and the data's order from ETUDE_DATA_SEED, or pass {seed} in `command`",
        );
    }
    Answer::good(question, "another seed gives another curve")
}

/// Whether the order of the data follows a seed of its own: `apart` has the first try's seed and the other's data seed.
pub(super) fn seeds_apart(first: &Try, other: &Try, apart: &Try, metric: &str) -> Answer {
    let question = Question::SeedsApart;
    let same = |a: &Try, b: &Try| {
        let pairs = both(a, b, metric);
        !pairs.is_empty() && pairs.iter().all(|(a, b)| a.to_bits() == b.to_bits())
    };
    if both(first, apart, metric).is_empty() {
        return Answer::unknown(question, "with another data seed it reported nothing to compare");
    }
    if same(first, other) {
        return Answer::unknown(question, "no seed changes anything, so none can be told from the other");
    }
    if same(first, apart) {
        return Answer::warning(
            question,
            "another ETUDE_DATA_SEED changes nothing: the order of the data does not follow it",
            "seed shuffling and augmentation from ETUDE_DATA_SEED, and the initialisation from ETUDE_SEED (P84)",
        );
    }
    if same(other, apart) {
        return Answer::warning(
            question,
            "ETUDE_DATA_SEED alone decides: ETUDE_SEED changes nothing",
            "seed the initialisation from ETUDE_SEED, and only the order of the data from ETUDE_DATA_SEED (P84)",
        );
    }
    Answer::good(question, "initialisation and data have seeds of their own")
}

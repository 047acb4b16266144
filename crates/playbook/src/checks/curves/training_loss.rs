//! Does the training loss rise in the second half of training? (P57) That is usually a bug.
//!
//! The slope of the last half exceeds three standard errors, and the rise 5 % of what it had fallen (methods 6). In the
//! best trial it blocks the comparison; in others it is told where it is seen more often than false alarms explain.

use etude_stats::binomial;
use etude_study::curve_reading::{CurveReading, TrainingCourse};
use etude_study::finding::TrainingLossRising;

use super::{COUNT_LEVEL, ReadTrial, StudyCurves};

/// Standard errors that the slope must exceed.
const STANDARD_ERRORS: f64 = 3.0;
/// The part of the total drop that the rise must exceed.
const PART_OF_DROP: f64 = 0.05;
/// The largest share of plateaus that are called rising, over the noises of methods 6.
const FALSE_ALARMS: f64 = 0.025;

/// The training loss, if it rises; none where too little is known.
pub(super) fn rises(reading: &CurveReading) -> Option<&TrainingCourse> {
    let training = reading.training.as_ref()?;
    let rises = training.slope_z > STANDARD_ERRORS && training.rise > PART_OF_DROP * training.drop;
    rises.then_some(training)
}

pub(super) fn check(curves: &StudyCurves<'_>) -> Option<TrainingLossRising> {
    let (rising, looked_at) =
        curves.count(|reading| reading.training.as_ref().map(|_| rises(reading).is_some()));
    let seen = |read: ReadTrial<'_>, training: &TrainingCourse, is_best| TrainingLossRising {
        trial: read.trial,
        is_best,
        rise: training.rise,
        drop: training.drop,
        rising,
        looked_at,
    };
    let in_best = curves.best.and_then(|best| Some(seen(best, rises(best.reading)?, true)));
    let clearest = || {
        let all = curves.read.iter().filter_map(|read| Some((*read, rises(read.reading)?)));
        all.max_by(|a, b| a.1.slope_z.total_cmp(&b.1.slope_z))
    };
    let is_more_than_chance =
        || binomial::at_least(rising, looked_at, FALSE_ALARMS) < COUNT_LEVEL && rising > 1;
    in_best.or_else(|| clearest().filter(|_| is_more_than_chance()).map(|(read, it)| seen(read, it, false)))
}

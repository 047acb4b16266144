//! Curves of 8 to 19 evaluations, read together: each alone does not tell noise from a course, all of a study do
//! ([`etude_stats::curve::pooled_noise`]). What every check asks of a late course is then known, with wider standard errors.
//!
//! Curves of fewer evaluations are not judged, and neither are studies with too few of them; of the training loss nothing is
//! read (docs/reference/curves.md).

use std::collections::BTreeMap;

use etude_stats::curve::{self, Noise};
use etude_study::curve_reading::{CurveReading, Difference, LateCourse, RiseAfterBest, ShortCourse};
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;

use crate::rounds::trials_of;

/// Readings of trials whose late course is known only from all of them.
pub(super) type ReadTogether = BTreeMap<TrialId, CurveReading>;

/// Reads the short curves of a study's trials together; empty where there are too few.
pub(super) fn read_together(history: &History, round: &RoundRecord, study: &StudyRecord) -> ReadTogether {
    let trials = trials_of(history, round, study);
    let readings = trials.into_iter().filter_map(|trial| {
        let reading = history.trials.get(&trial)?.reading()?;
        Some((trial, reading, reading.short.as_ref()?))
    });
    let short: Vec<(TrialId, &CurveReading, &ShortCourse)> = readings.collect();
    let values: Vec<&[f64]> = short.iter().map(|(_, _, course)| course.falling.as_slice()).collect();
    let Ok(Some(noise)) = curve::pooled_noise(&values) else { return ReadTogether::new() };
    let margin = round.frozen.min_improvement;
    let read = short.into_iter().filter_map(|(trial, reading, course)| {
        let late = late_course(course, &noise, margin)?;
        Some((trial, CurveReading { late: Some(late), ..reading.clone() }))
    });
    read.collect()
}

fn late_course(course: &ShortCourse, noise: &Noise, margin: f64) -> Option<LateCourse> {
    let values = &course.falling;
    let position = |index: usize| course.positions.get(index).copied();
    let compared = curve::short_count(values.len());
    let tolerance = margin.max(2.0 * noise.of_mean(compared));
    let rise = curve::short_rise(values, noise).and_then(|rise| {
        Some(RiseAfterBest { by: difference(rise.difference), after: position(rise.lowest_block_end)? })
    });
    Some(LateCourse {
        noise_sd: noise.sd,
        inflation: noise.inflation,
        gain: difference(curve::short_gain(values, noise)?),
        compared: compared as u32,
        rise,
        level_from: position(curve::short_level(values, tolerance)?)?,
        step_deviation: noise.widened(),
    })
}

fn difference(found: curve::Difference) -> Difference {
    Difference { value: found.value, standard_error: found.standard_error }
}

//! What a trial's curves say, read when the trial ends: quantities, for the checklist to judge (P50; methods 6).
//!
//! The late part is read from 20 evaluations on, by [`etude_stats::curve`]; of 8 to 19 the course itself is kept, for the checklist
//! to read those of a study together. Of a course with more than 200 values, means of
//! neighbours are read: they are less alike, and what is asked is about the whole training.

use etude_stats::curve::{self, LEAST_OF_SHORT, LEAST_VALUES, Noise};
use etude_study::configuration::Values;
use etude_study::curve_reading::{
    Clipped, CurveReading, Difference, EpochCycle, GradientNorms, LateCourse, RiseAfterBest, ShortCourse,
    Spacing, TrainingCourse,
};
use etude_study::history::{Course, LiveCurve, TrialRecord};
use etude_study::measurement::PositionUnit;
use etude_study::round::FrozenRound;
use etude_study::score::Direction;

/// Values of a course that are read one by one.
const MOST_VALUES: usize = 200;
/// Fewest evaluations whose steps say anything.
const LEAST_STEPPED: usize = 5;
/// How near to a multiple of the median step a step must be.
const STEP_TOLERANCE: f64 = 0.02;
/// The part of the training whose spikes are early.
const EARLY: f64 = 0.1;
/// The last part, whose scatter is what the choice of an epoch is worth.
const LAST: f64 = 0.4;
/// Fewest evaluations an epoch that a cycle can be told from.
const LEAST_AN_EPOCH: usize = 4;
/// The names that programs give the norm at which gradients are clipped.
const CLIP_NAMES: [&str; 7] =
    ["clip", "grad_clip", "gradient_clip", "clip_norm", "grad_clip_norm", "max_grad_norm", "clip_grad_norm"];

/// Reads the curves of a trial whose curve is still at hand. None with fewer than two evaluations of the metric, which
/// are no curve.
pub fn read_curves(round: &FrozenRound, trial: &TrialRecord) -> Option<CurveReading> {
    let curve = trial.curve()?;
    let course = curve.objective_course();
    let evaluations = course.values.len();
    let (first, last) = (*course.positions.first()?, *course.positions.last()?);
    let falling = falling(&course, round.direction);
    let best = (0..evaluations).min_by(|a, b| falling[*a].total_cmp(&falling[*b]))?;
    if evaluations < 2 {
        return None;
    }
    Some(CurveReading {
        evaluations: evaluations as u32,
        unit: course.unit,
        first,
        last,
        best: course.positions[best],
        spacing: spacing(&course.positions),
        late: late_course(&falling, &course.positions, round.min_improvement),
        short: short_course(&falling, &course.positions),
        training: training_course(curve),
        epoch_cycle: epoch_cycle(&falling, &course),
        gradient: gradient_norms(curve, &trial.request.configuration.values),
    })
}

/// The values turned so that smaller is better.
fn falling(course: &Course, direction: Direction) -> Vec<f64> {
    let sign = match direction {
        Direction::Minimize => 1.0,
        Direction::Maximize => -1.0,
    };
    course.values.iter().map(|value| sign * value).collect()
}

fn spacing(positions: &[f64]) -> Option<Spacing> {
    if positions.len() < LEAST_STEPPED {
        return None;
    }
    let steps: Vec<f64> = positions.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let steps = &steps[..steps.len() - 1];
    let mut sorted = steps.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2];
    let is_uneven = |step: &&f64| {
        let times = (**step / median).round().max(1.0);
        (**step - times * median).abs() > STEP_TOLERANCE * median
    };
    let spacing = Spacing {
        gaps: steps.len() as u32,
        uneven: steps.iter().filter(is_uneven).count() as u32,
        shortest: *sorted.first()?,
        median,
        longest: *sorted.last()?,
    };
    (median > 0.0 && spacing.longest.is_finite()).then_some(spacing)
}

/// Means of neighbours, so that no more than [`MOST_VALUES`] are left, with how many became one.
fn thinned(values: &[f64]) -> (Vec<f64>, usize) {
    let each = values.len().div_ceil(MOST_VALUES).max(1);
    let mean = |chunk: &[f64]| chunk.iter().sum::<f64>() / each as f64;
    // Counted from the end, so that the end is whole; what is left over at the beginning is left out.
    let mut means: Vec<f64> = values.rchunks_exact(each).map(mean).collect();
    means.reverse();
    (means, each)
}

fn short_course(falling: &[f64], positions: &[f64]) -> Option<ShortCourse> {
    let is_short = (LEAST_OF_SHORT..LEAST_VALUES).contains(&falling.len());
    is_short.then(|| ShortCourse { positions: positions.to_vec(), falling: falling.to_vec() })
}

fn late_course(falling: &[f64], positions: &[f64], margin: f64) -> Option<LateCourse> {
    let (values, each) = thinned(falling);
    let noise = curve::late_noise(&values).ok()?;
    let position = |index: usize| positions[positions.len() - 1 - (values.len() - 1 - index) * each];
    let gain = curve::late_gain(&values, &noise)?;
    let rise = curve::rise_after_best(&values, &noise).map(|rise| RiseAfterBest {
        by: difference(rise.difference),
        after: position(rise.lowest_block_end),
    });
    let tolerance = margin.max(2.0 * noise.of_mean(curve::block_count(values.len())));
    let late = LateCourse {
        noise_sd: noise.sd,
        inflation: noise.inflation,
        gain: difference(gain),
        compared: (curve::last_count(values.len()) * each) as u32,
        rise,
        level_from: position(curve::level_from(&values, tolerance)?),
        step_deviation: last_noise(falling)?.widened(),
    };
    let numbers =
        [gain.value, gain.standard_error, late.step_deviation, rise.map_or(0.0, |rise| rise.by.value)];
    numbers.iter().all(|number| number.is_finite()).then_some(late)
}

/// The noise of single evaluations in the last part.
fn last_noise(falling: &[f64]) -> Option<Noise> {
    let count = (LAST * falling.len() as f64).ceil() as usize;
    curve::noise(&falling[falling.len() - count..]).ok()
}

fn difference(found: curve::Difference) -> Difference {
    Difference { value: found.value, standard_error: found.standard_error }
}

fn training_course(curve: &LiveCurve) -> Option<TrainingCourse> {
    let (name, course) = curve.training_course()?;
    if course.values.len() < LEAST_VALUES {
        return None;
    }
    let (values, _) = thinned(&course.values);
    let slope = curve::late_slope(&values).ok()?;
    let spikes = curve::spikes(&course.values).ok()?;
    let early_until = EARLY * course.values.len() as f64;
    let recovered = |early: bool| {
        let of_part =
            |spike: &&curve::Spike| spike.recovered && ((spike.index as f64) < early_until) == early;
        spikes.iter().filter(of_part).count() as u32
    };
    Some(TrainingCourse {
        name: name.to_owned(),
        reports: course.values.len() as u32,
        slope_z: slope.z,
        rise: slope.rise,
        drop: slope.drop,
        early_spikes: recovered(true),
        later_spikes: recovered(false),
        jumps: spikes.iter().filter(|spike| !spike.recovered).count() as u32,
        highest_spike: spikes.iter().map(|spike| spike.height).fold(0.0, f64::max),
    })
}

fn epoch_cycle(falling: &[f64], course: &Course) -> Option<EpochCycle> {
    if course.unit != PositionUnit::Epoch {
        return None;
    }
    let step = spacing(&course.positions).filter(|spacing| spacing.uneven == 0)?.median;
    let evaluations = (1.0 / step).round();
    if (evaluations * step - 1.0).abs() > STEP_TOLERANCE || evaluations < LEAST_AN_EPOCH as f64 {
        return None;
    }
    let late = &falling[falling.len() / 5..];
    let found = curve::repeats(late, evaluations as usize).ok()?;
    let (evaluations, autocorrelation, p_value) = (evaluations as u32, found.autocorrelation, found.p_value);
    (autocorrelation.is_finite() && p_value.is_finite()).then_some(EpochCycle {
        evaluations,
        autocorrelation,
        p_value,
    })
}

fn gradient_norms(curve: &LiveCurve, values: &Values) -> Option<GradientNorms> {
    let mut norms = curve.gradient_course().values;
    if norms.len() < LEAST_VALUES {
        return None;
    }
    norms.sort_by(f64::total_cmp);
    let at = |share: f64| norms[(share * (norms.len() - 1) as f64).round() as usize];
    let named = CLIP_NAMES.iter().filter_map(|name| values.get(*name)?.as_f64());
    let threshold = { named }.find(|threshold| *threshold > 0.0 && threshold.is_finite());
    let clipped = threshold.map(|threshold| {
        let above = norms.iter().filter(|norm| **norm > threshold).count();
        Clipped { threshold, share: above as f64 / norms.len() as f64 }
    });
    Some(GradientNorms {
        reports: norms.len() as u32,
        median: at(0.5),
        percentile_90: at(0.9),
        largest: at(1.0),
        clipped,
    })
}

//! What was read of a trial's curves, and every answer about curves.

use etude_study::curve_reading::{
    Clipped, CurveReading, Difference, EpochCycle, GradientNorms, LateCourse, RiseAfterBest, Spacing,
    TrainingCourse,
};
use etude_study::event::Event;
use etude_study::finding::{
    Answer, GradientAction, GradientAdvice, LateDeviation, LengthAction, LengthAdvice, LossSpikes,
    Overfitting, OverfittingShare, RepeatsEachEpoch, SaturatedEarly, StillImproving, TrainingLossRising,
    UnevenEvaluation, Yardstick,
};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;

const BY: Difference = Difference { value: -0.0, standard_error: 5e-324 };
const CLIPPED: Clipped = Clipped { threshold: 0.1, share: 0.6 };

/// All that can be read.
pub(crate) fn curve_read(trial: u32) -> Event {
    let reading = CurveReading {
        evaluations: u32::MAX,
        unit: PositionUnit::Step,
        first: 0.1 + 0.2,
        last: 1e15,
        best: 0.5,
        spacing: Some(Spacing { gaps: 9, uneven: 1, shortest: 1.0, median: 2.0, longest: 3.0 }),
        late: Some(LateCourse {
            noise_sd: 1e-300,
            inflation: 1.0,
            gain: BY,
            compared: 10,
            rise: Some(RiseAfterBest { by: BY, after: 20.0 }),
            level_from: 30.0,
            step_deviation: 0.1,
        }),
        short: None,
        training: Some(TrainingCourse {
            name: "loss".into(),
            reports: 50,
            slope_z: -3.5,
            rise: -0.1,
            drop: 2.0,
            early_spikes: 1,
            later_spikes: 2,
            jumps: 3,
            highest_spike: 9.5,
        }),
        epoch_cycle: Some(EpochCycle { evaluations: 8, autocorrelation: 0.7, p_value: 1e-300 }),
        gradient: Some(GradientNorms {
            reports: 50,
            median: 0.5,
            percentile_90: 1.5,
            largest: 1e9,
            clipped: Some(CLIPPED),
        }),
    };
    Event::CurveRead { trial: TrialId(trial), reading: Box::new(reading) }
}

/// Every answer about curves.
pub(crate) fn curve_answers() -> Vec<Answer> {
    let trial = TrialId(1);
    let unit = PositionUnit::Step;
    let looked_at = 16;
    let length = |action| Answer::LengthAdvice(LengthAdvice { top: 5, max_epochs: 30, action });
    let gradient = |action| {
        Answer::GradientAdvice(GradientAdvice { trial, reports: 50, median: 0.5, largest: 9.0, action })
    };
    vec![
        Answer::StillImproving(StillImproving { trial, gain: BY, compared: 10, improving: 4, looked_at }),
        Answer::Overfitting(Overfitting { trial, rise: BY, after: 9.0, unit, looked_at }),
        Answer::OverfittingShare(OverfittingShare { overfitting: 9, looked_at, p_value: 1e-9 }),
        Answer::LateDeviation(LateDeviation {
            trial,
            deviation: 0.1,
            against: Yardstick::SeedSpread,
            yardstick: 0.05,
            looked_at,
        }),
        Answer::SaturatedEarly(SaturatedEarly { trial, level_from: 9.0, last: 30.0, unit, looked_at }),
        length(LengthAction::Reduce { latest: 0.1, early: 0.2, proposed: 6 }),
        length(LengthAction::Lengthen { median: 0.9, late: 0.8, improving: 4, proposed: 60 }),
        Answer::TrainingLossRising(TrainingLossRising {
            trial,
            is_best: true,
            rise: 0.1,
            drop: 1.0,
            rising: 1,
            looked_at,
        }),
        Answer::LossSpikes(LossSpikes { trial, early: 1, later: 2, jumps: 0, with_spikes: 3, looked_at }),
        Answer::UnevenEvaluation(UnevenEvaluation {
            uneven: 3,
            looked_at,
            shortest: 0.5,
            longest: 1.5,
            unit,
        }),
        Answer::RepeatsEachEpoch(RepeatsEachEpoch {
            trial,
            evaluations: 8,
            autocorrelation: 0.7,
            p_value: 1e-9,
        }),
        gradient(GradientAction::ClipAt { threshold: 1.5 }),
        gradient(GradientAction::LowerLearningRate(CLIPPED)),
    ]
}

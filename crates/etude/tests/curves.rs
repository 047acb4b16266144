//! What training curves say is recorded with the end of their trial, and told in plain sentences.

use std::collections::BTreeMap;

use etude::coordinator::{Coordinator, Input};
use etude::study::curve_reading::{
    Clipped, CurveReading, Difference, LateCourse, RiseAfterBest, Spacing, TrainingCourse,
};
use etude::study::event::Event;
use etude::study::finding::{
    Answer, Finding, GradientAction, GradientAdvice, LateDeviation, LengthAction, LengthAdvice, LossSpikes,
    Overfitting, OverfittingShare, RepeatsEachEpoch, SaturatedEarly, StillImproving, TrainingLossRising,
    UnevenEvaluation, Yardstick,
};
use etude::study::history::History;
use etude::study::ids::TrialId;
use etude::study::measurement::{Measurement, MetricValue, PositionUnit, SpooledMeasurement};
use etude::study::project::parse_project;
use etude::study::trial::{AttemptEnding, Crash};
use etude::words;

const PROJECT: &str = "[project]\nname = \"n\"\nmetric = \"error\"\ndirection = \"minimize\"\n\
    [workload]\ncommand = [\"train\"]\nattempts = 1\n[length]\nmax_epochs = 30\n[slots]\ncount = 9\n\
    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 8\n";

/// A training's reports of these errors, and its end.
fn trained(trial: u32, errors: &[f64], ending: AttemptEnding) -> Vec<Input> {
    let trial = TrialId(trial);
    let measured = errors.iter().zip(0..).map(|(error, sequence)| {
        let metrics = BTreeMap::from([("error".to_owned(), MetricValue(*error))]);
        let epoch = Some(f64::from(sequence + 1));
        let measurement = Measurement { epoch, metrics, ..Measurement::default() };
        Input::Measured { trial, measured: SpooledMeasurement { attempt: 1, sequence, measurement } }
    });
    let ended = Input::AttemptEnded { trial, attempt: 1, ending, seconds: Some(1.0) };
    measured.chain([ended]).collect()
}

#[test]
fn a_reading_is_recorded_right_after_the_end_of_a_trial_that_has_a_score() {
    let mut coordinator = Coordinator::new(parse_project(PROJECT).unwrap(), History::default()).unwrap();
    let mut recorded = coordinator.handle(Vec::new()).unwrap().record;
    let errors: Vec<f64> = (0..30).map(|epoch| 1.0 / f64::from(epoch + 1)).collect();
    let crash = AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } };
    let read = |record: &[Event]| -> Vec<u32> {
        let pairs = record.windows(2).filter_map(|pair| match (&pair[0], &pair[1]) {
            (Event::TrialEnded { trial, .. }, Event::CurveRead { trial: read, .. }) if trial == read => {
                Some(read.0)
            }
            _ => None,
        });
        pairs.collect()
    };
    let mut told = |inputs| {
        let record = coordinator.handle(inputs).unwrap().record;
        recorded.extend(record.clone());
        read(&record)
    };
    assert_eq!(told(trained(1, &errors, AttemptEnding::Finished)), [1]);
    assert_eq!(told(trained(2, &errors[..1], AttemptEnding::Finished)), [0; 0], "one evaluation is no curve");
    assert_eq!(told(trained(3, &[0.5, f64::NAN, 0.4], AttemptEnding::Finished)), [0; 0], "it diverged");
    assert_eq!(told(trained(4, &errors, crash)), [0; 0], "it failed");
    let history = History::fold(&recorded).unwrap();
    assert_eq!(&history, coordinator.history());
    let reading = history.trials[&TrialId(1)].reading().unwrap();
    assert_eq!((reading.evaluations, reading.best, reading.last), (30, 30.0, 30.0));
    assert!(reading.late.is_some() && reading.training.is_none());
}

fn said(answer: Answer) -> String {
    words::finding(&Finding { study: None, answer })
}

#[test]
fn every_answer_about_curves_is_a_sentence_with_its_rule_and_remedy() {
    let trial = TrialId(12);
    let by = Difference { value: 0.0312, standard_error: 0.004 };
    let looked_at = 16;
    let unit = PositionUnit::Epoch;
    let length = |action| said(Answer::LengthAdvice(LengthAdvice { top: 5, max_epochs: 30, action }));
    let rising = |is_best| TrainingLossRising { trial, is_best, rise: 0.2, drop: 1.1, rising: 4, looked_at };
    let spikes = |early, later, jumps| {
        said(Answer::LossSpikes(LossSpikes { trial, early, later, jumps, with_spikes: 3, looked_at }))
    };
    let deviation = |against| {
        said(Answer::LateDeviation(LateDeviation {
            trial,
            deviation: 0.006,
            against,
            yardstick: 0.002,
            looked_at,
        }))
    };
    let gradient = |action| {
        said(Answer::GradientAdvice(GradientAdvice {
            trial,
            reports: 50,
            median: 0.5,
            largest: 40.0,
            action,
        }))
    };
    let sentences = [
        said(Answer::Overfitting(Overfitting { trial, rise: by, after: 20.0, unit, looked_at })),
        said(Answer::OverfittingShare(OverfittingShare { overfitting: 9, looked_at, p_value: 1e-9 })),
        deviation(Yardstick::Difference),
        deviation(Yardstick::SeedSpread),
        deviation(Yardstick::Margin),
        said(Answer::StillImproving(StillImproving {
            trial,
            gain: by,
            compared: 10,
            improving: 4,
            looked_at,
        })),
        said(Answer::SaturatedEarly(SaturatedEarly { trial, level_from: 9.0, last: 30.0, unit, looked_at })),
        length(LengthAction::Reduce { latest: 0.1, early: 0.2, proposed: 6 }),
        length(LengthAction::Lengthen { median: 0.94, late: 0.8, improving: 4, proposed: 60 }),
        said(Answer::TrainingLossRising(rising(true))),
        said(Answer::TrainingLossRising(rising(false))),
        spikes(1, 0, 0),
        spikes(1, 2, 1),
        spikes(0, 0, 2),
        said(Answer::UnevenEvaluation(UnevenEvaluation {
            uneven: 16,
            looked_at,
            shortest: 480.0,
            longest: 530.0,
            unit: PositionUnit::Step,
        })),
        said(Answer::RepeatsEachEpoch(RepeatsEachEpoch {
            trial,
            evaluations: 8,
            autocorrelation: 0.71,
            p_value: 1e-5,
        })),
        gradient(GradientAction::ClipAt { threshold: 1.3 }),
        gradient(GradientAction::LowerLearningRate(Clipped { threshold: 0.1, share: 0.62 })),
    ];
    insta::assert_snapshot!(sentences.join("\n"));
}

#[test]
fn one_trial_says_what_its_curves_show() {
    let by = Difference { value: 0.0312, standard_error: 0.004 };
    let flat = Difference { value: 0.0, standard_error: 0.004 };
    let late = LateCourse {
        noise_sd: 0.006,
        inflation: 1.2,
        gain: flat,
        compared: 10,
        rise: None,
        level_from: 40.0,
        step_deviation: 0.0072,
    };
    let reading = |late| CurveReading {
        evaluations: 50,
        unit: PositionUnit::Epoch,
        first: 1.0,
        last: 50.0,
        best: 44.0,
        spacing: None,
        late,
        short: None,
        training: None,
        epoch_cycle: None,
        gradient: None,
    };
    let training = TrainingCourse {
        name: "train_loss".into(),
        reports: 50,
        slope_z: 9.0,
        rise: 0.2,
        drop: 1.1,
        early_spikes: 0,
        later_spikes: 2,
        jumps: 0,
        highest_spike: 9.0,
    };
    let rise = Some(RiseAfterBest { by, after: 20.0 });
    let cases = [
        CurveReading { evaluations: 12, ..reading(None) },
        reading(Some(late)),
        reading(Some(LateCourse { gain: by, ..late })),
        reading(Some(LateCourse { level_from: 9.0, ..late })),
        CurveReading {
            short: None,
            training: Some(training),
            spacing: Some(Spacing { gaps: 48, uneven: 40, shortest: 0.7, median: 1.0, longest: 1.4 }),
            ..reading(Some(LateCourse { rise, ..late }))
        },
    ];
    let told: Vec<String> = cases.iter().map(|case| words::curves_say(case, 0.001).join("\n")).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

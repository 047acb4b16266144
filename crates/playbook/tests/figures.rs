//! The numbers behind the figures, on histories whose answers are known.

mod support;

use etude_playbook::figures::{
    AxisScale, BucketPlace, TrialKind, WhyChosen, axis_plot, best_epochs, budget, chosen_trials, isolation,
    launch_history, paired_differences, parallel,
};
use etude_study::trial::{Outcome, TrialRequest};
use etude_study::value::Value;

use support::{Course, diverged, finished, number, project, score, started};

const RATE: &str =
    "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nhard_low = 0.0\nhard_high = 1.0\nbaseline = 0.9\n";
const KIND: &str = "[parameters.kind]\nchoices = [\"a\", \"b\"]\nbaseline = \"a\"\n";

/// The error is the distance of the rate from a half, smaller by a tenth with `b`; a rate above 0.8 diverges.
fn outcome(request: &TrialRequest) -> Outcome {
    let values = &request.configuration.values;
    let rate = number(values, "rate");
    let is_b = values["kind"] == Value::Text("b".into());
    if rate > 0.8 && rate < 0.9 {
        diverged()
    } else {
        score((rate - 0.5).abs() + if is_b { 0.9 } else { 1.0 })
    }
}

fn asks_kind(trials: u32) -> Course {
    started(project(&format!(
        "{RATE}{KIND}[[rounds]]\nname = \"kind\"\ngoal = \"g\"\nscientific = [\"kind\"]\nnuisance = [\"rate\"]\ntrials = {trials}\n"
    )))
}

#[test]
fn the_axis_plot_has_every_trial_and_knows_the_infeasible_ones() {
    let mut course = asks_kind(20);
    course.train(&outcome);
    let plot = axis_plot(&course.history, course.round());
    assert_eq!(plot.studies, ["kind = a", "kind = b"]);
    let names: Vec<&str> = plot.panels.iter().map(|panel| panel.parameter.name.as_str()).collect();
    assert_eq!(names, ["kind", "rate"], "the question first");
    let rate = &plot.panels[1];
    assert_eq!(rate.points.len(), 40);
    assert_eq!((rate.ends.len(), rate.ends[0].now.high), (1, 1.0));
    for point in &rate.points {
        let is_infeasible = point.kind == TrialKind::Infeasible;
        assert_eq!(is_infeasible, point.place > 0.8 && point.place < 0.9, "{point:?}");
        assert_eq!(is_infeasible, point.score.is_none());
    }
}

#[test]
fn isolation_compares_at_the_number_of_trials_that_the_smallest_bucket_has() {
    let mut course = asks_kind(8);
    // Of b, only rates below a half are feasible: fewer trials, each better.
    course.train(&|request| {
        let values = &request.configuration.values;
        let is_b = values["kind"] == Value::Text("b".into());
        if is_b && number(values, "rate") > 0.5 { diverged() } else { outcome(request) }
    });
    let plot = isolation(&course.history, course.round());
    assert_eq!(plot.panels.len(), 1, "the question alone");
    let panel = &plot.panels[0];
    let [a, b] = panel.buckets.as_slice() else { panic!("{:?}", panel.buckets) };
    assert_eq!(a.place, BucketPlace::Value { value: Value::Text("a".into()), index: 0.0 });
    assert_eq!(panel.m, a.feasible.min(b.feasible));
    assert!(b.feasible < a.feasible);
    // The smaller bucket's expected best is its raw best; the larger one's is worse than its raw best.
    assert_eq!(b.expected_best, b.raw_best);
    assert!(a.expected_best.unwrap() > a.raw_best.unwrap());
    let (low, high) = a.band.unwrap();
    assert!(low <= a.expected_best.unwrap() && a.expected_best.unwrap() <= high);
}

#[test]
fn a_round_that_tunes_isolates_ranges_in_buckets_of_equal_counts() {
    let mut course = started(project(&format!(
        "{RATE}[[rounds]]\nname = \"tune\"\ngoal = \"g\"\nnuisance = [\"rate\"]\ntrials = 40\n"
    )));
    course.train(&|request| score((number(&request.configuration.values, "rate") - 0.5).abs()));
    let plot = isolation(&course.history, course.round());
    let panel = &plot.panels[0];
    assert!(matches!(panel.parameter.scale, AxisScale::Numbers { low: 0.0, high: 1.0, .. }));
    assert_eq!(panel.feasible, 40);
    // 40 / 8 = 5 buckets of 8.
    assert_eq!(panel.buckets.len(), 5);
    assert!(panel.buckets.iter().all(|bucket| bucket.feasible == 8), "{:?}", panel.buckets);
    assert_eq!(panel.m, 8);
    let best = panel.buckets.iter().map(|bucket| bucket.expected_best.unwrap()).fold(f64::INFINITY, f64::min);
    assert_eq!(panel.buckets[2].expected_best, Some(best), "the middle is best");
    let edges = panel.buckets.windows(2).all(|pair| match (&pair[0].place, &pair[1].place) {
        (BucketPlace::Between { high, .. }, BucketPlace::Between { low, .. }) => {
            high.to_bits() == low.to_bits()
        }
        _ => false,
    });
    assert!(edges, "edges meet");
}

#[test]
fn a_budget_curve_ends_at_the_best_and_never_rises() {
    let mut course = asks_kind(20);
    course.train(&outcome);
    let plot = budget(&course.history, course.round());
    for study in &plot.studies {
        assert_eq!(study.points.last().unwrap().m, study.feasible);
        assert!(study.points.windows(2).all(|pair| pair[1].expected <= pair[0].expected + 1e-12));
        assert!(
            study.points.iter().all(|point| point.lucky <= point.median && point.median <= point.unlucky)
        );
        let half = study.points.iter().find(|point| point.m == study.feasible / 2).unwrap();
        let gain = half.expected - study.points.last().unwrap().expected;
        assert!((study.last_doubling.unwrap() - gain).abs() < 1e-12);
    }
}

#[test]
fn the_best_of_each_study_is_looked_at_beside_the_best_few() {
    let mut course = asks_kind(10);
    course.train(&outcome);
    let chosen = chosen_trials(&course.history, course.round());
    assert!(chosen.windows(2).all(|pair| pair[0].score <= pair[1].score), "the best first");
    let of = |study: &str| chosen.iter().filter(|trial| trial.study == study).count();
    assert!(of("kind = a") >= 1 && of("kind = b") >= 1, "{chosen:?}");
    assert_eq!(chosen.iter().filter(|trial| trial.why == WhyChosen::BestFew).count(), 3);
    let good = best_epochs(&course.history, course.round());
    // A fifth of the feasible trials, and each was best after one epoch of three.
    assert_eq!(good.trials.len(), (good.feasible as usize).div_ceil(5).max(5));
    assert!(good.trials.iter().all(|trial| (trial.share - 1.0 / 3.0).abs() < 1e-12));
    let lines = parallel(&course.history, course.round()).lines;
    assert!(lines.last().unwrap().good && lines.first().is_some_and(|line| !line.good), "good ones in front");
}

#[test]
fn the_verdicts_gains_and_the_launches_are_those_of_the_history() {
    let text = format!(
        "{RATE}{KIND}[[rounds]]\nname = \"kind\"\ngoal = \"g\"\nscientific = [\"kind\"]\nnuisance = [\"rate\"]\ntrials = 6\n\
         allow = [{{ rule = \"S22\", reason = \"it draws nothing\" }}]\n"
    );
    let course = finished(project(&text), &outcome);
    let plot = paired_differences(course.round());
    let verdict = course.verdict();
    assert_eq!(plot.comparisons.len(), verdict.comparisons.len());
    for (shown, known) in plot.comparisons.iter().zip(&verdict.comparisons) {
        assert_eq!(shown.pairs.len(), known.gains.len());
        assert_eq!((shown.mean, shown.interval), (known.mean_gain, known.interval));
    }
    let launches = launch_history(&course.history).launches;
    assert_eq!(launches.len(), course.history.launches.len());
    assert_eq!(launches[1].round.as_deref(), Some("kind"));
    assert!(launches[0].score.is_some(), "the start was retrained beside the candidate");
}

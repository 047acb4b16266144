//! The best few of each study, trained again before one becomes the candidate (methods 2), and what their spread is used for.

mod support;

use std::collections::BTreeSet;

use etude_study::event::Event;
use etude_study::project::Project;
use etude_study::trial::{Arm, Outcome, Purpose, TrialRequest};
use etude_study::verdict::Decision;
use support::feature::{is_on, rate};
use support::{Course, diverged, finished, luck, project_with, score};

/// Asks whether `feature` should be on, with so many trials a value, and what more the round says.
fn feature(trials: u32, keys: &str) -> Project {
    project_with(
        "",
        &format!(
            "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
             [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
             [[rounds]]\nname = \"feature\"\ngoal = \"Does the feature help?\"\nscientific = [\"feature\"]\n\
             nuisance = [\"rate\"]\ntrials = {trials}\n{keys}"
        ),
    )
}

fn replicate_of(request: &TrialRequest) -> Option<u32> {
    match request.purpose {
        Purpose::Replicate { seed_index, .. } => Some(seed_index),
        _ => None,
    }
}

/// While searching, the rate nearest to 0.2 scores best by luck; trained again, the one nearest to 0.7 does.
fn lucky_at_a_low_rate(request: &TrialRequest) -> Outcome {
    let best = if request.purpose.study().is_some() { 0.2 } else { 0.7 };
    let gain = if is_on(request) { 1.0 } else { 0.0 };
    score((rate(request) - best).abs() - gain + 0.001 * luck(request.configuration.seed))
}

fn size(course: &Course) -> Option<(usize, u32)> {
    course.round().reruns.as_ref().map(|reruns| (reruns.plan.trials.len(), reruns.plan.seeds))
}

#[test]
fn the_winner_is_the_best_of_the_best_few_when_they_are_trained_again() {
    let course = finished(feature(16, ""), &lucky_at_a_low_rate);
    let reruns = course.round().reruns.as_ref().expect("trained again");
    let chosen = course.verdict().candidate.as_ref().and_then(|it| it.from).expect("a candidate");
    let of_its_study: Vec<_> =
        reruns.plan.trials.iter().filter(|trial| course.study(2).trials.contains(trial)).collect();
    assert_eq!(of_its_study.len(), 3);
    let rate_of = |trial| rate(&course.history.trials[trial].request);
    let highest = of_its_study.iter().copied().max_by(|a, b| rate_of(a).total_cmp(&rate_of(b)));
    assert_eq!(
        Some(&chosen),
        highest,
        "not the one with the best score in the search, which is nearest to 0.2"
    );
    assert_ne!(&chosen, of_its_study[0]);
}

/// About half of the search's trainings at most, and none where that is too few to choose by.
#[test]
fn the_budget_says_how_many_are_trained_again() {
    for (trials, keys, expected) in [
        (8, "", None),
        (15, "", None),
        (16, "", Some((6, 3))),
        (30, "", Some((10, 3))),
        (50, "", Some((10, 5))),
        (50, "reruns = 0\n", None),
        (8, "reruns = 2\n", Some((4, 3))),
    ] {
        let course = finished(feature(trials, keys), &lucky_at_a_low_rate);
        assert_eq!(size(&course), expected, "{trials} trials, {keys}");
        if let (Some(reruns), "") = (&course.round().reruns, keys) {
            let search = 2 * trials as usize;
            assert!(reruns.replicates.len() as f64 <= 0.57 * search as f64, "{trials}");
        }
    }
}

/// The plan is recorded before the first of them, and the seeds that choose are none of those that confirm.
#[test]
fn the_seeds_that_choose_never_confirm() {
    let course = finished(feature(16, ""), &lucky_at_a_low_rate);
    let planned =
        course.events.iter().position(|event| matches!(event, Event::RerunsPlanned { .. })).unwrap();
    let requested = course.events.iter().position(
        |event| matches!(event, Event::TrialRequested { request, .. } if replicate_of(request).is_some()),
    );
    assert!(Some(planned) < requested);
    let seeds = |wanted: &dyn Fn(&Purpose) -> bool| -> BTreeSet<u32> {
        let requests = course.history.trials.values().map(|trial| &trial.request);
        requests
            .filter(|request| wanted(&request.purpose))
            .map(|request| request.configuration.seed)
            .collect()
    };
    let choosing = seeds(&|purpose| matches!(purpose, Purpose::Replicate { .. }));
    assert_eq!(choosing.len(), 3, "all that are trained again share their seeds");
    assert!(choosing.is_disjoint(&seeds(&|purpose| matches!(purpose, Purpose::Confirmation { .. }))));
    assert!(choosing.is_disjoint(&seeds(&|purpose| purpose.study().is_some())));
}

/// A configuration that is infeasible on a seed stands behind those that are not, whatever its scores.
#[test]
fn what_diverges_when_trained_again_does_not_become_the_candidate() {
    let drawless = "allow = [{ rule = \"S22\", reason = \"it draws nothing\" }]\n";
    let course = finished(feature(16, drawless), &|request| match replicate_of(request) {
        Some(1) if is_on(request) && rate(request) < 0.19 => diverged(),
        _ => score((rate(request) - 0.15).abs() - if is_on(request) { 1.0 } else { 0.0 }),
    });
    let candidate = course.verdict().candidate.as_ref().expect("a candidate");
    let chosen = support::number(&candidate.values, "rate");
    let best: Vec<f64> = course.round().reruns.as_ref().unwrap().plan.trials[3..]
        .iter()
        .map(|trial| rate(&course.history.trials[trial].request))
        .collect();
    assert!(best.iter().any(|rate| *rate < 0.19) && best.iter().any(|rate| *rate >= 0.19), "{best:?}");
    assert!(chosen >= 0.19, "{chosen}");
}

/// Methods 1a: what the replicates vary is known before the first pair, for the arms that were among them.
#[test]
fn the_spread_of_the_replicates_is_stored_with_the_plan() {
    let noisy = |request: &TrialRequest| {
        let place = (1e6 * rate(request)) as u32 + if is_on(request) { 7 } else { 0 };
        let noise = 0.1 * luck(request.configuration.seed ^ place.wrapping_mul(0x9E37_79B9));
        score((rate(request) - 0.7).abs() - if is_on(request) { 1.0 } else { 0.0 } + noise)
    };
    let course = finished(feature(16, ""), &noisy);
    let earlier = course.round().confirmation.as_ref().unwrap().plan.earlier.as_ref().expect("known");
    assert_eq!(earlier.degrees, 10, "six configurations with three seeds: 5 times 2");
    assert!((earlier.level - 0.0155).abs() < 1e-12);
    assert_eq!(earlier.arms, [Arm::Candidate, Arm::Baseline], "the incumbent was not among the best");
    // The sd of a difference is 0.1 times the root of 2, give or take.
    assert!((0.05..0.3).contains(&earlier.variance.sqrt()), "{}", earlier.variance.sqrt());
    let verdict = course.verdict();
    assert_eq!(verdict.decision, Decision::Adopt);
    assert!(verdict.comparisons[1].pooled_degrees.is_none());
    if let Some(degrees) = verdict.comparisons[0].pooled_degrees {
        assert_eq!(degrees as usize, 10 + verdict.comparisons[0].gains.len() - 1);
    }
    // One study of three has four degrees of freedom, which are too few.
    let alone = "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
                 [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 16\n";
    let course = finished(support::project(alone), &|request| {
        score(
            (rate(request) - 0.7).abs()
                + 0.1 * luck(request.configuration.seed ^ (1e6 * rate(request)) as u32),
        )
    });
    assert_eq!(size(&course), Some((3, 3)));
    assert!(
        course.round().confirmation.as_ref().is_none_or(|confirmation| confirmation.plan.earlier.is_none())
    );
}

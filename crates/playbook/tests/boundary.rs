//! Do the best points lie near a border? What is widened, how far, with how many points, and when it stops (S20, P43-P46).

#![expect(clippy::float_cmp, reason = "ends and points are compared with themselves")]

mod support;

use etude_stats::proportion::wilson;
use etude_study::finding::{Answer, BoundaryAction};
use etude_study::project::Project;
use etude_study::space::{Range, Side};
use etude_study::trial::{Purpose, TrialRequest};
use etude_study::value::Value;
use etude_study::verdict::{Caveat, Decision};
use support::{Course, diverged, failed, finished, luck, number, project_with, score};

/// A project that tunes `rate` over `range`, beside `other` over [-1, 1].
fn tuning(range: &str, trials: u32, seed: u64, min_improvement: f64) -> Project {
    project_with(
        &format!("seed = {seed}\nmin_improvement = {min_improvement:?}"),
        &format!(
            "[parameters.rate]\n{range}\n[parameters.other]\nlow = -1.0\nhigh = 1.0\nbaseline = 0.0\n\
             [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\", \"other\"]\ntrials = {trials}\n\
             allow = [{{ rule = \"S22\", reason = \"its trainings have no luck\" }}]\n"
        ),
    )
}

const DECADES: &str = "low = 1e-4\nhigh = 1e-2\nscale = \"log\"\nbaseline = 1e-3";
const SYMMETRIC: &str = "low = -1.0\nhigh = 1.0\nbaseline = 0.0";

fn rate(request: &TrialRequest) -> f64 {
    number(&request.configuration.values, "rate")
}

/// Decades between the rate and its optimum.
fn decades(request: &TrialRequest, optimum: f64) -> f64 {
    (rate(request) / optimum).log10()
}

/// Boundary findings about `rate`, in order.
fn answers(course: &Course) -> Vec<(Side, BoundaryAction)> {
    let findings = course.study(1).findings.iter();
    let about_rate = findings.filter_map(|finding| match &finding.answer {
        Answer::Boundary { parameter, side, action, .. } if parameter == "rate" => {
            Some((*side, action.clone()))
        }
        _ => None,
    });
    about_rate.collect()
}

fn range(course: &Course) -> Range {
    course.study(1).space.dimension("rate").and_then(|rate| rate.domain.range()).expect("a range")
}

#[test]
fn a_range_that_ends_before_the_optimum_grows_at_that_side_until_the_optimum_is_inside() {
    for (optimum, side) in [(1e-1, Side::High), (1e-5, Side::Low)] {
        let course =
            finished(tuning(DECADES, 32, 1, 0.0), &|request| score(decades(request, optimum).powi(2)));
        let answers = answers(&course);
        assert!(!answers.is_empty());
        for (flagged, action) in &answers {
            assert_eq!(*flagged, side);
            assert!(matches!(action, BoundaryAction::Expand { .. }), "{action:?}");
        }
        let range = range(&course);
        assert!(range.low < optimum && optimum < range.high, "{range:?}");
        let (kept, original) = match side {
            Side::High => (range.low, 1e-4),
            Side::Low => (range.high, 1e-2),
        };
        assert_eq!(kept, original, "the other end stays");
        assert!(course.study(1).complete);
    }
}

#[test]
fn an_optimum_well_inside_widens_nothing() {
    for seed in 0..20 {
        let course =
            finished(tuning(DECADES, 32, seed, 0.0), &|request| score(decades(request, 1e-3).powi(2)));
        assert_eq!(answers(&course), []);
        assert_eq!(range(&course), Range { low: 1e-4, high: 1e-2 });
    }
}

/// Only the slab is sampled, as densely as the old range, and what was trained before counts on.
#[test]
fn old_trials_are_carried_over_and_only_the_slab_is_sampled() {
    let mut course = Course::new(tuning(DECADES, 32, 1, 0.0));
    let outcome = |request: &TrialRequest| score(decades(request, 1e-1).powi(2));
    course.plan();
    let before = course.study(1).trials.clone();
    assert_eq!(before.len(), 32, "31 points and the incumbent's own");
    course.train(&outcome);
    course.plan();
    let slab = &course.study(1).segments[1];
    // Two decades had 31 points; one more gets half as many.
    assert_eq!((slab.trials, slab.drawn), (16, 16));
    assert_eq!(course.study(1).trials[..32], before);
    for trial in &course.study(1).trials[32..] {
        let request = &course.history.trials[trial].request;
        assert!((1e-2..=1e-1).contains(&rate(request)), "outside the slab: {}", rate(request));
        assert!(matches!(request.purpose, Purpose::Search { segment: 1, .. }));
    }
    course.finish(&outcome);
    let winner =
        course.verdict().candidate.as_ref().and_then(|candidate| candidate.from).expect("a candidate");
    assert!(course.study(1).trials.contains(&winner));
    assert_eq!(course.verdict().decision, Decision::Adopt);
}

/// A slab's points have seeds that no earlier point of the study had.
#[test]
fn seeds_of_a_slab_are_new() {
    let course = finished(tuning(DECADES, 32, 1, 0.0), &|request| score(decades(request, 1.0).powi(2)));
    assert!(course.study(1).segments.len() > 2);
    let mut seeds: Vec<u32> =
        course.history.trials.values().map(|trial| trial.request.configuration.seed).collect();
    let retrained = course.round().confirmation.as_ref().expect("a candidate").trials.len();
    let all = seeds.len();
    seeds.sort_unstable();
    seeds.dedup();
    let reruns = course.round().reruns.as_ref().expect("a choice among the best");
    let shared = reruns.replicates.len() - reruns.plan.seeds as usize;
    // Both arms of a confirmation share theirs, and so do all that are trained again to choose among them.
    assert_eq!(seeds.len(), all - retrained / 2 - shared);
}

#[test]
fn a_hard_limit_is_named_and_not_passed() {
    let limited = format!("{DECADES}\nhard_high = 2e-2");
    let course = finished(tuning(&limited, 32, 1, 0.0), &|request| score(decades(request, 1.0).powi(2)));
    let answers = answers(&course);
    assert!(matches!(answers[0].1, BoundaryAction::Expand { to: Range { high, .. }, .. } if high == 2e-2));
    assert_eq!(answers.last(), Some(&(Side::High, BoundaryAction::HardLimit { limit: 2e-2 })));
    assert_eq!(range(&course).high, 2e-2);
    assert!(course.history.trials.values().all(|trial| rate(&trial.request) <= 2e-2));
    let caveat = Caveat::AtHardLimit { parameter: "rate".into(), limit: 2e-2 };
    assert!(course.verdict().caveats.contains(&caveat));
}

#[test]
fn a_limit_met_by_several_studies_is_one_caveat() {
    let project = project_with(
        "",
        "[parameters.rate]\nlow = 1e-4\nhigh = 1e-2\nhard_high = 1e-2\nscale = \"log\"\nbaseline = 1e-3\n\
         [parameters.switch]\nchoices = [false, true]\nbaseline = false\n\
         [[rounds]]\nname = \"switch\"\ngoal = \"Does it help?\"\nscientific = [\"switch\"]\nnuisance = [\"rate\"]\n\
         trials = 24\nallow = [{ rule = \"S22\", reason = \"its trainings have no luck\" }]\n",
    );
    let course = finished(project, &|request| {
        let on = request.configuration.values["switch"] == Value::Bool(true);
        score(decades(request, 1.0).powi(2) - if on { 1.0 } else { 0.0 })
    });
    let said = course.round().studies.iter().flat_map(|study| &study.findings).count();
    assert_eq!(said, 2, "both studies say it");
    let caveats = course.verdict().caveats.iter();
    assert_eq!(caveats.filter(|caveat| matches!(caveat, Caveat::AtHardLimit { .. })).count(), 1);
}

/// P46: best at the edge of what is feasible.
#[test]
fn a_slab_that_is_mostly_infeasible_ends_the_widening() {
    let course = finished(tuning(DECADES, 32, 1, 0.0), &|request| {
        if rate(request) > 1.2e-2 { diverged() } else { score(-decades(request, 1.0)) }
    });
    let answers = answers(&course);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(matches!(answers[0].1, BoundaryAction::Expand { .. }));
    assert!(
        matches!(answers[1].1, BoundaryAction::Unstable { infeasible, slab: 16 } if infeasible > 8),
        "{answers:?}"
    );
    assert_eq!(range(&course).high, 0.1);
}

/// Another parameter's expansion in between does not make an unstable border stable.
#[test]
fn an_unstable_border_stays_unstable_when_another_range_grows() {
    let mut said_again = 0;
    for seed in 0..60 {
        let course = finished(tuning(DECADES, 120, seed, 0.0), &|request| {
            let other = number(&request.configuration.values, "other");
            if rate(request) > 1.2e-2 { diverged() } else { score(-1.25 * decades(request, 1.0) - other) }
        });
        let widened = course.study(1).segments.iter().filter_map(|segment| segment.widened.as_deref());
        let rate_widened = widened.filter(|name| *name == "rate").count();
        assert!(rate_widened <= 1, "seed {seed}: widened again beyond an unstable border");
        let answers = answers(&course);
        let unstable = answers.iter().filter(|(_, action)| matches!(action, BoundaryAction::Unstable { .. }));
        said_again += u32::from(unstable.count() >= 2);
    }
    assert!(said_again >= 1, "no study looked at an unstable border twice");
}

#[test]
fn two_expansions_without_a_gain_worth_having_are_enough() {
    // Ever better, by ever less than the margin.
    let course = finished(tuning(DECADES, 32, 1, 0.5), &|request| score(-0.1 * decades(request, 1.0)));
    let answers = answers(&course);
    let expansions =
        answers.iter().filter(|(_, action)| matches!(action, BoundaryAction::Expand { .. })).count();
    assert_eq!(expansions, 2);
    assert_eq!(answers.last(), Some(&(Side::High, BoundaryAction::NoFurtherGain)));
}

#[test]
fn a_study_is_not_widened_for_ever() {
    let course = finished(tuning(SYMMETRIC, 32, 1, 0.0), &|request| score(-rate(request)));
    assert_eq!(course.study(1).segments.len(), 9);
    assert_eq!(
        answers(&course).last(),
        Some(&(Side::High, BoundaryAction::ExpansionsUsedUp { expansions: 8 }))
    );
}

/// Whole numbers grow by whole numbers, as many points a number as before.
#[test]
fn whole_numbers_grow_evenly() {
    let layers = "type = \"int\"\nlow = 1\nhigh = 8\nbaseline = 2";
    let mut course = Course::new(tuning(layers, 41, 1, 0.0));
    course.plan();
    course.train(&|request| score(-rate(request)));
    course.plan();
    assert_eq!(range(&course), Range { low: 1.0, high: 15.0 });
    let slab = &course.study(1).segments[1];
    assert_eq!(slab.trials, 35, "five points a number");
    for trial in &course.study(1).trials[41..] {
        let layers = rate(&course.history.trials[trial].request);
        assert!((9.0..=15.0).contains(&layers), "{layers}");
    }
}

/// A share stays a share and a count stays a count without the user saying so.
#[test]
fn natural_limits_hold() {
    let share = "low = 0.0\nhigh = 1.0\nbaseline = 0.5";
    let count = "type = \"int\"\nlow = 1\nhigh = 8\nbaseline = 2";
    for (range, sign, limit) in [(share, -1.0, 1.0), (share, 1.0, 0.0), (count, 1.0, 1.0)] {
        let course = finished(tuning(range, 40, 1, 0.0), &|request| score(sign * rate(request)));
        let expected = BoundaryAction::NaturalLimit { limit };
        assert!(answers(&course).iter().all(|(_, action)| *action == expected), "{:?}", answers(&course));
        assert!(!answers(&course).is_empty());
        let caveats = &course.verdict().caveats;
        assert!(
            !caveats.iter().any(|caveat| matches!(caveat, Caveat::AtHardLimit { .. })),
            "nothing lies beyond"
        );
    }
}

#[test]
fn a_choice_has_no_border() {
    let project = project_with(
        "",
        "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
         [parameters.width]\nchoices = [8, 16, 32, 64]\nbaseline = 8\n[parameters.switch]\nchoices = [false, true]\n\
         baseline = false\n[[rounds]]\nname = \"tune\"\ngoal = \"Which?\"\nnuisance = [\"rate\", \"width\", \"switch\"]\n\
         trials = 60\n",
    );
    let course = finished(project, &|request| {
        let values = &request.configuration.values;
        score((number(values, "rate") - 0.5).powi(2) - number(values, "width"))
    });
    assert_eq!(course.study(1).findings, []);
    assert_eq!(course.study(1).trials.len(), 60);
}

/// Ranks are taken among feasible trials, so that an infeasible part does not make a border of its edge.
#[test]
fn infeasible_and_failed_trials_have_no_rank() {
    // The upper half diverges and every fifth training breaks; below, the rate makes no difference.
    let (mut flagged, mut studies) = (0, 0);
    for seed in 0..60 {
        let mut course = Course::new(tuning(SYMMETRIC, 50, seed, 0.0));
        course.plan();
        course.train(&|request| match request.configuration.seed {
            seed if seed % 5 == 0 => failed(),
            _ if rate(request) > 0.0 => diverged(),
            seed => score(luck(seed)),
        });
        course.plan();
        studies += 1;
        flagged += u32::from(answers(&course).iter().any(|(side, _)| *side == Side::High));
        let mut shares = course.study(1).findings.iter().filter_map(|finding| match finding.answer {
            Answer::InfeasibleShare { infeasible, ended, .. } => {
                Some(f64::from(infeasible) / f64::from(ended))
            }
            _ => None,
        });
        let share = shares.next_back().expect("P39: the share is said");
        assert!((0.2..0.8).contains(&share), "{share}");
    }
    assert!(flagged <= 6, "{flagged} of {studies}");
}

/// The incumbent's own configuration was not drawn, so it says nothing about where good points lie.
#[test]
fn the_incumbents_trial_is_no_evidence_about_a_border() {
    // Two of 14 points decide: with the incumbent at the very end counted as a third, the border would be flagged.
    let at_the_end = "low = -1.0\nhigh = 1.0\nbaseline = 1.0";
    let mut course = Course::new(tuning(at_the_end, 16, 1, 0.0));
    course.plan();
    let mut drawn: Vec<f64> = course
        .history
        .trials
        .values()
        .filter(|trial| matches!(trial.request.purpose, Purpose::Search { .. }))
        .map(|trial| rate(&trial.request))
        .collect();
    drawn.sort_by(f64::total_cmp);
    let (highest, lowest, middle) = (drawn[14], drawn[0], drawn[7]);
    course.train(&|request| match rate(request) {
        rate if matches!(request.purpose, Purpose::Incumbent { .. }) || rate == highest => score(0.0),
        rate if rate == lowest || rate == middle => score(1.0),
        _ => score(2.0),
    });
    course.plan();
    assert_eq!(answers(&course), []);
}

/// One border a look: the most significant, then the checklist is gone through again.
#[test]
fn one_range_is_widened_at_a_time() {
    let course = finished(tuning(SYMMETRIC, 64, 1, 0.0), &|request| {
        let other = number(&request.configuration.values, "other");
        score((rate(request) - 1.5).powi(2) - 0.5 * other)
    });
    for segment in &course.study(1).segments[1..] {
        let name = segment.widened.as_ref().expect("an expansion");
        let changed =
            |name: &str| segment.space.dimension(name) != course.study(1).definition.space.dimension(name);
        assert!(changed(name));
    }
    assert!(range(&course).high > 1.5);
}

/// The null, over seeds: a dimension that does not matter is flagged in at most 6 % of studies a side (methods 13).
#[test]
fn a_dimension_that_does_not_matter_is_rarely_flagged() {
    for (trials, studies, allowed) in [(20_u32, 3000_u64, 0.06), (50, 1500, 0.03)] {
        let (mut high, mut low) = (0, 0);
        for seed in 0..studies {
            let mut course = Course::new(tuning(SYMMETRIC, trials, seed, 0.0));
            course.plan();
            course.train(&|request| score(luck(request.configuration.seed)));
            // The first look alone.
            let step = etude_playbook::advance(&course.project, &course.history).expect("a look");
            let etude_playbook::Step::Record(events) = step else { panic!("no look: {step:?}") };
            for event in events {
                course.record(event);
            }
            let answers = answers(&course);
            high += u64::from(answers.iter().any(|(side, _)| *side == Side::High));
            low += u64::from(answers.iter().any(|(side, _)| *side == Side::Low));
        }
        for (side, flagged) in [("high", high), ("low", low)] {
            let interval = wilson(flagged, studies, 0.95).expect("studies");
            println!(
                "{trials} trials, {side}: {flagged} of {studies}, {:.4} to {:.4}",
                interval.low, interval.high
            );
            assert!(interval.high <= allowed, "{trials} trials, {side}: {flagged} of {studies}");
        }
    }
}

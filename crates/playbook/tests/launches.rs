//! What follows from a verdict: caveats, launches and the next round's incumbent (S16, P26, P102).

mod support;

use etude_study::history::TrialState;
use etude_study::ids::RoundId;
use etude_study::launch::LaunchEvidence;
use etude_study::trial::{Arm, Purpose};
use etude_study::value::Value;
use etude_study::verdict::{Caveat, Decision, Reason};
use support::feature::{by_arm, is_on, one_round, one_round_that_accepts, rate, two_rounds};
use support::{diverged, failed, finished, luck, score, text};

/// S16, P26: whatever was fixed and present limits the conclusion.
#[test]
fn fixed_parameters_are_caveats() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let fixed = |name: &str, value: f64| Caveat::Fixed { parameter: name.into(), value: Value::Float(value) };
    assert_eq!(course.verdict().caveats, [fixed("width", 4.0), fixed("strength", 0.5)]);
    // In the round about the rate `feature` is fixed as well; while it is off, its strength is not there.
    let mut project = two_rounds("");
    project.rounds.remove(0);
    let course = finished(project, &|request| {
        score((rate(request) - 0.7).abs() + 0.01 * luck(request.configuration.seed))
    });
    let feature = Caveat::Fixed { parameter: "feature".into(), value: text("off") };
    assert_eq!(course.verdict().caveats, [feature, fixed("width", 4.0)]);
}

/// P102.
#[test]
fn an_adopted_configuration_is_launched_with_its_evidence_and_is_the_next_rounds_incumbent() {
    let course = finished(two_rounds(""), &|request| {
        let on = if is_on(request) { -1.0 } else { 0.0 };
        score((rate(request) - 0.7).abs() + on + 0.01 * luck(request.configuration.seed))
    });
    let first = course.history.rounds[0].verdict.as_ref().expect("concluded");
    assert_eq!(first.decision, Decision::Adopt);
    let launch = &course.history.launches[1];
    let candidate = first.candidate.as_ref().expect("adopted");
    assert_eq!(launch.values, candidate.values);
    assert_eq!(launch.values.len(), 4, "every parameter has a value");
    let LaunchEvidence::Verdict { round, score, gain } = &launch.evidence else { panic!("no evidence") };
    assert_eq!(*round, RoundId(1));
    assert_eq!(Some(score), first.candidate_score.as_ref());
    let incumbent = first.comparisons.iter().find(|comparison| comparison.against == Arm::Incumbent);
    assert!((gain.expect("measured") - incumbent.expect("beaten").mean_gain).abs() < 1e-12);

    let second = &course.history.rounds[1];
    assert_eq!(second.frozen.incumbent, launch.values);
    for trial in course.history.trials.values().filter(|trial| trial.request.purpose.round() == RoundId(2)) {
        assert_eq!(trial.request.configuration.values["feature"], text("on"));
    }
    assert_eq!(course.history.launches.len(), 2 + usize::from(course.verdict().decision == Decision::Adopt));
}

#[test]
fn nothing_but_an_adoption_is_launched() {
    for means in [[0.9, 0.2, 0.3], [0.1, 0.1, 0.1]] {
        let course = finished(one_round(""), &by_arm(means));
        assert_ne!(course.verdict().decision, Decision::Adopt);
        assert_eq!(course.history.launches.len(), 1);
        assert_eq!(course.history.launches[0].evidence, LaunchEvidence::ProjectFile);
    }
}

#[test]
fn a_round_in_which_everything_diverges_keeps_the_incumbent() {
    let course = finished(one_round_that_accepts("P39"), &|_| diverged());
    assert_eq!(course.verdict().decision, Decision::Keep);
    assert_eq!(course.verdict().reasons, [Reason::NoCandidate]);
    assert_eq!(course.history.launches.len(), 1);
}

/// That every training broke is no answer to the question.
#[test]
fn a_round_in_which_nothing_could_be_trained_is_inconclusive() {
    let course = finished(one_round(""), &|_| failed());
    assert!(course.history.trials.values().all(|trial| trial.state() == TrialState::Failed));
    assert_eq!(course.verdict().decision, Decision::Inconclusive);
    assert_eq!(course.verdict().reasons, [Reason::NoCandidate]);
    assert_eq!(course.history.launches.len(), 1);
}

/// P60: a baseline whose trials all broke is not as well tuned as the candidate, and the verdict says so.
#[test]
fn a_baseline_that_could_not_be_tuned_limits_the_verdict() {
    let untuned = |course: &support::Course| {
        let caveats = course.verdict().caveats.iter();
        caveats.filter(|caveat| matches!(caveat, Caveat::BaselineUntuned { .. })).cloned().collect::<Vec<_>>()
    };
    let error = by_arm([0.1, 0.2, 0.3]);
    assert_eq!(untuned(&finished(one_round(""), &error)), []);
    let course = finished(one_round_that_accepts("P36"), &|request| {
        let is_tuning = matches!(request.purpose, Purpose::Search { .. });
        if is_tuning && !is_on(request) { failed() } else { error(request) }
    });
    assert_eq!(course.verdict().decision, Decision::Adopt);
    let home = course.round().studies.iter().find(|study| study.definition.holds_incumbent).unwrap();
    assert_eq!(untuned(&course), [Caveat::BaselineUntuned { trials: home.trials.len() as u32 - 1 }]);
}

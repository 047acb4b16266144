//! A round read again by another metric (P93).

mod support;

use std::collections::BTreeMap;

use etude_playbook::reanalysis::{Reanalysis, Recomparison, Refusal, Rejudgement, reanalyse};
use etude_study::history::History;
use etude_study::score::Direction;
use etude_study::trial::{Arm, Outcome, TrialRequest};
use etude_study::verdict::{Decision, Reason};
use support::feature::{by_arm, is_on, one_round, rate};
use support::{Course, diverged, failed, finished, score};

/// The last round of a course as another metric, to be maximised, would have it.
fn read_again(course: &Course, other: &dyn Fn(&TrialRequest) -> Outcome) -> (Reanalysis, History) {
    let outcomes: BTreeMap<_, _> =
        course.history.trials.iter().map(|(trial, record)| (*trial, other(&record.request))).collect();
    let history = course.history.rescored("accuracy", Direction::Maximize, &outcomes);
    let round = history.rounds.last().expect("a round");
    (reanalyse(&history, round), history)
}

/// The accuracy that goes with an error.
fn turned_round(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Feasible(best) => score(1.0 - best.score.get()),
        other => other,
    }
}

fn decisions(comparisons: &[Recomparison]) -> Vec<(Arm, Rejudgement)> {
    comparisons.iter().map(|comparison| (comparison.against, comparison.decision)).collect()
}

#[test]
fn a_metric_that_says_the_same_gives_the_same_numbers_in_other_words() {
    let error = by_arm([0.1, 0.2, 0.3]);
    let course = finished(one_round(""), &error);
    let (again, _) = read_again(&course, &|request| turned_round(error(request)));
    let Reanalysis::Retrained { decision, comparisons, candidate_score } = again else { panic!("{again:?}") };
    assert_eq!(decision, Rejudgement::WouldHaveAdopted);
    let verdict = course.verdict();
    assert_eq!(verdict.decision, Decision::Adopt);
    let candidate = verdict.candidate_score.as_ref().unwrap();
    assert!((candidate_score.unwrap().mean - (1.0 - candidate.mean)).abs() < 1e-12);
    assert_eq!(comparisons.len(), verdict.comparisons.len());
    for (again, first) in comparisons.iter().zip(&verdict.comparisons) {
        let look = again.look.as_ref().unwrap();
        assert_eq!((again.against, &look.seeds), (first.against, &first.seeds));
        assert!((look.mean_gain - first.mean_gain).abs() < 1e-12);
        assert!((look.interval.0 - first.interval.0).abs() < 1e-9);
    }
}

#[test]
fn a_metric_by_which_the_candidate_is_worse_would_have_kept_it_out() {
    let error = by_arm([0.1, 0.2, 0.3]);
    let course = finished(one_round(""), &error);
    // The search looks the same; retrained the feature is worse.
    let other = by_arm([0.5, 0.2, 0.3]);
    let (again, _) = read_again(&course, &|request| turned_round(other(request)));
    let Reanalysis::Retrained { decision, comparisons, .. } = again else { panic!("{again:?}") };
    assert_eq!(decision, Rejudgement::WouldHaveKept);
    assert_eq!(decisions(&comparisons)[0], (Arm::Baseline, Rejudgement::WouldHaveKept));
}

#[test]
fn pairs_that_the_first_metric_did_not_need_are_missing_and_said_to_be() {
    // The first metric is sure at once; the other one is all noise.
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let search = by_arm([0.1, 0.2, 0.3]);
    let (again, _) = read_again(&course, &|request| {
        if support::is_confirmation(request) {
            let salt = if is_on(request) { 77 } else { 0 };
            return score(support::luck(request.configuration.seed ^ salt));
        }
        turned_round(search(request))
    });
    let Reanalysis::Retrained { decision, comparisons, .. } = again else { panic!("{again:?}") };
    assert_eq!(decision, Rejudgement::CannotSay);
    assert!(comparisons[0].pairs_available < 20, "{comparisons:?}");
}

#[test]
fn another_candidate_than_the_retrained_one_is_told_from_the_search_alone() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let (again, _) = read_again(&course, &|request| score(-(rate(request) - 0.111).abs()));
    let Reanalysis::SearchOnly { contenders, others_retrained } = again else { panic!("{again:?}") };
    assert!(others_retrained);
    assert_eq!(contenders[0].arm, Arm::Candidate);
    let retrained = course.round().confirmation.as_ref().unwrap().contender(Arm::Candidate).unwrap();
    assert_ne!(contenders[0].values, retrained.values);
}

#[test]
fn a_metric_that_was_never_logged_or_finite_leaves_no_candidate() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    for outcome in [failed(), diverged()] {
        let (again, history) = read_again(&course, &|_| outcome.clone());
        assert_eq!(again, Reanalysis::NoChange { because: Reason::NoCandidate });
        assert_eq!(history.rounds.last().unwrap().frozen.metric, "accuracy");
    }
}

#[test]
fn a_candidate_that_breaks_by_the_other_metric_would_have_been_kept_out() {
    let error = by_arm([0.1, 0.2, 0.3]);
    let course = finished(one_round(""), &error);
    let (again, _) = read_again(&course, &|request| {
        let breaks = support::is_confirmation(request) && is_on(request);
        if breaks { diverged() } else { turned_round(error(request)) }
    });
    let Reanalysis::Retrained { decision, comparisons, candidate_score } = again else { panic!("{again:?}") };
    assert_eq!((decision, candidate_score), (Rejudgement::WouldHaveKept, None));
    assert!(comparisons[0].candidate_infeasible > 0 && comparisons[0].look.is_none());
}

#[test]
fn a_search_that_followed_the_first_metric_is_refused() {
    let mut course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    course.history.rounds[0].frozen.definition.sampler = "gp".into();
    let (again, _) = read_again(&course, &|_| score(1.0));
    assert_eq!(again, Reanalysis::Refused { refusal: Refusal::Adaptive { sampler: "gp".into() } });
}

#[test]
fn a_round_that_goes_on_is_not_read_again() {
    let course = support::started(one_round(""));
    let (again, _) = read_again(&course, &|_| score(1.0));
    assert_eq!(again, Reanalysis::Refused { refusal: Refusal::NotConcluded });
}

//! A person's word over a verdict (P101, P102).

mod support;

use etude_playbook::overrule::{Named, Refusal, adopt, keep};
use etude_study::event::Event;
use etude_study::ids::TrialId;
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::trial::TrialRequest;
use etude_study::verdict::{Decision, Reason};
use support::feature::{by_arm, one_round, two_rounds};
use support::{Course, finished};

const KEPT: [f64; 3] = [0.9, 0.2, 0.3];
const ADOPTED: [f64; 3] = [0.1, 0.2, 0.3];

fn launched(course: &mut Course, launch: Launch) {
    course.record(Event::Launched(Box::new(launch)));
}

#[test]
fn a_candidate_that_was_kept_out_is_adopted_by_hand_with_its_reason_and_score() {
    let mut course = finished(one_round(""), &by_arm(KEPT));
    assert_eq!(course.verdict().decision, Decision::Keep);
    let launch = adopt(&course.history, None, "  half the memory ").unwrap();
    let candidate = course.verdict().candidate.as_ref().unwrap();
    assert_eq!(launch.values, candidate.values);
    let LaunchEvidence::Person { reason, round, trial, score } = &launch.evidence else {
        panic!("{launch:?}")
    };
    assert_eq!((reason.as_str(), *round), ("half the memory", Some(course.round().id)));
    assert_eq!((trial, score), (&candidate.from, &course.verdict().candidate_score));
    let named = Named::Round("feature".into());
    assert_eq!(adopt(&course.history, Some(&named), "half the memory"), Ok(launch.clone()));

    launched(&mut course, launch);
    assert_eq!(course.history.incumbent(), Some(&course.verdict().candidate.as_ref().unwrap().values));
    assert_eq!(course.verdict().decision, Decision::Keep, "the verdict stays what it was");
    assert_eq!(adopt(&course.history, None, "again"), Err(Refusal::IsIncumbent));
}

/// A trial is adopted with every parameter's value, the inactive ones as the incumbent has them.
#[test]
fn a_trial_is_adopted_whole() {
    let course = finished(one_round(""), &by_arm(KEPT));
    let trial = course.study(1).trials[2];
    let launch = adopt(&course.history, Some(&Named::read(&trial.0.to_string())), "I know it").unwrap();
    let incumbent = course.history.incumbent().unwrap();
    assert_eq!(launch.values.len(), incumbent.len());
    assert_eq!(launch.values["strength"], incumbent["strength"]);
    for (name, value) in &course.history.trials[&trial].request.configuration.values {
        assert_eq!(&launch.values[name], value);
    }
    let LaunchEvidence::Person { score: None, trial: Some(of), .. } = launch.evidence else { panic!() };
    assert_eq!(of, trial);
}

#[test]
fn an_adoption_is_taken_back_and_the_one_before_is_the_incumbent_again() {
    let mut course = finished(one_round(""), &by_arm(ADOPTED));
    assert_eq!(course.verdict().decision, Decision::Adopt);
    let start = course.history.launches[0].values.clone();
    let launch = keep(&course.history, None, "too slow in use").unwrap().launch;
    assert_eq!(launch.values, start);
    launched(&mut course, launch);
    assert_eq!(course.history.incumbent(), Some(&start));
    let back = adopt(&course.history, None, "fast enough after all").unwrap();
    assert_ne!(back.values, start);
    launched(&mut course, back);
    assert_eq!(keep(&course.history, Some("feature"), "no").unwrap().launch.values, start);
}

#[test]
fn what_cannot_be_overruled_is_refused() {
    let kept = finished(one_round(""), &by_arm(KEPT));
    let name = || "feature".to_owned();
    let adopted = |named: &str| adopt(&kept.history, Some(&Named::read(named)), "because").unwrap_err();
    assert_eq!(adopt(&kept.history, None, " "), Err(Refusal::NoReason));
    assert_eq!(adopted("9999"), Refusal::UnknownTrial { trial: TrialId(9999) });
    assert_eq!(adopted("nothing"), Refusal::UnknownRound { name: "nothing".into() });
    assert_eq!(keep(&kept.history, None, "because"), Err(Refusal::NothingAdopted { round: name() }));
    assert_eq!(keep(&kept.history, None, ""), Err(Refusal::NoReason));

    let mut running = Course::new(one_round(""));
    assert_eq!(adopt(&running.history, None, "because"), Err(Refusal::NoVerdict));
    running.plan();
    assert_eq!(adopt(&running.history, None, "because"), Err(Refusal::RoundRuns { round: name() }));

    let twice = finished(two_rounds(""), &by_arm(ADOPTED));
    if twice.history.launches.len() == 3 {
        assert_eq!(
            keep(&twice.history, Some("feature"), "no"),
            Err(Refusal::ReplacedSince { round: name() })
        );
    }
}

/// A round whose verdict waits for a finding ends by a person's word, without an answer; one that runs does not.
#[test]
fn a_round_that_a_finding_stopped_is_closed_and_the_incumbent_stays() {
    let same_whatever_the_seed = |request: &TrialRequest| {
        let is_on = request.configuration.values["feature"] == support::text("on");
        support::score(if is_on { 0.1 } else { 0.2 })
    };
    let mut course = finished(one_round(""), &same_whatever_the_seed);
    assert_eq!(course.blocked[0].answer.rule(), "S22");
    assert_eq!(keep(&course.history, None, " "), Err(Refusal::NoReason));
    let kept = keep(&course.history, None, "the program is written anew").unwrap();
    let (round, verdict) = kept.closes.clone().unwrap();
    assert_eq!(verdict.decision, Decision::Inconclusive);
    assert_eq!(verdict.reasons, [Reason::ClosedByPerson { rules: vec!["S22".into()] }]);
    assert_eq!(Some(&kept.launch.values), course.history.incumbent());
    course.record(Event::RoundConcluded { round, verdict: Box::new(verdict) });
    launched(&mut course, kept.launch);
    assert!(course.history.open_round().is_none());

    let mut running = Course::new(one_round(""));
    running.plan();
    let name = running.round().frozen.definition.name.clone();
    assert_eq!(keep(&running.history, None, "enough"), Err(Refusal::RoundRuns { round: name }));
}

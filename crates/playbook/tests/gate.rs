//! The gate before a verdict and the remedies that need only trials (P36-P38, P47-P49).

mod support;

use etude_study::event::{CheckStage, Event};
use etude_study::finding::{Answer, BoundaryAction, Severity};
use etude_study::history::{History, TrialState};
use etude_study::project::Project;
use etude_study::round::Allowance;
use etude_study::space::{Domain, Scale};
use etude_study::trial::{Outcome, Purpose, TrialRequest};
use etude_study::verdict::Caveat;
use support::feature::is_on;
use support::{Course, failed, finished, luck, number, project_with, score};

fn project(keys: &str, trials: u32, of_the_round: &str) -> Project {
    project_with(
        keys,
        &format!(
            "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
             [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
             [[rounds]]\nname = \"feature\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\nnuisance = [\"rate\"]\n\
             trials = {trials}\n{of_the_round}\n"
        ),
    )
}

fn error(request: &TrialRequest) -> f64 {
    let rate = number(&request.configuration.values, "rate");
    (rate - 0.5).powi(2) + 0.01 * luck(request.configuration.seed ^ u32::from(is_on(request)))
}

/// Without any luck of its seed.
fn without_luck(request: &TrialRequest) -> Outcome {
    score(number(&request.configuration.values, "rate").powi(2) - if is_on(request) { 1.0 } else { 0.0 })
}

/// The remedied findings of the open or last round.
fn remedied(course: &Course) -> Vec<Answer> {
    let findings = course.round().findings_of_the_whole().into_iter();
    findings.map(|finding| finding.answer.clone()).filter(Answer::is_remedied).collect()
}

#[test]
fn a_blocking_finding_stops_the_verdict_until_the_file_accepts_it_and_the_verdict_says_so_for_ever() {
    let mut course = finished(project("", 8, ""), &without_luck);
    assert_eq!(course.blocked.len(), 1);
    assert!(course.round().verdict.is_none());
    let events = course.events.len();
    assert!(course.plan() && course.events.len() == events, "nothing more happens by itself");
    let reason = "the data are all used at once".to_owned();
    course.project.rounds[0].allow.push(Allowance { rule: "S22".into(), reason: reason.clone() });
    course.finish(&without_luck);
    let accepted = course.events.iter().filter(|event| matches!(event, Event::FindingAccepted { .. }));
    assert_eq!(accepted.count(), 1);
    let caveat = Caveat::RuleOverridden { rule: "S22".into(), reason };
    assert!(course.verdict().caveats.contains(&caveat));
}

/// Whoever accepts one rule accepts no other, and nothing that is not there.
#[test]
fn only_the_rule_that_is_named_is_accepted() {
    let mut course = finished(project("", 8, ""), &without_luck);
    for rule in ["P36", "P39"] {
        course.project.rounds[0].allow.push(Allowance { rule: rule.into(), reason: "why".into() });
    }
    let events = course.events.len();
    assert!(course.plan() && course.events.len() == events);
    assert!(course.round().verdict.is_none());
}

#[test]
fn points_are_drawn_anew_for_trials_that_failed() {
    let mut course = Course::new(project("", 8, ""));
    course.plan();
    course.train(&|request| match request.purpose {
        Purpose::Search { index, .. } if is_on(request) && index % 2 == 1 => failed(),
        _ => score(error(request)),
    });
    course.finish(&|request| score(error(request)));
    assert_eq!(remedied(&course), [Answer::DrawnAnew { failed: 4, more: 4 }]);
    let trials = |study: u32| {
        let states = course.study(study).trials.iter().map(|trial| course.history.trials[trial].state());
        states.filter(|state| *state == TrialState::Feasible).count()
    };
    assert_eq!((trials(1), trials(2)), (8, 8), "every value has as many (P36)");
    assert!(course.round().verdict.is_some());
}

/// Points that fail again are the program's fault: the value has too few trials, and the verdict waits.
#[test]
fn a_value_that_fails_again_and_again_is_not_compared() {
    let program_breaks = |request: &TrialRequest| {
        let breaks = is_on(request) && matches!(request.purpose, Purpose::Search { index, .. } if index > 1);
        if breaks { failed() } else { score(error(request)) }
    };
    let course = finished(project("", 8, ""), &program_breaks);
    let Some(Answer::UnequalEffort { efforts, least_share, more: 0 }) =
        course.blocked.first().map(|finding| &finding.answer)
    else {
        panic!("{:?}", course.blocked)
    };
    assert_eq!((efforts[0].trials, efforts[1].trials), (8, 2));
    assert!(*least_share < 0.5);
    // Mended, its failed trials are trained again, and the round goes on.
    let mut course = course;
    for trial in course.history.trials.keys().copied().collect::<Vec<_>>() {
        if course.history.may_be_reopened(trial) {
            course.record(Event::TrialReopened { trial });
        }
    }
    course.finish(&|request| score(error(request)));
    assert!(course.round().verdict.is_some());
}

/// P47-P49: too thin for the margin, so that every value gets as many points again, once.
#[test]
fn a_space_that_was_sampled_too_thinly_gets_as_many_points_again() {
    let thin = || project("min_improvement = 0.0001", 16, "");
    // The best is a narrow spike: every doubling finds a better one.
    let spiky = |request: &TrialRequest| score(error(request).abs().sqrt());
    let course = finished(thin(), &spiky);
    let [Answer::SampledThinly { more, gain, margin: Some(margin), .. }, ..] = &remedied(&course)[..] else {
        panic!("{:?}", remedied(&course))
    };
    assert!(*more >= 15 && gain > &margin.value);
    let drawn = |study: u32| course.study(study).segments.iter().map(|segment| segment.drawn).sum::<u32>();
    assert_eq!((drawn(1), drawn(2)), (30, 32), "beside the incumbent's own");
    let checks = course
        .events
        .iter()
        .filter(|event| matches!(event, Event::RoundChecked { stage: CheckStage::Search, .. }));
    assert_eq!(checks.count(), 2, "once");
    let mut seeds: Vec<u32> =
        course.requests_of(course.study(2).definition.id).iter().map(|it| it.configuration.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    assert_eq!(seeds.len(), 32, "each with a seed of its own");
    // Stopped anywhere, it goes on as if it had not.
    for cut in (0..course.events.len()).step_by(7) {
        let mut resumed = Course::new(thin());
        resumed.history = History::fold(&course.events[..cut]).expect("in order");
        if !resumed.history.running.is_empty() {
            continue;
        }
        resumed.finish(&spiky);
        assert!(resumed.history.rounds == course.history.rounds, "stopped after {cut} events");
    }
}

#[test]
fn without_remedies_it_only_reports() {
    let mut quiet = project("min_improvement = 0.0001", 16, "remedies = false");
    let narrow = Domain::Float { low: 0.1, high: 0.6, scale: Scale::Linear };
    quiet.rounds[0].space.insert("rate".into(), narrow);
    let course = finished(quiet, &|request| {
        score(error(request).abs().sqrt() - 3.0 * number(&request.configuration.values, "rate"))
    });
    assert_eq!(course.requests_of(course.study(2).definition.id).len(), 16);
    assert_eq!(remedied(&course), []);
    let said = course.round().standing_findings().into_iter().map(|finding| &finding.answer);
    let said: Vec<&Answer> = said.filter(|answer| answer.severity() == Severity::Warning).collect();
    let only_told =
        |answer: &&&Answer| matches!(answer, Answer::Boundary { action: BoundaryAction::OnlyTold, .. });
    assert!(said.iter().filter(only_told).count() == 2, "{said:?}");
    assert!(said.iter().any(|answer| matches!(answer, Answer::SampledThinly { .. })), "{said:?}");
}

/// Said by the run alone, of a round that began with remedies.
#[test]
fn a_run_may_only_report_in_a_round_that_mends() {
    let mut course = Course::new(project("", 8, ""));
    course.plan();
    course.project.rounds[0].remedies = false;
    course.finish(&|request| {
        if is_on(request) && !matches!(request.purpose, Purpose::Confirmation { .. }) {
            failed()
        } else {
            score(error(request))
        }
    });
    assert_eq!(course.requests_of(course.study(2).definition.id).len(), 8);
    assert!(matches!(course.blocked[0].answer, Answer::UnequalEffort { more: 0, .. }));
}

/// A value without nuisances has one point, and that was trained: there is nothing to add, and nothing unfair.
#[test]
fn a_value_whose_points_were_all_trained_lags_behind_none() {
    let only_when_on = project_with(
        "",
        "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [parameters.rate]\nwhen = { feature = \"on\" }\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
         [[rounds]]\nname = \"feature\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\nnuisance = [\"rate\"]\n\
         trials = 8\n",
    );
    let course = finished(only_when_on, &|request| score(luck(request.configuration.seed)));
    assert!(course.round().verdict.is_some());
    let said = course.round().standing_findings().into_iter().map(|finding| &finding.answer);
    assert!(!said.clone().any(|answer| matches!(answer, Answer::UnequalEffort { .. })));
}

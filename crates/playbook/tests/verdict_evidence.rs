//! What a verdict says beside its decision: the value question, pairs won, complexity, a plan that was changed.

mod support;

use etude_study::project::Project;
use etude_study::trial::{Arm, TrialRequest};
use etude_study::value_question::Scope;
use etude_study::verdict::{Caveat, Decision, PlanChange, PlanKind, Reason};
use support::feature::{arm_and_index, by_arm, is_on, one_round, rate};
use support::{Course, diverged, finished, luck, project_with, score, text};

/// Which of three activations, each with ten trials.
fn activations(keys: &str) -> Project {
    project_with(
        "",
        &format!(
            "[parameters.activation]\nchoices = [\"relu\", \"gelu\", \"tanh\"]\nbaseline = \"relu\"\n\
             [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
             [[rounds]]\nname = \"activation\"\ngoal = \"Which?\"\nscientific = [\"activation\"]\n\
             nuisance = [\"rate\"]\ntrials = 10\n{keys}"
        ),
    )
}

fn by_activation(gelu: f64, tanh: f64) -> impl Fn(&TrialRequest) -> etude_study::trial::Outcome {
    move |request| {
        let value = &request.configuration.values["activation"];
        let gain = if *value == text("gelu") {
            gelu
        } else if *value == text("tanh") {
            tanh
        } else {
            0.0
        };
        score((rate(request) - 0.5).abs() - gain + 0.01 * luck(request.configuration.seed))
    }
}

/// Methods 1b: every value is compared with the incumbent's at the same m, and all of them are held to one error.
#[test]
fn every_value_is_compared_at_the_same_m() {
    let course = finished(activations(""), &by_activation(2.0, 0.0));
    let verdict = course.verdict();
    assert_eq!((verdict.decision, verdict.scope), (Decision::Adopt, Some(Scope::Both)));
    let question = verdict.value_question.as_ref().expect("a sample of each space");
    assert_eq!(
        (question.m, question.others.len()),
        (4, 2),
        "half of the nine drawn at the incumbent's value"
    );
    let [gelu, tanh] = [&question.others[0], &question.others[1]];
    assert_eq!((&gelu.standing.value, &tanh.standing.value), (&text("gelu"), &text("tanh")));
    assert!(gelu.is_better() && !tanh.is_better());
    assert!((gelu.gain - 2.0).abs() < 0.2 && gelu.standing.expected_best < -1.8, "{gelu:?}");
    assert!(gelu.p_adjusted >= gelu.p && gelu.p_adjusted <= 2.0 * gelu.p + 1e-12);
    assert!(gelu.standing.study_sd > 0.0);
}

#[test]
fn a_point_that_is_better_says_nothing_of_its_value() {
    // The search sees no difference, and on fresh seeds the candidate is far ahead.
    let course = finished(activations(""), &|request| match arm_and_index(request) {
        Some((Arm::Candidate, index)) => score(-5.0 + 0.01 * luck(index)),
        _ => by_activation(0.0, 0.0)(request),
    });
    assert_eq!(
        (course.verdict().decision, course.verdict().scope),
        (Decision::Adopt, Some(Scope::ThisPoint))
    );
}

/// Trials that are no sample of their space do not answer, and an infeasible one is the worst of all.
#[test]
fn the_value_question_is_asked_of_samples_only() {
    let learning = finished(activations("sampler = \"tpe\"\n"), &by_activation(2.0, 0.0));
    assert_eq!(learning.verdict().value_question, None);
    assert_eq!(learning.verdict().scope, Some(Scope::ThisPoint));

    let course = finished(activations(""), &|request| {
        let is_gelu = request.configuration.values["activation"] == text("gelu");
        let breaks = is_gelu && request.purpose.study().is_some() && rate(request) > 0.4;
        if breaks { diverged() } else { by_activation(0.0, 0.0)(request) }
    });
    let question = course.verdict().value_question.as_ref().expect("a sample");
    assert_eq!(question.others[0].standing.trials, 10, "infeasible trials are counted");
    assert!(question.others[0].gain < question.others[1].gain);
}

/// P20: what a change adds is counted.
#[test]
fn complexity_is_what_differs_from_the_incumbent() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let complexity = course.verdict().complexity.as_ref().expect("a candidate");
    assert_eq!(complexity.changed, ["feature", "rate"]);
    assert_eq!(complexity.added, ["strength"]);
    assert!(complexity.removed.is_empty());
}

#[test]
fn pairs_won_and_one_more_retraining_are_shown() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    for comparison in &course.verdict().comparisons {
        let won = comparison.pairs_won.as_ref().expect("some pairs");
        assert!((won.share - 1.0).abs() < 1e-12 && won.shown);
    }
    let score = course.verdict().candidate_score.as_ref().expect("retrained");
    let (low, high) = score.one_more.expect("more than one seed");
    assert!(low < score.mean && score.mean < high);
}

#[test]
fn skewed_gains_are_told() {
    let course = finished(one_round(""), &|request| {
        let long_tail = |index: u32| if index % 4 == 3 { 3.0 } else { 0.01 * luck(index) };
        match arm_and_index(request) {
            None => score((rate(request) - 0.7).abs() - if is_on(request) { 10.0 } else { 0.0 }),
            Some((Arm::Candidate, _)) => score(0.5),
            Some((_, index)) => score(0.5 + long_tail(index)),
        }
    });
    let told = |caveat: &Caveat| matches!(caveat, Caveat::SkewedGains { .. });
    assert!(course.verdict().comparisons.iter().any(|comparison| comparison.gains.len() >= 8));
    assert!(course.verdict().caveats.iter().any(told), "{:?}", course.verdict().caveats);
}

fn changed(change: impl Fn(&mut Project)) -> Course {
    let mut course = Course::new(one_round("min_improvement = 0.05\n"));
    course.plan();
    change(&mut course.project);
    course.finish(&by_arm([0.1, 0.2, 0.3]));
    course
}

/// Methods 1a, 12: a plan that is changed after it was stored decides nothing, whichever way it was changed.
#[test]
fn a_plan_that_was_changed_makes_the_verdict_exploratory_only() {
    let kept = changed(|_| {});
    assert_eq!((kept.verdict().decision, kept.history.launches.len()), (Decision::Adopt, 2));
    assert!(!kept.verdict().is_exploratory_only());

    let lowered = changed(|project| project.min_improvement = 0.0);
    let verdict = lowered.verdict();
    assert_eq!((verdict.decision, lowered.history.launches.len()), (Decision::Inconclusive, 1));
    let change = PlanChange::MinImprovement { was: 0.05, is: 0.0 };
    assert_eq!(verdict.reasons, [Reason::BetterOnFreshSeeds, Reason::ExploratoryOnly { change }]);
    assert!(
        verdict.comparisons.iter().all(|comparison| comparison.decision == Decision::Adopt),
        "still readable"
    );

    let replaced = changed(|project| project.rounds[0].plan = PlanKind::OpenEnded);
    assert!(replaced.verdict().is_exploratory_only());
}

#[test]
fn an_open_ended_plan_looks_after_every_pair() {
    let mut project = one_round("");
    project.rounds[0].plan = PlanKind::OpenEnded;
    let course = finished(project.clone(), &by_arm([0.1, 0.2, 0.3]));
    assert_eq!(course.verdict().decision, Decision::Adopt);
    let pairs: Vec<usize> =
        course.verdict().comparisons.iter().map(|comparison| comparison.gains.len()).collect();
    assert!(pairs.iter().all(|pairs| (4..=12).contains(pairs)), "{pairs:?}");

    let course = finished(project, &|request| match arm_and_index(request) {
        None => by_arm([0.0; 3])(request),
        Some((arm, index)) => score(luck(index + 1000 * arm as u32)),
    });
    let last = course.verdict().comparisons.last().expect("a comparison");
    if course.verdict().decision == Decision::Inconclusive {
        assert_eq!(last.gains.len(), 40);
    }
}

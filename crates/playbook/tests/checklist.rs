//! The checklist of a round as a whole (P36-P42, P47-P49, P77, S11, S22, P27, P31): what each check sees, and what it lets be.

mod support;

use etude_playbook::checks::in_order;
use etude_study::finding::{Answer, BoundaryAction, Interaction, Part, Severity};
use etude_study::ids::TrialId;
use etude_study::project::Project;
use etude_study::trial::{Outcome, Purpose, TrialRequest};
use etude_study::value::Value;
use support::{Course, diverged, finished, is_confirmation, luck, number, project_with, score, text};

/// A round about `feature` (off, on) that tunes `rate` and `decay`.
fn question(keys: &str, trials: u32, of_the_round: &str) -> Project {
    project_with(
        keys,
        &format!(
            "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
             [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
             [parameters.decay]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
             [[rounds]]\nname = \"feature\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\n\
             nuisance = [\"rate\", \"decay\"]\ntrials = {trials}\n{of_the_round}\n"
        ),
    )
}

fn at(request: &TrialRequest, name: &str) -> f64 {
    number(&request.configuration.values, name)
}

/// An error around an optimum in the middle of both, with a little luck of its seed.
fn error(request: &TrialRequest) -> f64 {
    let own = u32::try_from(request.configuration.values["feature"].to_string().len()).unwrap_or(0);
    let noise = 0.001 * luck(request.configuration.seed ^ own);
    0.2 + 0.1 * ((at(request, "rate") - 0.5).powi(2) + (at(request, "decay") - 0.5).powi(2)) + noise
}

/// Everything that the checklist says at the end.
fn answers(course: &Course) -> Vec<Answer> {
    course.round().standing_findings().into_iter().map(|finding| finding.answer.clone()).collect()
}

#[test]
fn a_sound_round_has_no_warning() {
    let course = finished(question("min_improvement = 0.01", 16, ""), &|request| score(error(request)));
    let heavy: Vec<Answer> =
        answers(&course).into_iter().filter(|answer| answer.severity() > Severity::Note).collect();
    assert_eq!(heavy, []);
    assert!(course.blocked.is_empty() && course.round().verdict.is_some());
}

/// P39, P40: the compared study is mostly infeasible, and the finding names where.
#[test]
fn mostly_infeasible_values_are_not_compared_and_the_finding_says_where() {
    let course = finished(question("", 32, ""), &|request| {
        if at(request, "rate") > 0.3 { diverged() } else { score(error(request)) }
    });
    assert!(course.round().verdict.is_none());
    assert!(course.blocked.iter().all(|finding| finding.answer.rule() == "P39"), "{:?}", course.blocked);
    let Answer::InfeasibleShare { where_they_lie, .. } = &course.blocked[0].answer else { panic!("P39") };
    assert_eq!(where_they_lie[0].parameter, "rate");
    let Part::From { value: Value::Float(from) } = where_they_lie[0].part else {
        panic!("{where_they_lie:?}")
    };
    assert!((0.25..0.45).contains(&from), "{from}");
    assert!(!answers(&course).iter().any(|answer| matches!(answer, Answer::InfeasibleAnywhere { .. })));
}

/// P41: whatever the parameters are.
#[test]
fn infeasible_whatever_the_parameters_points_to_the_program() {
    let anywhere = |course: &Course| {
        answers(course).iter().filter(|answer| matches!(answer, Answer::InfeasibleAnywhere { .. })).count()
    };
    let all = finished(question("", 16, ""), &|_| diverged());
    assert_eq!((anywhere(&all), all.round().verdict.is_none()), (1, true));
    let some = finished(question("", 64, ""), &|request| {
        let bad = !is_confirmation(request) && luck(request.configuration.seed) > 0.3;
        if bad { diverged() } else { score(error(request)) }
    });
    assert_eq!(anywhere(&some), 1, "all studies run the same program");
    let first = in_order(some.round().standing_findings())[0];
    assert!(
        matches!(first.answer, Answer::InfeasibleAnywhere { .. }),
        "before the shares it explains: {first:?}"
    );
    // One value at which half of them are says something of that value.
    let one_value = finished(question("", 64, ""), &|request| {
        let bad =
            luck(request.configuration.seed) > 0.5 && request.configuration.values["feature"] == text("on");
        if bad && !is_confirmation(request) { diverged() } else { score(error(request)) }
    });
    assert_eq!(anywhere(&one_value), 0);
}

/// P42.
#[test]
fn scores_far_from_all_others_are_told() {
    let course = finished(question("", 16, ""), &|request| {
        let purpose = &request.purpose;
        let diverged = matches!(purpose, Purpose::Search { study, index: 3, .. } if study.study == 2);
        score(if diverged { 1e6 } else { error(request) })
    });
    let told: Vec<Vec<TrialId>> = answers(&course)
        .into_iter()
        .filter_map(|answer| if let Answer::FarWorse { trials, .. } = answer { Some(trials) } else { None })
        .collect();
    assert_eq!(told.len(), 1);
    let [trial] = told[0][..] else { panic!("{told:?}") };
    assert!(matches!(course.history.trials[&trial].request.purpose, Purpose::Search { index: 3, .. }));
}

/// P46: the best points lie right before an edge of stability, and nothing is widened.
#[test]
fn the_edge_of_stability_is_no_range_too_small() {
    let edge = |course: &Course| {
        answers(course).into_iter().find_map(|answer| match answer {
            Answer::Boundary { parameter, action, .. } if parameter == "rate" => Some(action),
            _ => None,
        })
    };
    let run = |beyond: f64| {
        finished(question("", 48, ""), &|request| {
            let rate = at(request, "rate");
            if rate > beyond { diverged() } else { score(error(request) - 2.0 * rate) }
        })
    };
    let Some(BoundaryAction::EdgeOfStability { beyond, infeasible, trials, .. }) = edge(&run(0.7)) else {
        panic!("an edge")
    };
    assert!((0.65..0.8).contains(&beyond) && infeasible == trials, "{beyond} {infeasible} {trials}");
    let too_small = edge(&run(2.0));
    assert_eq!(too_small, Some(BoundaryAction::NaturalLimit { limit: 1.0 }), "nothing is infeasible");
}

/// S11.
#[test]
fn many_nuisances_with_few_trials_are_told_and_very_few_are_a_warning() {
    let weight = |trials| {
        let course = finished(question("", trials, ""), &|request| score(error(request)));
        let mut weights = answers(&course).into_iter();
        weights.find(|answer| matches!(answer, Answer::ManyNuisances { .. })).map(|answer| answer.severity())
    };
    assert_eq!([weight(10), weight(6), weight(3)], [None, Some(Severity::Note), Some(Severity::Warning)]);
}

/// P77.
#[test]
fn a_validation_set_is_held_against_the_difference_of_the_leaders() {
    let told = |examples: u32| {
        let project = question(&format!("validation_examples = {examples}"), 16, "");
        let course = finished(project, &|request| {
            score(
                error(request)
                    - if request.configuration.values["feature"] == support::text("on") { 0.02 } else { 0.0 },
            )
        });
        answers(&course).into_iter().find(|answer| matches!(answer, Answer::ValidationSetTooSmall { .. }))
    };
    // An error of 0.2 on 400 examples has a standard deviation of 0.02; on 40,000 of 0.002.
    let Some(Answer::ValidationSetTooSmall { gap, noise, .. }) = told(400) else { panic!("too small") };
    assert!((gap - 0.02).abs() < 0.005 && (noise - 0.0277).abs() < 0.001, "{gap} {noise}");
    assert_eq!(told(40_000), None);
}

/// P27, P31 from the table.
#[test]
fn what_is_fixed_though_it_depends_on_the_question_is_told() {
    let fixed = |question: &str, other: &str| {
        let project = project_with(
            "",
            &format!(
                "[parameters.{question}]\nchoices = [\"a\", \"b\"]\nbaseline = \"a\"\n\
                 [parameters.{other}]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
                 [parameters.tuned]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
                 [[rounds]]\nname = \"r\"\ngoal = \"Which?\"\nscientific = [\"{question}\"]\nnuisance = [\"tuned\"]\n\
                 trials = 8\n"
            ),
        );
        let course = finished(project, &|request| score(luck(request.configuration.seed)));
        answers(&course)
            .into_iter()
            .find(|answer| matches!(answer, Answer::FixedInteracts { .. } | Answer::LearningRateFixed { .. }))
    };
    assert!(matches!(fixed("activation", "learning_rate"), Some(Answer::LearningRateFixed { .. })));
    let known = fixed("width", "weight_decay");
    assert!(
        matches!(known, Some(Answer::FixedInteracts { evidence: Interaction::Literature, .. })),
        "{known:?}"
    );
    assert_eq!(fixed("activation", "weight_decay"), None);
}

/// P31 from data: an earlier round tuned the parameter, and it worked the other way round at the other value.
#[test]
fn an_interaction_that_an_earlier_round_saw_is_told_when_the_parameter_is_fixed() {
    let told = |interacts: bool| {
        let mut project = question("", 24, "");
        let mut again = project.rounds[0].clone();
        again.name = "again".into();
        again.nuisance.retain(|name| name != "decay");
        project.rounds.push(again);
        let course = finished(project, &|request| {
            let on = request.configuration.values["feature"] == support::text("on");
            let slope = if on && interacts { -1.0 } else { 1.0 };
            // Kept throughout, so that the second round asks the same again.
            let own = if is_confirmation(request) { 0.0 } else { slope * at(request, "decay") };
            score(own + 0.01 * luck(request.configuration.seed ^ u32::from(on)))
        });
        assert_eq!(course.history.rounds.len(), 2);
        answers(&course).into_iter().find(|answer| matches!(answer, Answer::FixedInteracts { .. }))
    };
    let Some(Answer::FixedInteracts { parameter, evidence, .. }) = told(true) else {
        panic!("an interaction")
    };
    assert!(parameter == "decay" && matches!(evidence, Interaction::EarlierRound { .. }), "{evidence:?}");
    assert_eq!(told(false), None);
}

/// S22: every retraining gives the same score, so the verdict waits.
#[test]
fn seeds_that_do_nothing_stop_the_verdict() {
    let without_luck = |request: &TrialRequest| {
        let on = request.configuration.values["feature"] == support::text("on");
        score((at(request, "rate") - 0.4).powi(2) - if on { 1.0 } else { 0.0 })
    };
    let course = finished(question("", 8, ""), &without_luck);
    assert!(course.round().verdict.is_none() && course.round().confirmation.is_some());
    assert!(matches!(course.blocked[0].answer, Answer::SeedsDoNothing { .. }), "{:?}", course.blocked);
    // A metric of few values repeats itself often, and not always.
    let of_few_values = |request: &TrialRequest| -> Outcome {
        let fine = error(request) + 0.01 * luck(request.configuration.seed);
        score((fine * 100.0).round() / 100.0)
    };
    assert!(finished(question("", 8, ""), &of_few_values).round().verdict.is_some());
}

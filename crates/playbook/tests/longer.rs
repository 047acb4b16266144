//! Short rounds, and rounds that train their configurations for longer (S29, S30, P69-P71).

mod support;

use etude_playbook::next::{Advice, Evidence, next_steps};
use etude_playbook::staleness::{Cause, stale_conclusions};
use etude_study::finding::Answer;
use etude_study::project::{Project, parse_project, write_round};
use etude_study::trial::{Outcome, Purpose, TrialRequest};
use support::{Course, finished, luck, number, score};

/// Which rate is good, with few epochs; and, if asked, the same again with all of them.
fn ladder(length: &str, second: &str) -> Project {
    parse_project(&format!(
        "[project]\nname = \"test\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n[workload]\n\
         command = [\"train\", \"{{args}}\"]\n[length]\nmax_epochs = 16\nexplore_epochs = 4\n{length}\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\ngroup = \"optimizer\"\n\
         [parameters.decay]\nchoices = [\"constant\", \"cosine\"]\nbaseline = \"constant\"\ngroup = \"schedule\"\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 24\n{second}"
    ))
    .expect("a project file in order")
}

const LONGER: &str = "[[rounds]]\nname = \"whole\"\ngoal = \"Which rate?\"\ncontinues = \"rate\"\n";

/// The same rates are good at both lengths.
fn alike(request: &TrialRequest) -> Outcome {
    score(distance(request))
}

/// What is good in a short training is bad in a long one.
fn reversed(request: &TrialRequest) -> Outcome {
    let distance = distance(request);
    if request.configuration.max_epochs == 4 { score(distance) } else { score(1.0 - distance) }
}

/// From the best rate, with a little luck of the seed.
fn distance(request: &TrialRequest) -> f64 {
    (number(&request.configuration.values, "rate") - 0.6).abs() + 0.002 * luck(request.configuration.seed)
}

fn transfer(course: &Course) -> (u32, u32, u32, bool) {
    let answers = course.round().findings.iter().map(|(_, finding)| &finding.answer);
    let mut told = answers.filter_map(|answer| match answer {
        Answer::LengthTransfer { from, to, pairs, carries, .. } => Some((*from, *to, *pairs, *carries)),
        _ => None,
    });
    told.next().unwrap_or_else(|| panic!("the lengths were not compared: {:?}", course.blocked))
}

#[test]
fn an_exploring_round_is_short_and_one_that_continues_it_has_the_whole_length() {
    let course = finished(ladder("", LONGER), &alike);
    let (short, long) = (&course.history.rounds[0], &course.history.rounds[1]);
    assert_eq!((short.frozen.length.max_epochs, long.frozen.length.max_epochs), (4, 16));
    assert_eq!(long.frozen.definition.nuisance, ["rate"]);
    let trained: Vec<f64> = course
        .requests_of(long.studies[0].definition.id)
        .into_iter()
        .filter(|request| matches!(request.purpose, Purpose::Search { .. }))
        .map(|request| number(&request.configuration.values, "rate"))
        .collect();
    assert!(trained.len() >= 11, "{trained:?}");
    let near = trained.iter().filter(|rate| (*rate - 0.6).abs() < 0.15).count();
    let far = trained.iter().filter(|rate| (*rate - 0.6).abs() > 0.3).count();
    assert!(near >= 5 && far >= 2, "the best and some of all ranks: {trained:?}");
    assert!(matches!(transfer(&course), (4, 16, 10..=12, true)), "{:?}", transfer(&course));
}

#[test]
fn the_longer_training_has_the_seeds_of_the_shorter_and_goes_on_where_the_file_says_it_may() {
    for (length, goes_on) in [
        ("continue_when = true", true),
        ("continue_when = { decay = \"constant\" }", true),
        ("continue_when = { decay = \"cosine\" }", false),
        ("continue_when = false", false),
        ("", false),
    ] {
        let course = finished(ladder(length, LONGER), &alike);
        let long = course.history.rounds[1].studies[0].definition.id;
        let searched = |request: &&TrialRequest| matches!(request.purpose, Purpose::Search { .. });
        for request in course.requests_of(long).into_iter().filter(searched) {
            let same = |known: &&TrialRequest| {
                known.configuration.values == request.configuration.values
                    && known.configuration.max_epochs == 4
                    && known.purpose.study().is_some()
            };
            let earlier = course.history.trials.iter().find(|(_, trial)| same(&&trial.request));
            let (id, earlier) = earlier.expect("it was trained before");
            assert_eq!(request.configuration.seed, earlier.request.configuration.seed);
            assert_eq!(request.continues, goes_on.then_some(*id), "{length}");
        }
    }
}

#[test]
fn conclusions_of_short_rounds_are_withdrawn_where_they_do_not_predict() {
    let other = "[[rounds]]\nname = \"schedule\"\ngoal = \"Which?\"\nscientific = [\"decay\"]\nnuisance = [\"rate\"]\ntrials = 24\n\
                 allow = [{ rule = \"S22\", reason = \"no luck here\" }]\n";
    let causes = |outcome: &dyn Fn(&TrialRequest) -> Outcome| {
        let course = finished(ladder("", &format!("{other}{LONGER}")), outcome);
        let stale = stale_conclusions(&course.project, &course.history, None);
        (transfer(&course).3, stale.into_iter().flat_map(|stale| stale.causes).collect::<Vec<_>>())
    };
    let (carries, withdrawn) = causes(&reversed);
    assert!(!carries);
    assert!(
        withdrawn.iter().all(|cause| matches!(cause, Cause::DoesNotTransfer { from: 4, to: 16, .. })),
        "{withdrawn:?}"
    );
    let (carries, withdrawn) = causes(&alike);
    assert!(carries && withdrawn.is_empty(), "{withdrawn:?}");
}

#[test]
fn what_only_short_trainings_showed_is_looked_at_again_before_the_end() {
    let course = finished(ladder("", ""), &alike);
    let steps = next_steps(&course.project, &course.history, &Evidence::default());
    let Some(Advice::TrainLonger { from: 4, to: 16, proposal, .. }) =
        steps.iter().find(|step| matches!(step, Advice::TrainLonger { .. }))
    else {
        // The question of the file comes first.
        let asks = steps.iter().any(|step| matches!(step, Advice::Ask { .. }));
        assert!(asks, "{steps:?}");
        return;
    };
    assert!(write_round(&proposal.definition).contains("continues = \"rate\""));
}

#[test]
fn a_round_that_continues_one_names_no_points_of_its_own_and_three_lengths_are_enough() {
    let text = |round: &str| {
        format!(
            "[project]\nname = \"test\"\nmetric = \"e\"\ndirection = \"minimize\"\n[workload]\ncommand = [\"train\"]\n[length]\n\
             max_epochs = 16\nexplore_epochs = 4\n[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n{round}"
        )
    };
    let round = |name: &str, keys: &str| format!("[[rounds]]\nname = \"{name}\"\ngoal = \"?\"\n{keys}\n");
    let tunes = "nuisance = [\"rate\"]\ntrials = 8";
    let refused = |round: &str| parse_project(&text(round)).expect_err("refused").problem.to_string();
    assert!(refused(&round("a", "continues = \"b\"\nsampler = \"random\"")).contains("no place here"));
    assert!(refused(&round("a", &format!("{tunes}\nepochs = 17"))).contains("more than max_epochs = 16"));
    let four = round("a", &format!("{tunes}\nepochs = 8"))
        + &round("b", tunes)
        + &round("c", &format!("{tunes}\nepochs = 2"));
    assert!(refused(&four).contains("makes 4 lengths in one project: 2, 4, 8, 16"));
}

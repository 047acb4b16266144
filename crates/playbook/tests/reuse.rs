//! Earlier trials that are trials of a new study but for their seed count as its own (S1, P36).

mod support;

use etude_playbook::rounds::{counted, trials_of};
use etude_study::event::Event;
use etude_study::history::StudyRecord;
use etude_study::ids::RoundId;
use etude_study::project::Project;
use etude_study::sources::{NamedSources, NoRepository, Repository, Sources};
use etude_study::trial::{Outcome, TrialRequest};
use support::{Course, diverged, number, project, score, text};

/// First which rate, then whether the feature helps over a narrower range of rates.
fn two_questions(second: &str) -> Project {
    project(&format!(
        "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n[parameters.width]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
         [parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 32\n\
         [[rounds]]\nname = \"feature\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\n{second}\n"
    ))
}

/// The incumbent is best, so that nothing is adopted in between.
fn incumbent_is_best(request: &TrialRequest) -> Outcome {
    let rate = number(&request.configuration.values, "rate");
    if rate > 0.97 { diverged() } else { score((rate - 0.5).abs()) }
}

/// Up to the second round, whose trials wait.
fn second_round(second: &str) -> Course {
    let mut course = Course::new(two_questions(second));
    for _ in 0..100 {
        assert!(!course.plan(), "the second round has trials to train");
        if course.history.rounds.len() == 2 {
            return course;
        }
        course.train(&incumbent_is_best);
    }
    panic!("no second round");
}

fn in_all(course: &Course, study: &StudyRecord) -> usize {
    trials_of(&course.history, course.round(), study).len()
}

/// S1, P36: not trained again, the same number for every value, at least half of it new.
#[test]
fn trials_in_a_narrower_space_count_and_every_value_has_the_same_number() {
    let course = second_round("nuisance = [\"rate\"]\ntrials = 16\nspace.rate = { low = 0.2, high = 0.8 }");
    let (off, on) = (course.study(1), course.study(2));
    assert_eq!((in_all(&course, off), in_all(&course, on)), (16, 16));
    assert_eq!(
        (off.definition.reused.len(), on.definition.reused.len()),
        (8, 0),
        "half at most, and none of `on`"
    );
    assert_eq!((off.trials.len(), on.trials.len()), (8, 16));
    for trial in &off.definition.reused {
        let values = &course.history.trials[trial].request.configuration.values;
        let rate = number(values, "rate");
        assert!((0.2..=0.8).contains(&rate) && values["feature"] == text("off"));
        assert!((rate - 0.5).abs() > 1e-9, "the incumbent's own is trained anew");
    }
}

/// A reused trial is a trial of the study: it is looked at by the checklist, and it can be the candidate.
#[test]
fn a_reused_trial_can_win() {
    let accepted = "reruns = 0\nremedies = false\nallow = [{ rule = \"P39\", reason = \"all new ones diverge\" }, { rule = \"S22\", reason = \"no luck\" }]";
    let mut course = second_round(&format!("nuisance = [\"rate\"]\ntrials = 16\n{accepted}"));
    let reused = course.study(1).definition.reused.clone();
    let best = |trial: &&etude_study::ids::TrialId| {
        let rate = number(&course.history.trials[*trial].request.configuration.values, "rate");
        ((rate - 0.5).abs() * 1e9) as u64
    };
    let nearest = *reused.iter().min_by_key(best).expect("reused trials");
    // Everything that is new diverges where the feature is off, and is bad where it is on.
    course.train(&|request| {
        if request.configuration.values["feature"] == text("on") { score(9.0) } else { diverged() }
    });
    course.plan();
    assert_eq!(course.blocked, [], "nothing holds it up");
    let contenders = &course.round().confirmation.as_ref().expect("a comparison").contenders;
    assert_eq!(contenders[1].from, Some(nearest), "the baseline is the best at the incumbent's value");
}

/// P36: a value half of whose trials were trained in an earlier round was tuned as well as the others.
#[test]
fn reused_trials_are_effort_too() {
    let mut course = second_round("nuisance = [\"rate\"]\ntrials = 16");
    assert_eq!(course.study(1).definition.reused.len(), 8);
    course.train(&|request| {
        let rate = number(&request.configuration.values, "rate");
        score((rate - 0.5).abs() + 0.01 * support::luck(request.configuration.seed))
    });
    course.plan();
    let unequal = |finding: &&etude_study::finding::Finding| {
        matches!(finding.answer, etude_study::finding::Answer::UnequalEffort { .. })
    };
    assert!(course.round().checked.is_some(), "the round as a whole was checked");
    assert_eq!(course.round().standing_findings().into_iter().find(unequal), None);
}

#[test]
fn nothing_counts_that_is_another_training() {
    let reused = |second: &str| second_round(second).study(1).definition.reused.len();
    assert!(reused("nuisance = [\"rate\"]\ntrials = 16") > 0);
    assert_eq!(reused("nuisance = [\"rate\"]\ntrials = 16\nreuse = false"), 0);
    assert_eq!(
        reused("nuisance = [\"rate\", \"width\"]\ntrials = 16"),
        0,
        "another dimension was not varied"
    );
    assert_eq!(reused("nuisance = [\"rate\"]\ntrials = 16\nspace.rate = { high = 1.5 }"), 0, "a wider space");
    assert_eq!(
        reused("nuisance = [\"rate\"]\ntrials = 16\nspace.rate = { low = 0.01, scale = \"log\" }"),
        0,
        "another scale"
    );
    assert_eq!(
        reused("nuisance = [\"rate\"]\ntrials = 16\nsampler = \"grid\""),
        0,
        "a grid is laid out whole"
    );
}

/// The code turned out to have changed: the points are drawn after all.
#[test]
fn trials_of_other_sources_are_trained_again() {
    let mut course = second_round("nuisance = [\"rate\"]\ntrials = 16");
    let sources = |sha256: &str| Sources {
        repository: Repository::Absent { why: NoRepository::GitNotFound },
        named: Some(NamedSources {
            sha256: sha256.into(),
            files: 1,
            bytes: 1,
            untracked: vec![],
            missing: vec![],
            whole: true,
        }),
    };
    for (round, sha256) in [(1, "a"), (2, "b")] {
        course.record(Event::SourcesRecorded { round: RoundId(round), sources: Box::new(sources(sha256)) });
    }
    assert!(counted(&course.history, course.round(), course.study(1)).is_empty());
    let before = course.study(1).trials.len();
    course.plan();
    assert_eq!((before, course.study(1).trials.len(), in_all(&course, course.study(1))), (8, 16, 16));
    course.finish(&incumbent_is_best);
    assert_eq!(course.study(1).trials.len(), 16, "no more than that");
}

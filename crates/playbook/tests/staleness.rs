//! Which conclusions no longer rest on what they rested on (S8, P13, P14, P31, P70).

mod support;

use etude_playbook::staleness::{Cause, StaleConclusion, stale_conclusions};
use etude_study::batch_size::BatchSize;
use etude_study::ids::RoundId;
use etude_study::project::{Program, Project};
use etude_study::sources::{KeptDiff, NamedSources, NoRepository, Repository, Sources, SourcesChange};
use etude_study::trial::{Outcome, TrialRequest};
use etude_study::value::Value;
use support::{Course, finished, luck, number, project, score, text};

/// Tunes the rate, then asks whether a wider model helps, then whether dropout does; all three are adopted.
fn three_rounds() -> Project {
    project(
        "[parameters.learning_rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
         [parameters.momentum]\nlow = 0.0\nhigh = 0.99\nbaseline = 0.5\n\
         [parameters.width]\nchoices = [64, 128]\nordered = true\nbaseline = 64\n\
         [parameters.dropout]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"learning_rate\", \"momentum\"]\ntrials = 8\n\
         [[rounds]]\nname = \"dropout\"\ngoal = \"Does dropout help?\"\nscientific = [\"dropout\"]\n\
         nuisance = [\"learning_rate\"]\ntrials = 8\n\
         [[rounds]]\nname = \"width\"\ngoal = \"Which width?\"\nscientific = [\"width\"]\n\
         nuisance = [\"learning_rate\"]\ntrials = 8\n",
    )
}

fn outcome(request: &TrialRequest) -> Outcome {
    let values = &request.configuration.values;
    let mut error = (number(values, "learning_rate") - 0.7).abs() + (number(values, "momentum") - 0.9).abs();
    error -= f64::from(u8::from(values["dropout"] == text("on"))) * 3.0;
    error -= f64::from(u8::from(values["width"] == Value::Int(128))) * 3.0;
    score(error + 0.01 * luck(request.configuration.seed))
}

fn stale(project: &Project, course: &Course, now: Option<&Sources>) -> Vec<StaleConclusion> {
    stale_conclusions(project, &course.history, now)
}

fn rounds(stale: &[StaleConclusion]) -> Vec<u32> {
    stale.iter().map(|stale| stale.round.0).collect()
}

fn named(sha256: &str) -> Sources {
    let named = NamedSources {
        sha256: sha256.into(),
        files: 1,
        bytes: 1,
        untracked: Vec::new(),
        missing: Vec::new(),
        whole: true,
    };
    Sources { repository: Repository::Absent { why: NoRepository::GitNotFound }, named: Some(named) }
}

/// A wider model puts dropout in doubt, which was judged with the narrow one (P31), and of the tuning what no later round
/// tuned anew: the momentum. The width itself was asked last.
#[test]
fn what_an_adoption_touches_is_stale() {
    let course = finished(three_rounds(), &outcome);
    assert_eq!(course.history.launches.len(), 4, "three adoptions");
    let stale = stale(&three_rounds(), &course, None);
    assert_eq!(rounds(&stale), [1, 2]);
    let wider = Cause::Fixed { parameter: "width".into(), from: Value::Int(64), to: Value::Int(128) };
    assert_eq!(stale[0].causes, std::slice::from_ref(&wider));
    assert_eq!(stale[1].causes, [wider]);
    let cost = stale[1].repeat.as_ref().expect("it can start");
    assert_eq!(cost.search_trainings, 16);
    assert!(!stale[1].is_doubtful());
}

/// S8: another batch size touches optimizer and regularization, and not the architecture; another length everything but
/// the architecture (P70).
#[test]
fn batch_size_and_length_touch_groups() {
    let course = finished(three_rounds(), &outcome);
    let mut project = three_rounds();
    project.batch_size = Some(BatchSize { flag: "--batch_size".into(), value: 512 });
    let found = stale(&project, &course, None);
    assert_eq!(rounds(&found), [1, 2]);
    assert_eq!(found[0].causes[0], Cause::BatchSize { from: None, to: Some(512) });
    let mut project = three_rounds();
    project.length.max_epochs = 30;
    let found = stale(&project, &course, None);
    assert_eq!(rounds(&found), [1, 2]);
    assert_eq!(found[1].causes[0], Cause::Length { from: 3, to: 30 });
}

/// P13: another program, or other sources, touch everything; a commit says little without named sources.
#[test]
fn another_program_touches_everything_and_a_commit_raises_doubt() {
    let mut course = finished(three_rounds(), &outcome);
    let mut project = three_rounds();
    project.workload.program = Program::Command(vec!["other".into(), "{args}".into()]);
    let found = stale(&project, &course, None);
    assert_eq!(rounds(&found), [1, 2, 3]);
    assert!(found.iter().all(|stale| stale.causes.contains(&Cause::Program)));
    for round in &mut course.history.rounds {
        round.sources.push(named("a"));
    }
    let found = stale(&three_rounds(), &course, Some(&named("b")));
    let changed = Cause::Sources { change: SourcesChange::NamedSources };
    assert_eq!(rounds(&found), [1, 2, 3]);
    assert_eq!(found[2].causes, [changed]);
    let at = |commit: &str, diff: Option<&str>| Sources {
        repository: Repository::Present {
            commit: Some(commit.into()),
            branch: None,
            diff: diff.map(|sha256| KeptDiff {
                file: "sources/x.diff".into(),
                sha256: sha256.into(),
                bytes: 1,
                whole: true,
            }),
        },
        named: None,
    };
    for round in &mut course.history.rounds {
        round.sources = vec![at("1", None)];
    }
    let found = stale(&three_rounds(), &course, Some(&at("2", None)));
    let last = found.last().expect("all are touched");
    assert_eq!(last.round, RoundId(3));
    assert!(last.is_doubtful());
}

/// A question that was asked again is answered by the later round.
#[test]
fn a_repeated_round_is_no_longer_stale() {
    let mut project = three_rounds();
    let mut again = project.rounds[1].clone();
    again.name = "dropout-2".into();
    project.rounds.push(again);
    let course = finished(project.clone(), &outcome);
    assert_eq!(course.history.rounds.len(), 4);
    assert_eq!(
        rounds(&stale(&project, &course, None)),
        [1],
        "of momentum and rate only the momentum is left"
    );
}

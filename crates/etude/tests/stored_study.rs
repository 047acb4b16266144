//! A bare study in a file: it goes on as if one process had done it all.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads files, and fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::thread;

use etude::ask_tell::{Space, Study, Told};
use etude::stored_study::{StoredStudy, StudyDefinition};
use etude::study::score::Direction;
use tempfile::TempDir;

fn space() -> Space {
    Space::new()
        .log("rate", 1e-4, 1.0)
        .baseline(0.01)
        .whole("layers", 1, 6)
        .baseline(2)
        .choice("optimizer", ["sgd", "adam"])
        .baseline("adam")
}

fn definition(sampler: &str) -> StudyDefinition {
    StudyDefinition {
        space: Some(space()),
        direction: Some(Direction::Minimize),
        sampler: Some(sampler.into()),
        ..StudyDefinition::default()
    }
}

fn lines(path: &Path) -> usize {
    fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn it_goes_on_as_if_it_had_never_been_closed() {
    for sampler in etude::search::catalogue::NAMES {
        let folder = TempDir::new().unwrap();
        let stored = StoredStudy::at(folder.path().join("study.jsonl"));
        let study = Study::new(space(), Direction::Minimize, sampler).unwrap();
        for step in 0..12 {
            let expected = study.ask_many(2).unwrap();
            let asked = stored.ask(definition(sampler), 2).unwrap().trials;
            assert_eq!(asked.len(), expected.len(), "{sampler}");
            for (trial, expected) in asked.iter().zip(&expected) {
                assert_eq!((trial.id, &trial.values), (expected.id(), expected.values()), "{sampler}");
                let told = match step % 4 {
                    0 => Told::infeasible("diverged"),
                    1 => Told::failed("no power"),
                    _ => Told::from(expected.number("rate").unwrap()),
                };
                expected.tell(told.clone()).unwrap();
                stored.tell(trial.id, told).unwrap();
            }
        }
        assert_eq!(stored.best().unwrap(), study.best(), "{sampler}");
    }
}

#[test]
fn a_line_that_a_kill_left_unfinished_is_taken_away_and_the_rest_stays() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.jsonl");
    let stored = StoredStudy::at(&path);
    let asked = stored.ask(definition("quasi-random"), 3).unwrap().trials;
    stored.tell(0, 0.5).unwrap();
    let whole = fs::read(&path).unwrap();
    for cut in 1..40 {
        let mut torn = whole.clone();
        torn.extend(&br#"{"told":{"id":1,"score":0.123456789012345678901234567890}}"#[..cut]);
        fs::write(&path, torn).unwrap();
        assert_eq!(stored.best().unwrap().unwrap().id, 0);
        stored.tell(1, 0.25).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("{\"told\":{\"id\":1,\"score\":0.25}}\n"), "{text}");
        assert_eq!(stored.best().unwrap().unwrap().values, asked[1].values);
    }
}

#[test]
fn a_head_that_a_kill_left_unfinished_is_no_study_yet() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.jsonl");
    StoredStudy::at(&path).ask(definition("random"), 1).unwrap();
    let whole = fs::read(&path).unwrap();
    for cut in [0, 1, 9, 60] {
        fs::write(&path, &whole[..cut]).unwrap();
        let stored = StoredStudy::at(&path);
        let error = stored.ask(StudyDefinition::default(), 1).unwrap_err().to_string();
        assert!(error.contains("and no space to begin one with"), "{error}");
        assert_eq!(stored.ask(definition("random"), 1).unwrap().trials[0].id, 0);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_file_of_something_else_and_one_of_a_later_etude_are_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.jsonl");
    for text in ["notes", "notes\n", "{\"asked\":1}\n", "{\"study\":{\"version\":99}}\n"] {
        fs::write(&path, text).unwrap();
        let stored = StoredStudy::at(&path);
        assert!(stored.ask(definition("random"), 1).is_err() && stored.tell(0, 1.0).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn it_stays_the_study_that_it_began_as() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.jsonl");
    let stored = StoredStudy::at(&path);
    assert!(stored.ask(StudyDefinition::default(), 1).is_err() && !path.exists());
    stored.ask(definition("random"), 1).unwrap();
    let other = [
        StudyDefinition { seed: Some(1), ..StudyDefinition::default() },
        StudyDefinition { budget: Some(7), ..StudyDefinition::default() },
        StudyDefinition { direction: Some(Direction::Maximize), ..StudyDefinition::default() },
        StudyDefinition { space: Some(Space::new().linear("x", 0.0, 1.0)), ..StudyDefinition::default() },
        definition("halton"),
    ];
    for other in other {
        assert!(stored.ask(other, 1).is_err());
    }
    assert_eq!(lines(&path), 2);
    assert_eq!(stored.ask(StudyDefinition::default(), 1).unwrap().trials[0].id, 1);
}

#[test]
fn many_at_a_time_are_one_after_the_other() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.jsonl");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let stored = StoredStudy::at(&path);
                    let trial = stored.ask(definition("quasi-random"), 1).unwrap().trials.pop().unwrap();
                    stored.tell(trial.id, if trial.id == 7 { 0.1 } else { 0.7 }).unwrap();
                }
            });
        }
    });
    assert_eq!(lines(&path), 1 + 80 + 80);
    // Scores that have nothing to do with their points: which one a model recommends is its own affair.
    let best = StoredStudy::at(&path).best().unwrap().unwrap();
    assert_eq!(best.id, 7);
}

//! Which slot a trial runs in is decided once, recorded, and the same after a restart.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use etude::coordinator::{Coordinator, Input, Response};
use etude::study::event::Event;
use etude::study::history::History;
use etude::study::ids::TrialId;
use etude::study::project::{Project, parse_project};
use etude::study::trial::{AttemptEnding, Crash};

fn project() -> Project {
    let file = r#"
        [project]
        name = "slots"
        metric = "val_error"
        direction = "minimize"
        [workload]
        command = ["train"]
        [length]
        max_epochs = 1
        [slots]
        count = 3
        devices = [4, 5]
        [parameters.rate]
        low = 0.0
        high = 1.0
        baseline = 0.5
        [[rounds]]
        name = "rate"
        goal = "Which rate?"
        nuisance = ["rate"]
        trials = 8
    "#;
    parse_project(file).unwrap()
}

/// The slots that a response gives to the trials it starts.
fn slots(response: &Response) -> Vec<(u32, Option<u32>)> {
    let started = response.record.iter().filter_map(|event| match event {
        Event::AttemptStarted { trial, slot, .. } => Some((trial.0, *slot)),
        _ => None,
    });
    started.collect()
}

fn crashed(trial: u32) -> Vec<Input> {
    let ending = AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } };
    vec![Input::AttemptEnded { trial: TrialId(trial), attempt: 1, ending, seconds: Some(1.0) }]
}

#[test]
fn a_freed_slot_is_taken_again_and_a_restart_knows_the_others() {
    let mut coordinator = Coordinator::new(project(), History::default()).unwrap();
    let begun = coordinator.handle(Vec::new()).unwrap();
    assert_eq!(slots(&begun), [(1, Some(0)), (2, Some(1)), (3, Some(2))]);
    let next = coordinator.handle(crashed(2)).unwrap();
    assert_eq!(slots(&next), [(2, Some(1))]);

    let recorded: Vec<Event> = begun.record.into_iter().chain(next.record).collect();
    let mut restarted = Coordinator::new(project(), History::fold(&recorded).unwrap()).unwrap();
    assert_eq!(slots(&restarted.handle(Vec::new()).unwrap()), []);
    assert_eq!(slots(&restarted.handle(crashed(1)).unwrap()), [(1, Some(0))]);
}

#[test]
fn a_device_follows_from_the_slot_and_is_shared_in_turn() {
    let project = project();
    let devices: Vec<Option<&str>> = (0..5).map(|slot| project.device_of(slot)).collect();
    assert_eq!(devices, [Some("4"), Some("5"), Some("4"), Some("5"), Some("4")]);
}

#[test]
fn one_slot_a_device_and_never_more_without_being_told() {
    let text = |slots: &str| {
        let file = "[project]\nname = \"n\"\nmetric = \"m\"\ndirection = \"minimize\"\n[workload]\ncommand = [\"t\"]\n[length]\nmax_epochs = 1\n[parameters.r]\nlow = 0\nhigh = 1\nbaseline = 0\n";
        parse_project(&format!("{file}{slots}")).unwrap()
    };
    for (slots, count) in [
        ("", 1),
        ("[slots]", 1),
        ("[slots]\ndevices = [0, 1, 2]", 3),
        ("[slots]\ncount = 2\ndevices = [0, 1, 2]", 2),
        ("[slots]\ncount = 2", 2),
    ] {
        assert_eq!(text(slots).slots, count, "{slots}");
    }
    assert_eq!(text("").device_of(0), None);
}

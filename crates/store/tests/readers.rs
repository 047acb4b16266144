//! R21: a reader never disturbs the writer, and sees each append as a whole or not at all.

mod sample;

use std::path::Path;
use std::process::{Command, Stdio};

use etude_store::Store;
use etude_study::ids::TrialId;
use sample::{beginning, finished_trial, new_place};

const STORE_OF_PARENT: &str = "ETUDE_TEST_READERS";
const TRIALS: u32 = 400;
const REPORTS: u32 = 10;

#[test]
#[ignore = "the writing process of readers_of_another_process_disturb_nobody"]
#[expect(clippy::disallowed_methods, reason = "told by its parent where the store is")]
fn writes_for_its_readers() {
    let Some(path) = std::env::var_os(STORE_OF_PARENT) else { return };
    let mut store = Store::create_or_open(Path::new(&path)).unwrap();
    for trial in 1..=TRIALS {
        store.append(&finished_trial(trial, REPORTS), i64::from(trial)).unwrap();
    }
}

#[test]
fn readers_of_another_process_disturb_nobody() {
    let (_folder, path) = new_place();
    Store::create_or_open(&path).unwrap().append(&beginning(), 0).unwrap();
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writes_for_its_readers", "--ignored", "--nocapture"])
        .env(STORE_OF_PARENT, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();

    let standing = Store::open_read_only(&path).unwrap();
    let (mut seen, mut looks) = (0, 0);
    let status = loop {
        let ended = writer.try_wait().unwrap();
        for store in [&standing, &Store::open_read_only(&path).unwrap()] {
            let history = store.load_history().unwrap();
            let trials = history.trials.len();
            assert!(trials >= seen, "{trials} trials after {seen}");
            assert!(
                history.trials.values().all(|trial| trial.outcome().is_some()),
                "half an append was seen"
            );
            if let Some((&last, _)) = history.trials.last_key_value() {
                assert_eq!(store.curve(last).unwrap().len(), REPORTS as usize);
            }
            seen = trials;
            looks += 1;
        }
        if looks % 20 == 0 {
            assert!(standing.integrity().unwrap().is_empty());
        }
        if let Some(status) = ended {
            break status;
        }
    };
    assert!(status.success(), "the writer was disturbed");
    assert_eq!(seen, TRIALS as usize);
}

#[test]
fn two_writers_take_turns() {
    let (_folder, path) = new_place();
    let mut first = Store::create_or_open(&path).unwrap();
    let mut second = Store::create_or_open(&path).unwrap();
    first.append(&beginning(), 0).unwrap();
    for trial in (1..=20).step_by(2) {
        second.append(&finished_trial(trial, 2), 0).unwrap();
        first.append(&finished_trial(trial + 1, 2), 0).unwrap();
    }
    assert!(first.integrity().unwrap().is_empty());
    assert_eq!(second.load_history().unwrap().next_trial(), TrialId(21));
}

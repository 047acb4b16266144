//! Many trials one after the other leave nothing behind in the coordinator's process: alone in its own, to count.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads /proc and may panic")]

#[path = "../examples/shared/attempt.rs"]
mod attempt;

use std::fs;
use std::time::{Duration, Instant};

use attempt::attempt;
use etude_runner::{AttemptState, Started, TrialFolder, Watcher, poll, start};

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

fn children() -> Vec<String> {
    let own = format!(" {} ", std::process::id());
    let entries = fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok())
        .filter(|stat| stat.rsplit_once(')').is_some_and(|(_, rest)| rest[2..].starts_with(&own)))
        .collect()
}

#[test]
fn a_hundred_trials_leave_no_zombie_no_open_file_and_no_watch() {
    let root = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let supervisor = [test.parent().unwrap().parent().unwrap().join("examples/supervise").into()];
    let mut watcher = Watcher::new();
    let before = open_files();
    for trial in 0..100 {
        let folder = TrialFolder::at(&root.path().join(trial.to_string())).unwrap();
        let started = start(&folder, &attempt(1, vec!["/bin/true".into()]), &supervisor).unwrap();
        assert!(matches!(started, Started::Started { .. }));
        watcher.watch(&folder);
        while poll(&folder, 1, 0).unwrap().state == AttemptState::Running {
            watcher.wait(Duration::from_secs(1));
        }
        watcher.forget(&folder);
    }
    let begun = Instant::now();
    while !children().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", children());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(open_files(), before);
}

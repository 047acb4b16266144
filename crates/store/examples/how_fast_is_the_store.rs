//! How fast is the store? Prints the time to append measurements, to open a large project and to read one curve.
//!
//! `cargo run --release -p etude-store --example how_fast_is_the_store [FOLDER]`

#![expect(clippy::print_stdout, reason = "its figures are its purpose")]

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::{Path, PathBuf};
use std::time::Instant;

use etude_store::Store;
use etude_study::ids::TrialId;
use sample::{beginning, finished_trial, measured, searched, started};

const TRIALS: u32 = 10_000;
const REPORTS: u32 = 30;
const MEASUREMENTS: u32 = 100_000;
const A_TRANSACTION: usize = 100;

fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder).expect("a folder to write to");
    appending(&folder.path().join("appending.db"));
    opening(&folder.path().join("opening.db"));
}

/// Milliseconds that an action takes, with what it is called.
#[expect(clippy::disallowed_methods, reason = "measures time")]
fn timed<T>(what: &str, action: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = action();
    println!("{what:<64} {:>10.1} ms", start.elapsed().as_secs_f64() * 1e3);
    result
}

fn appending(path: &Path) {
    let mut store = Store::create_or_open(path).expect("a store");
    store.append(&beginning(), 0).expect("a beginning");
    store.append(&[searched(1), started(1, 1)], 0).expect("a trial");
    let reports: Vec<_> = (0..MEASUREMENTS).map(|sequence| measured(1, 1, sequence, 0.1)).collect();
    timed(&format!("{MEASUREMENTS} measurements, {A_TRANSACTION} a transaction"), || {
        for group in reports.chunks(A_TRANSACTION) {
            store.append(group, 0).expect("appended");
        }
    });
    let more: Vec<_> = (0..1000).map(|n| measured(1, 1, MEASUREMENTS + n, 0.1)).collect();
    timed("1000 measurements, one a transaction", || {
        for one in more.chunks(1) {
            store.append(one, 0).expect("appended");
        }
    });
}

fn opening(path: &Path) {
    let mut store = Store::create_or_open(path).expect("a store");
    store.append(&beginning(), 0).expect("a beginning");
    timed(&format!("{TRIALS} trials of {REPORTS} measurements, one a transaction"), || {
        for trial in 1..=TRIALS {
            store.append(&finished_trial(trial, REPORTS), 0).expect("appended");
        }
    });
    let live = [searched(TRIALS + 1), started(TRIALS + 1, 1), measured(TRIALS + 1, 1, 0, 0.5)];
    store.append(&live, 0).expect("a live trial");
    drop(store);
    let bytes = std::fs::metadata(path).expect("a file").len();
    println!("{:<64} {:>10.1} MB", "its file", bytes as f64 / 1e6);

    let store = timed("open for reading", || Store::open_read_only(path).expect("opened"));
    let events = timed("load what the fold needs", || store.load().expect("loaded"));
    println!("{:<64} {:>10}", "events loaded", events.len());
    timed("open, load and fold", || {
        Store::open_read_only(path).expect("opened").load_history().expect("a history")
    });
    timed("one curve", || store.curve(TrialId(TRIALS / 2)).expect("a curve"));
    timed("timeline", || store.timeline().expect("a timeline"));
    let violations = timed("integrity, every curve included", || store.integrity().expect("checked"));
    assert!(violations.is_empty(), "{violations:?}");
}

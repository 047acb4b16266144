//! R1 and R2: what was acknowledged survives kill -9 at any instant, exactly once, and the store is never corrupt.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use etude_store::{Store, StoreError};
use etude_study::event::Event;
use etude_study::ids::TrialId;
use sample::{beginning, feasible, measured, new_place, searched, started};

const STORE_OF_PARENT: &str = "ETUDE_TEST_CRASH";
const KILLS: u32 = 30;
const REPORTS_A_TRIAL: u32 = 5;

/// What append number `n` consists of: always a name, so that each can be told from the others, with a report; every
/// few also the end of a trial and the start of the next.
fn append_number(n: u32) -> Vec<Event> {
    let (trial, sequence) = (n / REPORTS_A_TRIAL + 1, n % REPORTS_A_TRIAL);
    let mut events = vec![Event::DimensionsNumbered { names: vec![format!("append {n}")] }];
    if n == 0 {
        events.splice(0..0, beginning());
    }
    if sequence == 0 {
        if trial > 1 {
            events.push(feasible(trial - 1, 0.5));
        }
        events.extend([searched(trial), started(trial, 1)]);
    }
    events.push(measured(trial, 1, sequence, f64::from(n)));
    events
}

/// The appends that a store holds, by the names they left, in the order of the events.
fn appends_in(store: &Store) -> Vec<u32> {
    let number = |event: Event| match event {
        Event::DimensionsNumbered { names } => names[0].strip_prefix("append ").map(|n| n.parse().unwrap()),
        _ => None,
    };
    store.load().unwrap().into_iter().filter_map(number).collect()
}

#[test]
#[ignore = "the process that the_acknowledged_survives_kill_9 kills"]
#[expect(clippy::disallowed_methods, reason = "told by its parent where the store is")]
fn appends_until_killed() {
    let Some(path) = std::env::var_os(STORE_OF_PARENT) else { return };
    let mut store = Store::create_or_open(Path::new(&path)).unwrap();
    let next = appends_in(&store).len() as u32;
    for n in next.. {
        store.append(&append_number(n), i64::from(n)).unwrap();
        println!("ack {n} .");
    }
}

fn child(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "appends_until_killed", "--ignored", "--nocapture"])
        .env(STORE_OF_PARENT, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills it once it has acknowledged `acks` appends and a moment has passed; returns the last acknowledged number.
fn kill_after(mut child: Child, acks: u32, moment: Duration) -> Option<u32> {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    let mut seen = 0;
    while seen < acks && output.read_line(&mut said).unwrap() > 0 {
        seen = said.matches("ack ").count() as u32;
    }
    thread::sleep(moment);
    child.kill().unwrap();
    assert!(child.wait().unwrap().code().is_none(), "it ended by itself: {said}");
    output.read_to_string(&mut said).unwrap();
    // A line that lacks its full stop was not finished.
    let mut finished = said.lines().filter_map(|line| line.split_once("ack ")?.1.strip_suffix(" ."));
    finished.next_back().map(|n| n.parse().unwrap())
}

/// Everything up to `acknowledged` is there once, in order, with at most one more that was under way.
fn check(store: &Store, acknowledged: Option<u32>) {
    let violations = store.integrity().unwrap();
    assert!(violations.is_empty(), "{violations:?}");
    let appends = appends_in(store);
    let least = acknowledged.map_or(0, |n| n + 1);
    assert!(appends.iter().copied().eq(0..appends.len() as u32), "lost or doubled: {appends:?}");
    let count = appends.len() as u32;
    assert!(count == least || count == least + 1, "{count} stored, {least} acknowledged");
    for trial in 1..=count.div_ceil(REPORTS_A_TRIAL) {
        let expected = (count - (trial - 1) * REPORTS_A_TRIAL).min(REPORTS_A_TRIAL);
        let curve = store.curve(TrialId(trial)).unwrap();
        assert_eq!(curve.len() as u32, expected, "a report is not where its append is");
        assert_eq!(store.measured_count(TrialId(trial), 1).unwrap(), expected);
    }
}

#[test]
fn the_acknowledged_survives_kill_9() {
    let (_folder, path) = new_place();
    let mut acknowledged = None;
    for round in 0..KILLS {
        // The first few are killed while they start, where the store is made; the others after some appends.
        let acks = if round < 6 { 0 } else { 1 + round % 5 };
        let moment = Duration::from_micros(u64::from(round * 7919 % 9000));
        let last = kill_after(child(&path), acks, moment);
        acknowledged = last.or(acknowledged);
        match Store::open_read_only(&path) {
            Ok(store) => {
                let stored = appends_in(&store).len() as u32;
                check(&store, acknowledged);
                // What was under way and got through is not in question again.
                acknowledged = stored.checked_sub(1);
            }
            Err(StoreError::NoProject { .. }) => assert_eq!(acknowledged, None),
            Err(error) => panic!("{error}"),
        }
    }
    let mut store = Store::create_or_open(&path).unwrap();
    let next = appends_in(&store).len() as u32;
    store.append(&append_number(next), 0).unwrap();
    check(&store, Some(next));
    assert!(next > KILLS, "the test killed nothing at work: {next} appends");
}

#[test]
fn a_kill_while_the_store_is_made_leaves_none_or_a_whole_one() {
    for round in 0..30 {
        let (_folder, path) = new_place();
        let acknowledged = kill_after(child(&path), 0, Duration::from_micros(round * 500));
        match Store::open_read_only(&path) {
            Ok(store) => check(&store, acknowledged),
            Err(StoreError::NoProject { .. }) => assert_eq!(acknowledged, None),
            Err(error) => panic!("{error}"),
        }
        let mut store = Store::create_or_open(&path).unwrap();
        let next = appends_in(&store).len() as u32;
        store.append(&append_number(next), 0).unwrap();
        check(&store, Some(next));
    }
}

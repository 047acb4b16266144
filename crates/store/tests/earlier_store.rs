//! A project that an earlier Etude ran opens as it was, is brought up to date by a writer, and goes on with rounds of every kind.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use etude_store::{FORMAT_VERSION, Store};
use etude_study::design::Design;
use etude_study::event::Event;
use etude_study::history::History;
use etude_study::ids::RoundId;
use etude_study::verdict::Decision;
use rusqlite::Connection;
use sample::{new_place, round_started};

/// The history of a whole round: 29 trainings, a confirmation and a launch, from before format version 4.
const EARLIER: &str = include_str!("earlier_history.sql");

/// A round of another kind, as the events of one.
fn round_of(design: Design, round: u32) -> Event {
    let Event::RoundStarted { round, mut frozen } = round_started(RoundId(round)) else { unreachable!() };
    let definition = &mut frozen.definition;
    if matches!(design, Design::Ablation { .. }) {
        definition.scientific = None;
    }
    definition.design = design;
    Event::RoundStarted { round, frozen }
}

/// Every parameter in question, by the store's own words.
fn questions(connection: &Connection) -> Vec<(u32, u32, String)> {
    let sql = "SELECT round, place, parameter FROM questions ORDER BY round, place";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_project_of_an_earlier_version_opens_and_goes_on() {
    let (_folder, path) = new_place();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let earlier = Connection::open(&path).unwrap();
    earlier.execute_batch(EARLIER).unwrap();
    earlier.pragma_update(None, "application_id", 0x4574_7564).unwrap();
    earlier.pragma_update(None, "user_version", 3).unwrap();
    drop(earlier);

    let reader = Store::open_read_only(&path).unwrap();
    let before = reader.load_history().unwrap();
    assert_eq!((before.trials.len(), before.launches.len()), (29, 2));
    let verdict = before.rounds[0].verdict.as_ref().unwrap();
    assert_eq!((verdict.decision, verdict.comparisons.len()), (Decision::Adopt, 2));
    assert!(reader.integrity().unwrap().is_empty());
    drop(reader);

    let mut store = Store::create_or_open(&path).unwrap();
    let read = Connection::open(&path).unwrap();
    let version: i32 = read.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, FORMAT_VERSION);
    assert_eq!(questions(&read), [(1, 1, "standardize".to_owned())], "also of the round before");
    let after = store.load_history().unwrap();
    assert_eq!((after.trials.len(), &after.rounds[0].verdict), (29, &before.rounds[0].verdict));

    let rounds = [
        round_of(Design::Interaction { with: "layers".into() }, 2),
        round_of(Design::Ablation { features: vec!["layers".into(), "dropout".into()] }, 3),
    ];
    store.append(&rounds, 0).unwrap();
    let asked: Vec<String> =
        questions(&read).into_iter().map(|(round, place, name)| format!("{round}.{place} {name}")).collect();
    assert_eq!(
        asked,
        ["1.1 standardize", "2.1 dropout", "2.2 layers", "3.1 layers", "3.2 dropout"],
        "both of an interaction, every feature of an ablation"
    );
    assert!(store.integrity().unwrap().is_empty());
    let history: History = store.load_history().unwrap();
    assert_eq!(history.rounds[1].frozen.definition.questions(), ["dropout", "layers"]);
}

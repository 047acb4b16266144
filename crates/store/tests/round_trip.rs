//! What goes in comes out: every event, every number bit for bit, every order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use std::collections::{BTreeMap, BTreeSet};

use etude_store::Store;
use etude_study::event::Event;
use etude_study::history::History;
use etude_study::ids::TrialId;
use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
use proptest::prelude::*;
use sample::{ODD_FLOATS, ODD_TEXT, beginning, searched, started, stored, whole_life, without_ended_curves};

/// JSON keeps NaN apart from other values by name, so equal text is equal content, and it can be compared.
fn shown(event: &Event) -> String {
    serde_json::to_string(event).unwrap()
}

fn measured_in(events: &[Event], trial: TrialId) -> Vec<SpooledMeasurement> {
    let of_trial = |event: &Event| match event {
        Event::Measured { trial: of, measured } if *of == trial => Some(measured.clone()),
        _ => None,
    };
    events.iter().filter_map(of_trial).collect()
}

#[test]
fn every_event_comes_back_as_it_was_in_its_order() {
    let events = whole_life();
    let (_folder, path, mut store) = stored(&events);
    let tags: BTreeSet<String> = events
        .iter()
        .map(|event| serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tags.len(), 22, "the sample has every variant: {tags:?}");

    let expected: Vec<String> = without_ended_curves(&events).iter().map(shown).collect();
    for store in [&store, &Store::open_read_only(&path).unwrap()] {
        assert_eq!(store.load().unwrap().iter().map(shown).collect::<Vec<_>>(), expected);
        for trial in (1..=18).map(TrialId) {
            assert_eq!(store.curve(trial).unwrap(), measured_in(&events, trial), "trial {trial}");
        }
        assert!(store.integrity().unwrap().is_empty(), "{:?}", store.integrity().unwrap());
    }

    store.append(&[sample::measured(12, 2, 2, 0.3)], 0).unwrap();
    drop(store);
    let reopened = Store::create_or_open(&path).unwrap();
    assert_eq!(reopened.load().unwrap().len(), expected.len() + 1);
}

#[test]
fn the_fold_after_reopening_is_the_fold_in_memory() {
    let events = whole_life();
    let (_folder, path, store) = stored(&events);
    drop(store);
    let loaded = Store::open_read_only(&path).unwrap().load_history().unwrap();
    assert_eq!(loaded, History::fold(&without_ended_curves(&events)).unwrap());

    let in_memory = History::fold(&events).unwrap();
    let live = TrialId(12);
    assert_eq!(loaded.trials[&live], in_memory.trials[&live], "a live trial keeps its curve and its counts");
    assert!(loaded.trials[&live].curve().is_some_and(|curve| curve.best().is_some()));
    for (trial, record) in &loaded.trials {
        assert_eq!(record.outcome(), in_memory.trials[trial].outcome());
        assert_eq!(record.state(), in_memory.trials[trial].state());
    }
}

#[test]
fn the_timeline_names_each_event_by_its_tag() {
    let events = whole_life();
    let (_folder, _path, store) = stored(&events);
    let timeline = store.timeline().unwrap();
    let others: Vec<&Event> =
        events.iter().filter(|event| !matches!(event, Event::Measured { .. })).collect();
    assert_eq!(timeline.len(), others.len());
    for (moment, event) in timeline.iter().zip(others) {
        let body = serde_json::to_value(event).unwrap();
        assert_eq!(moment.kind, body["event"].as_str().unwrap());
        assert_eq!(moment.trial.map(|trial| u64::from(trial.0)), body["trial"].as_u64());
    }
    assert!(timeline.is_sorted_by(|a, b| a.seq < b.seq && a.at_ms <= b.at_ms));
}

#[test]
fn odd_numbers_survive_in_every_place_of_a_measurement() {
    let steps = [None, Some(0), Some(i64::MAX as u64), Some(1 << 63), Some(u64::MAX)];
    let mut reports = Vec::new();
    for (sequence, value) in (0..).zip(ODD_FLOATS) {
        let name = format!("{ODD_TEXT}{sequence}");
        let metrics = BTreeMap::from([(name, MetricValue(value)), (String::new(), MetricValue(-value))]);
        let step = steps[sequence as usize % steps.len()];
        let checkpoint = (sequence % 2 == 0).then(|| ODD_TEXT.to_owned());
        let measurement = Measurement { epoch: Some(value), step, metrics, checkpoint };
        reports.push(SpooledMeasurement { attempt: 1, sequence, measurement });
    }
    round_trip(&reports);
}

/// Stores the reports as one trial's and compares what is read, live and as a curve.
fn round_trip(reports: &[SpooledMeasurement]) {
    let mut events = beginning();
    events.extend([searched(1), started(1, 1)]);
    let trial = TrialId(1);
    events.extend(reports.iter().map(|measured| Event::Measured { trial, measured: measured.clone() }));
    let (_folder, _path, store) = stored(&events);
    let loaded = store.load().unwrap();
    for read in [store.curve(trial).unwrap(), measured_in(&loaded, trial)] {
        assert_eq!(read.len(), reports.len());
        for (read, written) in read.iter().zip(reports) {
            let bits = |measured: &SpooledMeasurement| measured.measurement.epoch.map(canonical_bits);
            assert_eq!(bits(read), bits(written));
            let without_epoch = |measured: &SpooledMeasurement| {
                let measurement = Measurement { epoch: None, ..measured.measurement.clone() };
                SpooledMeasurement { measurement, ..measured.clone() }
            };
            assert_eq!(without_epoch(read), without_epoch(written));
        }
    }
    assert_eq!(store.measured_count(trial, 1).unwrap() as usize, reports.len());
}

/// All NaN are one value.
fn canonical_bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() }
}

fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![any::<u64>().prop_map(f64::from_bits), prop::sample::select(ODD_FLOATS.to_vec())]
}

fn any_measurement() -> impl Strategy<Value = Measurement> {
    let metrics = prop::collection::btree_map(any::<String>(), any_float().prop_map(MetricValue), 0..6);
    let parts =
        (prop::option::of(any_float()), prop::option::of(any::<u64>()), metrics, any::<Option<String>>());
    parts.prop_map(|(epoch, step, metrics, checkpoint)| Measurement { epoch, step, metrics, checkpoint })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_measurement_survives(measurements in prop::collection::vec(any_measurement(), 1..40)) {
        let reports: Vec<SpooledMeasurement> = (0..)
            .zip(measurements)
            .map(|(sequence, measurement)| SpooledMeasurement { attempt: 1, sequence, measurement })
            .collect();
        round_trip(&reports);
    }
}

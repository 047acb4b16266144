//! What an earlier version stored is still read: fields that came later have their meaning of then.

use etude_study::event::Event;
use etude_study::ids::TrialId;
use etude_study::length::{KeepCheckpoints, Length};
use etude_study::measurement::PositionUnit;
use etude_study::protocol::{AttemptOrder, ExitRecord, LineReader};
use etude_study::space::{Flag, Parameter};
use etude_study::trial::{AttemptEnding, Infeasibility, Outcome};

#[test]
fn an_attempt_without_a_slot_is_read_and_written_as_it_was() {
    let old = r#"{"event":"attempt_started","trial":3,"attempt":2}"#;
    let event: Event = serde_json::from_str(old).unwrap();
    assert_eq!(event, Event::AttemptStarted { trial: TrialId(3), attempt: 2, slot: None });
    assert_eq!(serde_json::to_string(&event).unwrap(), old);
}

#[test]
fn a_position_without_a_unit_is_an_epoch() {
    let feasible = r#"{"outcome":"feasible","score":0.25,"position":3.0,"last_position":4.0}"#;
    let Outcome::Feasible(best) = serde_json::from_str(feasible).unwrap() else { panic!("not feasible") };
    assert_eq!((best.position, best.unit), (Some(3.0), PositionUnit::Epoch));
    let diverged = r#"{"cause":"diverged","position":3.0}"#;
    let unit = PositionUnit::Epoch;
    assert_eq!(
        serde_json::from_str::<Infeasibility>(diverged).unwrap(),
        Infeasibility::Diverged { position: Some(3.0), unit }
    );
}

#[test]
fn a_flag_is_a_name_as_it_was_or_a_table_of_words() {
    let parameter = |flag: &str| {
        let text = format!(r#"{{"name":"x","domain":{{"type":"boolean"}},"baseline":false,"flag":{flag}}}"#);
        let parameter: Parameter = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&parameter).unwrap(), text);
        parameter.flag
    };
    assert_eq!(parameter(r#""--x""#), Some(Flag::Name("--x".into())));
    let words = [("false", "--no-x"), ("true", "--x")];
    let words = words.map(|(value, word)| (value.to_owned(), word.to_owned()));
    assert_eq!(
        parameter(r#"{"false":"--no-x","true":"--x"}"#),
        Some(Flag::Words(words.into_iter().collect()))
    );
}

#[test]
fn the_rules_for_checkpoints_keep_their_names() {
    let length = |keep: &str| {
        let text = format!(r#"{{"max_epochs":3,"keep_checkpoints":{keep}}}"#);
        let length: Length = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&length).unwrap(), text);
        length.keep_checkpoints
    };
    assert_eq!(length(r#""best-and-last""#), KeepCheckpoints::BestAndLast);
    assert_eq!(length(r#""all""#), KeepCheckpoints::All);
    assert_eq!(length(r#"{"best":3}"#), KeepCheckpoints::Best(3));
    assert_eq!(length(r#""none""#), KeepCheckpoints::None);
    let usual: Length = serde_json::from_str(r#"{"max_epochs":3,"keep_checkpoints":"all"}"#).unwrap();
    assert_eq!((usual.best_epoch_rule.early, usual.best_epoch_rule.late), (0.2, 0.8));
}

#[test]
fn an_order_and_an_exit_record_of_the_first_version_are_read() {
    let order = r#"{"version":1,"trial":1,"attempt":1,"command":["train"],"directory":"/","environment":{},
        "grace_seconds":10.0}"#;
    let order: AttemptOrder = serde_json::from_str(order).unwrap();
    assert_eq!((order.stall_after_seconds, order.virtual_environment.as_deref()), (None, None));
    assert!(LineReader::new(&order.objective, &order.metrics).is_ok());
    let record = r#"{"version":1,"attempt":1,"end":"exited","code":0,"measurements":0,"seconds":1.0}"#;
    let record: ExitRecord = serde_json::from_str(record).unwrap();
    assert_eq!(record.ending(), AttemptEnding::Finished);
}

//! Rounds that were stored by the first version are read, and mean what they meant.

use etude_study::configuration::Values;
use etude_study::round::FrozenRound;
use etude_study::space::UnitPoint;
use etude_study::value::Value;

fn text(word: &str) -> Value {
    Value::Text(word.into())
}

/// Rounds that were stored before there were scopes, steps and lists by hand read as they were.
#[test]
fn a_round_of_the_first_version_is_read() {
    let stored = r#"{"definition":{"name":"r","goal":"g","phase":"explore","scientific":"dropout","nuisance":["rate","p"],"trials":4,"sampler":"quasi-random"},
        "parameters":[{"name":"dropout","domain":{"type":"choice","choices":["off","on"]},"baseline":"off"},
        {"name":"p","domain":{"type":"float","low":0.1,"high":0.5,"scale":"linear"},"baseline":0.3,"when":{"parameter":"dropout","equals":"on"}}],
        "metric":"m","direction":"minimize","min_improvement":0.0,"length":{"max_epochs":3,"keep_checkpoints":"all"},"project_seed":0,
        "incumbent":{"dropout":"off","p":0.3},
        "studies":[{"id":{"round":1,"study":1},"fixed":{"dropout":"on"},"space":{"dimensions":[{"name":"p","number":0,"domain":{"type":"float","low":0.1,"high":0.5,"scale":"linear"},"when":{"parameter":"dropout","equals":"on"}}]},"holds_incumbent":false,"trials":4}]}"#;
    let frozen: FrozenRound = serde_json::from_str(stored).unwrap();
    assert!(!frozen.definition.is_by_hand());
    let off = Values::from([("dropout".to_owned(), text("off"))]);
    let point = UnitPoint::new(vec![0.5]);
    assert!(
        frozen.studies[0].space.values_at(&point, &off).is_empty(),
        "the condition asks a fixed parameter"
    );
    assert_eq!(frozen.studies[0].space.values_at(&point, &frozen.studies[0].fixed)["p"], Value::Float(0.3));
    let again: FrozenRound = serde_json::from_str(&serde_json::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(again, frozen);
}

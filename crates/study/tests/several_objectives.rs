//! Further objectives: read from the project file, and kept with a trial's best epoch.

use std::collections::BTreeMap;

use etude_study::objective::Objective;
use etude_study::project::{Project, ProjectFileError, parse_project};
use etude_study::score::{Direction, Score};
use etude_study::trial::BestEpoch;

fn read(also: &str, patterns: &str) -> Result<Project, ProjectFileError> {
    parse_project(&format!(
        "[project]\nname = \"p\"\nmetric = \"error\"\ndirection = \"minimize\"\n{also}\n\
         [workload]\ncommand = [\"train\", \"{{args}}\"]\n{patterns}\n[length]\nmax_epochs = 3\n\
         [parameters.x]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n"
    ))
}

#[test]
fn further_objectives_are_read_by_name() {
    let project = read("also = { speed = \"maximize\", inference_ms = \"minimize\" }", "").unwrap();
    let expected =
        [Objective::new("inference_ms", Direction::Minimize), Objective::new("speed", Direction::Maximize)];
    assert_eq!(project.also, expected);
    assert!(read("", "").unwrap().also.is_empty());
}

#[test]
fn what_can_be_no_further_objective_is_refused_with_a_remedy() {
    for (also, patterns, reason) in [
        ("also = { error = \"minimize\" }", "", "is the project's metric already"),
        ("also = { epoch = \"minimize\" }", "", "names no metric"),
        ("also = { ms = \"down\" }", "", "is no direction"),
        (
            "also = { ms = \"minimize\" }",
            "[workload.metrics]\nerror = 'e: (\\S+)'",
            "has no pattern that finds it",
        ),
    ] {
        let refused = read(also, patterns).unwrap_err();
        assert!(refused.to_string().contains(reason), "{also}: {refused}");
        assert!(!refused.problem.remedy().is_empty(), "{also}");
    }
    assert!(read("also = { ms = 1 }", "").is_err() && read("also = \"ms\"", "").is_err());
}

/// What was stored before there were further objectives is read, and what has none is stored as it was.
#[test]
fn a_best_epoch_without_further_objectives_is_stored_as_before() {
    let stored = r#"{"score":0.5,"position":2.0,"last_position":3.0}"#;
    let best: BestEpoch = serde_json::from_str(stored).unwrap();
    assert!(best.also.is_empty());
    assert_eq!(serde_json::to_string(&best).unwrap(), stored);
    let also = BTreeMap::from([("ms".to_owned(), Score::new(4.0).unwrap())]);
    let with = BestEpoch { also, ..best };
    let again: BestEpoch = serde_json::from_str(&serde_json::to_string(&with).unwrap()).unwrap();
    assert_eq!(again, with);
}

//! Projects with a planted fault, run for real: the fault is told first and `etude next` names its remedy. The quick ones; all of
//! them are `cargo xtask bench planted`.

mod planted;

use std::path::Path;

use planted::{Planted, faulty, say, sound};

/// Those whose rounds end early, or only tune.
const QUICK: [&str; 4] = [
    "60 % of trainings run out of memory, whatever the parameters",
    "overfitting",
    "the best right before where trainings diverge",
    "the same configuration written twice",
];

fn etude() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_etude"))
}

#[test]
fn planted_faults_are_told_first_with_their_remedy() {
    let quick: Vec<Planted> = faulty().into_iter().filter(|planted| QUICK.contains(&planted.fault)).collect();
    assert_eq!(quick.len(), QUICK.len());
    for planted in quick {
        let said = say(etude(), &planted, 0).unwrap();
        assert!(said.is_right(&planted), "{}: {:?}", planted.fault, said.all);
        assert!(said.remedy_at(&planted).is_some(), "{}: {:?}", planted.fault, said.steps);
    }
}

#[test]
fn of_a_sound_project_nothing_is_told_as_wrong() {
    let tuning = sound().into_iter().find(|planted| planted.fault == "none: tuning only").unwrap();
    let said = say(etude(), &tuning, 0).unwrap();
    assert!(said.is_right(&tuning), "{:?}", said.all);
}

//! R15: of two coordinators on one project one writes, whatever happens to the other.
//!
//! The full measurement is `cargo xtask bench two-coordinators`; this is a smaller one of the same.

mod coordinators;

use std::path::Path;

use coordinators::{put_to_sleep, start_together, undisturbed};

const ETUDE: &str = env!("CARGO_BIN_EXE_etude");

#[test]
fn of_two_started_together_one_runs_and_the_other_is_told_who() {
    for _ in 0..10 {
        assert_eq!(start_together(Path::new(ETUDE)), Vec::<String>::new());
    }
}

#[test]
fn one_that_wakes_up_after_a_takeover_writes_nothing_and_says_so() {
    let etude = Path::new(ETUDE);
    assert_eq!(put_to_sleep(etude, &undisturbed(etude)), Vec::<String>::new());
}

//! A project that was killed at any moment ends as one that was not.
//!
//! The full measurement is `cargo xtask bench resume`; this is a smaller one of the same.

mod kills;

use std::path::Path;

use kills::figures::Figures;
use kills::{Kind, measure, measure_at_random, undisturbed};

const ETUDE: &str = env!("CARGO_BIN_EXE_etude");
/// Killed runs of each kind.
const RUNS: u32 = 1;
/// Kills of what is drawn at random.
const KILLS_AT_RANDOM: u32 = 5;
const SEED: u64 = 20_260_801;

#[test]
fn killed_runs_end_like_the_undisturbed_one() {
    let etude = Path::new(ETUDE);
    let undisturbed = undisturbed(etude);
    let measure = |kind| measure(etude, kind, RUNS, SEED, &undisturbed);
    let at_random = measure_at_random(etude, KILLS_AT_RANDOM, SEED, &undisturbed, |_| {});
    let all = [measure(Kind::Coordinator), measure(Kind::CoordinatorAndSupervisors), at_random];
    println!("seed {SEED}\n{}", Figures::table(&all));
    for figures in all {
        assert_eq!((figures.held, figures.findings), (figures.runs, Vec::new()));
    }
}

//! Does a project that was killed at any moment end as one that was not?
//!
//! `cargo xtask bench resume`, or with other than 10 killed runs of each kind and another seed:
//! `cargo xtask bench resume -- 50 7`. With `--kills 100` each kill hits what is drawn at random instead: the
//! coordinator, a supervisor, a training or all of them; `--kills 100 7` draws others. Each run has a seed of its own,
//! named with whatever did not hold in it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "tells how long it takes")]

#[path = "../tests/kills/mod.rs"]
mod kills;
#[path = "shared/program.rs"]
mod program;

use std::process::ExitCode;
use std::time::Instant;

use kills::figures::Figures;
use kills::{Kind, measure, measure_at_random, undisturbed};

const RUNS: u32 = 10;
const SEED: u64 = 1;

fn main() -> ExitCode {
    let Some(Asked { kills, runs, seed }) = asked() else {
        eprintln!("usage: resume [RUNS OF EACH KIND] [SEED], or resume --kills KILLS [SEED]");
        return ExitCode::from(2);
    };
    let Some(etude) = program::etude() else {
        eprintln!("the program is not there: cargo build --release -p etude-cli");
        return ExitCode::FAILURE;
    };
    let begun = Instant::now();
    let undisturbed = undisturbed(&etude);
    println!("Seed {seed}. Undisturbed, the run takes {:.1} s.\n", undisturbed.took.as_secs_f64());
    let measure = |kind| measure(&etude, kind, runs, seed, &undisturbed);
    let all = match kills {
        Some(kills) => vec![measure_at_random(&etude, kills, seed, &undisturbed, |figures| {
            let (done, held, runs) = (figures.kills(), figures.held, figures.runs);
            eprintln!(
                "{done} of {kills} kills, {held} of {runs} runs held, {:.0} s",
                begun.elapsed().as_secs_f64()
            );
        })],
        None => vec![measure(Kind::Coordinator), measure(Kind::CoordinatorAndSupervisors)],
    };
    println!("{}\n{:.0} s.", Figures::table(&all), begun.elapsed().as_secs_f64());
    for finding in all.iter().flat_map(|figures| &figures.findings) {
        println!("- {finding}");
    }
    if all.iter().all(|figures| figures.held == figures.runs) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What to measure.
struct Asked {
    /// Kills of what is drawn at random, instead of runs of each kind.
    kills: Option<u32>,
    runs: u32,
    seed: u64,
}

fn asked() -> Option<Asked> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (kills, rest) = match words.as_slice() {
        ["--kills", kills, rest @ ..] => (Some(kills.parse().ok()?), rest),
        rest => (None, rest),
    };
    let (runs, seed) = match (kills, rest) {
        (_, []) => (RUNS, SEED),
        (None, [runs]) => (runs.parse().ok()?, SEED),
        (None, [runs, seed]) => (runs.parse().ok()?, seed.parse().ok()?),
        (Some(_), [seed]) => (RUNS, seed.parse().ok()?),
        _ => return None,
    };
    Some(Asked { kills, runs, seed })
}

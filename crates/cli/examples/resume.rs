//! Does a project that was killed at any moment end as one that was not?
//!
//! `cargo xtask bench resume`, or with other than 10 killed runs of each kind and another seed:
//! `cargo xtask bench resume -- 50 7`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "starts cargo as it was itself started")]

#[path = "../tests/kills/mod.rs"]
mod kills;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use kills::figures::Figures;
use kills::{Kind, measure, undisturbed};

const RUNS: u32 = 10;
const SEED: u64 = 1;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let runs = arguments.next().map_or(Ok(RUNS), |word| word.parse());
    let seed = arguments.next().map_or(Ok(SEED), |word| word.parse());
    let (Ok(runs), Ok(seed)) = (runs, seed) else {
        eprintln!("usage: resume [RUNS OF EACH KIND] [SEED]");
        return ExitCode::from(2);
    };
    let Some(etude) = etude() else {
        eprintln!("the program is not there: cargo build --release -p etude-cli");
        return ExitCode::FAILURE;
    };
    let begun = Instant::now();
    let undisturbed = undisturbed(&etude);
    println!("Seed {seed}. Undisturbed, the run takes {:.1} s.\n", undisturbed.took.as_secs_f64());
    let measure = |kind| measure(&etude, kind, runs, seed, &undisturbed);
    let all = [measure(Kind::Coordinator), measure(Kind::CoordinatorAndSupervisors)];
    println!("{}\n{:.0} s.", Figures::table(&all), begun.elapsed().as_secs_f64());
    for finding in all.iter().flat_map(|figures| &figures.findings) {
        println!("- {finding}");
    }
    if all.iter().all(|figures| figures.held == figures.runs) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The program beside this one, `target/release/etude`. Cargo builds an example without it, so it is built here: an
/// old one would be measured otherwise.
fn etude() -> Option<PathBuf> {
    if let Some(cargo) = std::env::var_os("CARGO") {
        let mut command = Command::new(cargo);
        command.args(["build", "--quiet", "--locked", "-p", "etude-cli", "--bin", "etude"]);
        if !cfg!(debug_assertions) {
            command.arg("--release");
        }
        command.status().ok().filter(std::process::ExitStatus::success)?;
    }
    let example = std::env::current_exe().ok()?;
    let path = example.parent().and_then(Path::parent)?.join("etude");
    path.exists().then_some(path)
}

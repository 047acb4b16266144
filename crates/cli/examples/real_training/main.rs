//! Does a verdict keep its word on real trainings? Whole projects of the built-in workload, run by the `etude` program:
//! questions that ask nothing, features that help, and published scores against trainings with unused seeds.
//!
//! `cargo xtask bench real [PART]`, a part being `a-a`, `one-comparison`, `features`, `published` or `tables`, which runs nothing.
//! Each project leaves a line in `target/real-bench/PART.jsonl`; what has its line is not run again, so that the bench goes on
//! where it was stopped. A training takes a tenth of a second, all of it less than an hour of one core.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "writes project files and reads its own rows")]

mod arm;
mod feature;
mod nothing;
#[path = "../shared/program.rs"]
mod program;
mod project;
mod published;
mod rows;
mod tables;

use std::error::Error;
use std::path::PathBuf;

use rows::Rows;

/// What anything here may fail with.
type Failure = Box<dyn Error>;

/// The parts in the order in which they run.
const PARTS: [&str; 4] = ["a-a", "one-comparison", "features", "published"];

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == arm::WORD) {
        return arm::train(&words[1..]);
    }
    let wanted = words.first().map(String::as_str);
    if wanted.is_some_and(|word| word != "tables" && !PARTS.contains(&word)) {
        return Err(format!("usage: real_training [{} | tables]", PARTS.join(" | ")).into());
    }
    let etude = program::etude().ok_or("the program is not there: cargo build --release -p etude-cli")?;
    let folder = folder()?;
    for part in PARTS.into_iter().filter(|part| wanted.is_none_or(|wanted| wanted == *part)) {
        let mut rows = Rows::open(&folder, part)?;
        match part {
            "a-a" => nothing::run(&etude, &mut rows, nothing::Effort::Tuned)?,
            "one-comparison" => nothing::run(&etude, &mut rows, nothing::Effort::OneTrial)?,
            "features" => feature::run(&etude, &mut rows)?,
            _ => published::run(&etude, &mut rows)?,
        }
    }
    tables::print(&folder)
}

/// Where the rows are: beside the builds.
fn folder() -> Result<PathBuf, Failure> {
    let example = std::env::current_exe()?;
    let target = example.ancestors().nth(3).ok_or("no folder of builds")?;
    let folder = target.join("real-bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

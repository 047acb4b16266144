//! `cargo xtask test`: everything that must hold before a change is merged.
//!
//! The quick steps come first, and the test runner last, so that its summary stands at the end.

use std::time::{Duration, Instant};

use crate::command::{self, Failure};
use crate::setup::{self, Runner};
use crate::tidy;
use crate::tree::Tree;

/// One step: a name for the table and what is done.
struct Step {
    name: &'static str,
    action: Action,
}

enum Action {
    Setup,
    Tidy,
    Run(Vec<String>),
}

/// How long a step took, and how it ended.
struct Timing {
    name: &'static str,
    took: Duration,
    passed: bool,
}

/// Runs every step, stops at the first that fails, and ends with a table of times.
pub(crate) fn run() -> Result<(), Failure> {
    let mut timings = Vec::new();
    let setup = Step { name: "setup", action: Action::Setup };
    let result = perform(&setup, &mut timings).and_then(|runner| {
        steps(runner, &Tree::read(&command::root())?)
            .iter()
            .try_for_each(|step| perform(step, &mut timings).map(|_| ()))
    });
    println!("\n{}", table(&timings));
    result
}

/// The steps after the set-up, for this machine and this tree.
fn steps(runner: Runner, tree: &Tree) -> Vec<Step> {
    let run = |name, line: &str| Step {
        name,
        action: Action::Run(line.split_whitespace().map(str::to_owned).collect()),
    };
    let mut steps = vec![
        run("format", "cargo fmt --all --check"),
        Step { name: "tidy", action: Action::Tidy },
        run("clippy", "cargo clippy --workspace --all-targets --locked -- -D warnings"),
    ];
    for folder in tree.python_tests() {
        let discover = format!("python3 -m unittest discover -s {folder} -p test_*.py");
        steps.push(run("python", &discover));
    }
    if tree.has_doctests() {
        steps.push(run("doctests", "cargo test --doc --workspace --locked --quiet"));
    }
    steps.push(match runner {
        Runner::Nextest => run("tests", "cargo nextest run --workspace --locked"),
        Runner::CargoTest => run("tests", "cargo test --workspace --all-targets --locked"),
    });
    steps
}

/// Does one step with its output flowing, and notes its duration. Answers the runner when it is the set-up.
fn perform(step: &Step, timings: &mut Vec<Timing>) -> Result<Runner, Failure> {
    let shown = match &step.action {
        Action::Setup => "cargo xtask setup".to_owned(),
        Action::Tidy => "cargo xtask tidy".to_owned(),
        Action::Run(words) => words.join(" "),
    };
    println!("\n=== {}: {shown}", step.name);
    let started = Instant::now();
    let result = match &step.action {
        Action::Setup => setup::run().map(|tools| tools.runner),
        Action::Tidy => tidy::run().map(|()| Runner::CargoTest),
        Action::Run(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            command::run(&words).map(|()| Runner::CargoTest)
        }
    };
    let timing = Timing { name: step.name, took: started.elapsed(), passed: result.is_ok() };
    println!("--- {}", row(&timing));
    timings.push(timing);
    result
}

fn row(timing: &Timing) -> String {
    let ending = if timing.passed { "passed" } else { "FAILED" };
    format!("{:<9} {:>7.1} s  {ending}", timing.name, timing.took.as_secs_f64())
}

fn table(timings: &[Timing]) -> String {
    let total: Duration = timings.iter().map(|timing| timing.took).sum();
    let passed = timings.iter().all(|timing| timing.passed);
    let mut lines: Vec<String> = timings.iter().map(row).collect();
    lines.push(row(&Timing { name: "total", took: total, passed }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(runner: Runner, files: &[(&str, &str)]) -> Vec<&'static str> {
        steps(runner, &Tree::of(files)).iter().map(|step| step.name).collect()
    }

    #[test]
    fn optional_steps_follow_the_tree_and_the_runner_is_last() {
        assert_eq!(names(Runner::Nextest, &[]), ["format", "tidy", "clippy", "tests"]);
        let files = [
            ("examples/10-a/test_a.py", ""),
            ("crates/study/src/lib.rs", "/// ```\n/// assert!(true);\n/// ```\npub fn f() {}\n"),
        ];
        let expected = ["format", "tidy", "clippy", "python", "doctests", "tests"];
        assert_eq!(names(Runner::CargoTest, &files), expected);
    }

    #[test]
    fn a_failed_step_is_recorded_as_failed() {
        let mut timings = Vec::new();
        let step = Step { name: "no", action: Action::Run(vec!["false".to_owned()]) };
        assert!(perform(&step, &mut timings).is_err());
        assert!(table(&timings).contains("FAILED"));
        assert_eq!(table(&timings).lines().count(), 2);
    }
}

//! Do two coordinators on one project ever both write?
//!
//! `cargo xtask bench two-coordinators`, or with other than 100 pairs that are started together and 20 that are put to
//! sleep: `cargo xtask bench two-coordinators -- 1000 100`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints what it measured")]

#[path = "../tests/coordinators/mod.rs"]
mod coordinators;
#[path = "shared/program.rs"]
mod program;

use std::process::ExitCode;

use coordinators::{put_to_sleep, start_together, undisturbed};

const TOGETHER: u32 = 100;
const ASLEEP: u32 = 20;
/// Between two lines of progress.
const TOLD_EVERY: u32 = 10;

fn main() -> ExitCode {
    let counts: Option<Vec<u32>> = std::env::args().skip(1).map(|word| word.parse().ok()).collect();
    let (together, asleep) = match counts.as_deref() {
        Some([]) => (TOGETHER, ASLEEP),
        Some([together]) => (*together, ASLEEP),
        Some([together, asleep]) => (*together, *asleep),
        _ => {
            eprintln!("usage: two_coordinators [PAIRS STARTED TOGETHER] [PAIRS OF WHICH ONE SLEEPS]");
            return ExitCode::from(2);
        }
    };
    let Some(etude) = program::etude() else {
        eprintln!("the program is not there: cargo build --release -p etude-cli");
        return ExitCode::FAILURE;
    };
    let undisturbed = undisturbed(&etude);
    let rows = [
        ("started together", together, repeat(together, || start_together(&etude))),
        (
            "one asleep for longer than its lease",
            asleep,
            repeat(asleep, || put_to_sleep(&etude, &undisturbed)),
        ),
    ];
    println!("| two coordinators | pairs | one wrote, the other was told who |\n|---|--:|--:|");
    for (what, pairs, findings) in &rows {
        let held = findings.iter().filter(|findings| findings.is_empty()).count();
        println!("| {what} | {pairs} | {held} of {pairs} |");
    }
    let findings: Vec<&String> = rows.iter().flat_map(|(_, _, findings)| findings).flatten().collect();
    for finding in &findings {
        println!("- {finding}");
    }
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn repeat(times: u32, mut one: impl FnMut() -> Vec<String>) -> Vec<Vec<String>> {
    let mut findings = Vec::new();
    for done in 1..=times {
        findings.push(one());
        if done % TOLD_EVERY == 0 {
            eprintln!("{done} of {times}");
        }
    }
    findings
}

//! How often does each check of the checklist call where nothing is wrong, and where something is?
//!
//! Every scenario runs through the real coordinator in virtual time, without remedies, so that what is counted is the first
//! look of each check: the share of studies (of rounds, for checks of a whole round) with its call. A question with two
//! values, two nuisances, 16, 32 and 64 trials a value. Run with `cargo xtask bench checks`; an argument sets the number of
//! rounds a cell. Prints a table in Markdown, with Wilson's 95 % intervals.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod scenarios;

use std::error::Error;

use etude_simulation::{Faults, simulate};
use etude_stats::proportion::wilson;
use etude_study::configuration::Configuration;
use etude_study::project::{Project, parse_project};

use scenarios::{Case, Scenario, scenarios};

const TRIALS: [u32; 3] = [16, 32, 64];

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: u64 = std::env::args().nth(1).map_or(Ok(200), |argument| argument.parse())?;
    println!("{rounds} rounds a cell; two values of a question, two nuisances; 95 % intervals of Wilson\n");
    println!("| check | shown | 16 trials | 32 trials | 64 trials |");
    println!("|---|---|---|---|---|");
    for scenario in scenarios() {
        for (kind, case) in [("sound", &scenario.sound), ("planted", &scenario.planted)] {
            let mut cells = Vec::new();
            for trials in TRIALS {
                cells.push(cell(&scenario, case, trials, rounds)?);
            }
            println!("| {} | {kind}: {} | {} |", scenario.check, case.what, cells.join(" | "));
        }
    }
    Ok(())
}

/// The share of calls, with its interval.
fn cell(scenario: &Scenario, case: &Case, trials: u32, rounds: u64) -> Result<String, Box<dyn Error>> {
    let (mut calls, mut looks) = (0, 0);
    for seed in 0..rounds {
        let training = case.training;
        let workload = |configuration: &Configuration| training(configuration);
        let project = project(case, scenario.asks_again, (trials, seed))?;
        let run = simulate(&project, &workload, Faults::default(), seed)?;
        let round = run.history.rounds.last().ok_or("no round")?;
        let findings = round.standing_findings();
        let called: Vec<_> = findings.iter().filter(|finding| (scenario.calls)(&finding.answer)).collect();
        let is_of_the_whole = ["P31", "P41", "P77", "S22"].iter().any(|rule| scenario.check.contains(rule));
        if is_of_the_whole {
            looks += 1;
            calls += u64::from(!called.is_empty());
        } else {
            looks += round.studies.len() as u64;
            let calls_it = |study| called.iter().any(|finding| finding.study == Some(study));
            calls += round.studies.iter().filter(|study| calls_it(study.definition.id)).count() as u64;
        }
    }
    let interval = wilson(calls, looks, 0.95)?;
    let percent = |share: f64| 100.0 * share;
    Ok(format!(
        "{:.1} % ({:.1} to {:.1})",
        percent(calls as f64 / looks as f64),
        percent(interval.low),
        percent(interval.high)
    ))
}

fn project(case: &Case, asks_again: bool, (trials, seed): (u32, u64)) -> Result<Project, Box<dyn Error>> {
    let round = |name: &str, nuisance: &str| {
        format!(
            "[[rounds]]\nname = \"{name}\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\n\
             nuisance = [{nuisance}]\ntrials = {trials}\nremedies = false\n"
        )
    };
    let first = round("feature", "\"rate\", \"decay\"");
    let again = if asks_again { round("again", "\"decay\"") } else { String::new() };
    Ok(parse_project(&format!(
        "[project]\nname = \"checks\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n{}\n\
         [workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 4\n\
         [parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nhard_low = 0.0\nhard_high = 1.0\nbaseline = 0.5\n\
         [parameters.decay]\nlow = 0.0\nhigh = 1.0\nhard_low = 0.0\nhard_high = 1.0\nbaseline = 0.5\n\
         {first}{again}",
        case.keys
    ))?)
}

//! Is a maximum that is far too long or too short told from real trainings?
//!
//! The built-in workload under Adam in large batches, whose validation loss is lowest after about twelve epochs and rises then: a
//! maximum of 96 epochs is eight times too long, one of three epochs, evaluated 30 times, four times too short. Each is a round of six trials for ten
//! project seeds, run by the `etude` program itself up to its checklist. Run with `cargo xtask bench length-real`; an argument sets the
//! number of seeds. What is known already stands in `target/length-real.txt` and is not trained again.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]
#![expect(clippy::disallowed_methods, reason = "writes project files, starts the program and waits for it")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use etude::ProjectFolder;
use etude::study::finding::{Answer, LengthAction};

const KNOWN: &str = "target/length-real.txt";
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// A planted maximum, the epochs between its evaluations, and the advice that is right.
struct Case {
    name: &'static str,
    max_epochs: u32,
    evaluate_every: f64,
    right: &'static str,
}

const CASES: [Case; 2] = [
    Case { name: "four times too short", max_epochs: 3, evaluate_every: 0.1, right: "longer" },
    Case { name: "eight times too long", max_epochs: 96, evaluate_every: 1.0, right: "shorter" },
];

fn main() -> Result<(), Box<dyn Error>> {
    let seeds: u32 = std::env::args().nth(1).map_or(Ok(10), |argument| argument.parse())?;
    let etude = etude_program()?;
    println!("| maximum | seed | advice | proposed |\n|---|---|---|---|");
    let mut told = Vec::new();
    for case in &CASES {
        let mut right = 0;
        for seed in 0..seeds {
            let advice = match known(case, seed) {
                Some(advice) => advice,
                None => keep(case, seed, &train(&etude, case, seed)?)?,
            };
            right += u32::from(advice.starts_with(case.right));
            println!("| {} ({}) | {seed} | {advice} |", case.name, case.max_epochs);
        }
        told.push(format!("{}: right in {right} of {seeds}", case.name));
    }
    println!("\n{}", told.join("; "));
    Ok(())
}

fn known(case: &Case, seed: u32) -> Option<String> {
    let text = fs::read_to_string(KNOWN).ok()?;
    let head = format!("{} {seed}: ", case.max_epochs);
    text.lines().find_map(|line| line.strip_prefix(&head).map(str::to_owned))
}

fn keep(case: &Case, seed: u32, advice: &str) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(KNOWN).unwrap_or_default();
    fs::write(KNOWN, format!("{text}{} {seed}: {advice}\n", case.max_epochs))?;
    Ok(advice.to_owned())
}

/// The program that was built with this example.
fn etude_program() -> Result<PathBuf, Box<dyn Error>> {
    let example = std::env::current_exe()?;
    let built = example.parent().and_then(Path::parent).ok_or("no folder of builds")?.join("etude");
    if built.exists() { Ok(built) } else { Err("build the program first: cargo build --release".into()) }
}

/// Runs one round up to its checklist, and gives the advice with the length proposed.
fn train(etude: &Path, case: &Case, seed: u32) -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let Case { max_epochs, evaluate_every, .. } = case;
    fs::write(
        folder.path().join("etude.toml"),
        format!(
            "[project]\nname = \"length\"\nmetric = \"val_loss\"\ndirection = \"minimize\"\nmin_improvement = 0.005\nseed = {seed}\n\
             [workload]\nbuiltin = \"fashion\"\n[length]\nmax_epochs = {max_epochs}\n[batch_size]\nvalue = 512\n[slots]\ncount = 2\n\
             [parameters.learning_rate]\nlow = 9e-3\nhigh = 2e-2\nscale = \"log\"\nbaseline = 0.013\nhard_low = 9e-3\nhard_high = 2e-2\n\
             [parameters.optimizer]\nchoices = [\"sgd\", \"adam\"]\nbaseline = \"adam\"\n\
             [parameters.layers]\ntype = \"int\"\nlow = 0\nhigh = 2\nbaseline = 1\n\
             [parameters.width]\ntype = \"int\"\nlow = 32\nhigh = 256\nbaseline = 128\n\
             [parameters.evaluate_every]\nlow = 0.04\nhigh = 1.0\nbaseline = {evaluate_every:?}\n\
             [[rounds]]\nname = \"rate\"\ngoal = \"Which learning rate?\"\nnuisance = [\"learning_rate\"]\ntrials = 6\n\
             remedies = false\n"
        ),
    )?;
    let mut run = Command::new(etude)
        .arg("run")
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // What follows the checklist, retraining, is not asked about.
    let findings = loop {
        thread::sleep(LOOK_AGAIN);
        let history = ProjectFolder::open(folder.path())?.history().unwrap_or_default();
        let study = history.rounds.first().and_then(|round| round.studies.first());
        if let Some(study) = study.filter(|study| study.complete) {
            break study.findings.clone();
        }
        if let Some(status) = run.try_wait()? {
            return Err(format!("seed {seed}: etude run ended with {status}").into());
        }
    };
    let _ = Command::new(etude).arg("stop").current_dir(folder.path()).stdout(Stdio::null()).status()?;
    let _ = run.wait()?;
    let advice = findings.iter().find_map(|finding| match &finding.answer {
        Answer::LengthAdvice(advice) => Some(match advice.action {
            LengthAction::Lengthen { proposed, .. } => format!("longer | {proposed}"),
            LengthAction::Reduce { proposed, .. } => format!("shorter | {proposed}"),
        }),
        _ => None,
    });
    Ok(advice.unwrap_or_else(|| "none | -".into()))
}

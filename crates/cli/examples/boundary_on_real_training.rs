//! Is a range that ends below the optimum widened by itself, when the trainings are real?
//!
//! The learning rate of the built-in workload over a range that ends a decade (half its width) below the optimum, for 20
//! project seeds, run by the `etude` program itself; and the same with a hard limit at the end of the range. First the
//! optimum is found by a grid. Run with `cargo xtask bench boundary-real`; an argument sets the number of seeds.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]
#![expect(clippy::disallowed_methods, reason = "writes project files")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use etude::ProjectFolder;
use etude::study::finding::{Answer, BoundaryAction};
use etude::study::history::StudyRecord;

const RANGE: (f64, f64) = (2e-5, 2e-3);
const GRID: [f64; 9] = [0.003, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.1];
const GRID_SEEDS: u32 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let seeds: u32 = std::env::args().nth(1).map_or(Ok(20), |argument| argument.parse())?;
    let etude = etude_program()?;
    println!("| learning rate | mean val_error over {GRID_SEEDS} seeds |\n|---|---|");
    let mut optimum = (f64::INFINITY, 0.0);
    for rate in GRID {
        let error = mean_error(&etude, rate)?;
        println!("| {rate} | {error:.4} |");
        optimum = if error < optimum.0 { (error, rate) } else { optimum };
    }
    let optimum = optimum.1;
    println!("\nrange {} to {}, optimum of the grid {optimum}\n", RANGE.0, RANGE.1);
    println!(
        "| seed | range at the end | trials | optimum inside | with a hard limit: said so and stopped |\n|---|---|---|---|---|"
    );
    let (mut inside, mut stopped) = (0, 0);
    for seed in 0..seeds {
        let free = run_project(&etude, seed, "")?;
        let end = upper_end(&free).ok_or("no range")?;
        let limited = run_project(&etude, seed, &format!("hard_high = {:?}\n", RANGE.1))?;
        let says = says_hard_limit(&limited)
            && upper_end(&limited).is_some_and(|end| end.total_cmp(&RANGE.1).is_eq());
        inside += u32::from(end > optimum);
        stopped += u32::from(says);
        println!("| {seed} | {} to {end} | {} | {} | {says} |", RANGE.0, free.trials.len(), end > optimum);
    }
    println!("\noptimum inside in {inside} of {seeds}; hard limit said and kept in {stopped} of {seeds}");
    Ok(())
}

/// The program that was built with this example.
fn etude_program() -> Result<PathBuf, Box<dyn Error>> {
    let example = std::env::current_exe()?;
    let built = example.parent().and_then(Path::parent).ok_or("no folder of builds")?.join("etude");
    if built.exists() { Ok(built) } else { Err("build the program first: cargo build --release".into()) }
}

fn mean_error(etude: &Path, rate: f64) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for seed in 0..GRID_SEEDS {
        let settings = [format!("--learning_rate={rate}"), format!("--seed={seed}")];
        let fixed = ["train", "fashion", "--width=64", "--max_epochs=6"];
        let output = Command::new(etude).args(fixed).args(settings).output()?;
        let errors = String::from_utf8(output.stdout)?;
        let error = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["val_error"].as_f64();
        sum += errors.lines().filter_map(error).fold(f64::INFINITY, f64::min);
    }
    Ok(sum / f64::from(GRID_SEEDS))
}

/// Runs a project of one round and gives its study.
fn run_project(etude: &Path, seed: u32, limit: &str) -> Result<StudyRecord, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (low, high) = RANGE;
    fs::write(
        folder.path().join("etude.toml"),
        format!(
            "[project]\nname = \"boundary\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nmin_improvement = 0.005\nseed = {seed}\n\
             [workload]\nbuiltin = \"fashion\"\n[length]\nmax_epochs = 6\n[batch_size]\nvalue = 64\n[slots]\ncount = 2\n\
             [parameters.learning_rate]\nlow = {low:?}\nhigh = {high:?}\nscale = \"log\"\nbaseline = 0.001\n{limit}\
             [parameters.width]\ntype = \"int\"\nlow = 32\nhigh = 128\nscale = \"log\"\nbaseline = 64\n\
             [[rounds]]\nname = \"rate\"\ngoal = \"Which learning rate?\"\nnuisance = [\"learning_rate\"]\ntrials = 16\n"
        ),
    )?;
    let status = Command::new(etude)
        .arg("run")
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("seed {seed}: etude run ended with {status}").into());
    }
    let history = ProjectFolder::open(folder.path())?.history()?;
    Ok(history.rounds.first().and_then(|round| round.studies.first()).ok_or("no study")?.clone())
}

fn upper_end(study: &StudyRecord) -> Option<f64> {
    Some(study.space.dimension("learning_rate")?.domain.range()?.high)
}

fn says_hard_limit(study: &StudyRecord) -> bool {
    let at_limit =
        |answer: &Answer| matches!(answer, Answer::Boundary { action: BoundaryAction::HardLimit { .. }, .. });
    study.findings.iter().any(|finding| at_limit(&finding.answer))
}

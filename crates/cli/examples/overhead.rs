//! What does a trial cost beyond its program?
//!
//! `cargo xtask bench overhead`, or with other than 2,000 trials: `cargo xtask bench overhead -- 500`. Blocks of trials
//! alternate with `xargs -P2` running the very same commands, so that both meet the same machine.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "measures time, and the project is made of files")]
#![expect(clippy::unwrap_used, reason = "what cannot be measured ends the measurement")]

#[path = "shared/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use etude::store::Store;
use etude::study::ids::TrialId;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

const TRIALS: u32 = 2000;
/// Blocks of trials, each in a new project, with as many of `xargs` between.
const BLOCKS: u32 = 5;
const SLOTS: u32 = 2;
/// The whole training program.
const PROGRAM: &str = r#"echo '{"epoch": 1, "val_error": 0.5}'"#;

/// One block's figures.
struct Block {
    trials: u32,
    /// `etude run`, and `xargs` with as many commands.
    etude: Cost,
    xargs: Cost,
    /// Milliseconds from the start of each attempt to the end of its trial, as recorded.
    lives_ms: Vec<i64>,
}

/// What a command took.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    /// Of the processor, user's and system's, by all processes that it started and waited for.
    cpu: Duration,
}

impl Block {
    /// Milliseconds of wall time that each trial takes more.
    fn overhead_ms(&self) -> f64 {
        (self.etude.wall.as_secs_f64() - self.xargs.wall.as_secs_f64()) * 1000.0 / f64::from(self.trials)
    }
}

fn main() -> ExitCode {
    let trials = std::env::args().nth(1).map_or(Ok(TRIALS), |word| word.parse());
    let Ok(trials) = trials.map(|trials: u32| trials / BLOCKS) else {
        eprintln!("usage: overhead [TRIALS]");
        return ExitCode::from(2);
    };
    let Some(etude) = program::etude() else {
        eprintln!("the program is not there: cargo build --release -p etude-cli");
        return ExitCode::FAILURE;
    };
    let blocks: Vec<Block> = (0..BLOCKS)
        .map(|block| {
            let measured = measure(&etude, trials, block);
            eprintln!("block {} of {BLOCKS}: {:.2} ms a trial", block + 1, measured.overhead_ms());
            measured
        })
        .collect();
    print_table(&blocks);
    ExitCode::SUCCESS
}

/// One block of each, in turns: the first block begins with `etude`, the second with `xargs`, and so on.
fn measure(etude: &Path, trials: u32, block: u32) -> Block {
    let folder = tempfile::Builder::new().prefix("etude-overhead-").tempdir().unwrap();
    fs::write(folder.path().join("etude.toml"), project(trials)).unwrap();
    let run = || timed(Command::new(etude).arg("run").current_dir(folder.path()), "");
    let (run_took, measured);
    if block.is_multiple_of(2) {
        run_took = run();
        measured = trials_of(folder.path());
        let xargs = xargs(measured.0);
        return Block { trials: measured.0, etude: run_took, xargs, lives_ms: measured.1 };
    }
    let xargs = xargs(trials);
    run_took = run();
    measured = trials_of(folder.path());
    // The project has a few trials more than were asked for, those of its confirmation.
    let more = f64::from(measured.0) / f64::from(trials);
    let xargs = Cost { wall: xargs.wall.mul_f64(more), cpu: xargs.cpu.mul_f64(more) };
    Block { trials: measured.0, etude: run_took, xargs, lives_ms: measured.1 }
}

fn xargs(commands: u32) -> Cost {
    let slots = format!("-P{SLOTS}");
    let lines = "x\n".repeat(commands as usize);
    timed(Command::new("xargs").args([&slots, "-I{}", "sh", "-c", PROGRAM]), &lines)
}

fn timed(command: &mut Command, input: &str) -> Cost {
    let (begun, cpu) = (Instant::now(), cpu());
    let quiet = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "{command:?}: {status}");
    Cost { wall: begun.elapsed(), cpu: self::cpu().saturating_sub(cpu) }
}

/// Processor time of all children so far.
fn cpu() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let of = |time: TimeVal| Duration::from_micros(time.num_microseconds().unsigned_abs());
    of(usage.user_time()) + of(usage.system_time())
}

/// How many trials there were, and the milliseconds from each attempt's start to its trial's end.
fn trials_of(project: &Path) -> (u32, Vec<i64>) {
    let timeline = Store::open_read_only(&project.join(".etude/etude.db")).unwrap().timeline().unwrap();
    let mut started: BTreeMap<TrialId, i64> = BTreeMap::new();
    let mut lives = Vec::new();
    for moment in timeline {
        let Some(trial) = moment.trial else { continue };
        match moment.kind.as_str() {
            "attempt_started" => drop(started.insert(trial, moment.at_ms)),
            "trial_ended" => lives.push(moment.at_ms - started[&trial]),
            _ => {}
        }
    }
    (lives.len() as u32, lives)
}

fn print_table(blocks: &[Block]) {
    let trials: u32 = blocks.iter().map(|block| block.trials).sum();
    let ms = |of: fn(&Block) -> Duration| {
        blocks.iter().map(of).sum::<Duration>().as_secs_f64() * 1000.0 / f64::from(trials)
    };
    let mut overheads: Vec<f64> = blocks.iter().map(Block::overhead_ms).collect();
    overheads.sort_by(f64::total_cmp);
    let mut lives: Vec<i64> = blocks.iter().flat_map(|block| block.lives_ms.iter().copied()).collect();
    lives.sort_unstable();
    let part = |numerator: usize| lives.get(lives.len() * numerator / 100).copied().unwrap_or_default();
    let (etude, xargs) = (ms(|block| block.etude.wall), ms(|block| block.xargs.wall));
    println!("| {trials} trials, {SLOTS} slots, {BLOCKS} blocks | `etude run` | `xargs -P{SLOTS}` | more |");
    println!("|---|--:|--:|--:|");
    println!(
        "| wall time, ms a trial (least to most of the blocks) | {etude:.2} | {xargs:.2} | {:.2} ({:.2} to {:.2}) |",
        etude - xargs,
        overheads.first().copied().unwrap_or_default(),
        overheads.last().copied().unwrap_or_default(),
    );
    let (etude, xargs) = (ms(|block| block.etude.cpu), ms(|block| block.xargs.cpu));
    println!("| processor time, ms a trial | {etude:.2} | {xargs:.2} | {:.2} |", etude - xargs);
    println!(
        "| from an attempt's start to its trial's end, ms: median, 99th percentile | {}, {} | | |",
        part(50),
        part(99),
    );
}

fn project(trials: u32) -> String {
    format!(
        r#"[project]
name = "overhead"
metric = "val_error"
direction = "minimize"
min_improvement = 0.5
seed = 1

[workload]
command = ["sh", "-c", '''{PROGRAM}''']

[length]
max_epochs = 1

[slots]
count = {SLOTS}

[parameters.learning_rate]
low = 1e-4
high = 1e-2
scale = "log"
baseline = 0.001
group = "optimizer"

[[rounds]]
name = "learning-rate"
goal = "What does a trial cost?"
nuisance = ["learning_rate"]
trials = {trials}
"#
    )
}

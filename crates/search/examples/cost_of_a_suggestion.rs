//! What does a suggestion cost, and what more when there are ten thousand trials?
//!
//! CPU time of ask and tell, averaged over a run near 50, 200, 1,000 and 10,000 told trials, for every sampler, in a space of ten
//! mixed parameters: five floats (two of them logarithmic), two whole numbers, two categories, and a float that is there under
//! one of the categories. About a tenth of the points is infeasible. Beside it: the worst single ask of that part of the run;
//! the first ask of a process that comes to a study of that length (as `etude ask` does); and the resident memory at the end.
//!
//! A run is a whole one up to 210 trials, told in order, one pending at a time. Near 1,000 and 10,000 the trials before are
//! random points, told at once. A part is the tenth of the run about its number of trials, at least 20 and at most 100 of them.
//! Every sampler runs in a process of its own, so that memory is its own. Run with `cargo xtask bench search-cost`; arguments
//! name samplers.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;
use std::process::Command;
use std::time::Duration;

use etude_search::catalogue::{self, NAMES};
use etude_search::quasi_random::LENGTH;
use etude_search::random;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestRequest};
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;
use nix::time::ClockId;

/// Near how many told trials.
const NEAR: [usize; 4] = [50, 200, 1_000, 10_000];
/// Runs are whole up to the last of these parts.
const WHOLE: usize = 200;
const SEED: u64 = 4;
/// What tells the child which sampler is its own.
const ONE: &str = "--one";

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = words.as_slice()
        && flag == ONE
    {
        return measure(name);
    }
    println!(
        "| sampler | trials | ask and tell, mean | worst ask | first ask of a process | resident memory |"
    );
    println!("|---|---|---|---|---|---|");
    let all: Vec<String> = NAMES.map(str::to_owned).to_vec();
    for name in if words.is_empty() { &all } else { &words } {
        let status = Command::new(std::env::current_exe()?).args([ONE, name]).status()?;
        if !status.success() {
            return Err(format!("the measurement of {name} ended with {status}").into());
        }
    }
    Ok(())
}

/// The rows of one sampler.
fn measure(name: &str) -> Result<(), Box<dyn Error>> {
    let sampler = catalogue::sampler(name)?;
    let space = space();
    let mut run = Run { sampler: sampler.as_ref(), space: &space, history: Vec::new() };
    for near in NEAR {
        let half = (near / 20).clamp(10, 50);
        if run.refuses(near + half) {
            println!("| {name} | {near} | none: its sequence is shorter | | | |");
            continue;
        }
        if near > WHOLE {
            run.fill(near - half);
        }
        while run.history.len() < near - half {
            run.ask_and_tell()?;
        }
        let cold = catalogue::sampler(name)?;
        let first =
            Run { sampler: cold.as_ref(), space: &space, history: run.history.clone() }.ask_and_tell()?.ask;
        let steps =
            (0..2 * half).map(|_| run.ask_and_tell()).collect::<Result<Vec<Step>, Box<dyn Error>>>()?;
        let total: Duration = steps.iter().map(|step| step.ask + step.tell).sum();
        let worst = steps.iter().map(|step| step.ask).max().unwrap_or_default();
        println!(
            "| {name} | {near} | {} | {} | {} | {:.1} MB |",
            shown(total / steps.len() as u32),
            shown(worst),
            shown(first),
            resident_megabytes()?
        );
    }
    if name == "quasi-random" {
        quasi_random_at_any_index(sampler.as_ref(), &space)?;
    }
    Ok(())
}

/// A study under way.
struct Run<'a> {
    sampler: &'a dyn Sampler,
    space: &'a SearchSpace,
    history: Vec<Observation>,
}

/// CPU time of one ask and one tell.
#[derive(Debug, Clone, Copy)]
struct Step {
    ask: Duration,
    tell: Duration,
}

impl Run<'_> {
    fn request(&self) -> SuggestRequest<'_> {
        SuggestRequest {
            space: self.space,
            direction: Direction::Minimize,
            history: &self.history,
            first_index: self.history.len() as u64,
            count: 1,
            budget: 2 * NEAR[3] as u64,
            seed: SEED,
        }
    }

    fn refuses(&self, length: usize) -> bool {
        self.sampler.length(&self.request()).is_ok_and(|most| most < length as u64)
    }

    fn ask_and_tell(&mut self) -> Result<Step, Box<dyn Error>> {
        let start = cpu_time()?;
        let points = self.sampler.suggest(&self.request())?;
        let ask = since(start)?;
        let observations = points.into_iter().map(|point| Observation { outcome: outcome(&point), point });
        let observations: Vec<Observation> = observations.collect();
        let evaluated = cpu_time()?;
        self.history.extend(observations);
        Ok(Step { ask, tell: since(evaluated)? })
    }

    /// Random points, told at once.
    fn fill(&mut self, length: usize) {
        for index in self.history.len()..length {
            let unit = |dimension: &Dimension| random::coordinate(SEED, dimension.number, index as u64);
            let point = UnitPoint::new(self.space.dimensions().iter().map(unit).collect());
            self.history.push(Observation { outcome: outcome(&point), point });
        }
    }
}

fn quasi_random_at_any_index(sampler: &dyn Sampler, space: &SearchSpace) -> Result<(), Box<dyn Error>> {
    const CALLS: u64 = 2_000;
    let run = Run { sampler, space, history: Vec::new() };
    for from in [0, 1_000, 10_000, LENGTH - CALLS] {
        let start = cpu_time()?;
        for index in from..from + CALLS {
            sampler.suggest(&SuggestRequest { first_index: index, ..run.request() })?;
        }
        let mean = since(start)? / CALLS as u32;
        println!("| quasi-random | index {from} | {} | | | |", shown(mean));
    }
    Ok(())
}

/// A bowl with a kink, and an edge beyond which the first two floats make it infeasible.
fn outcome(point: &UnitPoint) -> ObservedOutcome {
    let at = point.coordinates();
    if at[0] + 0.5 * at[1] > 1.15 {
        return ObservedOutcome::Infeasible;
    }
    let bowl: f64 = at.iter().enumerate().map(|(axis, x)| (x - 0.1 * axis as f64).powi(2)).sum();
    Score::new(bowl + (at[0] - 0.6).abs()).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score)
}

fn space() -> SearchSpace {
    let float = |low, high, scale| Domain::Float { low, high, scale };
    let words = |words: &[&str]| Domain::Choice {
        choices: words.iter().map(|word| Value::Text((*word).to_owned())).collect(),
    };
    let adam = Condition::equals("optimizer", Value::Text("adam".to_owned()));
    let all = [
        ("learning_rate", float(1e-5, 1.0, Scale::Log), None),
        ("weight_decay", float(1e-6, 0.1, Scale::Log), None),
        ("momentum", float(0.0, 0.99, Scale::Linear), None),
        ("dropout", float(0.0, 0.7, Scale::Linear), None),
        ("smoothing", float(0.0, 0.3, Scale::Linear), None),
        ("layers", Domain::Int { low: 1, high: 8, scale: Scale::Linear }, None),
        ("width", Domain::Int { low: 16, high: 512, scale: Scale::Log }, None),
        ("optimizer", words(&["sgd", "adam", "lion"]), None),
        ("activation", words(&["relu", "gelu", "tanh", "silu"]), None),
        ("beta2", float(0.9, 0.9999, Scale::ReverseLog), Some(adam)),
    ];
    let dimension = |(number, (name, domain, when)): (usize, (&str, Domain, Option<Condition>))| Dimension {
        name: name.to_owned(),
        number: number as u32,
        domain,
        when,
    };
    SearchSpace::new(all.into_iter().enumerate().map(dimension).collect())
}

/// The CPU time that this process has used, in user and system mode.
fn cpu_time() -> Result<Duration, nix::Error> {
    ClockId::CLOCK_PROCESS_CPUTIME_ID.now().map(Duration::from)
}

/// The CPU time used since then.
fn since(start: Duration) -> Result<Duration, nix::Error> {
    Ok(cpu_time()?.saturating_sub(start))
}

fn shown(time: Duration) -> String {
    let microseconds = time.as_secs_f64() * 1e6;
    if microseconds < 1e3 { format!("{microseconds:.1} us") } else { format!("{:.2} ms", microseconds / 1e3) }
}

#[expect(clippy::disallowed_methods, reason = "the kernel says in a file how much memory a process has")]
fn resident_megabytes() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS in /proc/self/status")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
